"""The questionnaires in the console: versions, who put each live, differences, gaps in languages, paper."""

from __future__ import annotations

import html
import re
from pathlib import Path

from survey.engine.loader import load_text
from survey.fieldwork.revision import revise
from survey.storage.database import Store
from tests.conftest import Clock
from tests.web.site import Site
from tests.web.staff.crew import Crew, heading
from tests.web.staff.shelved import BREAKING, FAULTY, FIRST, SECOND, first, member, put, shelved

LIST = "/staff/questionnaires"
TINY = f"{LIST}/tiny/versions"


def words(page: str) -> str:
    """What stands on a page, without tags."""
    main = page[page.index("<main") :]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def test_each_version_says_where_it_is_and_who_put_it_live_in_which_survey(
    tmp_path: Path, clock: Clock
) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=SECOND) as (site, shelf):
        site.open(first())
        clock.move(days=1)
        revise(site.store, "tiny", load_text(SECOND), actor="Ada", reason="A better wording")
        viewer = member(site, "viewer")
        said = words(viewer.get(LIST).text)
        assert said.index("Version 1.1") < said.index("Version 1 ")
        assert re.search(r"Version 1\.1 .* tiny: since .* Put live by Ada\.", said)
        assert re.search(r"Version 1 of .* tiny: from .* until .* Put live by test\.", said)
        assert "Before people are invited" not in said
        (shelf / "1.yaml").unlink()
        kept = words(viewer.get(f"{TINY}/1").text)
        assert "Kept, as it was asked" in kept
        assert "Gaps in translations are known of files in the folder alone" in kept


def test_a_faulty_file_is_said_in_words_with_line_and_column(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=FAULTY) as (site, _):
        said = words(member(site, "viewer").get(LIST).text)
        line = FAULTY.splitlines().index(next(each for each in FAULTY.splitlines() if "numbr" in each)) + 1
        assert "1.1.yaml cannot be read" in said
        assert f"Line {line}, column" in said
        assert "numbr" in said
        assert "Version 1 " in said


def test_a_folder_without_anything_says_so(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock) as (site, _):
        assert "There is none yet" in member(site, "viewer").get(LIST).text


def test_a_version_is_found_by_its_number_and_by_its_fingerprint_and_no_other_way(
    tmp_path: Path, clock: Clock
) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=SECOND) as (site, _):
        viewer, short = member(site, "viewer"), first().fingerprint[:12]
        assert heading(viewer.get(f"{TINY}/1").text) == "A tiny survey, version 1"
        assert viewer.get(f"{TINY}/{short}").text.count(short) > 3
        for name in (short[:7], "2", "..", "%2e%2e"):
            assert viewer.get(f"{TINY}/{name}").status_code in (404, 403), name
        for name in ("reference", "none", "..%2ftiny", "a%00"):
            assert viewer.get(f"{LIST}/{name}/versions/1").status_code == 404, name


def test_a_version_says_what_it_asks_and_how_long_each_route_takes(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        said = words(member(site, "analyst").get(f"{TINY}/1").text)
        for part in ("9 questions", "Health about", "Police about", "minutes, on the start page"):
            assert part.replace("9 questions", "Questions 9, on") in said, part
        assert "Only if" not in said or "any(wishes" in said
        assert "End screen: Not for you" in said
        assert "Compare with" not in said


def test_two_versions_are_compared_in_words_the_older_first_whichever_way_it_is_asked(
    tmp_path: Path, clock: Clock
) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=SECOND, v1_2=BREAKING.replace("1.1", "1.2")) as (site, _):
        viewer = member(site, "viewer")
        for one, other in (("1", "1.1"), ("1.1", "1")):
            said = words(viewer.get(f"{TINY}/{one}/compare?with={other}").text)
            assert said.startswith("From version 1 to version 1.1")
            assert "keep : text: Keep? becomes May we keep it? Before Keep? Now May we keep it?" in said
            assert "Only words: see that they ask the same as before." in said
            assert "Breaking" not in said
        broken = words(viewer.get(f"{TINY}/1.2/compare?with=1").text)
        assert "Breaking: answers given before cannot be put together with those given after (1)" in broken
        assert "police is removed Answers that chose it would have no place." in broken
        assert broken.index("Breaking") < broken.index("Wording")
        same = words(viewer.get(f"{TINY}/1/compare?with=1").text)
        assert "Nothing changed but, at most, the version number." in same
        assert viewer.get(f"{TINY}/1/compare").status_code == 404


