"""Figures of the report on sheets to look at: `python -m tests.report_sheets DIR [ANSWERS ...]`.

Two sheets a figure and a set of tables (usual, large, awkward), with the drawings of a page and of a phone
and all their words: in colour; and as seen without red and green (deuteranopia), over the same in grey.
With numbers, three contact sheets for each instead, with every figure of the London report of so many
made-up answers, in colour, as seen without red and green, and in grey: `... DIR 600 60000`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from markupsafe import escape
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from analysis.charts.figure import Figure
from analysis.render.html import stylesheet
from tests.analysis.drawn import Answered, Set, sets
from tests.browser import FLAGS
from tests.capabilities import find

WIDTH = 1_120
COLOURS, FEW_COLOURS = 256, 64
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
"""Machado, Oliveira and Fernandes 2009, severity 1, on linear light."""
GREY = np.array([[0.2126, 0.7152, 0.0722]] * 3)
LAYOUT = """
body { margin: 0; width: 1120px; display: grid; grid-template-columns: 712px 360px; gap: 24px; }
figure { padding: 16px; } figure svg { width: auto; height: auto; max-width: none; } figure h3 { margin: 0; }
"""
CONTACT = """
body { margin: 0; width: 2240px; display: grid; grid-template-columns: repeat(3, 712px); gap: 24px; }
figure { padding: 16px; } figure svg { width: auto; height: auto; max-width: none; } figure h3 { margin: 0; }
"""


def main(folder: Path, answers: Sequence[int]) -> None:
    os.environ.setdefault("PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "true")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find("chromium"), args=list(FLAGS))
        written = [path for many in answers for path in contact(browser, Answered(many), folder)]
        if not answers:
            written = [path for each in sets() for path in written_of(browser, each, folder)]
    sys.stdout.write("".join(f"{path} {path.stat().st_size // 1000} kB\n" for path in written))


def written_of(browser: Browser, each: Set, folder: Path) -> Iterator[Path]:
    """The sheets of each figure of the set."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 300}, color_scheme="light")
    for figure in each.figures():
        page.set_content(f"<style>{stylesheet()}{LAYOUT}</style>{shown(figure)}")
        page.evaluate("document.fonts.ready")
        seen = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
        looks = {"": seen, "-other-eyes": stacked((through(seen, DEUTERANOPIA), through(seen, GREY)))}
        for name, look in looks.items():
            path = folder / f"{figure.id}-{each.name}{name}.png"
            look.quantize(COLOURS).save(path, optimize=True)
            yield path


def contact(browser: Browser, each: Answered, folder: Path) -> Iterator[Path]:
    """All figures of a report on one sheet, seen in three ways."""
    page = browser.new_page(viewport={"width": 2 * WIDTH, "height": 300}, color_scheme="light")
    drawings = "".join(worded(figure, figure.wide_svg) for figure in each.figures())
    page.set_content(f"<style>{stylesheet()}{CONTACT}</style>{drawings}")
    page.evaluate("document.fonts.ready")
    seen = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    looks = {"": seen, "-deuteranopia": through(seen, DEUTERANOPIA), "-grey": through(seen, GREY)}
    for name, look in looks.items():
        path = folder / f"{each.name}-answers{name}.png"
        look.quantize(FEW_COLOURS).save(path, optimize=True)
        yield path


def shown(figure: Figure) -> str:
    """Both drawings with the words around them."""
    return worded(figure, figure.wide_svg) + worded(figure, figure.phone_svg)


def worded(figure: Figure, svg: str) -> str:
    """A drawing with the words around it."""
    words = f"<h3>{escape(figure.number)}. {escape(figure.title)}</h3>"
    words += f"<p class=subtitle>{escape(figure.subtitle)}</p>"
    note = (
        f"<p class=note>{escape(figure.note)} {escape(figure.credit.mark)} {escape(figure.credit.source)}</p>"
    )
    return f"<figure>{words}{svg}{note}</figure>"


def through(seen: Image.Image, matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Image.Image:
    """The picture as other eyes see it: a change of its linear light."""
    coded = np.asarray(seen, dtype=np.float64) / 255
    light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    changed = np.clip(light @ matrix.T, 0, 1)
    back = np.where(changed <= 0.0031308, changed * 12.92, 1.055 * changed ** (1 / 2.4) - 0.055)
    return Image.fromarray((back * 255 + 0.5).astype(np.uint8))


def stacked(looks: Sequence[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (WIDTH, sum(look.height for look in looks)), "white")
    top = 0
    for look in looks:
        sheet.paste(look, (0, top))
        top += look.height
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(many) for many in sys.argv[2:]])
