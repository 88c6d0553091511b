"""A questionnaire becomes a form that pyxform takes; what has no counterpart is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.engine.entries import is_list
from survey.engine.loader import load_file, load_text
from survey.engine.schema.authored import KINDS
from survey.engine.yaml_source import read_yaml
from survey.xlsform.asked import write
from survey.xlsform.entries import answers_of
from survey.xlsform.exporting import write_form
from survey.xlsform.form import Form
from survey.xlsform.importing import read_form
from survey.xlsform.lines import Lines
from tests.xlsform.exports import converted, export, row, rows, told, written

FOLDER = Path(__file__).resolve().parents[2] / "questionnaires"
FILES = sorted(FOLDER.glob("*/[0-9]*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name} {path.stem}" for path in FILES])
def test_every_shipped_questionnaire_passes_pyxform_with_all_its_questions(path: Path) -> None:
    xform = converted(write_form(path).workbook)
    was = load_file(path)
    form = Form(was, Lines(read_yaml(path.read_text("utf-8"))))
    asked = [one for page in was.pages.values() if not is_list(page) for one in page.questions]
    names = [form.name(name) for one in asked for name in answers_of(one)]
    assert [name for name in names if f"/{name}" not in xform] == []


ROUND = """
- id: about
  title: About you
  stage: only
  questions:
    - id: sector
      ask: single
      text: Where do you work?
      required: true
      messages: {required: Choose one}
      hint: The closest
      options: {police: Policing, health: Health, other: {label: Another, say: "Which one?"}}
    - id: who
      ask: multiple
      text: Who?
      choose: {most: 2}
      options: {young: Young, adults: Adults, none: {label: Nobody, alone: true}}
    - {id: trained, ask: single, text: Trained?, options: {1: "Yes", 0: "No", dont_know: Not sure}}
    - {id: posts, ask: number, text: Posts?, least: 0, most: 50}
    - {id: began, ask: date, text: Began?, earliest: 2015-01-01, latest: 2026-01-01}
    - {id: agree, ask: confirm, text: I agree}
    - {id: employer, ask: lookup, text: Who for?, options: {a1: A, b2: B}}
    - {id: story, ask: long_text, text: "Story {{here}}?", most: 600, least: 5}
    - page: more
      title: More
      show_if: sector != 'police'
      text: [A word before.]
    - {id: a, ask: short_text, text: "A of {posts or ''}", show_if: "sector in ['police', 'health']"}
    - {id: b, ask: short_text, text: B, show_if: "any(who, 'young', 'adults') or count(who) > 1"}
    - {id: c, ask: short_text, text: C, show_if: "trained == 1 and not answered(sector__say)"}
    - {id: d, ask: short_text, text: D, show_if: "posts >= 3 and began > '2020-01-01'"}
    - {id: e, ask: short_text, text: E, show_if: "not (all(who, 'young', 'adults') and answered(story))"}
    - {id: g, ask: short_text, text: G, show_if: "only(who, 'young')"}
    - {id: h, ask: short_text, text: H, show_if: "matches(story, '[a-z]+') or agree == 1"}
    - id: f
      ask: number
      text: F
      decimals: 9
      show_if: "posts + 1 > 3"
      checks: [{holds: f <= posts, say: No more than posts}]
- id: last
  title: Last
  stage: only
  show_if: before(began, '2020-01-01')
  questions:
    - {id: order, ask: ranking, text: Which first?, rows: {o_time: Time, o_room: A room}}
    - {id: top, ask: pick_top, choose: 1, text: Which?, options: {time: Time, room: A room}, order: random}
