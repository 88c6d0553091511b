"""Words that the report never uses, since these answers cannot carry them."""

from __future__ import annotations

import re

WORDS = (
    "response rate", "margin of error", "significant", "proves", "drives", "leads to", "improves",
    "thanks to", "only", "just", "as many as", "shocking", "failing", "poor", "best", "worst", "league",
    "increased", "decreased", "rose", "fell", "of london staff", "of london's staff are",
)  # fmt: skip


def found_in(text: str) -> list[str]:
    """Forbidden words of a text, as whole words whatever their case."""
    lower = text.lower().replace("\u2019", "'")
    return [word for word in WORDS if re.search(rf"\b{re.escape(word)}\b", lower)]
