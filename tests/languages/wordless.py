"""Pages of the gallery without a word of their authors, and the words that are left on a page.

What a questionnaire, a respondent or a service says is written in signs of no alphabet we use, so that
every other word on a page is one of the program's.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from pydantic import BaseModel

from survey.engine.phrases import Phrase
from tests.web.gallery import Sample

FILLER = "ᚠᚢᚦ"
AUTHORED = {
    *(
        "title",
        "text",
        "lead",
        "strong",
        "label",
        "hint",
        "before_writing",
        "short",
        "say",
        "owner",
        "name",
        "what",
        "how",
        "who",
    ),
    *("caption", "next", "button", "anchor", "prompt", "inline", "items", "not_asked", "closing", "unit"),
    *("leave_name", "next_steps", "rows", "lines", "theirs", "yours"),
    *("unfinished", "page_title", "messages", "summary", "nudges", "email", "words"),
}
"""What holds words that somebody else wrote, wherever a page is given it."""

FOR_MACHINES = re.compile(
    r"data-(hx-.*|module|copy|print|most(-bytes)?|here|to|url|seconds|version|alone|scripted|prevent-double-click)"
)
UNREAD = {"script", "style", "textarea"}
WORD = re.compile(r"[^\W\d_]{2,}")
EMPTY = {"meta", "link", "input", "br", "img"}


def wordless(sample: Sample) -> Sample:
    return dataclasses.replace(
        sample, context={key: without(value, key) for key, value in sample.context.items()}
    )


def without(value: object, key: str) -> object:
    """A value with filler in place of every text in it that is an author's."""
    if isinstance(value, Phrase):
        values = {name: said_otherwise(one) for name, one in value.values.items()}
        return Phrase(value.pattern, *filter(None, [value.many]), **values)
    if isinstance(value, str):
        return FILLER if value and key in AUTHORED else value
    if isinstance(value, BaseModel):
        return value.model_copy(
            update={name: without(getattr(value, name), name) for name in type(value).model_fields}
        )
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: without(getattr(value, field.name), field.name) for field in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **changed)
    if isinstance(value, Mapping):
        plain = key if key in AUTHORED else ""
        return {name: without(one, (isinstance(one, str) and plain) or name) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(without(one, key) for one in value)
    return value


def said_otherwise(value: object) -> object:
    """A value of a phrase: figures stay, an author's words do not."""
    if isinstance(value, Phrase):
        return without(value, "")
    if isinstance(value, tuple):
        return tuple(map(said_otherwise, value))
    return FILLER if isinstance(value, str) and WORD.search(value) else value


class Reader(HTMLParser):
    """Everything on a page that somebody may read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.within: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag not in EMPTY:
            self.within.append(tag in UNREAD or own.get("translate") == "no")
        self.said += [text for name, value in attrs for text in heard(name, value or "")]

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.within):
            self.said.append(data)


def heard(name: str, value: str) -> Iterator[str]:
    """What an attribute says: labels, titles, and the texts that scripts show."""
    if name in {"aria-label", "alt", "title", "placeholder"}:
        yield value
    elif name.startswith("data-") and not FOR_MACHINES.fullmatch(name):
        yield from json.loads(value).values() if value.startswith("{") else [value]


def words_on(html: str) -> set[str]:
    reader = Reader()
    reader.feed(html)
    assert not reader.within, "every tag is closed"
    return {word for text in reader.said for word in WORD.findall(text.replace("{count}", ""))} - {FILLER}
