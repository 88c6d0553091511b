"""Names in braces that a text may hold, such as {link}: checked when it is written, filled in on reading.

Nothing else in a text means anything. What is filled in is not looked at again, so a title in braces stays
as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from survey.engine.spelling import meant

MEANINGS = {
    "title": "the survey's title",
    "link": "the link, with the name of the channel in it",
    "opens": "when it opens, London time",
    "closes": "when it closes, London time",
    "withdraw_until": "until when answers can be taken back",
    "minutes": "how many minutes it takes",
    "threshold": "the smallest group that figures are given for",
    "organisation": "who runs the survey",
    "contact": "how to reach the survey team",
}
"""What may stand in braces, and what takes its place."""

PLACE = re.compile(r"\{([a-z_]+)\}")
BRACED = re.compile(r"\{([^{}\n]{0,60})\}|[{}]")
SHOWN = ", ".join(f"{{{name}}}" for name in MEANINGS)


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with what stands for each place; a place without words stays as it is."""
    return PLACE.sub(lambda found: words.get(found[1], found[0]), text)


def faults(text: str) -> Iterator[str]:
    """A sentence for each name that nothing can be filled in for, and for braces that stand alone."""
    for found in BRACED.finditer(text):
        if found[1] is None:
            yield f"A brace stands alone: {found[0]}. Braces stand around a name, such as {{link}}."
        elif found[1] not in MEANINGS:
            near = meant(found[1].strip().lower(), MEANINGS)
            yield f"Nothing can be filled in for {found[0]}.{near} There is: {SHOWN}."
