"""The codebook for archives: valid against our grammar of the part it uses, and the same as the JSON one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from analysis.export.formats import FORMATS, Chosen
from analysis.export.writing import write
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
XSD = "{http://www.w3.org/2001/XMLSchema}"
REFERENCES = ("files", "wgt-var", "methrefs")
VAR = "{*}dataDscr/{*}var"
SPOILT: dict[str, tuple[str, str, str | None]] = {
    "a version with spaces": (".", "version", " 2.5 "),
    "a study without a citation": ("{*}stdyDscr/{*}citation", "", None),
    "a citation without a title": ("{*}docDscr//{*}titl", "", None),
    "words where only elements may be": ("{*}docDscr/{*}citation", "", "words"),
    "a date that is neither first nor last": (".//{*}collDate", "event", "middle"),
    "an ID that begins with a figure": (VAR, "ID", "1"),
    "a variable without a name": (VAR, "name", None),
    "an attribute that a variable has not": (VAR, "colour", "red"),
    "an interval that there is not": (VAR, "intrvl", "sometimes"),
    "an attribute that a label has not": (f"{VAR}/{{*}}labl", "colour", "red"),
    "a reason without its value": (f"{VAR}//{{*}}item", "VALUE", None),
    "a space in an element that is empty": (f"{VAR}//{{*}}item", "", " "),
    "a code that may be a reason": (f"{VAR}/{{*}}catgry", "missing", "maybe"),
}
"""What the schema of 2.5 refuses: a place, an attribute or "" for the text, and what becomes of it."""


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
    assert root.findtext(".//d:dataMsng", namespaces=DDI) == FORMATS[Chosen(chosen)].missing


def test_the_grammar_refuses_another_order_and_what_it_does_not_know(tmp_path: Path) -> None:
    root = read(written(extract_of(ONE_QUESTION, [ONE]), "csv", tmp_path / "out"))
    made = root.find("d:dataDscr/d:var", DDI)
    made.insert(0, made[-1])
    assert faults(root)


@pytest.mark.parametrize(("place", "attribute", "value"), SPOILT.values(), ids=SPOILT)
def test_the_grammar_refuses_what_the_standard_refuses(
    place: str, attribute: str, value: str | None, tmp_path: Path
) -> None:
    root = read(with_weights(tmp_path))
    spoil(root.find(place), attribute, value)
    assert faults(root)


def spoil(one: Any, attribute: str, value: str | None) -> None:
    if attribute and value is None:
        del one.attrib[attribute]
    elif attribute:
        one.set(attribute, value)
    elif value is None:
        one.getparent().remove(one)
    else:
        one.text = value


@pytest.mark.parametrize("named", [pytest.param("", id="no file"), pytest.param("F9", id="a file not there")])
def test_the_grammar_refuses_a_variable_that_is_in_no_file(named: str, tmp_path: Path) -> None:
    """The schema does too, but libxml2 lets it pass there."""
    root = read(with_weights(tmp_path))
    root.find(VAR).set("files", named)
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


def with_weights(folder: Path, people: int = 20) -> Path:
    """An export of a survey that is weighted by its one question, with texts in a file apart."""
    form = asking(
        "- {id: a, ask: single, text: A, options: {x: Ex, y: Why}}\n- {id: b, ask: long_text, text: B}"
    )
    plan = folder / "report.yaml"
    plan.write_text(
        "report: 1\nmargins: {source: made up, shares: {a: {x: 0.4, y: 0.6}}}\n"
        "sections: [{section: who, heading: Who, tables: [{table: who_answered}]}]\n",
        "utf-8",
    )
    rows = [{"a": "xy"[at % 2], "b": "words"} for at in range(people)]
    out = folder / "weighted"
    out.mkdir()
    write(extract_of(form, rows), FORMATS[Chosen.CSV], out, seed=1, with_text=True, plan=plan)
    return out


def test_the_weight_is_one_and_every_answer_beside_it_names_it(tmp_path: Path) -> None:
    root = read(with_weights(tmp_path))
    assert faults(root) == []
    found = variables(root)
    weight = found["weight"]
    assert (weight.get("wgt"), weight.get("intrvl"), weight.get("nature")) == ("wgt", "contin", "ratio")
    assert {name for name, one in found.items() if one.get("wgt-var") == weight.get("ID")} == {"a"}
    assert {name for name, one in found.items() if one.get("wgt-var")} == {"a"}
    described = root.find(".//d:dataColl/d:weight", DDI)
    assert weight.get("methrefs") == described.get("ID")
    assert "Weighted by a, by raking" in described.text
    assert "Source of the shares: made up." in described.text


def test_where_nobody_is_weighted_no_variable_says_that_it_is(tmp_path: Path) -> None:
    root = read(written(extract_of(ONE_QUESTION, [ONE]), "csv", tmp_path / "out"))
    assert root.findtext(".//d:weight", "", DDI) == "There are no weights: each row is one person."
    assert not [one for one in variables(root).values() if one.get("wgt") or one.get("wgt-var")]


def test_every_reference_leads_to_something(tmp_path: Path) -> None:
    """libxml2 follows them by the grammar, whatever they lead to, and not at all by a schema."""
    root = read(with_weights(tmp_path))
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    named = [id for one in root.iter() for key in REFERENCES for id in one.get(key, "").split()]
    assert len(ids) == len(set(ids))
    assert len(named) >= 11
    assert set(named) <= set(ids)


def schema_at(path: Path) -> Any:
    """The schema of the standard less its annotations, of which 2.6 has some where a schema may have none."""
    tree = etree.parse(str(path))
    for note in tree.findall(f".//{XSD}annotation"):
        note.getparent().remove(note)
    return tree


def put_under(root: Any, schema: Any) -> Any:
    """A codebook as an instance of the schema's version: 2.6 takes in all that is valid under 2.5."""
    space = schema.getroot().get("targetNamespace")
    text = etree.tostring(root, encoding="unicode").replace(DDI["d"], space)
    version = space.rpartition(":")[2].replace("_", ".")
    return etree.fromstring(text.replace('version="2.5"', f'version="{version}"', 1))


def test_it_is_valid_against_the_schema_of_the_standard_where_that_can_be_had(
    exportable: Path, tmp_path: Path
) -> None:
    tree = schema_at(if_found("DDI schema"))
    schema = etree.XMLSchema(tree)
    with Store.open(Settings.read()) as store:
        london = load(store, LONDON)
    for chosen in EVERY:
        out = written(london, chosen, tmp_path / chosen)
        assert schema.validate(put_under(read(out), tree)), schema.error_log
    weighted = put_under(read(with_weights(tmp_path)), tree)
    assert schema.validate(weighted), schema.error_log
    weighted.find(VAR).set("wgt", "perhaps")
    assert not schema.validate(weighted)


def test_the_standard_refuses_what_is_spoilt_where_its_schema_can_be_had(tmp_path: Path) -> None:
    tree = schema_at(if_found("DDI schema"))
    if tree.getroot().get("targetNamespace") != DDI["d"]:
        pytest.skip("What 2.5 refuses, a later version may take")
    schema, weighted = etree.XMLSchema(tree), with_weights(tmp_path)
    for harm, (place, attribute, value) in SPOILT.items():
        root = read(weighted)
        spoil(root.find(place), attribute, value)
        assert not schema.validate(root), harm
