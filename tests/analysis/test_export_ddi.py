"""The codebook for archives: valid against our grammar of the part it uses, and the same as the JSON one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from analysis.export.formats import Chosen
from analysis.load import load
from analysis.routing import asked_when
from survey.engine.codebook import Missing
from survey.settings import Settings
from survey.storage.database import Store
from tests.analysis.exported import (
    LONDON,
    ONE,
    ONE_QUESTION,
    codebook_in,
    columns_in,
    extract_of,
    written,
)
from tests.builders import asking
from tests.capabilities import if_found

SUBSET = Path(__file__).with_name("ddi_subset.rng")
DDI = {"d": "ddi:codebook:2_5"}
EVERY = [chosen.value for chosen in Chosen]
SPACE = "{http://www.w3.org/XML/1998/namespace}"


def read(folder: Path) -> Any:
    return etree.parse(str(folder / "ddi.xml")).getroot()


def faults(root: Any) -> list[str]:
    grammar = etree.RelaxNG(etree.parse(str(SUBSET)))
    grammar.validate(root)
    return [str(one) for one in grammar.error_log]


def variables(root: Any) -> dict[str, Any]:
    return {one.get("name"): one for one in root.findall("d:dataDscr/d:var", DDI)}


@pytest.mark.parametrize("chosen", EVERY)
def test_every_format_has_a_codebook_that_keeps_to_our_grammar(chosen: str, tmp_path: Path) -> None:
    extract = extract_of(ONE_QUESTION, [ONE, {"a": Missing.BLANK}])
    root = read(written(extract, chosen, tmp_path / "out"))
    assert faults(root) == []


def test_the_grammar_refuses_another_order_and_what_it_does_not_know(tmp_path: Path) -> None:
    root = read(written(extract_of(ONE_QUESTION, [ONE]), "csv", tmp_path / "out"))
    made = root.find("d:dataDscr/d:var", DDI)
    made.insert(0, made[-1])
    assert faults(root)


def test_the_london_survey_has_every_column_with_its_question_its_codes_and_who_is_asked(
    exportable: Path,
) -> None:
    with Store.open(Settings.read()) as store:
        extract = load(store, LONDON)
    folder = written(extract, "sav", exportable / "out")
    root = read(folder)
    assert faults(root) == []
    found, said = variables(root), columns_in(folder) | columns_in(folder, "texts")
    assert found.keys() == said.keys()
    assert len(found) > 300
    for name, column in said.items():
        codes = found[name].findall("d:catgry[@missing='N']/d:catValu", DDI)
        assert [one.text for one in codes] == [str(one["in_file"]) for one in column["categories"]], name
        reasons = found[name].findall("d:catgry[@missing='Y']/d:catValu", DDI)
        items = [one.get("VALUE") for one in found[name].findall("d:invalrng/d:item", DDI)]
        assert [one.text for one in reasons] == items
        assert items == ([] if column["reasons_in"] else [str(one["in_file"]) for one in column["missing"]])
        asked = found[name].findtext("d:qstn/d:qstnLit", None, DDI)
        assert asked == ((column["statement"] or column["question"]) if column["is_answer"] else None)
    assert found["pol_org"].findtext("d:universe", "", DDI) == "Asked where sector == 'policing'"
    assert found["sector"].find("d:universe", DDI) is None
    sizes = {one.findtext(".//d:fileName", "", DDI): one for one in root.findall("d:fileDscr", DDI)}
    assert sizes.keys() == {"answers.sav", "texts.sav"}
    assert sizes["answers.sav"].findtext(".//d:caseQnty", "", DDI) == str(len(extract.frame))


def test_it_bears_the_fingerprint_of_the_codebook_beside_it_and_no_count_of_answers(tmp_path: Path) -> None:
    folder = written(extract_of(ONE_QUESTION, [ONE, ONE]), "csv", tmp_path / "out")
    root, about = read(folder), codebook_in(folder)["about"]
    assert {one.text for one in root.findall(".//d:IDNo", DDI)} == {about["fingerprint"]}
    assert about["data"] in (folder / "README.txt").read_text("utf-8").replace("\n", " ")
    assert not root.findall(".//d:catStat", DDI)
    assert not root.findall(".//d:sumStat", DDI)
    assert root.get(f"{SPACE}lang") == "en-GB"


def test_conditions_of_section_page_and_question_are_said_together() -> None:
    questions = (
        "- {id: a, ask: single, text: A, options: {x: Ex, y: Why}}\n"
        "- page: next\n"
        "- {id: b, ask: single, text: B, options: {x: Ex, y: Why}, show_if: a == 'x'}"
    )
    form = asking(questions)
    assert asked_when(form) == {"b": "a == 'x'"}


def test_it_is_valid_against_the_schema_of_the_standard_where_that_can_be_had(tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(if_found("DDI schema")))
    for chosen in EVERY:
        extract = extract_of(ONE_QUESTION, [ONE, {"a": Missing.BLANK}])
        assert schema.validate(read(written(extract, chosen, tmp_path / chosen))), schema.error_log
