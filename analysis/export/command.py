"""`python -m analysis export`: coded data with its codebook, for the team alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import randbits
from typing import Annotated

import typer

from analysis import folder, releasing
from analysis.disclosure import Register
from analysis.export import readme, released
from analysis.export.formats import FORMATS, Chosen
from analysis.export.writing import KNOWN, write
from analysis.landscape.ground import Landscape
from analysis.landscape.planning import FILE, read_plan
from analysis.load import load, opened_store, register_of_releases
from analysis.releasing import Terms
from analysis.terminal import Slug, Telling, check_folder, written_to
from analysis.unread import Unread
from survey.errors import NotFound, Refused

EVERY = KNOWN | released.KNOWN


def export(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="A folder of its own for the files; made when it is not there.")],
    format: Annotated[
        Chosen, typer.Option(help="csv, xlsx (Excel), sav (SPSS), dta (Stata), parquet or jsonl.")
    ] = Chosen.CSV,
    with_text: Annotated[
        bool,
        typer.Option("--with-text", help="Write what people wrote too, to a file apart for named readers."),
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(
            help="Numbers the rows in the same order each time; without it the order is new each time."
        ),
    ] = None,
    release: Annotated[
        bool,
        typer.Option("--release", help="Write the figures of the report instead, which may leave the team."),
    ] = False,
    handed_on: Annotated[
        bool,
        typer.Option("--handed-on", help="With --release: it leaves the team though it is provisional."),
    ] = False,
    reason: Annotated[
        str, typer.Option(help="With --release: why there must be a second final release.")
    ] = "",
    plan: Annotated[
        Path | None,
        typer.Option(
            help="The report's plan, for weights or, with --release, figures; without it report.yaml beside "
            "the questionnaire."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the export that is in the folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write coded answers row by row with their codebook, for the team alone: nothing protects people in it.

    Columns are named as in the questionnaire and in `survey walk`. Where there is no value there is a reason
    (left blank -1, not asked -2, don't know -8 ...), never where a mean could take it in. Contact details are
    never in it, and what people wrote only with --with-text. With --release it has no answers: every figure
    of the report in long form, protected, checked and entered in the register as `landscape` does. Where the
    report's plan has margins, the column weight holds what the report weights by; never with --release.
    """
    tell = Telling()
    check_folder(out)
    if release and (with_text or seed is not None):
        raise Refused("--with-text and --seed are of answers row by row, and --release has none.")
    if not release and (handed_on or reason):
        raise Refused("Coded answers are for the team and never released. Add --release for figures.")
    if plan is not None and not plan.is_file():
        raise NotFound(f"There is no file {plan}.")
    place = Place(out, force)
    place.check()
    with opened_store() as store:
        extract = load(store, slug, tell.count)
        register = Register(register_of_releases(store, slug))
        if plan is not None:
            read_plan(plan, Landscape.of(extract.frame))  # what was named has to hold
        plan = plan or store.settings.questionnaires / extract.questionnaire / FILE
    tell.counted(len(extract.frame))
    if release:
        report, entered = releasing.release(extract, register, Terms(plan, None, handed_on, reason), tell.say)
        with place.whole() as made:
            names = released.write(report, FORMATS[format], made)
        said: dict[str, object] = {
            "protected": True,
            "entered": entered.name if entered else None,
            "figures": sum(len(table.cells) for table in report.tables),
        }
    else:
        drawn = randbits(64) if seed is None else seed
        with place.whole() as made:
            names = write(
                extract,
                FORMATS[format],
                made,
                seed=drawn,
                with_text=with_text,
                plan=plan,
                progress=tell.say,
            )
        unread = Unread.of(extract.frame)
        of_texts = (readme.TEXTS, *unread.in_words()) if with_text else ()
        for sentence in (readme.UNPROTECTED, *readme.state(extract), *of_texts):
            tell.say(sentence)
        said = {"protected": False, "responses": len(extract.frame), "unread": asdict(unread)}
    files = [str(out / name) for name in names]
    if as_json:
        about = {
            "slug": slug,
            "format": format.value,
            "release": extract.release,
            "synthetic": extract.synthetic,
        }
        typer.echo(json.dumps({**about, **said, "files": files}, indent=2))
        return
    for file in files:
        typer.echo(file)


@dataclass(frozen=True)
class Place:
    """Where an export goes: a folder that holds nothing but one."""

    out: Path
    force: bool

    def check(self) -> None:
        folder.check(self.out, EVERY, self.force)

    @contextmanager
    def whole(self) -> Iterator[Path]:
        with written_to(self.out), folder.whole(self.out, EVERY, self.force) as made:
            yield made