"""


def test_a_round_trip_keeps_ids_codes_words_limits_and_conditions(tmp_path: Path) -> None:
    path = written(tmp_path, ROUND)
    was = load_file(path)
    (tmp_path / "form.xlsx").write_bytes(write_form(path).workbook)
    back = read_form(tmp_path / "form.xlsx")
    now = load_text(back.text)
    assert not back.left_out
    assert [section.id for section in now.sections] == ["about", "last"]
    assert [page.id for page in now.sections[0].pages] == ["about", "more"]
    assert list(now.questions) == list(was.questions)
    kept = ("ask", "text", "hint", "required", "options", "least", "most", "earliest", "latest", "rows")
    for name, question in was.questions.items():
        other = now.questions[name]
        for key in (*kept, "choose", "order", "checks", "messages"):
            if getattr(question, key, None) != getattr(other, key, None):
                assert (name, key) == ("top", "ask")
        assert str(other.show_if and other.show_if.text) == str(question.show_if and question.show_if.text)
    assert str(now.sections[0].pages[1].show_if) == str(was.sections[0].pages[1].show_if)


@pytest.mark.parametrize(
    ("condition", "xpath"),
    [
        ("s == 'a'", "${s} = 'a'"),
        ("s != 'a'", "(${s} != '' and ${s} != 'a')"),
        ("s in ['a', 'b']", "(${s} = 'a' or ${s} = 'b')"),
        ("n > 3", "${n} > 3"),
        ("3 < n", "${n} > 3"),
        ("n == m", "(${n} != '' and ${m} != '' and ${n} = ${m})"),
        ("n / 2 + 1 > m", "((${n} div 2) + 1) > ${m}"),
        ("count(w) > 1", "count-selected(${w}) > 1"),
        ("length(t) > 1", "string-length(${t}) > 1"),
        ("any(w, 'a', 'b')", "(selected(${w}, 'a') or selected(${w}, 'b'))"),
        ("all(w, 'a')", "selected(${w}, 'a')"),
        ("answered(t)", "${t} != ''"),
        ("answered(g)", "(${g1} != '' or ${g2} != '')"),
        ("g1 >= 2", "${g1} >= 2"),
        ("matches(t, '[a-z]')", "regex(${t}, '^[a-z]$')"),
        ("before(d, '2024-04-01')", "${d} < date('2024-04-01')"),
        ("c == 1", "${c} = 'OK'"),
        ("n / m > 1", "(${m} != 0 and (${n} div ${m}) > 1)"),
        ("n + 1 != m", "(${n} != '' and ${m} != '' and (${n} + 1) != ${m})"),
        (
            "sum(n, m) > 1",
            "if((${n} != '' or ${m} != ''), if(${n} != '', ${n}, 0) + if(${m} != '', ${m}, 0), '') > 1",
        ),
        (
            "max(g1, 2) > 1",
            "(max(if((${g1} != '' and ${g1} != 'dont_know'), ${g1}, -1000000000000000), 2)) > 1",
        ),
        ("not (s == 'a' and n > 1)", "not((${s} = 'a') and (${n} > 1))"),
    ],
)
def test_a_condition_is_said_in_xpath(tmp_path: Path, condition: str, xpath: str) -> None:
    form = export(tmp_path, BASE.format(condition))
    assert row(form, "last")["relevant"] == xpath
    assert not told(form, "last")


def test_an_age_is_told_from_years_months_and_days(tmp_path: Path) -> None:
    form = export(tmp_path, BASE.format("age(d, '2025-01-10') > 3"))
    assert row(form, "last")["relevant"] == (
        "(number(format-date(date('2025-01-10'), '%Y')) - number(format-date(${d}, '%Y')) - if("
        "number(format-date(date('2025-01-10'), '%m%d')) < number(format-date(${d}, '%m%d')), 1, 0)) > 3"
    )


@pytest.mark.parametrize("condition", ["count(g) > 1", "any(g, 'g1')", "o1 == 1"])
def test_a_condition_that_xpath_has_no_words_for_is_told_with_its_line(
    tmp_path: Path, condition: str
) -> None:
    form = export(tmp_path, BASE.format(condition))
    assert "relevant" not in row(form, "last")
    [line] = told(form, "last")
    assert line.startswith(f"16: show_if: {condition}: ")


BASE = """\
- id: one
  title: One
  stage: only
  questions:
    - {{id: s, ask: single, text: S, options: {{a: A, b: B}}}}
    - {{id: w, ask: multiple, text: W, options: {{a: A, b: B}}}}
    - {{id: n, ask: number, text: N}}
    - {{id: m, ask: number, text: M}}
    - {{id: t, ask: short_text, text: T}}
    - {{id: d, ask: date, text: D}}
    - {{id: c, ask: confirm, text: C}}
    - {{id: g, ask: grid, scale: agree, text: G, rows: {{g1: G1, g2: G2}}}}
    - {{id: o, ask: ranking, text: O, rows: {{o1: O1, o2: O2}}}}
    - page: two
    - {{id: last, ask: short_text, text: Last,
       show_if: "{}"}}
