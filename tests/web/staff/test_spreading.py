"""Getting a survey out from the console: texts, packs and invitations, by those who may."""

from __future__ import annotations

import csv
import io
import re
from zipfile import ZipFile

from survey.fieldwork.channels import add_channel
from tests.web.site import Site, tiny
from tests.web.staff.crew import Crew, heading, press, token_in

BASE = "/staff/surveys/tiny"


def set_up(site: Site) -> Crew:
    site.open(tiny())
    add_channel(site.store, "tiny", "nhs", "NHS newsletter", actor="Ada", reason="a test")
    return Crew(site)


def actions(site: Site) -> list[tuple[str, object]]:
    with site.store.read() as tx:
        return [(entry.action, entry.new) for entry in tx.audit.all()]


def test_a_manager_words_a_text_anew_and_every_pack_has_it(site: Site) -> None:
    crew = set_up(site)
    boss = crew.browser(crew.account("manager"))
    page = boss.get(f"{BASE}/texts").text
    assert "Reminder a week before" in page
    assert "A week before: " in page
    place = f"{BASE}/texts/email"
    page = boss.get(place).text
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    fields = {"heading": "Come", "body": "Until {closses} <b>", "reason": "Shorter", "seen": seen}
    refused = press(boss, page, place, **fields)
    assert "Did you mean closes?" in refused
    assert "Until {closses} &lt;b&gt;" in refused
    assert 'value="Shorter"' in refused
    told = press(boss, refused, place, **{**fields, "body": "Until {closes} <b>"})
    assert "Your words are kept" in told
    pack = boss.get(f"{BASE}/channels/nhs/pack").text
    assert re.search(r"Until \d+ \w+ \d{4} at \d\d:\d\d, London time &lt;b&gt;", pack)
    stale = press(boss, boss.get(place).text, place, **{**fields, "body": "Others"})
    assert "Somebody changed this text" in stale
    back = press(boss, stale, place, action="ours", reason="Ours were better")
    assert "The standard words are back" in back
    assert [action for action, _ in actions(site)][-2:] == ["change text", "text back to standard"]


def test_each_file_of_a_pack_is_taken_and_written_down(sqlite_site: Site) -> None:
    crew = set_up(sqlite_site)
    viewer = crew.browser(crew.account("viewer"))
    page = viewer.get(f"{BASE}/channels/nhs/pack").text
    files = re.findall(rf'href="({BASE}/channels/nhs/pack/[^"]+)"', page)
    assert len(files) == 3 + 7 + 4
    assert "Change the words" not in page
    for link in files:
        reply = viewer.get(link)
        name = link.rpartition("/")[2]
        assert reply.status_code == 200, name
        assert f'filename="tiny-nhs-{name}"' in reply.headers["content-disposition"]
        assert actions(sqlite_site)[-1] == ("take pack", {"channel": "nhs", "file": name})
    assert viewer.get(f"{BASE}/channels/nhs/pack/poster-a4.pdf").content.startswith(b"%PDF-")
    with ZipFile(io.BytesIO(viewer.get(f"{BASE}/channels/nhs/pack/pack.zip").content)) as archive:
        assert {"README.txt", "email.eml", "poster-a3.pdf", "poster-a4.pdf", "qr.png", "qr.svg"} < set(
            archive.namelist()
        )
        assert "?via=nhs" in archive.read("email.txt").decode()
    for wrong in ("passwd", "email.pdf", "..%2Fsecret", "poster-a2.pdf"):
        assert viewer.get(f"{BASE}/channels/nhs/pack/{wrong}").status_code == 404
    assert viewer.get(f"{BASE}/channels/other/pack").status_code == 404


def test_where_posters_cannot_be_made_the_pack_says_so_and_has_the_rest(
    sqlite_site: Site,
) -> None:
    crew = set_up(sqlite_site)
    viewer = crew.browser(crew.account("viewer"))

    async def none(*_: object) -> bytes:
        return b""

    sqlite_site.app.state.staff.posters.poster = none
    assert "could not be made" in viewer.get(f"{BASE}/channels/nhs/pack/poster-a4.pdf").text
    with ZipFile(io.BytesIO(viewer.get(f"{BASE}/channels/nhs/pack/pack.zip").content)) as archive:
        assert "poster-a4.pdf" not in archive.namelist()
        assert "could not be made" in archive.read("README.txt").decode()


def test_a_manager_makes_invitations_and_has_the_file_once(site: Site) -> None:
    crew = set_up(site)
    boss, viewer = crew.browser(crew.account("manager")), crew.browser(crew.account("viewer"))
    place = f"{BASE}/invitations"
    page = boss.get(place).text
    assert "Make invitations" not in page
    assert "Say why" in press(boss, page, place, rule="only")
    page = press(boss, page, place, rule="only", reason="A closed group")
    assert "By invitation only" in page
    wrong = press(boss, page, f"{place}/make", channel="nhs", number="many", reason_make="The first")
    assert "Make from 1 to 5,000" in wrong
    assert 'value="many"' in wrong
    asked = {"csrf": token_in(wrong), "channel": "nhs", "number": "3", "reason_make": "The first"}
    reply = boss.post(f"{place}/make", data=asked)
    assert reply.headers["cache-control"] == "no-store"
    assert 'filename="tiny-nhs-invitations.csv"' in reply.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert rows[0] == ["invitation"]
    assert len(rows) == 4
    page = viewer.get(place).text
    assert "under 10" in page
    assert "Make invitations" not in page
    assert rows[1][0] not in page
    assert "lets nobody begin" in viewer.get(f"{BASE}/channels/nhs/pack").text
    page = press(boss, boss.get(place).text, f"{place}/take-back", channel="nhs", reason_back="Lost")
    assert "taken back" in page
    code = rows[1][0].rpartition("/")[2]
    assert site.browser().get(f"/s/tiny/i/{code}").status_code == 404
    written = str(actions(site))
    assert not any(row[0].rpartition("/")[2] in written for row in rows[1:])


def test_a_survey_can_be_opened_by_invitation_alone(sqlite_site: Site) -> None:
    crew = set_up(sqlite_site)
    boss = crew.browser(crew.account("manager"))
    page = boss.get("/staff/questionnaires/workshop-feedback").text
    assert heading(page) == "Workshop feedback"
    assert "By invitation only" in page
    wrong = press(boss, page, "/staff/questionnaires/workshop-feedback/open", invitations="only", slug="w")
    assert re.search(r'value="only" checked', wrong)
