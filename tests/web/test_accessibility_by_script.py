"""What axe-core does not look at, on every page: keyboard, size, spacing, motion, colours, paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import scrolls_sideways, violations
from tests.browser import DESKTOP, TIMEOUT_MS, NewPage
from tests.web.gallery import Sample, samples
from tests.web.probing import Stop, from_the_top, misnamed, probe, tabbed
from tests.web.shown import opened

pytestmark = pytest.mark.alone

ZOOMED = (320, 256)
"""A window of 1280 by 1024 at 400 %."""
WINDOWS = {"desktop": (DESKTOP, 800), "zoomed to 200 %": (640, 400), "zoomed to 400 %": ZOOMED}
BY_KEYBOARD = (
    "page-principles_team",
    "page-equity",
    "page-order",
    "page-amounts-to-put-right",
    "check",
    "start",
    "note",
    "code",
    "saved-on-a-shared-computer",
)
"""A grid with its key, one under the Leave bar, lists, messages, cards, links, buttons, what scripts add."""


def unlike() -> list[str]:
    """Every page of the gallery but those that ask the same kinds of question as one before."""
    seen: dict[object, str] = {}
    for sample in samples():
        seen.setdefault(shape(sample), sample.name)
    return list(dict.fromkeys(seen.values()))


def shape(sample: Sample) -> object:
    if sample.template != "respondent/page.html" or sample.name.endswith("-to-put-right"):
        return sample.name
    asked = frozenset(question.ask for question in sample.questions)
    sensitive, entries = sample.context["sensitive"], bool(sample.context["entries"])
    return asked, sensitive, entries, len(sample.questions) > 3


def of_each_kind() -> list[str]:
    """Pages that together have every template and every kind of question."""
    seen: set[str] = set()
    chosen: list[str] = []
    for sample in samples():
        parts = {sample.template}
        if sample.template == "respondent/page.html":
            parts = {question.ask for question in sample.questions}
            parts |= {"to put right"} if sample.name.endswith("-to-put-right") else set()
        if not parts <= seen:
            chosen.append(sample.name)
            seen |= parts
    return chosen


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for the whole module: what a test sets on it the next one sets anew."""
    context = browser.new_context(reduced_motion="reduce", locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


def shown(page: Page, name: str, window: tuple[int, int] = (DESKTOP, 800)) -> None:
    page.emulate_media(media="screen", forced_colors="none", reduced_motion="reduce")
    page.set_viewport_size({"width": window[0], "height": window[1]})
    opened(page, name)
    page.route("**/save", lambda route: route.fulfill(status=204))


@pytest.mark.parametrize("name", unlike())
def test_a_page_is_whole_at_any_size_and_spacing_and_on_paper(page: Page, name: str) -> None:
    """Zoom, text spacing, targets, names that are said, motion and print: a line for each fault."""
    faults: list[str] = []
    shown(page, name)
    for width, height in WINDOWS.values():
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{width}: scrolls sideways"] if scrolls_sideways(page) else []
        faults += [f"{width}: {fault}" for probed in ("smallTargets", "cut") for fault in probe(page, probed)]
    faults += [*misnamed(page), *probe(page, "moving")]
    probe(page, "space")
    for width, height in WINDOWS.values():
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{width}, spaced: scrolls sideways"] if scrolls_sideways(page) else []
        faults += [f"{width}, spaced: {fault}" for fault in probe(page, "cut")]
    page.emulate_media(media="print")
    faults += [f"on paper: {fault}" for fault in probe(page, "notForPaper")]
    assert faults == []


@pytest.mark.parametrize("name", of_each_kind())
def test_a_page_has_no_barrier_at_320_pixels_in_the_colours_of_the_system(page: Page, name: str) -> None:
    shown(page, name, ZOOMED)
    page.emulate_media(forced_colors="active")
    assert violations(page) == []


def out_of_order(stops: list[Stop]) -> list[str]:
    """Steps of focus that go up the page without going to a column beside."""
    steps = [(one, other) for one, other in pairwise(stops) if not (one.stuck or other.stuck)]
    return [
        f"from {one.name} up to {other.name}"
        for one, other in steps
        if other.bottom <= one.top and other.left < one.right
    ]


@pytest.mark.parametrize("window", [pytest.param(size, id=name) for name, size in WINDOWS.items()])
@pytest.mark.parametrize("name", BY_KEYBOARD)
def test_focus_goes_down_the_page_and_back_without_a_trap_and_is_never_covered(
    page: Page, name: str, window: tuple[int, int]
) -> None:
    shown(page, name, window)
    if page.locator("#staying").count():
        page.evaluate("document.getElementById('staying').hidden = false")
    there = tabbed(page)
    back = tabbed(page, "Shift+Tab")
    wanted = probe(page, "stops")
    assert [stop.name for stop in from_the_top(there)] == wanted
    assert [stop.name for stop in from_the_top(back[::-1])] == wanted
    assert out_of_order(from_the_top(there)) == []
    assert [stop.name for stop in (*there, *back) if not stop.seen] == []


def looks(page: Page, selector: str) -> bytes:
    return page.locator(selector).screenshot(animations="disabled")


@pytest.mark.parametrize(
    ("name", "control", "around"),
    [
        pytest.param("page-hints", "#stage-b", ".govuk-radios__item:has(#stage-b)", id="a choice"),
        pytest.param(
            "page-barriers", "#barriers-racism", ".govuk-checkboxes__item:has(#barriers-racism)", id="a tick"
        ),
        pytest.param(
            "page-principles_team", ".step:nth-child(5) input >> nth=0", ".scale >> nth=0", id="a step"
        ),
    ],
)
def test_in_the_colours_of_the_system_what_is_chosen_and_what_has_focus_can_be_seen(
    page: Page, name: str, control: str, around: str
) -> None:
    shown(page, name)
    page.emulate_media(forced_colors="active")
    before = looks(page, around)
    page.locator(control).check(force=True)
    focused = looks(page, around)
    page.evaluate("document.activeElement.blur()")
    chosen = looks(page, around)
    assert len({before, focused, chosen}) == 3


def test_where_motion_is_welcome_nothing_moves_for_longer_than_a_blink(new_page: NewPage) -> None:
    page = new_page()
    opened(page, "page-principles_team")
    page.emulate_media(reduced_motion="no-preference")
    longest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map(one => getComputedStyle(one))"
        ".flatMap(style => [style.transitionDuration, style.animationDuration])"
        ".flatMap(times => times.split(',').map(parseFloat).filter(Number.isFinite)))"
    )
    assert longest <= 0.2


