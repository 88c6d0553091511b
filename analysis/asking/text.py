"""A table in plain text: as wide as the terminal, in as many parts as its columns need."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill, wrap

from analysis.printing import Band, Page

NARROWEST, WIDEST = 9, 24
"""Characters of a column of figures."""
LABELS = 36
GAP = 2


def text_of(page: Page, width: int = 100) -> str:
    """Title, what it is about, the figures, and the notes."""
    label = min(LABELS, width // 3, longest(page))
    columns = sized(page, width - label - GAP)
    parts = [fill(page.title, width), fill(page.under, width), ""]
    for part in fitted(columns, width - label):
        parts += [*drawn(page, part, columns, label), ""]
    return "\n".join((*parts, *(fill(note, width, subsequent_indent="  ") for note in page.notes)))


def longest(page: Page) -> int:
    return max((len(line.label) for band in page.bands for line in band.lines), default=0) + 1


def sized(page: Page, room: int) -> list[int]:
    """How wide each column is: its widest figure, and room for its heading as far as that can be had."""
    return [
        min(room, max(NARROWEST, widest_figure(page, at), *map(len, heading.split())))
        for at, heading in enumerate(page.headings)
    ]


def widest_figure(page: Page, at: int) -> int:
    return min(WIDEST, max((len(line.texts[at]) for band in page.bands for line in band.lines), default=0))


def fitted(columns: list[int], room: int) -> Iterator[list[int]]:
    """Places of columns that fit side by side, one part after another."""
    part: list[int] = []
    for at, wide in enumerate(columns):
        if part and sum(columns[i] + GAP for i in part) + wide + GAP > room:
            yield part
            part = []
        part.append(at)
    if part:
        yield part


def drawn(page: Page, part: list[int], columns: list[int], label: int) -> Iterator[str]:
    headings = [wrap(page.headings[at], columns[at]) for at in part]
    most = max(map(len, headings), default=0)
    for level in range(most):
        texts = [lines[level - most + len(lines)] if level >= most - len(lines) else "" for lines in headings]
        yield row("", texts, part, columns, label)
    yield "-" * (label + sum(columns[at] + GAP for at in part))
    for at, band in enumerate(page.bands):
        if band.heading:
            yield from (("",) if at else ())
            yield band.heading
        yield from body(band, part, columns, label)


def body(band: Band, part: list[int], columns: list[int], label: int) -> Iterator[str]:
    for line in band.lines:
        *above, last = wrap(line.label, label - 1, subsequent_indent="  ") or [""]
        yield from above
        yield row(last, [line.texts[at] for at in part], part, columns, label)


def row(name: str, texts: list[str], part: list[int], columns: list[int], label: int) -> str:
    told = (f"{' ' * GAP}{text:>{columns[at]}}" for at, text in zip(part, texts, strict=True))
    return f"{name:<{label}}{''.join(told)}".rstrip()
