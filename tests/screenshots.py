"""`make screenshots`: every page and state of the gallery, on sheets to look at.

`python -m tests.screenshots DIR` draws each sample on a phone and a desktop, light and dark, and once more in
Arabic, lays them out on sheets with their names, and writes an index.html that leads to the single pages.
What there is to draw is up to the gallery: a new sample needs no change here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from markupsafe import Markup
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, sync_playwright

from survey.engine.local import SOURCE
from tests.browser import DESKTOP, FLAGS, PHONE
from tests.capabilities import find
from tests.web.gallery import write

GAP, LABEL = 24, 30
MAT, INK = "#8a8f94", "#101415"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to see every page, and how many fit on a sheet of it that can be read."""

    name: str
    width: int
    dark: bool = False
    language: str = SOURCE
    shown: int = PHONE
    columns: int = 5
    each: int = 10


LOOKS = (
    Look("phone-light", PHONE),
    Look("phone-dark", PHONE, dark=True),
    Look("desktop-light", DESKTOP, shown=720, columns=3, each=9),
    Look("desktop-dark", DESKTOP, dark=True, shown=720, columns=3, each=9),
    Look("arabic-phone-light", PHONE, language="ar"),
)


def main(folder: Path) -> None:
    """All sheets, and the page that leads to them."""
    os.environ.setdefault("PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find("chromium"), args=list(FLAGS))
        drawn = {look: list(draw(browser, look, folder)) for look in LOOKS}
    laid = {look: list(sheets(look, shots, folder)) for look, shots in drawn.items()}
    folder.joinpath("index.html").write_text(index(folder, laid, drawn), encoding="utf-8")
    count = sum(len(found) for found in laid.values())
    sys.stdout.write(f"{count} sheets of {len(drawn[LOOKS[0]])} pages: {folder / 'index.html'}\n")


def draw(browser: Browser, look: Look, folder: Path) -> Iterator[Path]:
    """A picture of each sample, whole, in the gallery's order."""
    shots = folder / look.name
    shots.mkdir(parents=True, exist_ok=True)
    with served(folder / "html" / look.language) as address:
        pages = write(folder / "html" / look.language, look.language)
        page = browser.new_page(
            viewport={"width": look.width, "height": 800},
            color_scheme="dark" if look.dark else "light",
            reduced_motion="reduce",
        )
        for html in pages:
            page.goto(f"{address}/{html.name}")
            page.screenshot(path=(shot := shots / f"{html.stem}.png"), full_page=True)
            yield shot
        page.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder's files, for as long as it is needed."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a line for each."""

    def log_message(self, format: str, *args: object) -> None:
        return None


def sheets(look: Look, shots: list[Path], folder: Path) -> Iterator[Path]:
    """The pictures of one look side by side, so many at a time, each under its name."""
    for number, start in enumerate(range(0, len(shots), look.each), 1):
        path = folder / f"{look.name}-{number:02}.png"
        laid_out(look, shots[start : start + look.each]).save(path, optimize=True)
        yield path


def laid_out(look: Look, shots: Iterable[Path]) -> Image.Image:
    """Each picture goes where there is most room, as cards are dealt."""
    columns: list[list[tuple[str, Image.Image]]] = [[] for _ in range(look.columns)]
    depths = [GAP] * look.columns
    for shot in shots:
        with Image.open(shot) as opened:
            scale = look.shown / opened.width
            picture = opened.convert("RGB").resize(
                (look.shown, round(opened.height * scale)), Image.Resampling.LANCZOS
            )
        place = depths.index(min(depths))
        columns[place].append((shot.stem, picture))
        depths[place] += LABEL + picture.height + GAP
    sheet = Image.new("RGB", (GAP + look.columns * (look.shown + GAP), max(depths)), MAT)
    pen, letters = ImageDraw.Draw(sheet), ImageFont.load_default(20)
    for place, column in enumerate(columns):
        across, down = GAP + place * (look.shown + GAP), GAP
        for name, picture in column:
            pen.text((across, down), name, INK, font=letters)
            sheet.paste(picture, (across, down + LABEL))
            down += LABEL + picture.height + GAP
    return sheet


def index(folder: Path, laid: dict[Look, list[Path]], drawn: dict[Look, list[Path]]) -> str:
    """The sheets, then each page by name in every look."""
    link = Markup('<a href="{0}">{1}</a> ').format
    on_sheets = Markup().join(
        Markup("<h2>{}</h2><p>{}</p>").format(
            look.name, Markup().join(link(path.relative_to(folder), path.stem) for path in paths)
        )
        for look, paths in laid.items()
    )
    by_name = Markup().join(
        Markup("<li>{}: {}</li>").format(
            shots[0].stem, Markup().join(link(shot.relative_to(folder), shot.parent.name) for shot in shots)
        )
        for shots in zip(*drawn.values(), strict=True)
    )
    return Markup(
        '<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><title>Every page</title>'
        "<h1>Every page, in every look</h1>{}<h2>One by one</h2><ul>{}</ul></html>\n"
    ).format(on_sheets, by_name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
