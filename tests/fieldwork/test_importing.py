"""Answers keyed from paper: the same data as from the browser, the whole file or none of it, and never twice."""
# ruff: noqa: E501

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes

import pytest

from survey.engine.codebook import Cell, Missing
from survey.engine.coding import code
from survey.engine.loader import load_file
from survey.engine.parts import DECLINING
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers, sent_answers
from survey.errors import NotFound, Refused
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.codes import Codes
from survey.fieldwork.importing import BadRows, Imported, Row, header, import_responses, rows_in
from survey.fieldwork.simulation.people import simulate
from survey.storage.database import Store
from tests.builders import LIBRARY, asking

CODES = Codes(b"x" * 32)
FORM = asking(
    """
    - {id: one, ask: single, text: One, required: true, options: {a: A, b: B, c: {label: C, end: stopped}}}
    - page: next
    - {id: n, ask: number, text: N, least: 0, most: 9, show_if: one == 'a'}
    - {id: many, ask: multiple, text: Many, options: {x: X, y: Y, z: {label: Z, say: Which}}}
    - {id: words, ask: short_text, text: Words}
    """
)


def opened(store: Store, form: Questionnaire, slug: str = "tiny") -> str:
    open_campaign(store, form, slug, closes_at=datetime.now(UTC) + timedelta(days=1), actor="test")
    return slug


def bring(store: Store, slug: str, rows: list[Row], *, dry_run: bool = False) -> Imported:
    return import_responses(
        store,
        slug,
        rows,
        actor="test",
        reason="Paper",
        codes=CODES,
        random_bytes=token_bytes,
        dry_run=dry_run,
    )


def stored(store: Store, slug: str, form: Questionnaire) -> list[dict[str, Cell]]:
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        found = []
        for response, texts in tx.responses.each(campaign.id):
            fields = {**response.closed, **texts}
            answers = sent_answers(form, fields, response.pages, response.skipped)
            found.append(code(form, answers, response.seed))
        return found


def plain(cells: dict[str, Cell]) -> dict[str, str]:
    return {name: str(cell.code if isinstance(cell, Missing) else cell) for name, cell in cells.items()}


def on_paper(form: Questionnaire, cells: dict[str, Cell], skipped: frozenset[str]) -> dict[str, str]:
    """What is keyed: codes, reasons that have a box of their own, and nothing where nothing was written."""
    row = {
        page.id: "skip"
        for page in form.pages.values()
        if page.note is not None and form.section_of[page.id].id in skipped
    }
    for name in set(header(form)) & cells.keys():
        cell = cells[name]
        if not isinstance(cell, Missing):
            row[name] = str(cell)
        elif cell.reason in DECLINING:
            row[name] = cell.reason
    return row


