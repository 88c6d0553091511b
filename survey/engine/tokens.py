"""The words of an expression: names, numbers, quoted text and signs."""

from __future__ import annotations

import re

from survey.engine.codebook import Code

WORDS = re.compile(
    r"\s*(?:(?P<text>'[^']*')|(?P<number>\d{1,15}(?:\.\d{1,15})?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>==|!=|<=|>=|[<>(),\[\]*/+-]))"
)


class ExpressionError(ValueError):
    """An expression that cannot be read, in a sentence for its author."""


def split_words(text: str) -> list[str]:
    words, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = WORDS.match(text, at)
        if match is None:
            raise ExpressionError(unreadable(text[at:].strip()))
        words.append(match.group().strip())
        at = match.end()
    return words


FOREIGN = {
    "=<": "Write <= for at most, not =<.",
    "=>": "Write >= for at least, not =>.",
    "=": "Write == for equals, not =.",
    "&": "Write and between two tests, not &.",
    "|": "Write or between two tests, not |.",
    "!": "Write not before a test, or != between two values.",
    "\u2018": "These quotes are curly. Put words in straight single quotes: 'word'.",
    "\u2019": "These quotes are curly. Put words in straight single quotes: 'word'.",
    "\u201c": "These quotes are curly. Put words in straight single quotes: 'word'.",
}
"""What other languages and word processors have for our signs, and what to write."""


def unreadable(rest: str) -> str:
    """What to do about text that no word of the language begins with."""
    for sign, message in FOREIGN.items():
        if rest.startswith(sign):
            return message
    if rest.startswith("'"):
        return "A single quote is opened here and never closed."
    return f"Cannot read {rest[:20]} here. Put words in single quotes."


def is_value(word: str) -> bool:
    return word[:1] == "'" or word[:1].isdigit()


def value_of(word: str) -> Code | float:
    if word.startswith("'"):
        return word[1:-1]
    return float(word) if "." in word else int(word)
