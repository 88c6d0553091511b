"""The Nu HTML checker on pages as strings or files: one Java start for all of them.

`problems({"name": html})` or `problems_in(paths)` give a line for each error or warning, or nothing.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.capabilities import require

SECONDS = 120


def problems(pages: Mapping[str, str]) -> list[str]:
    """Errors and warnings in pages given as text, under the names they are given."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {Path(folder) / f"{number}.html": name for number, name in enumerate(pages)}
        for path, name in paths.items():
            path.write_text(pages[name], encoding="utf-8")
        return checked(paths)


def problems_in(paths: Iterable[Path]) -> list[str]:
    """Errors and warnings in files."""
    return checked({path.resolve(): path.name for path in paths})


def checked(names: Mapping[Path, str]) -> list[str]:
    command = [str(require("java")), "-jar", str(require("vnu")), "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, names)], capture_output=True, text=True, timeout=SECONDS)
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{names[place(message)]} line {message.get('lastLine', '?')}: {message['message']}"
        for message in messages
        if message["type"] == "error" or message.get("subType") == "warning"
    ]


def place(message: Mapping[str, str]) -> Path:
    return Path(unquote(urlsplit(message["url"]).path))
