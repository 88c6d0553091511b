"""The short survey in Debian's Firefox, with scripts and without."""

from __future__ import annotations

import pytest

from tests.firefox import ENTER, SPACE, TAB, Firefox, NewFirefox

pytestmark = pytest.mark.alone

RADIO = "label[for={}]"


def begin(window: Firefox, address: str) -> None:
    window.go(address)
    assert window.title == "A short survey"
    window.click(RADIO.format("device"))
    window.follow("Start the survey")
    assert len(window.text(".code").split()) == 6
    window.follow("Go on to the questions")


def finish(window: Firefox) -> None:
    """From the second page of questions to the receipt."""
    window.wait(lambda: window.text("h1") == "Your views")
    window.click("label[for=listen-3] .word")  # the dot lies under the radio itself
    window.follow("Save and continue")
    window.wait(lambda: window.text("h1") == "Before the next section")
    window.follow("See the questions")
    window.wait(lambda: window.text("h1") == "Looking after you")
    window.type("#hard", "Nobody asks")
    window.follow("Save and continue")
    window.wait(lambda: window.text("h1") == "Check your answers")
    shown = window.text("main")
    assert [words for words in ("Health", "12", "Always", "Nobody asks") if words not in shown] == []
    window.follow("Send my answers")
    window.wait(lambda: window.address.endswith("/sent"))
    assert len(window.text(".code").split()) == 6


@pytest.mark.parametrize("scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts")])
def test_the_survey_is_answered_put_right_and_sent(
    firefox: NewFirefox, short_survey: str, scripts: bool
) -> None:
    window = firefox(scripts=scripts)
    begin(window, short_survey)
    window.click(RADIO.format("sector"))
    window.type("#people", "many")
    if scripts:
        window.wait(lambda: window.text("#saved-status").startswith("Saved at"))
    window.follow("Save and continue")
    window.wait(lambda: window.title.startswith("To put right: "))
    assert "Everything you entered is still here." in window.text("[role=alert]")
    if scripts:
        assert "govuk-error-summary" in window.focused("class")
    window.click(".govuk-error-summary a")
    assert window.focused("id") == "people"
    window.press("\ue009a\ue000")  # Control and a, so that what is typed takes its place
    window.press("12")
    window.follow("Save and continue")
    finish(window)


def test_a_page_is_answered_with_the_keyboard_alone(firefox: NewFirefox, short_survey: str) -> None:
    window = firefox()
    begin(window, short_survey)
    tab_to(window, "id", "sector")
    window.press(SPACE)
    tab_to(window, "id", "people")
    window.press("12")
    tab_to(window, "value", "continue")
    window.press(ENTER)
    window.wait(lambda: window.text("h1") == "Your views")


def tab_to(window: Firefox, attribute: str, value: str) -> None:
    for _ in range(40):
        if window.focused(attribute) == value:
            return
        window.press(TAB)
    raise AssertionError(f"Tab does not come to {attribute} {value}")
