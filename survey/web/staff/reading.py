"""The reading desk: one text at a time behind a warning, what a reader decides about it, and when to stop."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from survey.engine.identifying import Found
from survey.engine.taking_out import in_one_way
from survey.errors import Refused
from survey.fieldwork.london import in_words
from survey.fieldwork.reading import line, outcomes, pace
from survey.fieldwork.reading.line import Decided, Text
from survey.fieldwork.reading.urgency import RISKS
from survey.fieldwork.team.roles import May
from survey.storage.reading_records import REDACTED, OutcomeRecord
from survey.web.pages import see_other
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
BASE = "/staff/surveys/{slug}/reading"
DONE = {
    "leave": "It is kept that there is nothing to take out.",
    "redact": "Your words stand in the place of the text now, for everybody.",
    "pass_on": "It is kept that you passed it on. If something should be taken out too, open it again below.",
    "not_passed_on": "It is kept that it was not passed on.",
    "back": "Another reader can have that text. Nothing is said of why.",
    "none": "No text waits. Thank you for reading.",
}
ACCEPT, OWN, REFUSE = "accept", "own", "refuse"


@gate.get(BASE, May.READ_TEXT)
async def desk(at: At) -> Response:
    """How many texts wait, and what was decided last; not a word of any of them."""
    slug, store = at.value("slug"), at.desk.store
    read = await at.call(pace.read_today, store, reader=at.me.actor)
    return at.page(
        "console/reading.html",
        slug=slug,
        line=await at.call(line.line, store, slug),
        lately=[row_of(one) for one in await at.call(line.lately, store, slug)],
        read=read,
        pause=pace.note(read),
        done=DONE.get(at.asked("done"), ""),
    )


@gate.post(f"{BASE}/next", May.READ_TEXT)
async def take(at: At) -> Response:
    """The next text for this reader, and for nobody else meanwhile."""
    slug = at.value("slug")
    id = await at.call(line.take, at.desk.store, slug, reader=at.me.actor)
    return see_other(f"{base(at)}?done=none" if id is None else f"{base(at)}/{id}")


@gate.get(f"{BASE}/{{text}}", May.READ_TEXT)
async def read(at: At) -> Response:
    """One text behind its warning."""
    return await page(at)


@gate.post(f"{BASE}/{{text}}/back", May.READ_TEXT)
async def give_back(at: At) -> Response:
    """Leave it for another reader."""
    await at.call(line.give_back, at.desk.store, at.value("slug"), at.value("text"), reader=at.me.actor)
    return see_other(f"{base(at)}?done=back")


@gate.post(f"{BASE}/{{text}}/look", May.READ_TEXT)
async def look(at: At) -> Response:
    """The text with the suggestions carried out that the reader took, to go over before it is kept."""
    text = await at.call(opened, at)
    try:
        words = outcomes.with_suggestions(text, chosen(at, text))
    except Refused as refused:
        return show(at, text, status=422, error=str(refused), field="suggestions")
    return show(at, text, template="console/redacting.html", words=words, seen=at.form.one("seen"))


@gate.post(f"{BASE}/{{text}}/outcome", May.READ_TEXT)
async def decide(at: At) -> Response:
    """Keep what was decided."""
    outcome = at.form.one("outcome")
    work = WORK.get(outcome)
    if work is None:
        return await page(at, status=422, error="Choose what to do with this text.")
    try:
        await at.call(work, at)
    except Refused as refused:
        text = await at.call(opened, at)
        words = at.form.one("words")
        template = "console/redacting.html" if outcome == "redact" else "console/text.html"
        field = {"redact": "words", "pass_on": "to"}.get(outcome, "suggestions")
        return show(at, text, status=422, error=str(refused), field=field, template=template, words=words)
    return see_other(f"{base(at)}?done={outcome}")


def reader_of(at: At) -> tuple[str, str]:
    return at.value("slug"), at.value("text")


def by(at: At) -> dict[str, str]:
    """Who decides, and the mark of what they saw decided."""
    return {"reader": at.me.actor, "seen": at.form.one("seen")}


def leave(at: At) -> None:
    outcomes.leave(at.desk.store, *reader_of(at), **by(at))


def redact(at: At) -> None:
    outcomes.redact(at.desk.store, *reader_of(at), at.form.one("words"), **by(at))


def pass_on(at: At) -> None:
    to, why = at.form.one("to"), at.form.one("why")
    outcomes.pass_on(at.desk.store, *reader_of(at), to, why, **by(at))


def not_passed_on(at: At) -> None:
    outcomes.not_passed_on(at.desk.store, *reader_of(at), **by(at))


WORK: dict[str, Callable[[At], None]] = {
    "leave": leave,
    "redact": redact,
    "pass_on": pass_on,
    "not_passed_on": not_passed_on,
}


def chosen(at: At, text: Text) -> dict[int, str]:
    """By number, the words in brackets of each suggestion that the reader took."""
    found: dict[int, str] = {}
    for number, (_, words) in enumerate(outcomes.suggestions(text)):
        answer = at.form.one(f"what-{number}") or ACCEPT
        if answer != REFUSE:
            found[number] = at.form.one(f"own-{number}").strip() if answer == OWN else words
    return found


def opened(at: At) -> Text:
    return line.open_text(at.desk.store, *reader_of(at), reader=at.me.actor)


async def page(at: At, *, status: int = 200, error: str = "") -> Response:
    return show(at, await at.call(opened, at), status=status, error=error)


def show(
    at: At,
    text: Text,
    *,
    template: str = "console/text.html",
    status: int = 200,
    error: str = "",
    field: str = "suggestions",
    words: str = "",
    seen: str | None = None,
) -> Response:
    found = [(number, one, put) for number, (one, put) in enumerate(outcomes.suggestions(text))]
    return at.page(
        template,
        status=status,
        error=error,
        field=field,
        slug=at.value("slug"),
        text=text,
        parts=marked(text, found),
        suggestions=found,
        typed={name: at.form.one(name) for name in at.form.fields},
        risks=[sign for sign in text.signs if sign in RISKS],
        words=words or (text.stands if text.stands != text.words else ""),
        is_open=status == 422,
        days=at.desk.settings.original_days,
        seen=outcomes.mark(text.outcome) if seen is None else seen,
        said=said_of(text.outcome) if text.outcome else "",
        is_redacted=text.outcome is not None and text.outcome.words == REDACTED,
    )


def marked(text: Text, found: list[tuple[int, Found, str]]) -> list[tuple[str, int]]:
    """The text in its parts, each with the number of the suggestion that it is, or 0; counted from 1."""
    words, at, parts = in_one_way(text.words), 0, list[tuple[str, int]]()
    for number, one, _ in found:
        parts += [(words[at : one.start - 1], 0), (words[one.start - 1 : one.end], number + 1)]
        at = one.end
    return [*parts, (words[at:], 0)]


def row_of(one: Decided) -> tuple[str, str, str, str]:
    """A text that was read: its id, what was asked, what was decided, and when by whom."""
    when = f"{in_words(one.outcome.decided_at)}, by {one.outcome.reader}"
    return one.id, one.question, said_of(one.outcome), when


def said_of(outcome: OutcomeRecord) -> str:
    """What was decided, in words."""
    words = {"": "", REDACTED: "Redacted"}.get(outcome.words, "Nothing to take out")
    passed = "" if outcome.passed_at is None else f"Passed on to {outcome.passed_to}"
    return ". ".join(filter(None, (words, passed)))


def base(at: At) -> str:
    return BASE.format(slug=at.value("slug"))