"""


def test_whatever_has_no_counterpart_is_told_by_its_own_line(tmp_path: Path) -> None:
    form = export(
        tmp_path,
        """\
        - id: one
          title: One
          stage: only
          sensitive: high
          note: {text: Take care}
          order: random
          questions:
            - id: s
              ask: single
              text: S
              short: Short
              identifying: true
              break: main
              measures: safety
              options:
                a: {label: A, hint: More words}
                b: {label: B, end: stopped}
            - {id: e, ask: email, text: E}
            - id: n
              ask: number
              text: N
              unit: people
              checks: [{holds: n < 5, say: Sure?, soft: true}]
            - page: two
              caption: Part 2
            - id: g
              ask: grid
              scale: agree
              text: G
              rows:
                g1: {text: G1, measures: trust}
        """,
    )
    lines = {
        one for where in ("one", "s", "s, a", "s, b", "e", "n", "two", "g", "g1") for one in told(form, where)
    }
    assert {line.partition(":")[0] + ":" + line.split(":")[1] for line in lines} >= {
        "4: sensitive",
        "6: order",
        "11: short",
        "12: identifying",
        "13: break",
        "14: measures",
        "16: hint",
        "17: end",
        "18: ask",
        "22: unit",
        "23: checks",
        "25: caption",
        "31: measures",
    }
    assert [one.line for one in form.unmatched if one.where == "owner"] == [4]


def test_a_section_called_like_a_question_does_not_blur_what_conditions_speak_of(tmp_path: Path) -> None:
    form = export(
        tmp_path,
        """\
        - id: s
          title: S
          stage: only
          questions:
            - {id: s, ask: single, text: S, options: {a: A}}
            - page: t
            - {id: t, ask: short_text, text: T, show_if: s == 'a'}
        """,
    )
    names = [one["name"] for one in rows(form) if "name" in one]
    assert len(names) == len(set(names))
    assert "/t_page/t" in converted(form.workbook)


def test_lists_that_are_the_same_stand_once(tmp_path: Path) -> None:
    form = export(tmp_path, BASE.format("n > 1"))
    assert [one["list_name"] for one in rows(form, "choices")] == [
        "s",
        "s",
        "agree",
        "agree",
        "agree",
        "agree",
        "o",
        "o",
    ]


def test_a_text_quotes_answers_and_says_what_is_lost(tmp_path: Path) -> None:
    form = export(
        tmp_path,
        """\
        - id: one
          title: One
          stage: only
          questions:
            - {id: s, ask: single, text: S, options: {a: A}}
            - {id: n, ask: number, text: N}
            - page: two
            - {id: t, ask: short_text, text: "{s or 'work'} and {n or ''} and {n + 1 or 'some'}"}
        """,
    )
    assert row(form, "t")["label"] == "${s} and ${n} and some"
    assert len(told(form, "t")) == 3


def test_words_that_look_like_a_formula_stay_words(tmp_path: Path) -> None:
    questions = '[{id: s, ask: short_text, text: "=1+1"}]'
    form = export(tmp_path, f"- {{id: one, title: One, stage: only, questions: {questions}}}\n")
    assert "=1+1" in converted(form.workbook)


def test_every_kind_of_question_has_rows_of_its_own() -> None:
    for kind in KINDS:
        assert write.dispatch(kind) is not write.dispatch(object), kind
