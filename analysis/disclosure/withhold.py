"""Whose answers to withhold, beside the groups whose counts are hidden, so that no hidden figure is found.

The cheapest group whose withholding opens the hidden figure by itself, over and over. Its count may still be
printed. What is withheld for one item is withheld for all that hang together with it. Where no answers are
left to withhold, and counts of this release are what narrows an earlier figure, counts are hidden as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from analysis.disclosure.apply import all_answers, all_weighed
from analysis.disclosure.cells import PEOPLE, Ledger, Mark, Where, in_words, spell
from analysis.disclosure.errors import NotSafe
from analysis.disclosure.figures import costs
from analysis.disclosure.pattern import costs_of
from analysis.disclosure.rules import ROOM, is_small
from analysis.disclosure.scores import Answers, Printed, Wanted
from analysis.disclosure.targets import ONE_ANSWER, ONE_ORGANISATION, within


class Withholding:
    """Attacks all figures of a release under a pattern of counts, and withholds until they are safe."""

    def __init__(
        self,
        ledger: Ledger,
        found: Sequence[Answers],
        pattern: Mapping[Mark, str],
        threshold: int,
        shown: frozenset[Mark] = frozenset(),
    ) -> None:
        self.ledger, self.found, self.threshold, self.shown = ledger, found, threshold, shown
        self.pattern = frozenset(pattern)
        self.unanimous = {mark for mark, reason in pattern.items() if reason == ONE_ANSWER}
        self.one_organisation = {mark for mark, reason in pattern.items() if reason == ONE_ORGANISATION}
        self.withheld: set[Mark] = set()
        self.costs = costs({id(a.figure): a.figure for a in found}.values())
        self.dear = costs_of(ledger)
        """What hiding a count would lose."""
        self.judged: dict[tuple[int, Where, Printed], bool] = {}

    def run(self) -> frozenset[Mark]:
        """Every mark that is needed; the last round finds nothing more to do."""
        before = -1
        while before < len(self.withheld):
            before = len(self.withheld)
            for at, answers in enumerate(self.found):
                listed = answers.figure.printable | self.hidden(answers)
                for where in (*sorted(listed, key=spell), *answers.unlisted()):
                    while not self.is_safe(at, where):
                        self.withhold(at, where)
        return frozenset(self.withheld)

    def printed(self, answers: Answers, without: Set[Mark] = frozenset()) -> Printed:
        """What is printed of a figure; an equal-weight one also where its base is hidden."""
        figure, gone = answers.figure, self.withheld | without
        names = self.universes(answers)
        sheets = {self.ledger.universes[name].sheet for name in names}
        shares = {f"shares of {name}" for name in names} if self.hides_shares(answers) else set()
        groups = frozenset(
            where
            for where in figure.printable
            if not any((share, where) in self.pattern or (share, where) in gone for share in shares)
            and not any(all_answers(sheet, where) in gone for sheet in sheets)
            and not any((f"shares of {name}", where) in self.unanimous for name in names)
            and not any(self.is_hidden(name, where, gone) for name in names)
        )
        equal = not any(all_answers(sheet, None) in gone for sheet in sheets)
        weighed = not any(all_weighed(sheet) in gone for sheet in sheets)
        withheld = frozenset(gone & answers.ground.beside.keys())
        return Printed(groups, bool(figure.equals) and equal, bool(figure.weighed) and weighed, withheld)

    def hides_shares(self, answers: Answers) -> bool:
        """Whether shares of few are hidden, and protected as percentages and not as counts."""
        return answers.shares_too and answers.figure.category in self.ledger.categories

    def universes(self, answers: Answers) -> list[str]:
        """Those whose figure it is, and those with an answer."""
        names = dict.fromkeys((answers.figure.universe, answers.figure.item))
        return [name for name in names if name in self.ledger.universes]

    def hidden(self, answers: Answers) -> set[Where]:
        """Groups whose figure is hidden, also where so few answered that it would not be printed anyway."""
        counts = self.ledger.counts[answers.figure.universe]
        names = self.universes(answers)
        return {
            where
            for where in answers.figure.values
            if counts.get(where)
            and (
                is_small(counts[where], self.threshold)
                or any(self.is_hidden(name, where, self.withheld) for name in names)
            )
        }

    def is_hidden(self, universe: str, where: Where, gone: Set[Mark]) -> bool:
        """Whether a count is hidden by the pattern, or beside it."""
        return self.ledger.is_hidden(universe, where, self.pattern) or self.ledger.is_hidden(
            universe, where, gone
        )

    def is_safe(self, at: int, where: Where) -> bool:
        """Whether a group's figure is printed or stays open; that of everyone is nobody's in particular, so
        it needs no protection where it is hidden only because its base would tell a small one."""
        if not where:
            return True
        printed = self.printed(self.found[at])
        return self.found[at].is_told(where, printed) or self.is_open(at, where, printed)

    def is_open(self, at: int, where: Where, printed: Printed) -> bool:
        """Whether a hidden group stays open; asked once for what is printed of a figure."""
        key = at, where, printed
        if key not in self.judged:
            answers = self.found[at]
            self.judged[key] = self.judge(answers, where, printed) or not answers.is_news(where, printed)
        return self.judged[key]

    def judge(self, answers: Answers, where: Where, printed: Printed) -> bool:
        """Whether a hidden group stays as open as the rule for this figure wants."""
        if not answers.has(where):
            return True
        figure = answers.figure
        people = self.ledger.counts[figure.universe].get(where)
        if people is not None and where not in figure.values and not is_small(people, self.threshold):
            people = None  # nobody is protected for the sake of others who does not stand beside them
        least, most = figure.scale
        room = ROOM * (most - least)
        if figure.is_declined and people is not None and self.is_partner(answers, where):
            room = min(room, 100 / people)
        sensitive = figure.category in self.ledger.categories
        names = self.universes(answers)
        one = any((self.ledger.universes[name].sheet, where) in self.one_organisation for name in names)
        one |= answers.was_apart(where)
        apart = one or any((f"shares of {name}", where) in self.unanimous for name in names)
        asked = self.ledger.universes[figure.universe].sheet == PEOPLE
        wanted = Wanted(people, room, self.threshold, sensitive, apart, one, asked)
        return answers.is_open(where, printed, wanted)

    def is_partner(self, answers: Answers, where: Where) -> bool:
        """Whether a group is hidden for the sake of others alone; who declined in it is then hidden by one
        person either way. Where few did in London a wider room cannot be had, whatever is withheld."""
        few = is_small(self.ledger.counts[answers.figure.universe][where], self.threshold)
        return not few and not any(
            (self.ledger.universes[name].sheet, where) in self.one_organisation
            for name in self.universes(answers)
        )

    def withhold(self, at: int, where: Where) -> None:
        """Withhold one thing more for the sake of a group, or several where no single one helps."""
        answers = self.found[at]
        marks = self.answers(answers, where)
        if self.add_first(at, where, marks):
            return
        if marks and self.is_open(at, where, self.printed(answers, {*marks})):
            self.withheld.add(marks[0])
            return
        counts = self.counts(answers, where)
        if not self.add_first(at, where, counts):
            self.withheld |= self.fewest(at, where, (*marks, *counts))

    def add_first(self, at: int, where: Where, marks: Iterable[Mark]) -> bool:
        """Withhold the first of these that opens a group by itself; whether there is one."""
        for mark in marks:
            if self.is_open(at, where, self.printed(self.found[at], {mark})):
                self.withheld.add(mark)
                return True
        return False

    def answers(self, answers: Answers, where: Where) -> list[Mark]:
        """Answers that are printed of a figure, and could be withheld: near ones first, then cheap."""
        printed = self.printed(answers)
        sheet = self.ledger.universes[answers.figure.universe].sheet
        near: list[Where | None] = list(printed.groups)
        near.sort(key=lambda w: (not is_near(w or (), where), self.costs[w], spell(w or ())))
        near += [None] if printed.equal else []
        marks = [all_weighed(sheet)] if printed.weighed else []
        if self.hides_shares(answers):  # of this item alone, before all answers of a group
            marks += [(f"shares of {answers.figure.universe}", group) for group in near if group is not None]
        marks += [all_answers(sheet, group) for group in near]
        return [mark for mark in marks if mark not in self.shown]

    def counts(self, answers: Answers, where: Where) -> list[Mark]:
        """Counts behind a figure that this release alone tells, and could hide: near first, then cheap."""
        left = (self.dear.keys() & answers.ground.beside.keys()) - self.shown - self.withheld
        return sorted(left, key=lambda m: (not is_near(m[1], where), self.dear[m], m[0], spell(m[1])))

    def fewest(self, at: int, where: Where, marks: Sequence[Mark]) -> set[Mark]:
        """Of these marks so few that a group stays open: all of them, less each that need not go, from the
        last. Raises NotSafe where not even all of them help."""
        answers, gone = self.found[at], set(marks)
        if not self.is_open(at, where, self.printed(answers, gone)):
            words = in_words(answers.figure.universe, where)
            raise NotSafe(f"Nothing was released: the answers of {words} could be worked out.")
        for mark in reversed(marks):
            if self.is_open(at, where, self.printed(answers, gone - {mark})):
                gone.remove(mark)
        return gone


def is_near(group: Where, hidden: Where) -> bool:
    """Whether a group holds the hidden one, or stands beside it in one of its variables."""
    return within(hidden, group) or bool({v for v, _ in group} & {v for v, _ in hidden})
