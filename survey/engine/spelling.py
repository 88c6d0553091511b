"""What an author may have meant: the nearest word that is known, and sentences for slips in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

ELSEWHERE = {
    "type": "ask",
    "kind": "ask",
    "label": "text",
    "question": "text",
    "name": "id",
    "choices": "options",
    "answers": "options",
    "relevant": "show_if",
    "if": "show_if",
    "items": "questions",
}
"""Keys that other survey tools have for ours."""


def meant(word: str, known: Iterable[str]) -> str:
    """A sentence with the known word that is nearest; nothing when none is near."""
    among = set(known)
    near = get_close_matches(word, sorted(among), n=1, cutoff=0.75)
    found = near[0] if near else ELSEWHERE.get(word, "")
    return f" Did you mean {found}?" if found in among else ""


SLIPS: tuple[tuple[str, str], ...] = (
    (
        r"mapping values are not allowed",
        "A colon stands where words go on. Put words that hold a colon in quotes, or mend the indent.",
    ),
    (
        r"could not find expected ':'",
        "The words before this stand where a key should. After a key come a colon and a space: text: words.",
    ),
    (
        r"got '(<scalar>)'",
        "A quote ends before the words do. Double a quote that belongs to the words: 'Don''t know'.",
    ),
    (
        r"got '(-|<block mapping start>|<block end>|<block sequence start>|\?)'",
        "A bracket is opened before this and never closed. Close it.",
    ),
    (
        r"got ':'",
        "A colon stands where words go on. Put words that hold a colon in quotes.",
    ),
    (
        r"found '(\?|-|<block mapping start>|<block sequence start>)'",
        "This line begins further left or right than the lines it belongs with. Give them the same indent.",
    ),
    (
        r"found '(<scalar>|\]|\}|,)'",
        "Something goes on after a closing quote or bracket. Put the whole text into one pair of quotes.",
    ),
    (r"unexpected end of stream", "A quote is opened before this and never closed. Close it."),
    (r"got '<stream end>'", "A bracket is opened before this and never closed. Close it."),
    (r"character '\\t'", "A tab stands here. Set lines in with spaces only."),
    (r"found character '(.)'", "Words that begin with {0} stand in quotes."),
    (r"sequence entries are not allowed", "A list begins on the next line: put this dash below its key."),
)


def yaml_slip(problem: str) -> str:
    """What the YAML parser finds wrong, said to somebody who writes a questionnaire."""
    for pattern, sentence in SLIPS:
        if found := re.search(pattern, problem):
            return sentence.format(*found.groups())
    return f"This is not YAML: {problem}. Check colons, quotes and indents."
