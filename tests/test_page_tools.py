"""The tools that judge pages are themselves tested: each must find a fault that is planted."""

from __future__ import annotations

import pytest

from tests.accessibility import scrolls_sideways, violations
from tests.browser import NewPage
from tests.capabilities import require
from tests.html_checker import problems

SOUND = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Sound</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Sound</h1><p>Nothing is wrong here.</p></main></body></html>"""


def test_axe_finds_nothing_wrong_with_a_sound_page(new_page: NewPage) -> None:
    page = new_page()
    page.set_content(SOUND)
    assert violations(page) == []


def test_axe_finds_a_field_without_a_label(new_page: NewPage) -> None:
    page = new_page()
    page.set_content(SOUND.replace("<p>", "<input type=text><p>"))
    assert [line.split(" at ")[0] for line in violations(page)] == ["label"]


def test_a_page_that_scrolls_sideways_is_noticed(new_page: NewPage) -> None:
    page = new_page(width=320)
    page.set_content(SOUND)
    assert not scrolls_sideways(page)
    page.set_content(SOUND.replace("<p>", '<p style="width:500px">'))
    assert scrolls_sideways(page)


def test_the_html_checker_names_the_page_and_what_is_wrong() -> None:
    found = problems({"sound": SOUND, "broken": SOUND.replace("<p>", "<p id=a><b id=a></b>")})
    assert found
    assert all(line.startswith("broken line ") for line in found)
    assert any("Duplicate ID" in line for line in found)


def test_what_is_missing_fails_where_everything_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.capabilities.find", lambda name: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="No Node"):
        require("node")
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="No Node"):
        require("node")
