"""Debian's Firefox for tests, by Marionette, the protocol that Firefox itself speaks: no driver, no package.

`firefox(scripts=...)` opens a window with a profile of its own, which is thrown away after the test.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.capabilities import require

SECONDS = 60
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The name that the WebDriver standard gives to a reference to an element."""
TAB, ENTER, SPACE = "\ue004", "\ue007", " "
PREFERENCES: dict[str, bool | int | str] = {
    "marionette.port": 0,
    "browser.startup.page": 0,
    "intl.accept_languages": "en-GB",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
}


class Refused(Exception):
    """What Firefox says when it cannot do something: no such element, covered by another, and so on."""


class Firefox:
    """One window: goes to an address, clicks and types as a person does, and reads what is there."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.stream = self.socket.makefile("rb")
        self.count = 0
        self.reply()
        self.ask("NewSession")

    def ask(self, command: str, **given: object) -> Any:
        self.count += 1
        sent = json.dumps([0, self.count, f"WebDriver:{command}", given]).encode()
        self.socket.sendall(b"%d:%s" % (len(sent), sent))
        _, _, error, result = self.reply()
        if error:
            raise Refused(f"{command} {given}: {error['error']}: {error['message']}")
        return result.get("value", result)

    def reply(self) -> Any:
        """Its length in figures, a colon, and as much JSON."""
        length = b""
        while (figure := self.stream.read(1)) != b":":
            assert figure, "Firefox has gone"
            length += figure
        return json.loads(self.stream.read(int(length)))

    def go(self, address: str) -> None:
        self.ask("Navigate", url=address)

    @property
    def title(self) -> str:
        return str(self.ask("GetTitle"))

    @property
    def address(self) -> str:
        return str(self.ask("GetCurrentURL"))

    def find(self, selector: str, using: str = "css selector") -> str:
        return str(self.ask("FindElement", using=using, value=selector)[ELEMENT])

    def click(self, selector: str) -> None:
        self.ask("ElementClick", id=self.find(selector))

    def follow(self, words: str) -> None:
        """Click the link or button with these words."""
        path = f"//*[self::a or self::button][normalize-space()='{words}'][not(@aria-hidden)]"
        self.ask("ElementClick", id=self.find(path, "xpath"))

    def type(self, selector: str, text: str) -> None:
        self.ask("ElementSendKeys", id=self.find(selector), text=text)

    def text(self, selector: str) -> str:
        return str(self.ask("GetElementText", id=self.find(selector)))

    def focused(self, attribute: str) -> str:
        """An attribute of what has focus."""
        element = self.ask("GetActiveElement")[ELEMENT]
        return str(self.ask("GetElementAttribute", id=element, name=attribute) or "")

    def press(self, key: str) -> None:
        self.ask("ElementSendKeys", id=self.ask("GetActiveElement")[ELEMENT], text=key)

    def close(self) -> None:
        self.stream.close()
        self.socket.close()

    def wait(self, holds: Callable[[], bool]) -> None:
        until(holds, "what was waited for in Firefox")


class NewFirefox(Protocol):
    """Open a window of Firefox, with or without scripts."""

    def __call__(self, *, scripts: bool = True) -> Firefox: ...


def until(holds: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < ends, f"Waited {SECONDS} seconds for {what}"
        time.sleep(0.1)


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[NewFirefox]:
    executable = require("firefox")
    running: list[subprocess.Popen[bytes]] = []
    windows: list[Firefox] = []

    def open_window(*, scripts: bool = True) -> Firefox:
        profile = tmp_path / f"firefox-{len(running)}"
        profile.mkdir()
        lines = {**PREFERENCES, "javascript.enabled": scripts}.items()
        profile.joinpath("user.js").write_text(
            "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in lines)
        )
        # a home of its own, because Firefox refuses one that belongs to somebody else
        environment = {
            **os.environ,
            "HOME": str(profile),
            "MOZ_HEADLESS": "1",
            "MOZ_CRASHREPORTER_DISABLE": "1",
        }
        command = [str(executable), "--marionette", "--no-remote", "--profile", str(profile)]
        with profile.joinpath("log").open("w") as log:
            running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        port = profile / "MarionetteActivePort"
        until(lambda: port.exists() and port.read_text() != "", "Firefox to start")
        windows.append(Firefox(int(port.read_text())))
        return windows[-1]

    yield open_window
    for window in windows:
        window.close()
    for process in running:
        process.terminate()
        process.wait(timeout=SECONDS)
