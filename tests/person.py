"""Somebody at a real browser, who answers in one of four ways: on a phone or a desktop, with scripts or
without, with a keyboard alone.

With a keyboard everything is reached by Tab and done by a key; otherwise a page is filled in one go, because
what a story is about is rarely the filling.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, NewPage, turned

TEXT = "A quiet room, and time to listen."
FIRST = {
    "eligible": "1",
    "pp_have": "1",
    "trn_when": "4",
    "practice_1__pp_followup": "1",
    "practice_1__another": "0",
}
"""Where the first option would lead away from the questions, or round once more."""

FILL = """
([wanted, text]) => {
  const form = document.getElementById("question-form");
  const all = [...form.elements];
  for (const name of new Set(all.filter((one) => one.type === "radio").map((one) => one.name))) {
    const group = all.filter((one) => one.name === name);
    (group.find((one) => one.value === wanted[name]) ?? group[0]).checked = true;
  }
  for (const name of new Set(all.filter((one) => one.type === "checkbox").map((one) => one.name))) {
    const group = all.filter((one) => one.name === name);
    if (!group.some((one) => one.checked)) group[0].checked = true;
  }
  for (const one of all) {
    if (one.offsetParent === null) continue;
    if (one.type === "textarea" || one.type === "text") one.value = one.inputMode === "numeric" ? "" : text;
    if (one.type === "email") one.value = "team@example.org";
  }
}
"""
WHERE = """
() => {
  const here = document.activeElement, form = document.getElementById("question-form");
  const group = here.name && form ? [...form.elements].filter((one) => one.name === here.name) : [];
  return {
    type: here.type ?? "", name: here.name ?? "", value: here.value ?? "", words: here.textContent.trim(),
    presses: here.matches("a, button"),
    chosen: group.some((one) => one.checked),
    onward: !!here.closest(".onward"), within: !!here.closest("#question-form"),
  };
}
"""


@dataclass(frozen=True)
class Way:
    """A way of answering."""

    name: str
    width: int
    javascript: bool = True
    keyboard: bool = False


PHONE_SCRIPTS = Way("phone with scripts", PHONE)
DESKTOP_SCRIPTS = Way("desktop with scripts", DESKTOP)
PHONE_PLAIN = Way("phone without scripts", PHONE, javascript=False)
KEYBOARD = Way("desktop, keyboard only", DESKTOP, keyboard=True)
WAYS = (PHONE_SCRIPTS, DESKTOP_SCRIPTS, PHONE_PLAIN, KEYBOARD)


class Person:
    """One person in a browser of their own."""

    def __init__(self, new_page: NewPage, address: str, way: Way, page: Page | None = None) -> None:
        self.page = page or new_page(width=way.width, javascript=way.javascript)
        self.address = address
        self.way = way

    # Going about

    def open(self, path: str = "") -> None:
        self.page.goto(self.address + path)

    def press(self, words: str) -> None:
        """Press the button or follow the link that says this."""
        if not self.way.keyboard:
            self.page.locator("a:visible, button:visible:not([tabindex])", has_text=words).first.click()
            return
        self.tab_to(lambda here: here["presses"] and words in here["words"])
        self.page.keyboard.press("Enter")

    def tab_to(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for _ in range(300):
            self.page.keyboard.press("Tab")
            here: dict[str, Any] = self.page.evaluate(WHERE)
            if wanted(here):
                return here
        raise AssertionError(f"Tab does not lead there on {self.page.url}")

    def write(self, name: str, text: str) -> None:
        """Type into a field, after what stands there."""
        if self.way.keyboard:
            self.tab_to(lambda here: here["name"] == name)
            self.page.keyboard.press("Control+End")
            self.page.keyboard.type(text)
        else:
            field = self.page.locator(f"[name={name}]")
            field.press("Control+End")
            field.press_sequentially(text)

    # Answering

    def begin(self, device: str = "own") -> str:
        """Start, and read the return code."""
        self.open()
        if self.way.keyboard:
            self.tab_to(lambda here: here["name"] == "device")
            if self.page.evaluate(WHERE)["value"] != device:
                self.page.keyboard.press("ArrowUp" if device == "own" else "ArrowDown")
        else:
            self.page.check(f"input[name=device][value={device}]", force=True)
        self.press("Start the survey")
        expect(self.page).to_have_url(re.compile("/code$"))
        code = self.code()
        self.press("Go on to the questions")
        self.ready()
        return code

    def code(self) -> str:
        return "".join(self.page.locator(".code span").all_inner_texts())

    def come_back(self, code: str, device: str = "own") -> None:
        """Open saved answers by their code."""
        self.open("/resume")
        self.page.check(f"input[name=device][value={device}]", force=True)
        self.write("code", code)
        self.press("Open my answers")
        self.ready()

    def ready(self) -> None:
        """Wait for a page of questions, or the list of answers, and for its scripts."""
        expect(self.page).to_have_url(re.compile("/(p/[a-z0-9_]+|check|end)([?#].*)?$"))
        if self.way.javascript and self.page.locator("#held").count():
            self.page.wait_for_selector("#question-form[data-htmx-powered]")
        self.page.wait_for_load_state()

    def fill(self, choices: dict[str, str]) -> None:
        """Answer everything on the page, one answer to each question."""
        wanted = {**FIRST, **choices}
        if self.way.keyboard:
            self.fill_by_keyboard(wanted)
        else:
            self.page.evaluate(FILL, [wanted, TEXT])

    def fill_by_keyboard(self, wanted: dict[str, str]) -> None:
        """One stop of Tab after the other, until the button that goes on."""
        keyboard = self.page.keyboard
        self.page.evaluate("() => document.activeElement.blur()")
        while not (here := self.tab_to(lambda here: here["within"] and here["name"] != "clear"))["onward"]:
            if here["type"] in ("radio", "checkbox") and not here["chosen"]:
                keyboard.press("Space")
            if here["type"] == "radio" and here["name"] in wanted:
                for _ in range(20):
                    if self.page.evaluate(WHERE)["value"] == wanted[here["name"]]:
                        break
                    keyboard.press("ArrowDown")
            if here["type"] in ("textarea", "text") and not here["value"]:
                keyboard.type("A quiet room")
            if here["type"] == "email" and not here["value"]:
                keyboard.type("team@example.org")

    def go_on(self, choices: dict[str, str], note: str = "See the questions") -> None:
        """Fill the page and continue; at a note before a section choose what it says."""
        if self.page.locator("button[name=choice]").count():
            self.press(note)
            return
        self.fill(choices)
        if self.way.keyboard:
            self.page.keyboard.press("Enter")
        else:
            self.page.locator(".onward button").click()

    def walk(self, choices: dict[str, str], *, until: str = "", note: str = "See the questions") -> list[str]:
        """Page after page until one with this id, or the list of answers; the ids passed."""
        passed: list[str] = []
        for _ in range(90):
            if "/p/" not in self.page.url or (name := self.page_id()) == until:
                return passed
            passed.append(name)
            self.go_on(choices, note)
            turned(self.page, name)
            assert not self.page.title().startswith("To put right"), self.heard(".govuk-error-summary")
        raise AssertionError("the survey does not end")

    def page_id(self) -> str:
        return self.page.url.rsplit("/", 1)[-1].partition("?")[0]

    # Looking

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def heard(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def sees(self, words: str, where: str = "main") -> None:
        expect(self.page.locator(where)).to_contain_text(words)
