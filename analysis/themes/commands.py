"""`python -m analysis themes`: from what people wrote to themes that people settled on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from analysis.breaks import Breaks
from analysis.disclosure.rules import PROMISED
from analysis.frame import SurveyFrame
from analysis.load import load, opened_store, questionnaires
from analysis.terminal import Slug, Telling, written_to
from analysis.themes import decisions, quoting, telling
from analysis.themes.agreement import agreement as agreement_of
from analysis.themes.book import MACHINE, ThemeBook, read_book
from analysis.themes.cells import Column, Page, check_free, check_place, read, write
from analysis.themes.coding import Coding, read_codings
from analysis.themes.final import Final, read_final, settle, write_final
from analysis.themes.quotations import candidates
from analysis.themes.sheets import TEXTS, Sheet
from analysis.themes.stamp import Stamp, coder_called
from analysis.themes.suggestion import TOPICS, Suggestion
from analysis.themes.suggestion import suggest as suggested
from analysis.themes.texts import Text, texts_of, variables_of
from analysis.unread import Unread
from survey.engine.permission import FILE
from survey.errors import Refused

app = typer.Typer(
    name="themes",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Code what people wrote: sheets for coders out and in, how far coders agree, decisions where they "
    "differ, and quotations. People decide; the machine only suggests. All of it is for the team alone. The "
    "way through is in docs/guides/themes.md.",
)
Files = Annotated[list[Path], typer.Argument(help="Coding sheets that came back, .xlsx or .csv.")]
Book = Annotated[
    Path | None, typer.Option(help="The book of themes; themes.yaml beside the questionnaire without it.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file that is there.")]
Unfinished = Annotated[
    bool,
    typer.Option("--unfinished", help="Take rows without any mark as not coded yet, and the rest as it is."),
]
SheetOut = Annotated[Path, typer.Option(help="File to write: a name that ends in .xlsx or .csv.")]
JsonOut = Annotated[Path, typer.Option(help="File to write, such as themes.json.")]
Themes = Annotated[Path, typer.Option(help="The file of settled themes.")]


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A book of themes: themes.yaml.")]) -> None:
    """Say what is wrong with a book of themes, with line and column, or that nothing is."""
    book = read_book(file)
    many = telling.several(len(book.codes), "theme")
    typer.echo(f"{file}: {many} for {book.questionnaire}, version {book.version}. Nothing is wrong with it.")


@app.command()
def sheets(
    slug: Slug,
    coder: Annotated[str, typer.Option(help="Who codes, in one word; the order of the texts hangs on it.")],
    out: SheetOut,
    sample: Annotated[
        bool, typer.Option("--sample", help="Only the texts that two people code: for the second coder.")
    ] = False,
    book: Book = None,
    force: Force = False,
) -> None:
    """Write a sheet for one coder: a row a text, a column a theme, and the codebook beside it.

    Nobody sees another's marks, or which texts somebody else codes too.
    """
    name = coder_called(coder)
    check_place(out, force)
    frame, texts, themes = gathered(slug, book)
    sheet = Sheet.of(texts, themes, slug, name, sample=sample)
    put(sheet.pages(), out)
    typer.echo(f"{telling.several(len(sheet.texts), 'text')} of {len(texts)} for {name}.")
    for sentence in unread_of(frame, themes).in_words():
        typer.echo(sentence)
    typer.echo(telling.DRAWN)
    typer.echo(telling.FOR_THE_TEAM)


@app.command(name="read")
def read_sheets(files: Files, book: Book = None, unfinished: Unfinished = False) -> None:
    """Check sheets that came back: every row there once, no text changed, no stray mark. Changes nothing."""
    codings, _ = taken(files, book, unfinished)
    for sentence in telling.read_back(codings):
        typer.echo(sentence)


@app.command()
def agreement(
    files: Files,
    book: Book = None,
    unfinished: Unfinished = False,
    with_machine: Annotated[
        bool, typer.Option("--with-machine", help="Count the machine's suggestions as one more coder.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Say how far coders agree on each theme and over all: Krippendorff's alpha with its range."""
    codings, themes = taken(files, book, unfinished)
    found = agreement_of(codings, themes, with_machine=with_machine)
    if as_json:
        typer.echo(json.dumps([{**asdict(one), "reading": one.reading} for one in found], indent=2))
        return
    for sentence in telling.agreed(found, themes):
        typer.echo(sentence)


@app.command()
def disagreements(
    files: Files, out: SheetOut, book: Book = None, unfinished: Unfinished = False, force: Force = False
) -> None:
    """Write a sheet of the marks on which people differ, to decide about together."""
    check_place(out, force)
    codings, themes = taken(files, book, unfinished)
    differing = decisions.disputes(codings, themes)
    if not differing:
        typer.echo("People differ nowhere, so there is nothing to decide. Go on with `themes settle`.")
        return
    put(decisions.pages(codings, themes), out)
    many = len({one.id for one in differing})
    typer.echo(
        f"{telling.several(len(differing), 'mark')} to decide about, in {telling.several(many, 'text')}."
    )
    typer.echo(telling.FOR_THE_TEAM)


