"""Telling a colleague: what a link shows before it is opened, what is passed on, and what is not."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page

from survey.engine.loader import load_text
from survey.settings import Settings
from survey.web.headers import POLICY
from survey.web.respondent.sharing import as_svg, code_of
from tests.browser import NewPage
from tests.web.gallery import render, samples
from tests.web.shown import opened
from tests.web.site import TINY, Site, london

PUBLIC = "https://survey.example.org"


def previewed(html: str) -> dict[str, str]:
    """What a chat program reads for its preview of a link."""
    found = re.findall(r'<meta (?:name|property)="(description|og:[a-z_]+)" content="([^"]*)">', html)
    return {name: unescape(content) for name, content in found}


def public(site: Site) -> Site:
    """The same site under the address that people see, which is not the one that it listens on."""
    settings = site.settings.model_copy(update={"base_url": PUBLIC, "trusted_hosts": ("survey.example.org",)})
    return Site(Settings.model_validate(settings.model_dump()), site.store)


def test_a_link_to_the_start_page_shows_what_the_survey_is(sqlite_site: Site) -> None:
    site = public(sqlite_site)
    slug = site.open(load_text(TINY.replace("lead: Four pages", 'lead: "Four pages, until {closes}"')))
    page = site.browser().get(f"/s/{slug}").text
    shown = previewed(page)
    assert re.fullmatch(r"Four pages, until .*London time", shown["description"])
    assert shown == {
        "description": shown["description"],
        "og:type": "website",
        "og:site_name": "The team",
        "og:title": "A tiny survey",
        "og:description": shown["description"],
        "og:url": f"{PUBLIC}/s/tiny",
        "og:locale": "en_GB",
    }
    assert '<meta name="robots" content="noindex">' in page


def test_no_other_page_says_anything_in_a_preview() -> None:
    shown = {sample.name for sample in samples() if previewed(render(sample))}
    assert shown == {"start", "start-invited", "start-in-the-last-days", "trial"}


def test_the_address_to_pass_on_does_not_say_how_somebody_came(sqlite_site: Site) -> None:
    site = public(sqlite_site)
    slug = site.open(london(), "london")
    browser = site.browser()
    assert 'href="/s/london/share"' in browser.get(f"/s/{slug}?via=met-newsletter").text
    page = browser.get(f"/s/{slug}/share?via=met-newsletter").text
    assert f"{PUBLIC}/s/london</p>" in page
    assert "met-newsletter" not in page


def test_the_message_says_what_for_whom_how_long_until_when_and_that_it_is_free_to_refuse(
    sqlite_site: Site,
) -> None:
    site = public(sqlite_site)
    slug = site.open(london(), "london")
    page = site.browser().get(f"/s/{slug}/share").text
    said = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[0]).split("\n\n")
    assert said[0] == "Trauma-Informed London Survey"
    assert said[1].startswith("For people who work in policing, health and councils in London.")
    assert re.fullmatch(r"It takes about 15 minutes, .* open until .*, London time\.", said[2])
    assert said[3].startswith("It is for you to decide: nobody is told who took part.")
    assert said[4:] == [f"{PUBLIC}/s/london"]


def test_nobody_is_asked_to_pass_on_a_survey_that_is_closed(sqlite_site: Site, clock: object) -> None:
    slug = sqlite_site.open(london(), "london")
    sqlite_site.store.clock.move(days=4)  # type: ignore[attr-defined]
    reply = sqlite_site.browser().get(f"/s/{slug}/share")
    assert reply.status_code == 403
    assert "This survey has closed" in reply.text


def test_the_code_can_be_had_as_a_drawing_and_as_a_picture(sqlite_site: Site) -> None:
    slug = sqlite_site.open(london(), "london")
    browser = sqlite_site.browser()
    drawing, picture = browser.get(f"/s/{slug}/qr.svg"), browser.get(f"/s/{slug}/qr.png")
    assert drawing.headers["content-type"] == "image/svg+xml"
    assert "style=" not in drawing.text
    assert "http" not in drawing.text.replace("http://www.w3.org/2000/svg", "")
    assert picture.headers["content-disposition"] == 'attachment; filename="london-qr.png"'
    with Image.open(BytesIO(picture.content)) as image:
        assert image.width == image.height > 600
    assert browser.get("/s/nowhere/qr.svg").status_code == 404


def squares_of(page: Page, svg: str) -> list[list[int]]:
    """The dark squares of a drawing as a browser shows them, one sample in the middle of each."""
    drawn: list[list[int]] = page.evaluate(
        """async ([svg, side]) => {
            const image = new Image();
            image.src = "data:image/svg+xml;base64," + btoa(svg);
            await image.decode();
            const canvas = new OffscreenCanvas(side * 10, side * 10).getContext("2d");
            canvas.drawImage(image, 0, 0, side * 10, side * 10);
            const dark = (x, y) => canvas.getImageData(x * 10 + 5, y * 10 + 5, 1, 1).data[0] < 128 ? 1 : 0;
            return [...Array(side).keys()].map((y) => [...Array(side).keys()].map((x) => dark(x, y)));
        }""",
        [svg, code_of(PUBLIC).symbol_size()[0]],
    )
    return drawn


def test_a_browser_draws_the_very_squares_of_the_code_with_room_around_them(new_page: NewPage) -> None:
    drawn = squares_of(new_page(), as_svg(PUBLIC).decode())
    matrix = [[int(bool(square)) for square in row] for row in code_of(PUBLIC).matrix_iter(border=4)]
    assert drawn == matrix
    assert not any(map(any, drawn[:4]))


def test_the_message_is_copied_as_it_stands_and_the_address_alone(new_page: NewPage) -> None:
    page = new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(
        """Object.defineProperty(navigator, "clipboard",
           {value: {writeText: async (words) => { window.kept = words; }}});"""
    )
    complaints = opened(page, "share").complaints
    page.get_by_label("Change the words").fill("Dear all,\n\nhave a look.")
    page.get_by_role("button", name="Copy the message").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("window.kept") == "Dear all,\n\nhave a look."
    page.get_by_role("button", name="Copy the address").click()
    assert page.evaluate("window.kept") == "https://survey.example.org/s/trauma-informed-london"
    assert [one for one in complaints if "qr.svg" not in one] == []


def test_without_scripts_there_is_no_button_and_the_words_can_be_selected() -> None:
    html = render(next(sample for sample in samples() if sample.name == "share"))
    assert len(re.findall(r"data-scripted hidden", html)) == len(re.findall(r"data-copy=", html)) == 2
    assert "readonly" not in html


def test_who_was_told_of_distress_is_not_asked_to_spread_the_word() -> None:
    sent = next(sample for sample in samples() if sample.name == "sent")
    assert "Tell a colleague" in render(sent)
    for change in ({"care_first": True}, {"others_may_begin": False}):
        assert "Tell a colleague" not in render(replace(sent, context={**sent.context, **change}))


def test_the_policy_lets_the_code_be_shown_from_here_alone() -> None:
    assert "img-src 'self';" in POLICY
