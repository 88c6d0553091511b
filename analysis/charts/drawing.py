"""A drawing in SVG: shapes and real text with plain attributes, nothing a strict policy would refuse.

No style attribute, no style sheet, no reference from one part to another: hatching is drawn as
lines. The only ids are those of title and desc, prefixed for each copy put on a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from xml.etree import ElementTree as Tree  # nosec B405 # it writes and never reads

from analysis.charts.lettering import CAPITAL, FAMILY, typeset, width, wrap
from analysis.charts.palette import HATCH, INK, WHITE

SVG = "http://www.w3.org/2000/svg"
LEADING = 1.2
"""Line height of labels as a part of their size."""


def number(value: float) -> str:
    """At most two places and no trailing noughts, so that two builds write the same bytes."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


class Drawing:
    """A sheet of a given width that grows downwards as things are put on it."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.height = 0.0
        self._root = Tree.Element("g")

    def _add(self, tag: str, bottom: float, **attributes: str | float | None) -> Tree.Element:
        self.height = max(self.height, bottom)
        written = {
            name.rstrip("_").replace("_", "-"): number(value) if isinstance(value, int | float) else value
            for name, value in attributes.items()
            if value is not None
        }
        return Tree.SubElement(self._root, tag, written)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        stroke: str | None = None,
        thick: float = 1,
    ) -> None:
        self._add(
            "rect", y + height, x=x, y=y, width=width, height=height, fill=fill,
            stroke=stroke, stroke_width=thick if stroke else None,
        )  # fmt: skip

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str,
        thick: float = 1,
        dashes: str | None = None,
    ) -> None:
        """A straight line; dashes are lengths of ink and gap: "4 3"."""
        self._add(
            "line", max(y1, y2), x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=thick,
            stroke_dasharray=dashes,
        )  # fmt: skip

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str | None = None) -> None:
        self._add(
            "circle", y + radius, cx=x, cy=y, r=radius, fill=fill, stroke=stroke,
            stroke_width=1.5 if stroke else None,
        )  # fmt: skip

    def shape(self, corners: Iterable[tuple[float, float]], fill: str, stroke: str | None = None) -> None:
        """A filled shape with straight sides."""
        points = tuple(corners)
        path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self._add(
            "path", max(y for _, y in points), d=f"M{path}Z", fill=fill, stroke=stroke,
            stroke_width=1.5 if stroke else None,
        )  # fmt: skip

    def curve(self, path: str, bottom: float, stroke: str, thick: float) -> None:
        self._add(
            "path", bottom, d=path, fill="none", stroke=stroke, stroke_width=thick, stroke_linecap="round"
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 13,
        weight: int = 400,
        fill: str = INK,
        anchor: str = "start",
    ) -> float:
        """Write a line on the baseline y; returns where it ends, for what stands beside it."""
        line = self._add(
            "text", y + size * 0.3, x=x, y=y, font_size=size, font_weight=weight if weight != 400 else None,
            fill=fill, text_anchor=anchor if anchor != "start" else None,
        )  # fmt: skip
        line.text = typeset(words)
        return x + width(words, size, weight)

    def lines(
        self,
        x: float,
        middle: float,
        lines: Iterable[tuple[str, float, int]],
        fill: str = INK,
        anchor: str = "start",
    ) -> None:
        """Write lines of (words, size, weight) as a block that stands about the given middle."""
        block = tuple(lines)
        heights = [size * LEADING for _, size, _ in block]
        top = middle - sum(heights) / 2
        for (words, size, weight), height in zip(block, heights, strict=True):
            self.text(x, top + height / 2 + size * CAPITAL / 2, words, size, weight, fill, anchor)
            top += height

    def paragraph(
        self,
        x: float,
        top: float,
        words: str,
        room: float,
        size: float = 13,
        weight: int = 400,
        fill: str = INK,
    ) -> float:
        """Write wrapped words downwards from top; returns the bottom."""
        for line in wrap(words, room, size, weight):
            top += size * LEADING
            self.text(x, top - size * 0.25, line, size, weight, fill)
        return top

    def hatch(self, x: float, y: float, width: float, height: float, step: float = 7) -> None:
        """Slanted lines cut to the rectangle: the one pattern, which means "too few to show"."""
        self.rect(x + 0.5, y + 0.5, width - 1, height - 1, WHITE, HATCH, 0.7)
        parts = []
        offset = step
        while offset < width + height - 1:
            left, bottom = (x + offset - height, y + height) if offset > height else (x, y + offset)
            right, top = (x + offset, y) if offset < width else (x + width, y + offset - width)
            parts.append(f"M{number(left)} {number(bottom)}L{number(right)} {number(top)}")
            offset += step
        self._add("path", y + height, d="".join(parts), fill="none", stroke=HATCH, stroke_width=0.7)

    def plate(self, x: float, middle: float, room: float, lines: tuple[tuple[str, float, int], ...]) -> None:
        """Words on hatching, with a white plate under them so that no line crosses a letter."""
        wide = min(max(width(words, size, weight) for words, size, weight in lines) + 10, room - 4)
        tall = sum(size * LEADING for _, size, _ in lines) + 4
        self.rect(x - wide / 2, middle - tall / 2, wide, tall, WHITE)
        self.lines(x, middle, lines, anchor="middle")

    def place(self, other: Drawing, x: float, y: float) -> None:
        """Put a copy of another drawing on this one."""
        moved = self._add("g", y + other.height, transform=f"translate({number(x)} {number(y)})")
        moved.extend(deepcopy(list(other._root)))

    def svg(self, prefix: str, title: str, desc: str = "", made_from: str = "") -> str:
        """The drawing as text, named for assistive technology by title and desc; it can say its origin."""
        ids = f"{prefix}-title {prefix}-desc" if desc else f"{prefix}-title"
        root = Tree.Element(
            "svg",
            {
                "xmlns": SVG,
                "viewBox": f"0 0 {number(self.width)} {number(self.height)}",
                "width": number(self.width),
                "height": number(self.height),
                "role": "img",
                "aria-labelledby": ids,
                "font-family": FAMILY,
            },
        )
        Tree.SubElement(root, "title", {"id": f"{prefix}-title"}).text = typeset(title)
        if desc:
            Tree.SubElement(root, "desc", {"id": f"{prefix}-desc"}).text = typeset(desc)
        if made_from:
            Tree.SubElement(root, "metadata").text = made_from
        root.extend(deepcopy(list(self._root)))
        return Tree.tostring(root, encoding="unicode")