@pytest.mark.parametrize("file", sorted(LIBRARY.glob("*/1.0.yaml")), ids=lambda file: file.parent.name)
def test_made_up_people_keyed_from_paper_are_the_data_that_the_browser_gives(
    store: Store, tmp_path: Path, file: Path
) -> None:
    form = load_file(file)
    slug = opened(store, form, "paper")
    expected: list[dict[str, str]] = []
    text = io.StringIO(newline="")
    keyed = csv.DictWriter(text, header(form), restval="")
    keyed.writeheader()
    for person in simulate(form, None, seed=7, n=12):
        if person.outcome != "submitted":
            continue
        saved = {visit.page: SavedPage(visit.form, done=True) for visit in person.pages}
        answers = read_answers(form, saved)
        cells = code(form, answers, person.seed)
        keyed.writerow({"paper_id": person.number, **on_paper(form, cells, answers.skipped)})
        expected.append(plain(cells))
    written = tmp_path / "keyed.csv"
    written.write_text(text.getvalue(), "utf-8")
    assert bring(store, slug, rows_in(written)) == Imported(len(expected), 0)
    kept = [plain(cells) for cells in stored(store, slug, form)]
    texts = {one.id for one in form.questions.values() if one.kept_as != "closed"}
    contact = {name for one in form.questions.values() if one.contact for name in one.column_names()}

    def comparable(rows: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
        return sorted(sorted((n, v) for n, v in row.items() if n not in texts | contact) for row in rows)

    assert comparable(kept) == comparable(expected)


def test_one_bad_row_keeps_all_out_and_every_error_is_told(store: Store) -> None:
    slug = opened(store, FORM)
    rows: list[Row] = [
        {"one": "a", "n": "4"},
        {"one": "b", "n": "4"},
        {"one": "", "words": "w"},
        {"one": "q"},
        {"one": "a", "n": "12"},
        {"one": "c"},
        {"one": "a", "nothing": "1"},
    ]
    with pytest.raises(BadRows) as told:
        bring(store, slug, rows)
    assert [row for row, _ in told.value.errors] == [2, 3, 4, 5, 6, 7]
    sentences = " ".join(sentence for _, sentence in told.value.errors)
    for said in (
        "n: this was not to be answered",
        "one: Answer this to go on",
        "no code 'q'",
        "9 or less",
        "end screen stopped",
        "no variable nothing",
    ):
        assert said in sentences
    assert stored(store, slug, FORM) == []


def test_the_same_file_again_adds_nothing(store: Store) -> None:
    slug = opened(store, FORM)
    rows: list[Row] = [
        {"one": "a", "many__x": "1"},
        {"one": "a", "many__x": "1"},
        {"paper_id": "7", "one": "b"},
    ]
    assert bring(store, slug, rows) == Imported(3, 0)
    assert bring(store, slug, rows) == Imported(0, 3)
    assert bring(store, slug, [*rows, {"paper_id": "8", "one": "b"}]) == Imported(1, 3)
    assert len(stored(store, slug, FORM)) == 4


def test_a_form_keyed_twice_is_refused(store: Store) -> None:
    slug = opened(store, FORM)
    with pytest.raises(BadRows, match="paper_id 7 stands in row 1 too"):
        bring(store, slug, [{"paper_id": "7", "one": "a"}, {"paper_id": "7", "one": "b"}])


def test_a_dry_run_stores_nothing(store: Store) -> None:
    slug = opened(store, FORM)
    assert bring(store, slug, [{"one": "a"}], dry_run=True) == Imported(1, 0)
    assert stored(store, slug, FORM) == []


def test_what_was_keyed_from_paper_says_so(store: Store) -> None:
    slug = opened(store, FORM)
    bring(store, slug, [{"one": "a"}])
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        assert campaign is not None
        ((response, _),) = tx.responses.each(campaign.id)
    assert (response.mode, response.language) == ("paper", "en-GB")


def test_an_import_is_in_the_log(store: Store) -> None:
    slug = opened(store, FORM)
    bring(store, slug, [{"one": "a"}])
    with store.read() as tx:
        last = list(tx.audit.all())[-1]
    assert (last.action, last.reason) == ("import", "Paper")
    assert (last.new or {})["stored"] == 1


def test_nothing_is_added_to_a_survey_that_is_not_there(store: Store) -> None:
    with pytest.raises(NotFound):
        bring(store, "nowhere", [{"one": "a"}])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "one,one\na,b\n", "stands twice"),
        ("a.csv", "one\na,b\n", "more cells"),
        ("a.jsonl", "[1]\n", "one object"),
        ("a.jsonl", "{\n", "not JSON"),
        ("a.jsonl", '{"one": [1]}\n', "one object"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, text: str, said: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    with pytest.raises(Refused, match=said):
        rows_in(file)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("wb") as hollow:
        hollow.truncate(60 * 2**20)
    with pytest.raises(Refused, match="larger than 50 MiB"):
        rows_in(file)


def test_json_lines_and_csv_say_the_same(tmp_path: Path, store: Store) -> None:
    table, lines = tmp_path / "a.csv", tmp_path / "a.jsonl"
    table.write_text(
        "one,n,many__x,many__z,many__z__say\n\na,4,1,,\nb,,,1,ships\n".replace("many__z__say", "many__say"),
        "utf-8-sig",
    )
    lines.write_text(
        "\n".join(
            map(
                json.dumps,
                [{"one": "a", "n": 4, "many__x": 1}, {"one": "b", "many__z": 1, "many__say": "ships"}],
            )
        ),
        "utf-8",
    )
    first, second = opened(store, FORM, "first"), opened(store, FORM, "second")
    bring(store, first, rows_in(table))
    bring(store, second, rows_in(lines))
    both = [sorted(map(str, map(plain, stored(store, slug, FORM)))) for slug in (first, second)]
    assert both[0] == both[1]
