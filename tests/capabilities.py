"""What this machine can do beyond Python: browsers, Java, Node and the packages that come through npm.

A test that wants one calls `require("chromium")`. Where it is not there the test is skipped with one line
that says what to install; where CI is true it fails instead, so that nothing goes untested unseen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSERS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
FIREFOXES = ("firefox-esr", "firefox")
MAC_FIREFOX = Path("/Applications/Firefox.app/Contents/MacOS/firefox")
PLAYWRIGHT_CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright")
SCALES = ("psych", "lme4", "coin", "jsonlite", "GPArotation")
"""Packages of R that the figures for scores were made with."""
PLAYWRIGHT_NAMES = ("chrome", "Chromium", "Google Chrome for Testing")


def chromium() -> Path | None:
    """The browser named by CHROMIUM, else the system's, else the one that Playwright installed."""
    return next(browsers(), None)


def browsers() -> Iterator[Path]:
    if named := os.environ.get("CHROMIUM"):
        yield Path(named)
    yield from (Path(found) for name in BROWSERS if (found := shutil.which(name)))
    yield from (path for app in MAC_BROWSERS if (path := Path("/Applications", app)).exists())
    for folder in PLAYWRIGHT_CACHES:
        for path in sorted(Path.home().joinpath(folder).glob("chromium-*/**/*"), reverse=True):
            if path.name in PLAYWRIGHT_NAMES and path.is_file():
                yield path


def firefox() -> Path | None:
    """The browser named by FIREFOX, else the system's."""
    if named := os.environ.get("FIREFOX"):
        return Path(named)
    found = next((path for name in FIREFOXES if (path := on_path(name))), None)
    return found or (MAC_FIREFOX if MAC_FIREFOX.exists() else None)


def ddi_schema() -> Path | None:
    """The standard's own codebook.xsd, where somebody has it."""
    named = os.environ.get("DDI_CODEBOOK_XSD")
    return Path(named) if named else None


def on_path(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found) if found else None


def on_system_path(name: str) -> Path | None:
    """The same for servers, which an ordinary user's path often lacks."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def package(path: str) -> Path | None:
    """A file or folder of the Node packages, when `npm ci` has put them there."""
    wanted = NODE_MODULES / path
    return wanted if wanted.exists() else None


def in_security(name: str) -> Path | None:
    """A tool of the environment that `make security` makes."""
    found = ROOT / ".venv-security" / "bin" / name
    return found if found.exists() else None


def module(name: str) -> Path | None:
    """Where a Python package is that a machine may do without."""
    found = find_spec(name)
    return Path(found.origin) if found and found.origin else None


def r_with(*packages: str) -> Path | None:
    """R's Rscript, where all these packages are installed."""
    rscript = on_path("Rscript")
    if rscript is None:
        return None
    named = ", ".join(f"'{package}'" for package in packages)
    asked = f"quit(status = !all(sapply(c({named}), requireNamespace, quietly = TRUE)))"
    found = subprocess.run([rscript, "-e", asked], check=False, capture_output=True)
    return None if found.returncode else rscript


FINDERS: dict[str, tuple[Callable[[], Path | None], str]] = {
    "chromium": (chromium, "No Chromium: install it, or name one in CHROMIUM"),
    "firefox": (firefox, "No Firefox: install firefox-esr, or name one in FIREFOX"),
    "lynx": (lambda: on_path("lynx"), "No text browser: install lynx"),
    "w3m": (lambda: on_path("w3m"), "No text browser: install w3m"),
    "nginx": (lambda: on_system_path("nginx"), "No nginx: install nginx"),
    "caddy": (lambda: on_system_path("caddy"), "No Caddy: install caddy"),
    "cc": (lambda: on_path("cc"), "No C compiler: install gcc and libc6-dev"),
    "java": (lambda: on_path("java"), "No Java runtime: install default-jre-headless"),
    "node": (lambda: on_path("node"), "No Node: install nodejs and npm"),
    "vnu": (lambda: package("vnu-jar/build/dist/vnu.jar"), "No HTML checker: run npm ci"),
    "govuk-frontend": (lambda: package("govuk-frontend/dist/govuk"), "No govuk-frontend: run npm ci"),
    "R survey": (lambda: r_with("survey"), "No R with its package survey: install r-cran-survey"),
    "R scales": (lambda: r_with(*SCALES), f"No R with {', '.join(SCALES)}: see tests/analysis/r/scales.R"),
    "DDI schema": (
        ddi_schema,
        "No schema of DDI-Codebook 2.5 or 2.6, not ours to ship: name codebook.xsd in DDI_CODEBOOK_XSD",
    ),
    "weightipy": (lambda: module("weightipy"), "No weightipy: run make setup-dev"),
    "semgrep": (lambda: in_security("semgrep"), "No semgrep: run make security"),
    "esbuild": (lambda: package("esbuild"), "No packages to build the stylesheet: run npm ci"),
}


@cache
def find(name: str) -> Path | None:
    finder, _ = FINDERS[name]
    return finder()


def require(name: str) -> Path:
    """Where `name` is. Not there: the test is skipped in one line, or fails where CI is true."""
    found = find(name)
    if found is None:
        _, reason = FINDERS[name]
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


def if_found(name: str) -> Path:
    """Where `name` is; else the test is skipped, everywhere: what it proves is kept in a file as well."""
    found = find(name)
    if found is None:
        pytest.skip(FINDERS[name][1])
    return found
