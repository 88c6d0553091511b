"""Reports and the register of releases: what a new one is checked against, and whether it is entered.

A final report is entered by itself. A provisional one is for the team, who hold the answers, and may not be
published; it is entered where somebody says that it is handed on, and then binds later ones as a final one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from analysis.disclosure import Earlier, Entry, NotSafe, Printed, Register, TablesDisagree, among
from analysis.landscape.summary import report_of
from analysis.load import LONDON, Extract, campaign_of, opened_store, register_of_releases
from analysis.render import ENTRY
from analysis.report import Report
from analysis.terminal import Slug
from analysis.themes.final import Final
from survey.errors import Refused

LETTERS = 16
"""Of each fingerprint: enough that no two people of a survey share one."""
TEAM_ONLY = (
    "Provisional: for the team alone, and not entered in the register of releases. If it goes to anybody "
    "else, make it with --handed-on, so that later reports are checked against it."
)


def people_of(extract: Extract) -> frozenset[str]:
    """A fingerprint for each whose answers count: of random names, so that no guess can be tried."""
    names = (f"in a release of {extract.slug}: {name}" for name in extract.frame.analysed.people["id"])
    return frozenset(hashlib.sha256(name.encode()).hexdigest()[:LETTERS] for name in names)


def earlier(register: Register, extract: Extract) -> tuple[Earlier, ...]:
    """What readers have, and how many people came and went since."""
    now = people_of(extract)
    return tuple(
        Earlier(printed, gone=len(printed.people - now), came=len(now - printed.people))
        for printed in register.releases()
    )


@contextmanager
def with_advice(before: Sequence[Earlier]) -> Iterator[None]:
    """Where a release cannot stand beside earlier ones, say what can be done about it."""
    try:
        yield
    except (NotSafe, TablesDisagree) as failure:
        names = [each.printed.name for each in before if not each.printed.final]
        if not names:
            raise
        raise type(failure)(
            f"{failure} It was checked together with {', '.join(names)}. Where nobody has a copy of a "
            "provisional release any more, take it back: `python -m analysis releases SLUG --take-back "
            "NUMBER --reason ...`."
        ) from failure


@dataclass(frozen=True)
class Released:
    """What readers have of a survey, beside its answers as they were read, for `protect` in a notebook."""

    register: Register
    extract: Extract

    @classmethod
    def at(cls, folder: Path, extract: Extract) -> Released:
        """By the folder in which the survey's releases are registered."""
        return cls(Register(folder), extract)

    @contextmanager
    def beside(self, people: Iterable[int]) -> Iterator[tuple[Earlier, ...]]:
        """The releases in the register at this moment, with advice where something cannot stand beside them.

        `people` is how many are in each table: those of other answers than these are refused.
        """
        here = len(self.extract.frame.analysed)
        other = next((count for count in people if count != here), None)
        if other is not None:
            raise TablesDisagree(
                f"A table is of {other:,} people, and the register was opened beside {here:,}. Read the "
                "answers once more, and make both of them."
            )
        before = earlier(self.register, self.extract)
        with with_advice(before):
            yield before


def enter(
    register: Register,
    extract: Extract,
    report: Report,
    seen: int,
    reason: str = "",
    handed_on: bool = False,
) -> Printed | None:
    """Enter a report that is final or handed on; the one that is there where the same was entered before."""
    if extract.release != "final" and not handed_on:
        return None
    cells = tuple((table.id, cell) for table in report.tables for cell in table.cells)
    name = f"release {seen + 1} of {extract.at.astimezone(LONDON):%-d %B %Y}"
    apart, people = among(cells, report.apart), people_of(extract)
    found = Printed(name, extract.at, extract.release == "final", cells, people=people, apart=apart)
    return enter_once(register, found, seen, reason)


def enter_once(register: Register, found: Printed, seen: int, reason: str) -> Printed:
    """Enter what readers get; where the same was entered before, the one that is there."""
    for printed in register.releases():
        if (printed.fingerprint, printed.final) == (found.fingerprint, found.final):
            return printed
    register.add(found, reason, seen)
    return found


def refuse_provisional(extract: Extract) -> None:
    """Where a final report was asked for and these answers make none, say why."""
    if extract.synthetic or extract.trial:
        raise Refused("Nothing that is made from a trial or from made-up people is ever final.")
    if extract.release != "final":
        raise Refused(f"These answers are not frozen: `survey freeze {extract.slug} --reason ...` does that.")


def note_entry(entered: Printed, beside: Sequence[str], place: Path) -> Path:
    """Write down beside a final report what it was checked with and what it is in the register."""
    said = {"entry": entered.name, "beside": [name for name in beside if name != entered.name]}
    path = place / ENTRY
    path.write_text(json.dumps({**said, "printed": entered.fingerprint}, indent=1) + "\n", "utf-8")
    return path


@dataclass(frozen=True)
class Terms:
    """How a report is made: by which plan, with which themes, and whether it is entered."""

    plan: Path | None = None
    themes: Final | None = None
    handed_on: bool = False
    reason: str = ""


def release(
    extract: Extract, register: Register, terms: Terms, tell: Callable[[str], None]
) -> tuple[Report, Printed | None]:
    """A report that is checked together with what readers have, and what of it is entered."""
    seen, before = len(register.entries()), earlier(register, extract)
    with with_advice(before):
        report = report_of(extract, tell, terms.plan, terms.themes, before)
    entered = enter(register, extract, report, seen, terms.reason, terms.handed_on)
    tell(f"In the register: {entered.name}." if entered else TEAM_ONLY)
    return report, entered


def releases(
    slug: Slug,
    take_back: Annotated[
        int | None,
        typer.Option(help="Say that nobody has this provisional release any more; needs --reason."),
    ] = None,
    reason: Annotated[str, typer.Option(help="How you know that nobody has a copy of it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the register as JSON.")] = False,
) -> None:
    """List the releases of a survey: what readers have, and what each new report is checked against."""
    with opened_store() as store:
        with store.read() as tx:
            campaign_of(tx, slug)
        register = Register(register_of_releases(store, slug))
    if take_back is not None:
        register.take_back(take_back, reason)
    entries = register.entries()
    if as_json:
        typer.echo(json.dumps([described(entry) for entry in entries], indent=2, ensure_ascii=False))
        return
    for entry in entries:
        typer.echo(in_words(entry))
    if not entries:
        typer.echo(f"Nothing of {slug} was released yet.")


def described(entry: Entry) -> dict[str, object]:
    printed = entry.printed
    return {
        "number": entry.number,
        "name": printed.name,
        "at": printed.at.isoformat(),
        "release": "final" if printed.final else "provisional",
        "tables": len({table for table, _ in printed.cells}),
        "figures": len(printed.cells),
        "hidden": sum("suppressed" in cell.flags for _, cell in printed.cells),
        "reason": printed.reason,
        "taken_back": entry.taken_back,
        "fingerprint": printed.fingerprint,
    }


def in_words(entry: Entry) -> str:
    said = described(entry)
    kind = "final" if entry.printed.final else "provisional, handed on"
    tables = "1 table" if said["tables"] == 1 else f"{said['tables']} tables"
    because = f" Reason: {entry.printed.reason}" if entry.printed.reason else ""
    back = f" Taken back: {entry.taken_back}" if entry.taken_back else ""
    return (
        f"{entry.number}. {entry.printed.name}: {kind}; {tables}, {said['figures']:,} "
        f"figures, {said['hidden']:,} not shown; fingerprint {entry.printed.fingerprint[:12]}.{because}{back}"
    )
