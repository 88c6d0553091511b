"""Answering in one's own language: how it is chosen, kept, changed half-way, and stored with the answers."""

from __future__ import annotations

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from survey.engine.loader import read_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.translation.sheet import Said, Sheet, written
from survey.errors import Refused
from survey.web.languages import accepted
from tests.builders import text_of, tiny
from tests.robot import Robot
from tests.web.site import Site

TOP = """
languages: {pl: {checked: 2025-01-05}, ar: {checked: 2025-01-05}}
"""
SECTIONS = """
- id: s
  title: {en-GB: Your work, pl: Twoja praca, ar: عملك}
  stage: only
  questions:
    - id: sector
      ask: single
      required: true
      text: {en-GB: Where do you work?, pl: Gdzie pracujesz?, ar: أين تعمل؟}
      options:
        police: {en-GB: Policing, pl: Policja, ar: الشرطة}
        health: {en-GB: Health, pl: Zdrowie, ar: الصحة}
    - {id: story, ask: long_text, text: {en-GB: Say more, pl: Powiedz więcej, ar: أخبرنا المزيد}}
    - page: more
    - {id: in_it, ask: short_text, text: {en-GB: "What helps in {sector or 'it'}?", pl: "Co pomaga: {sector or 'to'}?", ar: "ما الذي يساعد: {sector or 'ذلك'}؟"}}
"""  # noqa: E501
HEAD = {
    "A tiny survey": ("Małe badanie", "استبيان صغير"),
    "The test": ("Próba", "الاختبار"),
    "A few questions.": ("Kilka pytań.", "بعض الأسئلة."),
    "The only place": ("Jedyne miejsce", "المكان الوحيد"),
    "Thank you for looking": ("Dziękujemy", "شكرا"),
    "Disagree": ("Nie", "لا"),
    "Neither": ("Ani tak, ani nie", "محايد"),
    "Agree": ("Tak", "نعم"),
    "Don't know": ("Nie wiem", "لا أعرف"),
    "Never": ("Nigdy", "أبدا"),
    "At times": ("Czasem", "أحيانا"),
    "Always": ("Zawsze", "دائما"),
}


def in_three_languages() -> Questionnaire:
    """The tiny survey; what its head says is translated in files of its own."""
    text = text_of(SECTIONS, TOP)
    names = {words: name for name, words in read_text(text).translated.texts.items()}

    def sheet(tag: str) -> tuple[str, str]:
        at = ("pl", "ar").index(tag)
        entries = {names[own]: Said(own, words[at]) for own, words in HEAD.items()}
        return written(Sheet(tag, said=entries)), f"{tag}.yaml"

    return read_text(text, sheets=sheet).questionnaire


@pytest.fixture
def slug(site: Site) -> str:
    return site.open(in_three_languages())


def language_of(client: TestClient, url: str, **headers: str) -> str:
    found = re.search(r'<html lang="([^"]+)"', client.get(url, headers=headers).text)
    assert found is not None
    return found[1]


# Which language