def test_on_paper_what_was_chosen_and_the_code_are_there(page: Page) -> None:
    shown(page, "code")
    page.emulate_media(media="print")
    expect(page.locator(".code")).to_be_visible()
    shown(page, "check")
    page.emulate_media(media="print")
    expect(page.get_by_text("Lewisham, Southwark")).to_be_visible()


def test_the_probes_find_what_they_look_for(page: Page) -> None:
    shown(page, "page-hints")
    page.evaluate(
        """() => {
          const spoil = (selector, style) => Object.assign(document.querySelector(selector).style, style);
          spoil("h1", { height: "20px", overflow: "hidden", fontSize: "40px", width: "90px" });
          spoil(".govuk-back-link", { transition: "all 2s" });
          document.querySelector("label[for=stage-b]")
            .insertAdjacentHTML("beforebegin", "<i>over the words</i>");
          spoil("label[for=stage-b]", { position: "absolute", left: "0" });
          spoil("i", { position: "absolute", left: "0", top: "10px" });
          document.querySelector(".ways a").setAttribute("aria-label", "Delete everything");
          document.querySelector("h1").insertAdjacentHTML("afterend",
            "<p><button>a</button><button>b</button></p>");
          document.querySelectorAll("h1 + p button").forEach((one) =>
            Object.assign(one.style, { width: "12px", height: "12px", padding: 0, border: 0 }));
        }"""
    )
    assert len(probe(page, "smallTargets")) == 2
    assert any(fault.startswith("cut off") for fault in probe(page, "cut"))
    assert any("runs into" in fault for fault in probe(page, "cut"))
    assert any("Delete everything" in fault for fault in misnamed(page))
    assert len(probe(page, "moving")) == 1
    assert "button a" in probe(page, "notForPaper")
