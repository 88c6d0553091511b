"""Lynx and w3m: what they make of a page, and Lynx driven by keys in a terminal of its own."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.capabilities import require

ROWS, COLUMNS = 200, 120
"""So large that a whole page stands on the screen."""
SECONDS = 60
REDRAW, CLEAR_LINE, ENTER = "\x0c", "\x15", "\r"
NUMBERED = r"\[(\d+)\]"
"""Lynx is told to number what can be gone to: links, boxes, fields, and buttons within their brackets."""
MARK = r"(?:\w+\)|\([ *]\)|\[[ X]\])? ?"
GO_TO = "0{}g" + ENTER
CONTROL = re.compile(r"\x1b(?:[\[(][0-9;?]*[A-Za-z0-9]?|[=>78])|[\x08\x0e\x0f]")
PLAIN = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "vt100"}
DUMPS = {
    "lynx": ("-dump", "-nolist", "-stdin", "-force_html", "-width=100", "-display_charset=utf-8"),
    "w3m": ("-dump", "-T", "text/html", "-I", "utf-8", "-O", "utf-8", "-cols", "100"),
}


def dumped(name: str, html: str, home: Path) -> str:
    """A page as the text browser prints it."""
    environment = {**os.environ, **PLAIN, "HOME": str(home)}
    done = subprocess.run(
        [require(name), *DUMPS[name]],
        input=html,
        capture_output=True,
        text=True,
        env=environment,
        timeout=SECONDS,
        check=True,
    )
    return done.stdout


class Lynx:
    """One Lynx in a terminal: finds words, presses Enter on them, types, and reads the screen."""

    def __init__(self, address: str, home: Path) -> None:
        command = [str(require("lynx")), "-accept_all_cookies", "-nopause", "-nocolor", "-number_fields"]
        self.terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [*command, address],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=home,
            env={**os.environ, **PLAIN, "HOME": str(home)},
        )
        os.close(inner)

    def press(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def written(self, quiet: float = 0.5) -> str:
        """What has come to the terminal, once nothing more comes."""
        parts: list[bytes] = []
        while select.select([self.terminal], [], [], quiet)[0]:
            parts.append(os.read(self.terminal, 65536))
        return CONTROL.sub(" ", b"".join(parts).decode("utf-8", "replace"))

    def screen(self) -> str:
        self.press(REDRAW)
        return " ".join(self.written().split())

    def wait(self, words: str) -> str:
        """The screen, once these words stand on it; drawn anew, as at first only what differs is."""
        ends = time.monotonic() + SECONDS
        while words not in (screen := self.screen()):
            assert time.monotonic() < ends, f"“{words}” does not come. Lynx shows: {screen}"
        return self.screen()

    def go(self, pattern: str) -> None:
        """Go to the link, button, box or field that has this number, by the screen as it stands."""
        found = re.search(pattern, screen := self.screen())
        assert found, f"Nothing to go to for {pattern}. Lynx shows: {screen}"
        self.press(GO_TO.format(found[1]))
        self.written(0.3)

    def choose(self, words: str) -> None:
        """Press Enter on the last of these words: Lynx knows no button outside its form."""
        self.go(".*" + NUMBERED + MARK + re.escape(words))
        self.press(ENTER)
        self.written(0.3)

    def type(self, words: str, text: str) -> None:
        """Write in the next field after these words, and leave it, because keys are letters inside it."""
        self.go(re.escape(words) + r".*?" + NUMBERED)
        self.press(f"{CLEAR_LINE}{text}\t")
        self.written(0.3)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=SECONDS)
        os.close(self.terminal)


class NewLynx(Protocol):
    """Open Lynx at an address."""

    def __call__(self, address: str) -> Lynx: ...


@pytest.fixture
def lynx(tmp_path: Path) -> Iterator[NewLynx]:
    running: list[Lynx] = []

    def open_terminal(address: str) -> Lynx:
        running.append(Lynx(address, tmp_path))
        return running[-1]

    yield open_terminal
    for browser in running:
        browser.close()
