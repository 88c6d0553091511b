"""The themes of each text once people have settled them: a file that holds no text and nothing of its writer.

JSON, because it carries the whole book of themes and the agreement beside the marks, so that a table made
years later says what each theme meant. It is read strictly.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from analysis.themes.agreement import Agreement, agreement
from analysis.themes.book import ThemeBook
from analysis.themes.cells import whole_file
from analysis.themes.coding import Coding
from analysis.themes.decisions import Decisions, disputes, marked_by, people
from survey.engine.permission import Strict
from survey.errors import Refused


class Final(Strict):
    """What people settled on, and how far they had agreed before."""

    survey: str
    """The slug of the campaign."""
    book: ThemeBook
    coders: tuple[str, ...]
    texts: int
    """Texts that there were when the sheets were made."""
    coded_twice: int
    decided: int
    """Marks on which coders differed and that were decided together."""
    agreement: tuple[Agreement, ...]
    """Between people, before anything was decided; the machine has no part in it."""
    marks: dict[str, tuple[str, ...]]
    """Themes by text; none where no theme fits."""

    def agreement_on(self, code: str) -> Agreement:
        return next(one for one in self.agreement if one.code == code)


def settle(codings: Sequence[Coding], decisions: Decisions, book: ThemeBook) -> Final:
    """Marks that all agree on, one person's where only one coded, and the decisions; Refused without one."""
    persons = people(codings)
    if not persons:
        raise Refused("There are no marks by people. The machine's suggestions settle nothing.")
    open_ones = [one for one in disputes(codings, book) if (one.id, one.code) not in decisions]
    if open_ones:
        many = len(open_ones)
        raise Refused(
            f"Coders differ on {many} mark{'s' if many > 1 else ''} that nobody has decided. Write them to a "
            "sheet with `themes disagreements`, decide together, and give it with --decided."
        )
    ids = sorted({id for coding in persons for id in coding.marks})
    said = {id: marked_by(persons, id) for id in ids}
    return Final(
        survey=persons[0].stamp.slug,
        book=book,
        coders=tuple(sorted({coding.coder for coding in persons})),
        texts=max(coding.stamp.of for coding in persons),
        coded_twice=sum(len(marks) > 1 for marks in said.values()),
        decided=len(decisions),
        agreement=agreement(persons, book),
        marks={
            id: tuple(
                code
                for code in book.ids
                if decisions.get((id, code), all(code in marks for marks in said[id].values()))
            )
            for id in ids
        },
    )


def write_final(final: Final, path: Path) -> None:
    with whole_file(path) as place:
        place.write_text(final.model_dump_json(indent=2) + "\n", "utf-8")


def read_final(path: Path) -> Final:
    """A file that `settle` wrote."""
    try:
        return Final.model_validate_json(path.read_text("utf-8"))
    except OSError as failure:
        raise Refused(f"{path} cannot be read ({failure.strerror or failure}).") from failure
    except (ValidationError, UnicodeDecodeError) as error:
        raise Refused(f"{path} is no file of settled themes. Write one with `themes settle`.") from error
