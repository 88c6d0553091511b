"""Words taken out of a text: each stretch gives way to a word in brackets, and all else stays as written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from survey.engine.identifying import Found
from survey.errors import Refused

UNREAD = "Texts that no reader has read yet: {many}. Their words are left out until one has."
BRACKETS = re.compile(r"\[[^\[\]]*\]")
SHORTER = {"name with its title": "name", "warrant or collar number": "collar number"}
LOOSE = (
    "Between brackets the text must stay as it was written. Put [a word in brackets] in the place of each"
    " stretch that you take out, and change nothing else. The first words that differ: \u201c{words}\u201d"
)


def bracketed(what: str) -> str:
    """The word that stands in the place of what was found: [name], [telephone number]."""
    plain = what.removeprefix("a ").removeprefix("an ")
    return f"[{SHORTER.get(plain, plain)}]"


def in_one_way(text: str) -> str:
    """The same text with lines that end in one way, as browsers and stores differ in it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def taken_out(text: str, replaced: Iterable[tuple[Found, str]]) -> str:
    """The text with each of these stretches replaced by its words in brackets."""
    for found, words in sorted(replaced, key=lambda one: -one[0].start):
        text = f"{text[: found.start - 1]}{words}{text[found.end :]}"
    return text


def is_bracketed(words: str) -> bool:
    """Whether it is one word or more in one pair of brackets."""
    return BRACKETS.fullmatch(words) is not None and bool(words[1:-1].strip())


def check(original: str, redacted: str) -> str:
    """The redacted text in one way of ending lines; Refused where it is more than stretches taken out.

    What lies between brackets must follow in the original in the same order, the first at its beginning and
    the last at its end, with at least one character between two of them.
    """
    whole, text = in_one_way(original), in_one_way(redacted)
    if text == whole:
        raise Refused(
            "Nothing is taken out. Put a word in brackets, such as [name], for what can point to people."
        )
    if any(not found[1:-1].strip() for found in BRACKETS.findall(text)):
        raise Refused("There are brackets with nothing in them. Write a word that says what stood there.")
    pieces, at = BRACKETS.split(text), 0
    for number, piece in enumerate(pieces):
        is_last = number == len(pieces) - 1
        found = place(whole, piece, at, is_first=number == 0, is_last=is_last)
        if found < 0:
            raise Refused(LOOSE.format(words=piece.strip()[:60] or whole[:60]))
        at = found + len(piece) + (0 if is_last else 1)
    return text


def place(whole: str, piece: str, at: int, *, is_first: bool, is_last: bool) -> int:
    """Where a piece stands in the original from a place on; -1 where it does not."""
    if is_first:
        fits = whole.startswith(piece) and (not is_last or len(piece) == len(whole))
        return 0 if fits else -1
    if is_last:
        begins = len(whole) - len(piece)
        return begins if begins >= at and whole.endswith(piece) else -1
    return whole.find(piece, at)