def test_a_long_text_stands_there_whole_on_both_sides(tmp_path: Path, clock: Clock) -> None:
    long = "Think of the last week at work, of every day of it, and of all that you were asked to do"
    old = FIRST.replace("text: Keep?", f"text: '{long} now'")
    new = SECOND.replace("text: May we keep it?", f"text: '{long} then'")
    with shelved(tmp_path, clock, v1=old, v1_1=new) as (site, _):
        said = words(member(site, "viewer").get(f"{TINY}/1/compare?with=1.1").text)
        assert f"Before {long} now Now {long} then" in said


def test_gaps_in_polish_and_arabic_are_told_with_the_texts_and_what_to_do(
    tmp_path: Path, clock: Clock
) -> None:
    text = FIRST.replace("start: {lead", "languages: [pl, ar]\nstart: {lead").replace(
        "text: Keep?", "text: {en-GB: Keep?, pl: Zachowa\u0107?}"
    )
    with shelved(tmp_path, clock, v1=text) as (site, shelf):
        (shelf / "translations").mkdir()
        (shelf / "translations" / "1.ar.yaml").write_text(
            "language: ar\ntexts:\n  title: {from: Another title, to: \u0639\u0646\u0648\u0627\u0646}\n",
            "utf-8",
        )
        viewer = member(site, "viewer")
        said = words(viewer.get(f"{TINY}/1").text)
        assert "Polish (pl) Not offered yet: 1 texts are translated." in said
        assert "Arabic (ar) Not offered yet: 0 texts are translated." in said
        assert "Changed since it was translated: 1 in Arabic title A tiny survey" in said
        assert re.search(r"No words yet: \d+ in Polish", said)
        assert "Arabic is not offered: 1 text is not what was translated: title." in said
        (shelf / "translations" / "1.ar.yaml").unlink()
        assert "Changed since" not in words(viewer.get(f"{TINY}/1").text)


def test_every_question_can_be_had_as_plain_text_and_a_form_as_a_pdf(tmp_path: Path, clock: Clock) -> None:
    with shelved(tmp_path, clock, v1=FIRST) as (site, _):
        viewer = member(site, "viewer")
        text = viewer.get(f"{TINY}/1/form.txt")
        assert text.headers["content-type"].startswith("text/plain")
        assert "How many?" in text.text
        pdf = viewer.get(f"{TINY}/1/form.pdf")
        assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
        assert first().fingerprint[:12] in pdf.headers["content-disposition"]


def test_a_survey_and_a_questionnaire_before_it_opens_lead_to_their_version(
    tmp_path: Path, clock: Clock
) -> None:
    with shelved(tmp_path, clock, v1=FIRST, v1_1=SECOND) as (site, shelf):
        site.open(first())
        manager = member(site, "manager")
        link = f"{TINY}/{first().fingerprint[:12]}"
        assert link in manager.get("/staff/surveys/tiny").text
        assert f"{TINY}/{load_text(SECOND).fingerprint[:12]}" in manager.get(f"{LIST}/tiny").text
        put(shelf, "v1_1", FAULTY)
        assert "say where and why" in words(manager.get("/staff").text)


def test_what_a_questionnaire_is_called_on_either_engine_is_what_is_kept(store: Store) -> None:
    with store.write() as tx:
        assert tx.versions.questionnaires() == ()
        for name in ("b", "a", "b"):
            form = first().model_copy(update={"questionnaire": name})
            tx.versions.add(name, form.version, form.fingerprint, form.document)
    with store.read() as tx:
        assert tx.versions.questionnaires() == ("a", "b")


def test_a_name_that_no_folder_can_have_leads_nowhere(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    desk = crew.browser(crew.account("viewer"))
    for name in ("a" * 300, "\u00e9\u00e9", "%00"):
        assert desk.get(f"/staff/questionnaires/{name}/versions/1").status_code == 404, name
