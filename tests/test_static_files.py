"""What is served to browsers: built from its source, self-contained, and free of others' identity."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.capabilities import ROOT, require

STATIC = ROOT / "survey" / "web" / "static"
SHEETS = ("site.css", "site.rtl.css")
FONTS = tuple(f"fonts/letters{part}.woff2" for part in ("", "-polish", "-latin", "-extended"))
BUILT = (*SHEETS, *FONTS, "site.js", "htmx.js", "fonts/OFL.txt")
LARGEST = {
    "site.css": 100_000,
    "site.rtl.css": 100_000,
    "site.js": 16_000,
    "htmx.js": 40_000,
}


@pytest.fixture(scope="module", params=SHEETS)
def css(request: pytest.FixtureRequest) -> str:
    return STATIC.joinpath(request.param).read_text(encoding="utf-8")


def test_what_is_served_is_what_the_source_builds(tmp_path: Path) -> None:
    require("esbuild")
    command = [str(require("node")), str(ROOT / "assets" / "build.mjs"), str(tmp_path)]
    environment = {**os.environ, "PYTHON": sys.executable}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    stale = [name for name in BUILT if (tmp_path / name).read_bytes() != (STATIC / name).read_bytes()]
    assert not stale, f"run `make css`: {stale}"


def test_the_stylesheet_takes_nothing_from_elsewhere(css: str) -> None:
    assert "@import" not in css
    addresses = re.findall(r"url\(([^)]*)\)", css)
    assert addresses == [f'"{font}"' for font in FONTS]
    assert all((STATIC / font).is_file() for font in FONTS)


def test_the_identity_of_gov_uk_stays_with_gov_uk(css: str) -> None:
    assert "GDS Transport" not in css
    assert "crest" not in css
    assert not [path for path in STATIC.rglob("*") if "govuk" in path.name or "crown" in path.name]


def test_colours_have_one_source(css: str) -> None:
    """Each colour that govuk-frontend reads is set once, from our tokens, so that dark mode reaches it."""
    named = set(re.findall(r"var\((--govuk-[a-z-]+-colour)", css))
    defined = re.findall(r"(--govuk-[a-z-]+-colour):", css)
    assert named <= set(defined)
    assert len(defined) == len(set(defined))


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_need_nothing_that_our_security_policy_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "sourceMappingURL" not in text
    ours = path.name != "htmx.js"  # htmx can evaluate, and does so only for attributes that we do not use
    assert not (ours and re.search(r"\beval\(|new Function|innerHTML|https?:", text))


def test_htmx_attributes_that_evaluate_are_not_used() -> None:
    evaluating = re.compile(r"hx-on|hx-vals=['\"]js:|javascript:|hx-trigger=['\"][^'\"]*\[")
    templates = [*ROOT.glob("templates/**/*.html")]
    assert templates
    assert not [path.name for path in templates if evaluating.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("name", "most"), LARGEST.items(), ids=LARGEST)
def test_files_stay_small_enough_for_a_slow_line(name: str, most: int) -> None:
    assert (STATIC / name).stat().st_size <= most
