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

GAP, LABEL, DEEPEST = 24, 30, 3_000
MAT, INK = "#8a8f94", "#101415"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to see every page, how wide it is shown, and how many stand side by side."""

    name: str
    width: int
    dark: bool = False
    language: str = SOURCE
    shown: int = PHONE
    columns: int = 8


LOOKS = (
    Look("phone-light", PHONE),
    Look("phone-dark", PHONE, dark=True),
    Look("desktop-light", DESKTOP, shown=720, columns=4),
    Look("desktop-dark", DESKTOP, dark=True, shown=720, columns=4),
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


def sheets(look: Look, shots: Iterable[Path], folder: Path) -> Iterator[Path]:
    """The pictures of one look side by side under their names; a sheet that is full begins another."""
    sheet, number = Sheet(look), 1
    for shot in shots:
        with Image.open(shot) as opened:
            height = round(opened.height * look.shown / opened.width)
            picture = opened.convert("RGB").resize((look.shown, height))
        if not sheet.has_room(picture):
            yield sheet.save(folder / f"{look.name}-{number:02}.png")
            sheet, number = Sheet(look), number + 1
        sheet.place(shot.stem, picture)
    yield sheet.save(folder / f"{look.name}-{number:02}.png")


class Sheet:
    """Columns of pictures; each picture goes where there is most room."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.columns: list[list[tuple[str, Image.Image]]] = [[] for _ in range(look.columns)]

    def depth(self, column: list[tuple[str, Image.Image]]) -> int:
        return GAP + sum(LABEL + picture.height + GAP for _, picture in column)

    def has_room(self, picture: Image.Image) -> bool:
        """A picture that is longer than any sheet still gets one where nothing stands above it."""
        least = min(self.columns, key=self.depth)
        return not least or self.depth(least) + LABEL + picture.height + GAP <= DEEPEST

    def place(self, name: str, picture: Image.Image) -> None:
        min(self.columns, key=self.depth).append((name, picture))

    def save(self, path: Path) -> Path:
        step = self.look.shown + GAP
        size = (GAP + len(self.columns) * step, max(map(self.depth, self.columns)))
        sheet = Image.new("RGB", size, MAT)
        pen, letters = ImageDraw.Draw(sheet), ImageFont.load_default(20)
        for across, column in zip(range(GAP, size[0], step), self.columns, strict=True):
            for place, (name, picture) in enumerate(column):
                down = self.depth(column[:place])
                pen.text((across, down), name, INK, font=letters)
                sheet.paste(picture, (across, down + LABEL))
        sheet.save(path)
        return path


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
