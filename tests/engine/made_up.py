"""Questionnaires at random: any kind, any condition that the language allows, as YAML that loads."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.builders import text_of

WORDS, STEPS = ("a", "b", "c"), ("1", "2", "3")


@dataclass
class Known:
    """The names asked so far, by what conditions may say of them."""

    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ordered: dict[str, tuple[str, ...]] = field(default_factory=dict)
    several: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Author:
    """Writes one questionnaire, always the same for the same luck."""

    def __init__(self, luck: Random) -> None:
        self.luck = luck
        self.known = Known()
        self.count = 0

    def text(self) -> str:
        sections = [self.section(number) for number in range(self.luck.randint(1, 3))]
        return text_of("".join(sections))

    def section(self, number: int) -> str:
        head = f"- id: s{number}\n  title: Section {number}\n  stage: only\n"
        if self.luck.random() < 0.2:
            head += "  sensitive: high\n  note: {text: Something sensitive comes next.}\n"
        if self.luck.random() < 0.3 and (shown := self.condition()):
            head += f'  show_if: "{shown}"\n'
        lines: list[str] = []
        for page in range(self.luck.randint(1, 4)):
            if page:
                shown = self.condition() if self.luck.random() < 0.3 else ""
                lines.append(f"- page: s{number}_p{page}" + (f'\n  show_if: "{shown}"' if shown else ""))
            fresh = Known()
            lines.extend(self.question(fresh) for _ in range(self.luck.randint(1, 3)))
            for sort in vars(fresh):
                mine = getattr(self.known, sort)
                mine.update(getattr(fresh, sort)) if isinstance(mine, dict) else mine.extend(
                    getattr(fresh, sort)
                )
        body = "".join(f"    {line}\n" for text in lines for line in text.splitlines())
        return f"{head}  questions:\n{body}"

    def question(self, fresh: Known) -> str:
        self.count += 1
        name = f"q{self.count}"
        kind = self.luck.choice(
            [
                *(self.single, self.steps, self.multiple, self.number, self.day, self.line, self.grid),
                *(self.ranking, self.confirm),
            ]
        )
        inside = [f"id: {name}, text: Question {self.count}", *kind(name, fresh)]
        if self.luck.random() < 0.25 and kind != self.ranking:
            inside.append("required: true")
        if self.luck.random() < 0.35 and (shown := self.condition()):
            inside.append(f'show_if: "{shown}"')
        return f"- {{{', '.join(inside)}}}"

    # Kinds

    def options(self) -> str:
        codes = []
        for code in WORDS:
            shown = self.condition() if self.luck.random() < 0.15 and code != "a" else ""
            codes.append(
                f'{code}: {{label: Option {code}, show_if: "{shown}"}}' if shown else f"{code}: Option {code}"
            )
        if self.luck.random() < 0.3:
            codes.append("dont_know: I do not know")
        return f"options: {{{', '.join(codes)}}}"

    def single(self, name: str, fresh: Known) -> list[str]:
        fresh.codes[name] = WORDS
        return ["ask: single", self.options()]

    def steps(self, name: str, fresh: Known) -> list[str]:
        fresh.ordered[name] = STEPS
        return ["ask: single", "scale: agree"]

    def multiple(self, name: str, fresh: Known) -> list[str]:
        fresh.several[name] = WORDS
        carried = [one for one in self.known.several if self.luck.random() < 0.2]
        return ["ask: multiple", f"options: {{chosen_in: {carried[0]}}}" if carried else self.options()]

    def number(self, name: str, fresh: Known) -> list[str]:
        fresh.numbers.append(name)
        return [
            "ask: number",
            *self.luck.choice([[], ["least: 0"], ["least: 1", "most: 5"], ["decimals: 1"]]),
        ]

    def day(self, name: str, fresh: Known) -> list[str]:
        fresh.days.append(name)
        return ["ask: date"]

    def line(self, name: str, fresh: Known) -> list[str]:
        fresh.texts.append(name)
        return ["ask: short_text"]

    def grid(self, name: str, fresh: Known) -> list[str]:
        rows = {
            f"{name}_r{number}": self.condition() if self.luck.random() < 0.2 else "" for number in (1, 2)
        }
        fresh.ordered.update(dict.fromkeys(rows, STEPS))
        written = [
            f'{row}: {{text: Row, show_if: "{shown}"}}' if shown else f"{row}: Row"
            for row, shown in rows.items()
        ]
        return ["ask: grid", "scale: often", f"rows: {{{', '.join(written)}}}"]

    def ranking(self, name: str, fresh: Known) -> list[str]:
        rows = [f"{name}_r{number}" for number in (1, 2, 3)]
        fresh.ordered.update(dict.fromkeys(rows, STEPS))
        return ["ask: ranking", f"rows: {{{', '.join(f'{row}: Row' for row in rows)}}}"]

    def confirm(self, name: str, fresh: Known) -> list[str]:
        return ["ask: confirm"]

    # Conditions

    def condition(self, depth: int = 2) -> str:
        """A condition on what is known; nothing while nothing is."""
        if depth and self.luck.random() < 0.4:
            left, right = self.condition(depth - 1), self.condition(depth - 1)
            return (
                f"({left}) {self.luck.choice(['and', 'or'])} ({right})" if left and right else left or right
            )
        test = self.test()
        return f"not ({test})" if test and self.luck.random() < 0.2 else test

    def test(self) -> str:
        tries = [self.of_codes, self.of_order, self.of_several, self.of_number, self.of_day, self.of_text]
        self.luck.shuffle(tries)
        return next(filter(None, (one() for one in tries)), "")

    def of_codes(self) -> str:
        if not self.known.codes:
            return ""
        name = self.luck.choice(list(self.known.codes))
        return self.luck.choice(
            [f"{name} == 'a'", f"{name} != 'b'", f"{name} in ['a', 'c']", f"answered({name})"]
        )

    def of_order(self) -> str:
        if not self.known.ordered:
            return ""
        names = list(self.known.ordered)
        name, other = self.luck.choice(names), self.luck.choice(names)
        return self.luck.choice(
            [f"{name} > 1", f"{name} <= 2", f"{name} == {other}", f"sum({name}, {other}) > 3"]
        )

    def of_several(self) -> str:
        if not self.known.several:
            return ""
        name = self.luck.choice(list(self.known.several))
        return self.luck.choice(
            [
                f"any({name}, 'a', 'b')",
                f"all({name}, 'a', 'c')",
                f"only({name}, 'b')",
                f"count({name}) > 1",
                f"'c' in {name}",
            ]
        )

    def of_number(self) -> str:
        if not self.known.numbers:
            return ""
        name = self.luck.choice(self.known.numbers)
        return self.luck.choice(
            [f"{name} > 3", f"{name} == 2", f"{name} < 0", f"{name} * 2 >= 6", f"{name} >= 10"]
        )

    def of_day(self) -> str:
        if not self.known.days:
            return ""
        name = self.luck.choice(self.known.days)
        return self.luck.choice(
            [
                f"before({name}, '2020-06-01')",
                f"after({name}, '2019-01-31')",
                f"age({name}, '2025-01-10') > 4",
            ]
        )

    def of_text(self) -> str:
        if not self.known.texts:
            return ""
        name = self.luck.choice(self.known.texts)
        return self.luck.choice([f"length({name}) > 4", f"matches({name}, '[a-z]+')", f"answered({name})"])
