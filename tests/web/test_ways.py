"""Other ways to take part: the questions beforehand, a form to print, and the people to ask."""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
from html import unescape
from pathlib import Path

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from pypdf import PdfReader

from survey.paper.form import PaperForm
from survey.paper.plain import text
from survey.settings import Settings
from survey.storage.database import Store
from survey.web import paper_forms
from survey.web.pages import Team
from survey.web.paper_forms import PaperForms
from survey.web.templating import environment
from tests.builders import asking
from tests.conftest import Clock
from tests.web.site import Site, london, tiny
from tests.web.test_languages import in_three_languages

DATES = {"closes": "10 January 2025", "withdraw_until": "31 January 2025"}


def read(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# ---------------------------------------------------------------- people to talk to


def test_the_short_list_of_support_keeps_its_order_so_that_ones_own_sector_comes_first() -> None:
    services = london().support.services
    own = [one for one in services if one.sector == "policing"]
    anybody = [one for one in services if one.sector is None]
    short = environment().get_template("components/support.html").module.short  # type: ignore[attr-defined]
    said = read(short((*own, *anybody)))
    assert said.startswith("Policing staff Force occupational health")
    assert [said.count(one.who) for one in (own[0], anybody[0], anybody[-1])] == [1, 1, 1]


# ---------------------------------------------------------------- the questions


@pytest.mark.parametrize("address", ["questions", "questions.txt"])
def test_every_question_option_and_statement_can_be_read_beforehand(sqlite_site: Site, address: str) -> None:
    slug = sqlite_site.open(london(), "london")
    said = read(sqlite_site.browser().get(f"/s/{slug}/{address}").text)
    form = PaperForm(london())
    at = -1
    for part in form.parts:
        for asked in (asked for sheet in part.sheets for asked in sheet.questions):
            heading = f"{asked.number}. {' '.join(unescape(asked.question.text).split())}"
            assert (at := said.find(heading, at + 1)) >= 0, heading
            assert all(box.words.rstrip(".") in said[at:] for box in asked.boxes), heading
            assert all(row.words.rstrip(".") in said[at:] for one in asked.rated for row in one.rows), heading
            assert not asked.shown_if or f"Only if {asked.shown_if}." in said[at:], heading
    assert "{" not in said


def test_the_start_page_offers_the_questions_and_no_draft_is_begun_by_reading(sqlite_site: Site) -> None:
    slug = sqlite_site.open(tiny())
    browser = sqlite_site.browser()
    assert f'href="/s/{slug}/questions"' in browser.get(f"/s/{slug}").text
    page = browser.get(f"/s/{slug}/questions").text
    assert "<form" not in page
    assert "<input" not in page


def test_what_may_be_hard_is_said_first_and_folded_away(sqlite_site: Site) -> None:
    slug = sqlite_site.open(tiny())
    page = sqlite_site.browser().get(f"/s/{slug}/questions").text
    care = page[page.index('id="care"') : page.index('id="contact"')]
    assert care.index("About hard things") < care.index("<details") < care.index("Hard?")
    written = text(PaperForm(tiny()))
    assert written.index("About hard things") < written.index("without a reason") < written.index("Hard?")


def test_plain_text_holds_no_markup_and_escapes_nothing() -> None:
    form = asking(
        "- {id: n, ask: number, text: 'A & B <c>?', unit: R&D}\n- {id: t, ask: short_text, text: T}"
    )
    said = text(PaperForm(form))
    assert "1. A & B <c>?\n   Write a number in figures (R&D).\n\n2. T\n   Write in your own words." in said


def test_plain_text_says_what_it_is_to_a_browser(sqlite_site: Site) -> None:
    slug = sqlite_site.open(tiny())
    reply = sqlite_site.browser().get(f"/s/{slug}/questions.txt")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["content-language"] == "en-GB"
    assert reply.headers["x-content-type-options"] == "nosniff"


# ---------------------------------------------------------------- the form to print


def test_the_form_is_served_as_a_file_with_the_dates_of_the_survey(sqlite_site: Site) -> None:
    form = asking("- {id: a, ask: confirm, text: A}", "privacy: []\n")
    lead = form.start.model_copy(update={"lead": "Send it by {closes}."})
    slug = sqlite_site.open(form.model_copy(update={"start": lead}))
    browser = sqlite_site.browser()
    assert f'href="/s/{slug}/form.pdf"' in browser.get(f"/s/{slug}/formats").text
    reply = browser.get(f"/s/{slug}/form.pdf")
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"] == f'attachment; filename="{slug}-en-GB.pdf"'
    said = " ".join(PdfReader(io.BytesIO(reply.content)).pages[0].extract_text().split())
    assert re.search(r"Send it by \d+ \w+ \d{4}", said)


def counting(folder: Path, *, makes: bool = True) -> tuple[str, Path]:
    """A stand-in for the program that makes forms: it writes down each time that it is asked for one."""
    asked, program = folder / "asked", folder / "python"
    program.write_text(
        f"""#!/bin/sh
echo begins >> {asked}; cat > /dev/null; sleep 0.2; echo ends >> {asked}
printf '%%PDF'; exit {0 if makes else 1}
""",
        "utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return os.fspath(program), asked


async def asked_at_once(forms: PaperForms, *languages: str) -> list[bytes]:
    found: list[bytes] = []

    async def one(language: str) -> None:
        spoken = tiny().model_copy(update={"language": language})
        found.append(await forms.form(1, spoken, DATES))

    async with anyio.create_task_group() as group:
        for language in languages:
            group.start_soon(one, language)
    return found


def test_a_form_is_made_once_for_a_language_and_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, asked = counting(tmp_path)
    monkeypatch.setattr(sys, "executable", program)
    with start_blocking_portal() as portal:  # a browser may run its loop in this thread
        found = portal.call(asked_at_once, PaperForms(), "en-GB", "pl", "en-GB", "pl", "en-GB")
    assert found == [b"%PDF"] * 5
    assert asked.read_text().split() == ["begins", "ends"] * 2


def test_after_one_that_cannot_be_made_no_form_is_tried_or_offered(
    sqlite_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, asked = counting(tmp_path, makes=False)
    monkeypatch.setattr(sys, "executable", program)
    slug = sqlite_site.open(tiny())
    browser = sqlite_site.browser()
    assert "form.pdf" in browser.get(f"/s/{slug}/formats").text
    for _ in range(2):
        reply = browser.get(f"/s/{slug}/form.pdf")
        assert reply.status_code == 503
        assert "The survey team can send you one." in reply.text
    assert asked.read_text().split() == ["begins", "ends"]
    assert "form.pdf" not in browser.get(f"/s/{slug}/formats").text


def test_where_nothing_is_installed_to_make_it_no_form_is_offered(
    sqlite_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_forms, "find_spec", lambda name: None)
    site = Site(sqlite_site.settings, sqlite_site.store)
    slug = site.open(tiny())
    assert "form.pdf" not in site.browser().get(f"/s/{slug}/formats").text
    assert site.browser().get(f"/s/{slug}/form.pdf").status_code == 503


def test_a_web_process_never_loads_what_makes_a_form(sqlite_site: Site) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import survey.web.serving, sys; print('weasyprint' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "False"


def test_a_form_is_not_given_out_once_nobody_may_begin(sqlite_site: Site, clock: Clock) -> None:
    slug = sqlite_site.open(tiny())
    clock.move(days=4)
    browser = sqlite_site.browser()
    assert "form.pdf" not in browser.get(f"/s/{slug}/formats").text
    assert browser.get(f"/s/{slug}/form.pdf").status_code == 403


# ---------------------------------------------------------------- the people to ask


def test_the_team_is_named_with_its_address_and_telephone_where_people_look_for_it(
    sqlite_store: Store, clock: Clock
) -> None:
    settings = Settings(
        data_dir=sqlite_store.settings.data_dir,
        contact_email="team@example.org",
        contact_phone="+44 20 7946 0000",
    )
    site = Site(settings, sqlite_store)
    slug = site.open(london(), "london")
    browser = site.browser()
    pages = [f"/s/{slug}/formats", "/accessibility"]
    said = [browser.get(page).text for page in pages]
    clock.move(days=4)
    said.append(browser.get(f"/s/{slug}").text)
    assert ["mailto:team@example.org" in page for page in said] == [True] * 3
    assert ["tel:+442079460000" in page for page in said] == [True] * 3
    assert "survey-team@example.org" not in "".join(said)


def test_without_settings_the_questionnaire_says_whom_to_ask() -> None:
    team = Team.of(Settings(), london())
    assert (team.email, team.phone) == ("survey-team@example.org", "")
    assert team.text.startswith("Ask the survey team")


def test_the_languages_are_listed_as_links_that_switch(sqlite_site: Site) -> None:
    slug = sqlite_site.open(in_three_languages())
    browser = sqlite_site.browser()
    page = browser.get(f"/s/{slug}/formats").text
    listed = page[page.index("<h2", page.index("<main")) :]
    assert f'lang="pl" dir="ltr" hreflang="pl" href="/s/{slug}/formats?lang=pl"' in listed
    assert "1. Gdzie pracujesz?" in read(browser.get(f"/s/{slug}/questions?lang=pl").text)
    assert "1. Where do you work?" in browser.get(f"/s/{slug}/questions.txt?lang=en-GB").text