@app.command(name="settle")
def settle_themes(
    files: Files,
    out: JsonOut,
    decided: Annotated[
        Path | None, typer.Option(help="The sheet of disagreements with what was decided.")
    ] = None,
    book: Book = None,
    unfinished: Unfinished = False,
    force: Force = False,
) -> None:
    """Write the themes that people settled on, with the codebook and the agreement; no text is in it."""
    check_free(out, force)
    codings, themes = taken(files, book, unfinished)
    made = decisions.read_decisions(decided, codings, themes) if decided else {}
    final = settle(codings, made, themes)
    with written_to(out):
        write_final(final, out)
    typer.echo(
        f"{telling.several(len(final.marks), 'text')} of {final.texts} settled, {final.coded_twice} coded by "
        f"two people or more, {telling.several(final.decided, 'mark')} decided together. Codebook "
        f"{themes.version}."
    )


@app.command()
def suggest(
    slug: Slug,
    out: SheetOut,
    topics: Annotated[int, typer.Option(min=2, max=60, help="How many topics to look for.")] = TOPICS,
    book: Book = None,
    force: Force = False,
) -> None:
    """Let the machine suggest themes, as one more coder called machine. It decides nothing."""
    check_place(out, force)
    _, texts, themes = gathered(slug, book)
    suggestion = suggested(texts, themes, topics)
    sheet = Sheet.of(texts, themes, slug, MACHINE)
    filled = Sheet(sheet.stamp, themes, sheet.texts, suggestion.marks)
    put([*filled.pages(), topic_page(suggestion)], out)
    for sentence in telling.topics(suggestion):
        typer.echo(sentence)
    typer.echo(telling.FOR_THE_TEAM)


@app.command()
def quotations(slug: Slug, themes: Themes, out: SheetOut, force: Force = False) -> None:
    """Write a sheet of the texts that may be quoted, for a person to cut and redact."""
    check_place(out, force)
    final, frame = settled(slug, themes)
    rows = candidates(frame, final, Breaks.of(frame).main)
    if not rows:
        typer.echo(
            f"No text may be quoted: nobody allows it, or fewer than {PROMISED} people in each sector wrote "
            "about any theme."
        )
        return
    put([quoting.page(rows, final)], out)
    typer.echo(f"{telling.several(len(rows), 'text')} may be quoted, once a person has redacted them.")
    typer.echo(telling.FOR_THE_TEAM)


@app.command()
def quote(
    slug: Slug,
    file: Annotated[Path, typer.Argument(help="The sheet of quotations with what a person redacted.")],
    themes: Themes,
    out: JsonOut,
    force: Force = False,
) -> None:
    """Check each redacted quotation and write them for a report; one that points to somebody stops all."""
    check_free(out, force)
    final, frame = settled(slug, themes)
    found = quoting.read_quotations(file, candidates(frame, final, Breaks.of(frame).main), final)
    with written_to(out):
        quoting.write_quotations(found, out)
    typer.echo(
        f"{telling.several(len(found), 'quotation')} written. Patterns find shapes: read each once more."
    )


# ---------------------------------------------------------------- what the commands share


def gathered(slug: str, book: Path | None) -> tuple[SurveyFrame, tuple[Text, ...], ThemeBook]:
    """Base A of a survey, its texts, and the book that they are coded by."""
    frame, questionnaire = base_of(slug)
    themes = read_book(book or questionnaires() / questionnaire / FILE)
    if themes.questionnaire != questionnaire:
        raise Refused(f"The book is for {themes.questionnaire}, and {slug} asks {questionnaire}.")
    texts = texts_of(frame, themes.questions)
    if not texts:
        waiting = " ".join(unread_of(frame, themes).in_words())
        nothing = f"Nobody has written anything to the questions of the book yet in {slug}."
        raise Refused(f"There are no texts of {slug} to code. {waiting}" if waiting else nothing)
    return frame, texts, themes


def unread_of(frame: SurveyFrame, themes: ThemeBook) -> Unread:
    """The texts to the questions of the book that nobody has read yet."""
    return Unread.of(frame, (one.id for asked in themes.questions for one in variables_of(frame, asked)))


def base_of(slug: str) -> tuple[SurveyFrame, str]:
    tell = Telling()
    with opened_store() as store:
        extract = load(store, slug, tell.count)
    tell.counted(len(extract.frame))
    return extract.frame.analysed, extract.questionnaire


def settled(slug: str, themes: Path) -> tuple[Final, SurveyFrame]:
    final = read_final(themes)
    if final.survey != slug:
        raise Refused(f"{themes} holds the themes of the survey {final.survey}, not of {slug}.")
    return final, base_of(slug)[0]


def taken(files: Sequence[Path], book: Path | None, unfinished: bool) -> tuple[tuple[Coding, ...], ThemeBook]:
    """The codings in the files, and the book that they were made with."""
    themes = read_book(book or questionnaires() / questionnaire_of(files) / FILE)
    return read_codings(files, themes, unfinished=unfinished), themes


def questionnaire_of(files: Iterable[Path]) -> str:
    """The questionnaire that the first row of any file speaks of."""
    for file in files:
        for _, row in read(file, TEXTS).rows:
            for cell in row:
                stamp = Stamp.read(str(cell))
                if stamp is not None:
                    return stamp.book
    raise Refused("None of these files is a coding sheet made by `themes sheets`.")


def put(pages: Sequence[Page], out: Path) -> None:
    with written_to(out):
        for file in write(pages, out):
            typer.echo(str(file))


def topic_page(suggestion: Suggestion) -> Page:
    rows = tuple(
        (str(t.number), t.theme, f"{t.alike:.2f}", ", ".join(t.words), ", ".join(t.texts))
        for t in suggestion.topics
    )
    names = {"topic": 8, "most like": 18, "alike": 8, "words": 60, "nearest texts": 48}
    return Page("Topics", tuple(Column(name, width) for name, width in names.items()), rows)
