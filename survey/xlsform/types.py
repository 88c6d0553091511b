"""The types of a survey sheet: which kind of question each becomes, and why the others become none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from survey.xlsform.names import Sort


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of question that a type becomes; some appearances make it another."""

    ask: str
    sort: Sort
    whole: bool = False
    looks: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What is set beside it where the form says nothing."""


class Selecting(NamedTuple):
    """`select_one places or_other`."""

    kind: Kind
    list_name: str
    or_other: bool


TEXT = Kind("short_text", "text", looks={"multiline": "long_text"})
WHOLE = Kind("number", "number", whole=True)
DECIMAL = Kind("number", "number", keys={"decimals": 9})
SLIDER = Kind("number", "number", whole=True, parameters={"start": "1", "end": "10", "step": "1"})
TICK = Kind("confirm", "tick", note="It becomes a tick (confirm), kept as 1 where a form keeps OK.")
ONE = Kind("single", "choice", looks={"autocomplete": "lookup"})
SEVERAL = Kind("multiple", "choices")
IN_ORDER = Kind("ranking", "rows", note="Each choice becomes a row with a column of its own for its place.")

KINDS: dict[str, Kind] = {
    **dict.fromkeys(("text", "string"), TEXT),
    **dict.fromkeys(("integer", "int"), WHOLE),
    "decimal": DECIMAL,
    "range": SLIDER,
    "date": Kind("date", "date"),
    **dict.fromkeys(("acknowledge", "trigger"), TICK),
}
SELECTS: dict[str, Kind] = {
    **dict.fromkeys(("select_one", "select one", "select one from", "select1"), ONE),
    **dict.fromkeys(("select_multiple", "select all that apply", "select all that apply from"), SEVERAL),
    "rank": IN_ORDER,
}
SELECT = re.compile(
    rf"(?P<select>{'|'.join(sorted(SELECTS, key=len, reverse=True))}) (?P<list>\S+)"
    r"(?P<other> (or_other|or specify other|or other))?",
    re.IGNORECASE,
)
CONTROL = re.compile(r"(?P<edge>begin|end)[ _](?P<what>group|repeat|loop|lgroup|looped group)( .*)?")
REPEATS = frozenset({"repeat", "lgroup", "looped group"})
NO_KIND = {
    **dict.fromkeys(
        (
            "start",
            "end",
            "today",
            "deviceid",
            "username",
            "phonenumber",
            "email",
            "simserial",
            "subscriberid",
        ),
        "nothing about the device or the moment is kept with the answers",
    ),
    **dict.fromkeys(("audit", "start-geopoint", "background-audio"), "nobody is watched while they answer"),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape"), "no place on a map is asked for"),
    **dict.fromkeys(("image", "photo", "audio", "video", "file"), "no files are taken in"),
    **dict.fromkeys(("time", "datetime"), "there is no question for a time of day"),
    "hidden": "there is no hidden answer",
    "barcode": "nothing is scanned",
}
NO_LIST = "it names no list of choices"
UNKNOWN = "there is no kind of question like it"


def kind_of(written: str, parameters: str) -> Kind:
    """The kind for a type; a slider that is set in fractions gives them."""
    kind = KINDS[written]
    return replace(kind, whole=False, keys=DECIMAL.keys) if kind is SLIDER and "." in parameters else kind


def selecting(written: str) -> Selecting | None:
    found = SELECT.fullmatch(written)
    return Selecting(SELECTS[found["select"].lower()], found["list"], bool(found["other"])) if found else None
