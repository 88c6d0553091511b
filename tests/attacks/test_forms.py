"""B2 and B4: no form makes a page fail, what was not asked is not kept, and words stay exact."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from survey.engine.codebook import Cell, Missing
from survey.engine.spreadsheet import guarded
from survey.storage.database import Store
from survey.storage.tables import metadata
from tests.analysis.exported import extract_of, written
from tests.attacks.walking import rows
from tests.builders import asking
from tests.conftest import Clock
from tests.effort import tried
from tests.engine.test_kinds import ALL_KINDS, FORM, HOSTILE
from tests.robot import Page, Robot
from tests.soak.people import FORM as KIND
from tests.storage.opened import rows_of
from tests.web.site import Site, london, tiny

FORGED = "zz_forged"
FIELDS = [field.name for question in FORM.questions.values() for field in question.fields()]
CODES = ["a", "b", "1", "2", "3", "other", "none", "dont_know", "p", "x", "y"]
VALUES = st.one_of(
    st.sampled_from([*HOSTILE, *CODES]), st.text(max_size=40), st.text(st.characters(codec=None), max_size=5)
)
HOSTILE_FORMS = st.dictionaries(
    st.one_of(
        st.sampled_from([*FIELDS, "version", "action", "clear", "then", "seconds"]), st.text(max_size=8)
    ),
    st.lists(VALUES, max_size=3),
    max_size=30,
)


def encoded(fields: dict[str, list[str]]) -> str:
    """A form as bytes on the line, halves of surrogate pairs included."""
    pairs = ((name, value) for name, values in fields.items() for value in values)
    return "&".join("=".join(quote(part.encode("utf-8", "surrogatepass")) for part in pair) for pair in pairs)


def post(robot: Robot, path: str, fields: dict[str, list[str]]) -> int:
    client = robot.client
    assert isinstance(client, TestClient)
    reply = client.post(f"{robot.base}{path}", content=encoded(fields), headers=KIND, follow_redirects=False)
    return reply.status_code


def test_no_form_makes_a_page_fail_on_either_engine(site: Site) -> None:
    robot = Robot(site.browser(), site.open(asking(ALL_KINDS), "kinds"))
    robot.start()
    page = robot.first_question()
    name, own = page.url.rsplit("/", 1)[-1], page.form().filled()
    seen: dict[int, int] = {}

    @settings(tried(50), database=None)
    @given(HOSTILE_FORMS)
    def hostile(fields: dict[str, list[str]]) -> None:
        for path, more in ((f"/p/{name}", {"action": ["continue"]}), ("/save", {"page": [name]})):
            status = post(robot, path, {**own, **more, **fields, "csrf": own["csrf"]})
            assert status in (200, 303, 400, 409, 413, 422), (path, status)
            seen[status] = seen.get(status, 0) + 1

    hostile()
    assert sum(seen.values()) >= 100
    for table, column, value in rows(site.store):
        if table == "draft_page":
            assert "\\u0000" not in json.dumps(value, default=str), column


UNKEPT = ["a\x00b", "a\x07b", "a\x1b[31mb", "a\x9fb", "a\ufffeb"]


@pytest.mark.parametrize("text", UNKEPT)
def test_what_cannot_be_kept_is_the_same_field_error_on_both_engines(site: Site, text: str) -> None:
    robot = Robot(site.browser(), site.open(tiny()), choices={"sector": ["health"]})
    robot.start()
    page = robot.answer(robot.first_question())
    form = page.form()
    page = robot.send(page, form, {**form.filled(), "story": [text]}, ("action", "continue"))
    assert page.status == 422
    assert page.text.count("cannot be kept") >= 1
    assert 'href="#story"' in page.html


WRITING = [
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "e\u0301 \u00e9 a\u0308\u0323",
    "שלום עולם",
    "مرحبا \u202bبكم\u202c",
    "\u202eabc\u202c",
    "日本語 한국어",
    "Łódź, Größe, naïve",
    "\U0001d518\U0001d52b \U0010fffd",
    "a & b < c > d \" e ' f",
    "<b>x</b> {{ 7*7 }} %s \\n",
    "one\ntwo\tthree",
    "zero\u200bwidth\u200djoiner",
]
MANY = 12
QUESTIONS = asking("".join(f"- {{id: t{n}, ask: long_text, text: T{n}}}\n" for n in range(MANY)))
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp"))
TEXTS = st.lists(
    st.text(LETTERS, min_size=1, max_size=60).map(lambda text: f"x{text}x"), min_size=MANY, max_size=MANY
)


def test_words_are_byte_for_byte_the_same_in_page_store_and_files(site: Site, tmp_path: Path) -> None:
    slug, kept = site.open(QUESTIONS, "words"), []

    def write(texts: list[str]) -> None:
        person = Robot(site.browser(), slug)
        person.choices = {f"t{n}": [text] for n, text in enumerate(texts)}
        person.start()
        page = person.answer(person.first_question())
        assert page.status == 200
        shown = person.get(f"{person.base}/p/s").form().filled()
        assert [shown[f"t{n}"][0].lstrip("\n") for n in range(MANY)] == texts
        person.submit(person.answer_all(person.first_question()))
        kept.append(texts)

    write((WRITING * 2)[:MANY])
    write(WRITING[-MANY:])
    settings(tried(3), database=None)(given(TEXTS)(write))()
    stored = [
        value for table, column, value in rows(site.store) if (table, column) == ("response_text", "texts")
    ]
    found = [{name: values[0] for name, values in each.items()} for each in stored]
    wanted = sorted(tuple(texts) for texts in kept)
    assert sorted(tuple(each[f"t{n}"] for n in range(MANY)) for each in found) == wanted
    blank: dict[str, Cell] = dict.fromkeys(QUESTIONS.codebook.columns, Missing.BLANK)
    extract = extract_of(QUESTIONS, [blank | each for each in found])
    folder = {kind: written(extract, kind, tmp_path / kind) for kind in ("csv", "xlsx", "jsonl")}
    names = [f"t{n}" for n in range(MANY)]
    text = (folder["csv"] / "texts.csv").read_bytes().decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    from_csv = [tuple(line[head.index(name)] for name in names) for line in lines]
    assert sorted(from_csv) == sorted(tuple(map(guarded, texts)) for texts in wanted)
    sheet = openpyxl.load_workbook(folder["xlsx"] / "texts.xlsx")["Values"]
    top, *cells = sheet.iter_rows(values_only=True)
    assert sorted(tuple(str(row[top.index(name)]) for name in names) for row in cells) == wanted
    read = [
        json.loads(line)["answers"] for line in (folder["jsonl"] / "texts.jsonl").read_text().splitlines()
    ]
    assert sorted(tuple(each[name] for name in names) for each in read) == wanted


# B4


def kept_by_page(store: Store) -> dict[str, dict[str, Any]]:
    """What is stored of each page of the one draft: fields and values, of whatever nature."""
    with store.read() as tx:
        return {
            row["page"]: {**row["closed"], **(row["text"] or {}), **(row["contact"] or {})}
            for row in rows_of(tx, metadata.tables["draft_page"])
        }


def test_of_all_that_was_not_asked_not_offered_or_said_twice_nothing_is_kept(site: Site) -> None:
    form = london()
    fields = {page.id: [f.name for q in page.questions for f in q.fields()] for page in form.pages.values()}
    everything = [name for names in fields.values() for name in names]
    robot = Robot(site.browser(), site.open(form, "forged"), seed=3, choices={"keep_partial": ["1"]})
    robot.start()
    page, forged = robot.first_question(), 0
    while "/p/" in page.url:
        name = page.url.rsplit("/", 1)[-1].partition("?")[0]
        shown = page.form()
        if "choice" not in shown.names("submit"):
            forged += forge(robot, page, name, fields.get(name, []), everything, site.store)
        page = robot.answer(robot.get(f"{robot.base}/p/{name}"))
        assert page.status == 200, page.text[:200]
    assert forged > 100
    hidden = [name for name in fields if name not in kept_by_page(site.store)]
    assert hidden
    token = page.form("check").filled()["csrf"]
    for name in hidden:
        for path in (f"/p/{name}", "/save"):
            values = {
                "csrf": token,
                "page": [name],
                "version": ["0"],
                **forged_in(fields[name]),
            }
            assert post(robot, path, values) < 500
    robot.submit(robot.get(f"{robot.base}/check"))
    for table, column, value in rows(site.store):
        if table in ("response", "contact_outbox"):
            assert FORGED not in repr(value), (table, column)


def forged_in(names: list[str]) -> dict[str, list[str]]:
    return {name: [FORGED] for name in names}


def forge(robot: Robot, page: Page, name: str, own: list[str], everything: list[str], store: Store) -> int:
    """Send a page with codes that it does not offer, two answers for each choice, and fields of others."""
    shown, before = page.form(), robot.get(page.url).form().filled()
    foreign = [field for field in everything if field not in own][:200]
    choices = [field for kind in ("radio", "option") for field in shown.names(kind)]
    forgeries: list[dict[str, list[str]]] = [
        forged_in(foreign),
        forged_in([name for kind in ("radio", "checkbox", "option") for name in shown.names(kind)]),
        {
            field: [control.value for control in shown.controls if control.name == field and control.value][
                :2
            ]
            for field in choices
        },
    ]
    for more in forgeries:
        current = robot.get(f"{robot.base}/p/{name}").form().filled()
        assert post(robot, f"/p/{name}", {**current, **more, "action": ["continue"]}) in (200, 303, 409, 422)
    kept = kept_by_page(store).get(name, {})
    assert set(kept) <= set(own), name
    for field in choices:
        assert len(kept.get(field, ())) <= 1, field
    assert all(FORGED not in repr(kept.get(field)) for field in own), (name, kept, before)
    return sum(map(len, forgeries))


def test_nothing_is_kept_once_it_is_closed(sqlite_site: Site, clock: Clock) -> None:
    robot = Robot(sqlite_site.browser(), sqlite_site.open(tiny()), choices={"sector": ["health"]})
    robot.start()
    page = robot.answer(robot.first_question())
    values = {**page.form().filled(), "story": [FORGED]}
    clock.move(days=3, minutes=31)
    stored = kept_by_page(sqlite_site.store)
    for path in ("/p/detail", "/save", "/p/work"):
        assert post(robot, path, {**values, "page": ["detail"], "action": ["continue"]}) in (403, 409)
    assert kept_by_page(sqlite_site.store) == stored
