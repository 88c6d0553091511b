"""`survey reading next` and what follows: a text at a time for a safeguarding reader, who decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, Slug, opened_store, say, whoever
from survey.engine.forms import CONTROL
from survey.engine.taking_out import in_one_way
from survey.errors import Refused
from survey.fieldwork.reading import line, outcomes, pace
from survey.fieldwork.reading.line import Text
from survey.fieldwork.reading.readers import as_reader
from survey.fieldwork.reading.urgency import RISKS
from survey.storage.database import Store

Id = Annotated[str, typer.Argument(help="The id of the text, as `survey reading next` tells it.")]
Reader = Annotated[
    str, typer.Option("--reader", help="Who reads: the e-mail address of a safeguarding reader's account.")
]


def next_text(slug: Slug, reader: Reader, as_json: AsJson = False) -> None:
    """The next text for this reader, behind a warning; nobody else has it for half an hour.

    Nothing else of its writer is told. Who does not want to read it lets another reader have it.
    """
    with read_by(slug, reader) as (store, own):
        id = line.take(store, slug, reader=own)
        if id is None:
            say("null" if as_json else "No text waits. Thank you for reading.")
            return
        text = line.open_text(store, slug, id, reader=own)
        if as_json:
            say(json.dumps(told(text), indent=2))
            return
        say(warning(text))
        if not typer.confirm("Show it?"):
            line.give_back(store, slug, id, reader=own)
            say("Another reader can have it. Nothing is said of why.")
            return
        show(text)
        say(f"\nThen: survey reading leave {slug} {id} --reader {own}")
        say("Or, in the place of leave: redact, pass-on, back.")


def back(slug: Slug, id: Id, reader: Reader) -> None:
    """Let another reader have it; nothing is said of why."""
    with read_by(slug, reader) as (store, own):
        line.give_back(store, slug, id, reader=own)
        say("Another reader can have it.")


def leave(slug: Slug, id: Id, reader: Reader) -> None:
    """There is nothing to take out: the words stand as they were written."""
    with read_by(slug, reader) as (store, own):
        outcomes.leave(store, slug, id, reader=own)
        say(kept(store, own))


def redact(
    slug: Slug,
    id: Id,
    reader: Reader,
    words: Annotated[
        typer.FileText | None,
        typer.Option(
            encoding="utf-8", help="A file with the words that shall stand, or - for standard input."
        ),
    ] = None,
) -> None:
    """Put words in brackets in the place of what can point to somebody, such as [name]; all else stays.

    Without --words it asks about each suggestion, shows what would stand, and asks once more.
    """
    with read_by(slug, reader) as (store, own):
        if words is not None:
            stands = words.read()
        else:
            text = line.open_text(store, slug, id, reader=own)
            show(text)
            stands = outcomes.with_suggestions(text, dict(chosen(text)))
            say(f"\nThis would stand for everybody:\n{visible(stands)}\n")
            typer.confirm("Keep these words?", abort=True)
        outcomes.redact(store, slug, id, stands, reader=own)
        say(kept(store, own))


def pass_on(
    slug: Slug,
    id: Id,
    reader: Reader,
    to: Annotated[str, typer.Option(prompt="To whom", help="A person or a team, with their part.")],
    why: Annotated[
        str, typer.Option(prompt="Why, without names and without the text", help="In words of your own.")
    ],
) -> None:
    """Keep that you passed it on, which you did yourself first; to whom and why is for readers alone.

    Asked for where it is not given, so that it need not stand among the terminal's earlier commands.
    """
    with read_by(slug, reader) as (store, own):
        outcomes.pass_on(store, slug, id, to, why, reader=own)
        say(kept(store, own))


def not_passed_on(slug: Slug, id: Id, reader: Reader) -> None:
    """It was not passed on after all; where nothing was decided about its words, it waits again."""
    with read_by(slug, reader) as (store, own):
        outcomes.not_passed_on(store, slug, id, reader=own)
        say(kept(store, own))


COMMANDS: dict[str, Callable[..., None]] = {
    "next": next_text,
    "back": back,
    "leave": leave,
    "redact": redact,
    "pass-on": pass_on,
    "not-passed-on": not_passed_on,
}


@contextmanager
def read_by(slug: str, email: str) -> Iterator[tuple[Store, str]]:
    """The store, and the reader in whose name something is done."""
    with opened_store() as (_, store):
        yield store, as_reader(store, slug, email, actor=whoever())


def kept(store: Store, reader: str) -> str:
    pause = pace.note(pace.read_today(store, reader=reader))
    return f"It is kept, in the name of {reader}. {pause}".strip()


def warning(text: Text) -> str:
    """What stands before the words."""
    risks = [sign for sign in text.signs if sign in RISKS]
    guess = f" Some of its words can mean: {', '.join(risks)}. That is a guess by a pattern." if risks else ""
    return (
        f"Before you look: it can be about harm, violence, loss or how somebody was treated.{guess}"
        " You do not have to be the one who reads it."
    )


def show(text: Text) -> None:
    say(f"Asked was: {text.question}\n\n{visible(in_one_way(text.words))}\n")
    for number, (found, put) in enumerate(outcomes.suggestions(text), 1):
        say(f"  {number}. {found.what}, {visible(found.words)}: {put}")
    say("Patterns miss names that stand alone and much else.")


def chosen(text: Text) -> Iterator[tuple[int, str]]:
    """By number, the words in brackets of each suggestion that the reader takes."""
    found = outcomes.suggestions(text)
    if not found:
        raise Refused(
            "Patterns found nothing to take out. Write the words that shall stand: --words FILE, or -"
        )
    say("Enter takes what is suggested; words of your own in brackets, or no, do not.")
    for number, (one, put) in enumerate(found):
        answer = typer.prompt(f"{number + 1}. {visible(one.words)}", default=put)
        if answer.strip().lower() not in ("n", "no"):
            yield number, answer.strip()


def visible(words: str) -> str:
    """Words as a terminal can show them: none of their characters tells it to do something."""
    return CONTROL.sub("\ufffd", words)


def told(text: Text) -> dict[str, object]:
    """The same for a script."""
    suggestions = [
        {"what": found.what, "words": found.words, "put": put} for found, put in outcomes.suggestions(text)
    ]
    return {
        "text": text.id,
        "question": text.question,
        "words": text.words,
        "signs": text.signs,
        "suggestions": suggestions,
    }
