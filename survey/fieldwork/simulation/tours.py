"""Ways into a questionnaire for somebody who looks at it: made-up answers that lead to each page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from survey.engine.journey import Journey
from survey.engine.operands import established
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from survey.errors import Refused
from survey.fieldwork.simulation.people import SyntheticPerson, Visit, simulate

MOST_PEOPLE = 300


@dataclass
class Tours:
    """The pages to fill in before each page, each end screen, and the list of answers of each group.

    What no made-up person came to is not in them.
    """

    to_page: dict[str, tuple[Visit, ...]] = field(default_factory=dict)
    to_end: dict[str, tuple[Visit, ...]] = field(default_factory=dict)
    whole: dict[str, tuple[Visit, ...]] = field(default_factory=dict)
    """By the label of the answer to the question with `break: main`; everybody's where there is none."""

    @classmethod
    def through(cls, questionnaire: Questionnaire) -> Tours:
        """Send made-up people in until they have been everywhere, or there were too many of them."""
        found = cls()
        groups = groups_of(questionnaire)
        try:
            for person in simulate(questionnaire, None, seed=1, n=MOST_PEOPLE):
                found.take(questionnaire, person, groups)
                if (
                    found.to_page.keys() >= questionnaire.pages.keys()
                    and found.to_end.keys() >= questionnaire.ends.keys()
                    and found.whole.keys() >= set(groups.values())
                ):
                    break
        except Refused:
            return found
        return found

    def take(self, questionnaire: Questionnaire, person: SyntheticPerson, groups: Mapping[str, str]) -> None:
        """Keep what this person's way is the first to show."""
        for number, visit in enumerate(person.pages):
            self.to_page.setdefault(visit.page, person.pages[:number])
        if person.outcome not in ("submitted", "ended"):
            return
        saved = {visit.page: SavedPage(visit.form, done=True) for visit in person.pages}
        journey = Journey(questionnaire, read_answers(questionnaire, saved), person.seed)
        if journey.end:
            self.to_end.setdefault(journey.end, person.pages)
            return
        main = questionnaire.main_break
        own = established(journey.facts, main.id) if main else ("",)
        for code, label in groups.items():
            if code in map(str, own):
                self.whole.setdefault(label, person.pages)


class KeptTours:
    """Tours through the versions that this process was asked about: some seconds of computing for each."""

    def __init__(self, most: int = 16) -> None:
        self.most = most
        self._kept: dict[str, Tours] = {}
        self._one_at_a_time = Lock()

    def of(self, questionnaire: Questionnaire, fingerprint: str) -> Tours:
        """The tours through a version, made when first asked for."""
        with self._one_at_a_time:
            if fingerprint not in self._kept:
                self._kept[fingerprint] = Tours.through(questionnaire)
            while len(self._kept) > self.most:
                del self._kept[next(iter(self._kept))]
            return self._kept[fingerprint]


KEPT = KeptTours()


def groups_of(questionnaire: Questionnaire) -> dict[str, str]:
    """The groups that a way leads through, by code."""
    main = questionnaire.main_break
    if main is None:
        return {"": "Everybody"}
    categories = main.variables()[0].columns[0].categories
    return {str(one.code): one.label for one in categories if one.missing is None}