@pytest.mark.parametrize(
    ("asks", "gets"),
    [
        ("pl", "pl"),
        ("pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        ("en-US,en;q=0.9,pl;q=0.8", "en-GB"),
        ("fr, ar;q=0.2", "ar"),
        ("fr", "en-GB"),
        ("pl;q=0", "en-GB"),
        ("pl;q=much, ;;, ar", "ar"),
        ("fr;q=1, pl ; q = 0.9 ; x=y", "pl"),
        ("", "en-GB"),
    ],
)
def test_a_browser_that_says_its_languages_gets_the_first_on_offer(
    site: Site, slug: str, asks: str, gets: str
) -> None:
    assert language_of(site.browser(), f"/s/{slug}", **{"accept-language": asks}) == gets


def test_the_address_decides_before_the_browser_and_is_remembered(site: Site, slug: str) -> None:
    client = site.browser()
    assert language_of(client, f"/s/{slug}?lang=pl", **{"accept-language": "ar"}) == "pl"
    assert language_of(client, f"/s/{slug}/support", **{"accept-language": "ar"}) == "pl"
    assert language_of(client, f"/s/{slug}?lang=ar") == "ar"
    assert language_of(client, f"/s/{slug}") == "ar"
    assert language_of(client, f"/s/{slug}?lang=pl-PL") == "pl"
    assert language_of(client, f"/s/{slug}") == "pl"


@pytest.mark.parametrize("tag", ["fr", "xx", "", "pl<script>", "../pl"])
def test_a_language_that_is_not_there_changes_nothing(site: Site, slug: str, tag: str) -> None:
    client = site.browser()
    reply = client.get(f"/s/{slug}", params={"lang": tag})
    assert '<html lang="en-GB"' in reply.text
    assert "language=" not in reply.headers.get("set-cookie", "")
    assert "<script>" not in reply.text.replace('<script type="module"', "")


def test_an_accept_language_header_of_any_length_is_read_up_to_a_bound() -> None:
    assert len(accepted(",".join(["pl"] * 10_000))) == 10


def test_every_page_offers_the_others_by_their_own_names_in_their_own_direction(
    site: Site, slug: str
) -> None:
    page = site.browser().get(f"/s/{slug}").text
    assert '<li lang="ar" dir="rtl"><a class="govuk-link" hreflang="ar" rel="alternate"' in page
    assert f'href="/s/{slug}?lang=pl">Polski</a>' in page
    assert '<span aria-current="true">English</span>' in page


def test_a_survey_in_one_language_shows_no_switch(site: Site) -> None:
    slug = site.open(tiny("- {id: t, title: T, stage: only, questions: [{id: a, ask: confirm, text: A}]}"))
    assert 'class="languages"' not in site.browser().get(f"/s/{slug}").text


def test_a_questionnaire_in_a_language_that_the_program_does_not_speak_is_not_opened(site: Site) -> None:
    section = "- {id: t, title: T, stage: only, questions: [{id: a, ask: confirm, text: A}]}"
    with pytest.raises(Refused, match=r"written in French, .* English \(en-GB\)"):
        site.open(tiny(section, "language: fr\n"))


# Half-way


def begun(site: Site, slug: str, language: str = "en-GB") -> tuple[Robot, TestClient]:
    client = site.browser()
    client.get(f"/s/{slug}?lang={language}")
    robot = Robot(client, slug, choices={"sector": ["police"]})
    robot.start()
    return robot, client


def test_the_questions_come_in_the_language_that_one_began_in(site: Site, slug: str) -> None:
    robot, _ = begun(site, slug, "pl")
    assert "Gdzie pracujesz?" in robot.first_question().text


def test_changing_the_language_on_a_page_keeps_what_is_typed(site: Site, slug: str) -> None:
    robot, client = begun(site, slug)
    page = robot.first_question()
    fields = page.form().filled() | {"story": "half a tho", "sector": "police", "action": "language-pl"}
    reply = client.post(page.url, data=fields)
    assert "Gdzie pracujesz?" in reply.text
    assert "half a tho" in reply.text
    assert re.search(r'value="police"[^>]*checked', reply.text)


def test_a_button_for_a_language_that_is_not_there_keeps_what_is_typed_too(site: Site, slug: str) -> None:
    robot, client = begun(site, slug)
    page = robot.first_question()
    fields = page.form().filled() | {"story": "half a tho", "action": "language-fr"}
    reply = client.post(page.url, data=fields)
    assert '<html lang="en-GB"' in reply.text
    assert "half a tho" in reply.text


@pytest.mark.parametrize(("tag", "left"), [("zz", ""), ("pl-PL", "?lang=pl"), ("zz&x=1", "")])
def test_only_a_language_that_is_there_stands_in_the_address(
    site: Site, slug: str, tag: str, left: str
) -> None:
    robot, client = begun(site, slug)
    page = robot.first_question()
    fields = page.form().filled() | {"action": f"language-{tag}"}
    reply = client.post(page.url, data=fields, follow_redirects=False)
    assert reply.headers["location"].partition("/p/s")[2] == left


def test_the_list_of_surveys_says_dates_and_promises_where_an_author_quotes_them(site: Site) -> None:
    form = in_three_languages()
    lead = "About {minutes} minutes, until {closes}; nothing under {threshold}."
    start = form.start.model_copy(update={"lead": lead})
    site.open(form.model_copy(update={"start": start}))
    page = site.browser().get("/").text
    assert re.search(r"About 15 minutes, until [^{}]+ London time; nothing under 10\.", page)


def test_a_translation_that_somebody_is_still_to_check_is_not_opened(site: Site) -> None:
    form = in_three_languages()
    later = form.translations["pl"].model_copy(update={"checked": date(2199, 1, 1)})
    with pytest.raises(Refused, match="Polish is said to be checked on 1 January 2199"):
        site.open(form.model_copy(update={"translations": {**form.translations, "pl": later}}))


def test_enter_continues_and_never_changes_the_language(site: Site, slug: str) -> None:
    robot, client = begun(site, slug)
    page = client.get(robot.first_question().url).text
    buttons = re.findall(r'name="action" value="([^"]+)"', page)
    assert buttons[0] == "continue"
    assert "language-pl" in buttons


def test_a_draft_opened_elsewhere_goes_on_in_its_language(site: Site, slug: str) -> None:
    _, client = begun(site, slug, "pl")
    shown = client.get(f"/s/{slug}/code").text
    code = "".join(re.findall(r"<span[^>]*>([0-9A-Z]{4})</span>", shown))
    other = site.browser()
    token = re.search(r'name="csrf" value="([^"]+)"', other.get(f"/s/{slug}/resume").text)
    assert token is not None
    reply = other.post(f"/s/{slug}/resume", data={"code": code, "csrf": token[1], "device": "own"})
    assert "Gdzie pracujesz?" in reply.text


def test_earlier_answers_are_quoted_in_the_language_of_the_page(site: Site, slug: str) -> None:
    robot, client = begun(site, slug)
    page = robot.answer(robot.first_question())
    assert "What helps in Policing?" in page.text
    assert "Co pomaga: Policja?" in client.get(f"{page.url}?lang=pl").text


# What is kept


def sent(site: Site, slug: str, robot: Robot) -> str:
    robot.submit(robot.answer_all(robot.first_question()))
    with site.store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        (response,) = [response for response, _ in tx.responses.each(campaign.id)]
        return response.language


@pytest.mark.parametrize("language", ["en-GB", "pl", "ar"])
def test_the_language_of_the_answers_is_kept_with_them(site: Site, slug: str, language: str) -> None:
    robot, _ = begun(site, slug, language)
    assert sent(site, slug, robot) == language


def test_who_changes_half_way_has_answered_in_the_last_one(site: Site, slug: str) -> None:
    robot, client = begun(site, slug, "ar")
    client.get(f"/s/{slug}/go?lang=pl")
    assert sent(site, slug, robot) == "pl"


def test_answers_are_the_same_whatever_the_language(site: Site, slug: str) -> None:
    for language in ("en-GB", "pl", "ar"):
        robot, _ = begun(site, slug, language)
        robot.submit(robot.answer_all(robot.first_question()))
    with site.store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        closed = [response.closed for response, _ in tx.responses.each(campaign.id)]
    assert closed == [closed[0]] * 3


def test_one_s_own_copy_is_in_the_language_of_the_answers(site: Site, slug: str) -> None:
    robot, client = begun(site, slug, "pl")
    robot.submit(robot.answer_all(robot.first_question()))
    client.cookies.delete("language")
    token = re.search(r'name="csrf" value="([^"]+)"', client.get(f"/s/{slug}/sent").text)
    assert token is not None
    copy = client.post(f"/s/{slug}/download", data={"csrf": token[1]})
    assert '<html lang="pl"' in copy.text
    assert "Policja" in copy.text


def test_an_unchecked_translation_says_so_on_each_page(site: Site) -> None:
    form = in_three_languages()
    translations = {tag: one.model_copy(update={"checked": None}) for tag, one in form.translations.items()}
    slug = site.open(form.model_copy(update={"translations": translations}))
    assert 'class="practice"' in site.browser().get(f"/s/{slug}?lang=pl").text


def test_the_switch_repeats_nothing_else_of_what_an_address_was_made_to_hold(sqlite_site: Site) -> None:
    slug = sqlite_site.open(in_three_languages())
    page = sqlite_site.browser().get(f"/s/{slug}?guess=tok3n&then=tok3n&lang=en-GB").text
    assert "lang=pl" in page
    assert "tok3n" not in page
