"""The language of a page: what the browser asks for, what was chosen before, and the switch on each page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from starlette.requests import Request

from survey.engine.questionnaire import Questionnaire
from survey.languages.choosing import best, offered
from survey.languages.tongue import languages, tongue

ASKED = "lang"
"""What an address says the language in, as in /s/my-survey?lang=pl."""

KEPT = {("then", "check")}
"""What else an address may say and its switch says again. Nothing else, so that no page repeats what a link
to it was made to hold (BREACH, see decision 27)."""

SWITCH = "language-"
"""What the button of a question page that changes the language begins with."""

MOST = 10


@dataclass(frozen=True, slots=True)
class Other:
    """A language that a page can be had in."""

    tag: str
    name: str
    direction: str
    url: str
    is_this: bool


def asked(request: Request) -> str:
    """The language that the address itself asks for, if the program speaks it."""
    tag = request.query_params.get(ASKED, "")
    return best(languages(), tag) if tag else ""


def wanted(request: Request, kept: str) -> tuple[str, ...]:
    """The languages that somebody wants, the best first: by the address, by choice, by their browser."""
    by_browser = accepted(request.headers.get("accept-language", ""))
    return tuple(filter(None, (asked(request), kept, *by_browser)))


def accepted(header: str) -> tuple[str, ...]:
    """What an Accept header names, by weight; what cannot be read counts for nothing."""
    if not header:
        return ()
    weighed = [weight(part) for part in header.split(",")[:MOST]]
    return tuple(tag for tag, share in sorted(weighed, key=lambda pair: -pair[1]) if tag and share > 0)


def weight(part: str) -> tuple[str, float]:
    tag, *parameters = part.split(";")
    shares = [value for name, _, value in (one.partition("=") for one in parameters) if name.strip() == "q"]
    try:
        return tag.strip(), float(next(iter(shares), 1))
    except ValueError:
        return "", 0


def switch(request: Request, questionnaire: Questionnaire | None) -> tuple[Other, ...]:
    """The languages of this page, by their own names; none where there is only one."""
    if questionnaire is None:
        return ()
    kept = tuple(pair for pair in request.query_params.multi_items() if pair in KEPT)
    return others(request.scope["path"], kept, offered(questionnaire), questionnaire.language)


@lru_cache(maxsize=1024)
def others(
    path: str, kept: tuple[tuple[str, str], ...], tags: tuple[str, ...], current: str
) -> tuple[Other, ...]:
    """The same for an address; few are asked for, again and again."""
    found = [
        Other(
            tag,
            tongue(tag).name,
            tongue(tag).direction,
            f"{path}?{urlencode([*kept, (ASKED, tag)])}",
            tag == current,
        )
        for tag in tags
    ]
    return tuple(sorted(found, key=lambda one: one.name)) if len(found) > 1 else ()
