"""The headings of columns as form designers write them, and the one name that each is known by here."""

from __future__ import annotations

import re
from typing import NamedTuple

PREFIXES = frozenset({"bind", "control", "body", "media", "instance"})
"""`bind::relevant` is the column relevant."""

SAME = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
SPOKEN = frozenset(
    {
        *("label", "hint", "guidance_hint", "constraint_message", "required_message"),
        *("image", "big-image", "audio", "video"),
    }
)
"""Columns that there can be one of for each language."""

COLON = re.compile(r"::|(?<!jr):")


class Header(NamedTuple):
    """A column, and the language that it speaks where it says so."""

    column: str
    language: str = ""


def header(written: str) -> Header:
    """`Label::English (en)` is the label in English (en); `relevance` is relevant."""
    parts = [part.strip() for part in COLON.split(written)]
    if len(parts) > 1 and snake(parts[0]) in PREFIXES:
        parts = parts[1:]
    column = snake(parts[0])
    column = SAME.get(column, column)
    if len(parts) > 1 and column not in SPOKEN:
        return Header(written)
    return Header(column, parts[1] if len(parts) > 1 else "")


def snake(words: str) -> str:
    return "_".join(words.split()).lower()
