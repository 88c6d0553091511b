"""Questionnaires at random with what a form says in ways of its own: entries, formulas, cases and checks."""

from __future__ import annotations

from random import Random

from tests.builders import text_of
from tests.engine.made_up import Author, Known


class FormAuthor(Author):
    """Writes what the other author does, and repeats, computed variables, checks and paired grids."""

    def __init__(self, luck: Random) -> None:
        super().__init__(luck)
        self.computed: list[str] = []

    def text(self) -> str:
        sections: list[str] = []
        for number in range(self.luck.randint(1, 3)):
            sections.append(self.section(number))
            if self.luck.random() < 0.6:
                self.compute(number)
            if self.luck.random() < 0.5:
                sections.append(self.repeat(number))
        top = "computed:\n" + "".join(f"  {line}\n" for line in self.computed) if self.computed else ""
        return text_of("".join(sections), top)

    # Repeats

    def repeat(self, number: int) -> str:
        most = self.luck.randint(1, 3)
        shown = self.condition() if self.luck.random() < 0.3 else ""
        inside = self.luck.choice(
            [f"years{number} > 3", f"answered(first{number})", self.condition() or "years0 > 1"]
        )
        inside = inside if inside != "years0 > 1" or number == 0 else f"years{number} > 1"
        title = self.luck.choice(["Entry {n}", "An entry"])
        condition = f'        show_if: "{shown}"\n' if shown else ""
        for entry in range(1, most + 1):
            self.known.numbers.append(f"r{number}_{entry}__years{number}")
            self.known.texts.append(f"r{number}_{entry}__first{number}")
        return (
            f"- id: rs{number}\n  title: Repeat {number}\n  stage: only\n  questions:\n"
            f"    - ask: group\n      id: r{number}\n{condition.replace('        ', '      ')}"
            f"      repeat: {{most: {most}}}\n      questions:\n"
            f"        - {{id: first{number}, ask: short_text, text: First}}\n"
            f"        - {{id: years{number}, ask: number, text: Years}}\n"
            f'        - {{page: rp{number}, title: "{title}"}}\n'
            f"        - {{id: last{number}, ask: single, scale: agree, text: Last of "
            f'"{{first{number} or \'x\'}}", show_if: "{inside}"}}\n'.replace(
                f"text: Last of \"{{first{number} or 'x'}}\"", f"text: \"Last of {{first{number} or 'x'}}\""
            )
        )

    # What is computed

    def compute(self, number: int) -> None:
        name = f"c{number}"
        if self.luck.random() < 0.5 and (value := self.formula()):
            places = self.luck.choice(["", ", decimals: 1", ", decimals: 0"])
            self.computed.append(f'{name}: {{text: Computed, value: "{value}"{places}}}')
            self.known.numbers.append(name)
        elif (one := self.condition()) and (other := self.condition()):
            cases = f'a: {{label: a, holds: "{one}"}}, b: {{label: Other, holds: "{other}"}}'
            self.computed.append(f"{name}: {{text: Computed, cases: {{{cases}}}}}")
            self.known.codes[name] = ("a", "b")

    def formula(self) -> str:
        numbers = [*self.known.numbers, *self.known.ordered]
        if not numbers:
            return ""
        one, other = self.luck.choice(numbers), self.luck.choice(numbers)
        tries = [
            *(
                one,
                f"{one} + {other} * 2",
                f"{one} / {other}",
                f"sum({one}, {other})",
                f"min({one}, {other}, 4)",
            ),
            *(f"max({one}, {other}) - 1", f"1 / ({one} - 2)"),
        ]
        tries += [f"count({name}) + {one}" for name in self.known.several]
        tries += [f"age({name}, '2025-01-10')" for name in self.known.days]
        return self.luck.choice(tries)

    # Kinds

    def of_codes(self) -> str:
        """Cases have two codes, so a test of a third is left to questions."""
        return super().of_codes().replace("in ['a', 'c']", "in ['a', 'b']")

    def number(self, name: str, fresh: Known) -> list[str]:
        found = super().number(name, fresh)
        if self.luck.random() < 0.5:
            other = self.test()
            holds = self.luck.choice(
                [f"{name} < 8", f"not ({name} > 4)", f"{name} < 8 or {other}" if other else ""]
            )
            soft = ", soft: true" if self.luck.random() < 0.2 else ""
            found.append(f'checks: [{{holds: "{holds or name + " > 0"}", say: Look again{soft}}}]')
        return found

    def grid(self, name: str, fresh: Known) -> list[str]:
        if self.luck.random() < 0.7:
            return super().grid(name, fresh)
        columns = [f"{name}_r{row}__{scale}" for row in (1, 2) for scale in ("agree", "often")]
        fresh.ordered.update(dict.fromkeys(columns, ("1", "2", "3")))
        return ["ask: paired_grid", "scales: [agree, often]", f"rows: {{{name}_r1: Row, {name}_r2: Row}}"]
