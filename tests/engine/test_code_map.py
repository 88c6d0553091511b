"""The code map: what an older version stored, counted under the names and codes of the newest."""

from __future__ import annotations

import pytest

from survey.engine.codebook import Cell, Missing
from survey.engine.loader import FaultyQuestionnaire, load_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.change import Weight
from survey.engine.versions.compare import compare
from survey.engine.versions.mapped import became
from survey.engine.versions.passage import Passage
from tests.builders import LIBRARY, cells_of, section_of, text_of

B, D, S = Weight.BREAKING, Weight.ADDITIVE, Weight.WORDING
A = "- {id: %s, ask: single, text: A, options: {%s}}\n"
M = "- {id: %s, ask: multiple, text: M, options: {%s}}\n"
G = "- {id: %s, ask: grid, scale: %s, text: G, rows: {%s}}\n"
P = "- {id: %s, ask: paired_grid, scales: [agree, %s], text: P, rows: {%s: R}}\n"
R = "- {id: %s, ask: ranking, text: R, rows: {%s}}\n"
EX = (
    "- {ask: group, id: %s, repeat: {most: 2}, questions: "
    "[{id: %s, ask: short_text, text: N}, {id: %s, ask: single, text: K, options: {%s: A, b: B}}]}\n"
)
SAYING = "a: A, %s: {label: Other, say: Which}"
SCORED = (
    "computed: {%s: {text: C, "
    "cases: {%s: {label: Low, holds: %s < 3}, high: {label: High, holds: %s >= 3}}}}\n"
)
N = "- {id: %s, ask: number, text: N}\n"


def version(
    number: str, questions: str, code_map: str = "", retired: str = "", top: str = ""
) -> Questionnaire:
    """One version; of its code map each line is an entry, which holds since 1.1 unless it says so."""
    said = {f"retired: [{retired}]\n": retired, "code_map:\n": code_map}
    entries = [line if "since" in line else f'since: "1.1", {line}' for line in code_map.splitlines()]
    head = "".join(key for key, value in said.items() if value) + "".join(f"- {{{one}}}\n" for one in entries)
    text = text_of(section_of(questions), head + top).replace('version: "1.0"', f'version: "{number}"')
    how_often = "  how_often: {steps: {1: {label: Never}, 2: {label: At times}, 3: {label: Always}}}\n"
    scarce = "  scarce: {steps: {1: {label: Never}, 2: {label: At times or always}}}\n"
    return load_text(text.replace("scales:\n", f"scales:\n{how_often}{scarce}", 1), library=LIBRARY)


def told(old: Questionnaire, new: Questionnaire) -> list[tuple[Weight, str, str]]:
    return [(change.weight, change.place, change.what) for change in compare(old, new) if change.mapped]


def breaking(old: Questionnaire, new: Questionnaire) -> list[str]:
    return [f"{one.place}: {one.what}" for one in compare(old, new) if one.weight is B]


def passed(old: Questionnaire, new: Questionnaire, fields: dict[str, object]) -> dict[str, Cell]:
    """The row of somebody who answered the older version, as the newer one has it."""
    return Passage(old, new).cells(cells_of(old, fields))


# Every kind of thing under another name

RENAMED = [
    pytest.param(A % ("a", "x: X"), A % ("b", "x: X"), "was: a, now: b", {"a": "x"}, {"b": "x"}, id="single"),
    pytest.param(
        A % ("a", SAYING % "o"),
        A % ("b", SAYING % "o"),
        "was: a, now: b",
        {"a": "o", "a__say": "This"},
        {"b": "o", "b__say": "This"},
        id="single with words",
    ),
    pytest.param(
        M % ("a", SAYING % "o"),
        M % ("b", SAYING % "o"),
        "was: a, now: b",
        {"a": ["a", "o"], "a__say": "This"},
        {"b__a": 1, "b__o": 1, "b__say": "This"},
        id="multiple",
    ),
    pytest.param(
        "- {id: a, ask: pick_top, choose: 1, text: T, options: {x: X, y: Y}}\n",
        "- {id: b, ask: pick_top, choose: 1, text: T, options: {x: X, y: Y}}\n",
        "was: a, now: b",
        {"a": ["y"]},
        {"b__x": 0, "b__y": 1},
        id="pick top",
    ),
    pytest.param(
        G % ("a", "agree", "r: R, s: S"),
        G % ("b", "agree", "t: R, s: S"),
        "was: a, now: b\nwas: r, now: t",
        {"r": 3, "s": "dont_know"},
        {"t": 3, "s": Missing.DONT_KNOW},
        id="grid and row",
    ),
    pytest.param(
        P % ("a", "often", "r"),
        P % ("b", "how_often", "t"),
        "was: a, now: b\nwas: r, now: t\nwas: scales.often, now: scales.how_often",
        {"r__agree": 1, "r__often": 2},
        {"t__agree": 1, "t__how_often": 2},
        id="paired grid, row and side",
    ),
    pytest.param(
        R % ("a", "r: R, s: S"),
        R % ("b", "t: R, s: S"),
        "was: a, now: b\nwas: r, now: t",
        {"r": 2, "s": 1},
        {"t": 2, "s": 1},
        id="ranking",
    ),
    pytest.param(N % "a", N % "b", "was: a, now: b", {"a": "7"}, {"b": 7}, id="number"),
    pytest.param(
        "- {id: a, ask: long_text, text: T}\n",
        "- {id: b, ask: long_text, text: T}\n",
        "was: a, now: b",
        {"a": "Words"},
        {"b": "Words"},
        id="text",
    ),
    pytest.param(
        "- {id: a, ask: date, text: D}\n",
        "- {id: b, ask: date, text: D}\n",
        "was: a, now: b",
        {"a__day": 1, "a__month": 2, "a__year": 2024},
        {"b": "2024-02-01"},
        id="day",
    ),
    pytest.param(
        "- {id: a, ask: confirm, text: C}\n",
        "- {id: b, ask: confirm, text: C}\n",
        "was: a, now: b",
        {"a": 1},
        {"b": 1},
        id="confirm",
    ),
    pytest.param(
        EX % ("ex", "name", "kind", "a"),
        EX % ("ex", "called", "kind", "x"),
        "was: ex.name, now: ex.called\nwas: ex.kind, codes: {a: x}",
        {"ex_1__name": "One", "ex_1__kind": "a", "ex_1__another": 1, "ex_2__name": "Two"},
        {"ex_1__called": "One", "ex_1__kind": "x", "ex_1__another": 1, "ex_2__called": "Two"},
        id="in a group",
    ),
    pytest.param(
        EX % ("ex", "name", "kind", "a"),
        EX % ("example", "called", "kind", "a"),
        "was: ex, now: example\nwas: ex.name, now: example.called",
        {"ex_1__name": "One", "ex_1__kind": "a", "ex_1__another": 0},
        {"example_1__called": "One", "example_1__kind": "a", "example_1__another": 0},
        id="a group",
    ),
]


def gone(code_map: str) -> str:
    """What the map leaves: the names, and codes of what keeps its name."""
    names = []
    for line in code_map.splitlines():
        was = line.split("was: ")[1].split(",")[0]
        codes = line.partition("codes: {")[2].strip("}").split(", ") if "now: " not in line else ()
        names += [f"{was}.{code.partition(':')[0]}" for code in codes] or [was]
    return ", ".join(names)


@pytest.mark.parametrize(("asked", "asks", "code_map", "answered", "counted"), RENAMED)
def test_what_has_another_name_is_counted_under_it_and_nothing_breaks(
    asked: str, asks: str, code_map: str, answered: dict[str, object], counted: dict[str, Cell]
) -> None:
    old = version("1.0", asked)
    new = version("1.1", asks, code_map, gone(code_map))
    assert breaking(old, new) == []
    assert len(told(old, new)) == len(code_map.splitlines())
    cells = passed(old, new, answered)
    assert cells.keys() == new.codebook.columns.keys()
    assert {name: cells[name] for name in counted} == counted
    without = new.model_copy(update={"code_map": ()})
    assert breaking(old, without) != []


def test_what_is_computed_has_another_name_and_other_codes_and_looks_at_what_was_renamed() -> None:
    old = version("1.0", N % "a", top=SCORED % ("c", "low", "a", "a"))
    code_map = "was: a, now: b\nwas: c, now: d, codes: {low: little}"
    new = version("1.1", N % "b", code_map, "a, c", SCORED % ("d", "little", "b", "b"))
    assert breaking(old, new) == []
    assert passed(old, new, {"a": 1}) == {"b": 1, "d": "little"}
    assert passed(old, new, {"a": 4}) == {"b": 4, "d": "high"}


# Codes

FREQ = A % ("freq", "daily: D, weekly: W, never: N, odd: O")
HOW = A % ("how", "often: O, never: N")
MERGING = "was: freq, now: how, codes: {daily: often, weekly: often, odd: null}"


@pytest.mark.parametrize(
    ("chosen", "cell"),
    [("daily", "often"), ("weekly", "often"), ("never", "never"), ("odd", Missing.REDACTED)],
)
def test_codes_are_renamed_merged_and_left_without_a_counterpart(chosen: str, cell: Cell) -> None:
    old, new = version("1.0", FREQ), version("1.1", HOW, MERGING, "freq")
    assert breaking(old, new) == []
    assert passed(old, new, {"freq": chosen}) == {"how": cell}
    assert Passage(old, new).lost(cells_of(old, {"freq": chosen})) == (
        {("freq", "odd")} if chosen == "odd" else frozenset()
    )


def test_a_reason_for_having_no_answer_stays_one() -> None:
    old, new = version("1.0", FREQ), version("1.1", HOW, MERGING, "freq")
    assert passed(old, new, {}) == {"how": Missing.BLANK}
    assert Passage(old, new).answered(cells_of(old, {})) == frozenset()
    assert Passage(old, new).answered(cells_of(old, {"freq": "daily"})) == {"freq"}


def test_the_map_is_told_by_what_it_does_to_answers() -> None:
    old, new = version("1.0", FREQ), version("1.1", HOW, MERGING, "freq")
    assert told(old, new) == [
        (D, "freq", "is counted as how"),
        (D, "freq", "daily and weekly are counted as often"),
        (D, "freq", "odd has no counterpart"),
    ]
    assert [change.sort for change in compare(old, new) if change.mapped] == ["mapped"] * 3


def test_a_code_that_the_map_forgets_still_breaks() -> None:
    old = version("1.0", FREQ)
    new = version("1.1", HOW, "was: freq, now: how, codes: {daily: often, odd: null}", "freq")
    assert breaking(old, new) == ["how > options: weekly is removed"]


def test_an_answer_becomes_a_way_out_and_a_way_out_an_answer() -> None:
    old = version("1.0", A % ("a", "x: X, unsure: U, not_applicable: N"))
    new = version(
        "1.1",
        A % ("b", "x: X, dont_know: D, none: N"),
        "was: a, now: b, codes: {unsure: dont_know, not_applicable: none}",
        "a",
    )
    assert breaking(old, new) == []
    assert passed(old, new, {"a": "unsure"}) == {"b": Missing.DONT_KNOW}
    assert passed(old, new, {"a": "not_applicable"}) == {"b": "none"}


@pytest.mark.parametrize(
    ("ticked", "cells", "lost"),
    [
        pytest.param(["x"], {"m__z": 1, "m__w": 0}, set(), id="one of the merged"),
        pytest.param(["y", "w"], {"m__z": 1, "m__w": 1}, set(), id="the other of the merged"),
        pytest.param(["w"], {"m__z": 0, "m__w": 1}, set(), id="none of the merged"),
        pytest.param(["v"], {"m__z": 0, "m__w": 0}, {("m", "v")}, id="what has no counterpart"),
        pytest.param([], {"m__z": Missing.BLANK, "m__w": Missing.BLANK}, set(), id="nothing"),
    ],
)
def test_any_of_the_merged_ticks_is_a_tick(
    ticked: list[str], cells: dict[str, Cell], lost: set[tuple[str, str]]
) -> None:
    old = version("1.0", M % ("m", "x: X, y: Y, w: W, v: V"))
    new = version("1.1", M % ("m", "z: Z, w: W"), "was: m, codes: {x: z, y: z, v: null}", "m.x, m.y, m.v")
    assert breaking(old, new) == []
    assert passed(old, new, {"m": ticked}) == cells
    assert Passage(old, new).lost(cells_of(old, {"m": ticked})) == lost


def test_what_was_on_offer_to_some_is_merged_with_what_was_on_offer_to_all() -> None:
    offered = M % ("m", "x: {label: X, show_if: a == 'p'}, y: Y")
    old = version("1.0", A % ("a", "p: P, q: Q") + "- page: next\n" + offered)
    new = version(
        "1.1",
        A % ("a", "p: P, q: Q") + "- page: next\n" + M % ("m", "z: Z"),
        "was: m, codes: {x: z, y: z}",
        "m.x, m.y",
    )
    assert passed(old, new, {"a": "q", "m": ["y"]})["m__z"] == 1
    assert passed(old, new, {"a": "p", "m": ["x"]})["m__z"] == 1
    assert passed(old, new, {"a": "q"})["m__z"] is Missing.BLANK


def test_words_beside_an_option_without_a_counterpart_do_not_stand_beside_another() -> None:
    old = version("1.0", A % ("a", SAYING % "o"))
    new = version("1.1", A % ("a", SAYING % "p"), "was: a, codes: {o: null}", "a.o")
    assert passed(old, new, {"a": "o", "a__say": "This"}) == {"a": Missing.REDACTED}
    kept = version("1.1", A % ("a", SAYING % "p"), "was: a, codes: {o: p}", "a.o")
    assert passed(old, kept, {"a": "o", "a__say": "This"}) == {"a": "p", "a__say": "This"}


def test_words_that_nobody_has_read_are_lost_and_kept_like_those_that_were() -> None:
    old = version("1.0", A % ("a", SAYING % "o"))
    unread = {**cells_of(old, {"a": "o", "a__say": "This"}), "a__say": Missing.UNREAD}
    gone = Passage(old, version("1.1", A % ("b", "x: X"), "was: a, dropped: Too loose.", "a"))
    assert gone.answered({**unread, "a": Missing.BLANK}) == {"a"}
    assert gone.lost({**unread, "a": Missing.BLANK}) == {("a", "")}
    kept = version("1.1", A % ("b", SAYING % "o"), "was: a, now: b", "a")
    assert Passage(old, kept).cells(unread) == {"b": "o", "b__say": Missing.UNREAD}


def test_words_that_would_lose_their_option_break() -> None:
    old = version("1.0", A % ("a", f"{SAYING % 'o'}, c: C"))
    new = version("1.1", A % ("a", "a: A, d: D"), "was: a, codes: {o: d, c: d}", "a.o, a.c")
    assert breaking(old, new) == ["a > options > d: say: Which becomes nothing"]


# Scales

SCARCE = "was: scales.often, now: scales.scarce, codes: {1: 1, 2: 2, 3: 2}"


def test_steps_of_a_scale_are_merged_for_every_question_on_it() -> None:
    old = version("1.0", G % ("g", "often", "r: R") + "- {id: f, ask: single, scale: often, text: F}\n")
    asks = G % ("g", "scarce", "r: R") + "- {id: f, ask: single, scale: scarce, text: F}\n"
    new = version("1.1", asks, SCARCE, "scales.often")
    assert breaking(old, new) == []
    assert passed(old, new, {"r": 3, "f": 1}) == {"r": 2, "f": 1}


def test_one_question_goes_over_to_another_scale_and_others_stay() -> None:
    old = version("1.0", G % ("g", "often", "r: R") + G % ("h", "often", "s: S"))
    asks = G % ("k", "scarce", "r: R") + G % ("h", "often", "s: S")
    new = version("1.1", asks, "was: g, now: k, codes: {1: 1, 2: 2, 3: 2}", "g")
    assert breaking(old, new) == []
    assert passed(old, new, {"r": 3, "s": 3}) == {"r": 2, "s": 3}


def test_a_step_that_nobody_could_give_before_still_breaks_a_scale() -> None:
    old, asks = version("1.0", G % ("g", "scarce", "r: R")), G % ("g", "often", "r: R")
    new = version("1.1", asks, "was: scales.scarce, now: scales.often, codes: {1: 1, 2: 3}", "scales.scarce")
    assert breaking(old, new) == ["scales > often > steps: 2 is added"]


# Taken out

TEAM = A % ("team", "x: X") + A % ("a", "x: X")


def test_a_question_is_dropped_with_its_reason_and_its_answers_are_known_to_be_lost() -> None:
    old = version("1.0", TEAM)
    new = version("1.1", A % ("a", "x: X"), "was: team, dropped: Its wording misled people.", "team")
    assert breaking(old, new) == []
    (change,) = (one for one in compare(old, new) if one.mapped)
    assert (change.place, change.what) == ("team", "dropped")
    assert "Its wording misled people." in change.why
    assert passed(old, new, {"team": "x", "a": "x"}) == {"a": "x"}
    assert Passage(old, new).lost(cells_of(old, {"team": "x"})) == {("team", "")}
    assert Passage(old, new).lost(cells_of(old, {"a": "x"})) == frozenset()


def test_a_row_and_a_group_are_dropped() -> None:
    old = version("1.0", G % ("g", "agree", "r: R, s: S") + EX % ("ex", "name", "kind", "a"))
    code_map = "was: r, dropped: Unclear\nwas: ex, dropped: Too long"
    new = version("1.1", G % ("g", "agree", "s: S"), code_map, "r, ex")
    assert breaking(old, new) == []
    fields = {"r": 1, "s": 2, "ex_1__name": "One"}
    assert passed(old, new, fields) == {"s": 2}
    assert Passage(old, new).lost(cells_of(old, fields)) == {("r", ""), ("ex", "")}


def test_nothing_is_dropped_from_what_was_put_in_order() -> None:
    old = version("1.0", R % ("a", "r: R, s: S, t: T"))
    new = version("1.1", R % ("a", "r: R, s: S"), "was: t, dropped: Unclear", "t")
    assert breaking(old, new) == ["t: dropped from things put in order"]


# What the map does not answer


def test_a_renamed_question_is_compared_in_all_else() -> None:
    old = version("1.0", "- {id: a, ask: number, text: A, most: 9, sensitive: high}\n")
    new = version("1.1", "- {id: b, ask: number, text: A, most: 8}\n", "was: a, now: b", "a")
    assert sorted(breaking(old, new)) == ["b: most: 9.0 becomes 8.0", "b: sensitive: high becomes none"]


def test_a_question_does_not_become_one_of_another_kind() -> None:
    old = version("1.0", A % ("a", "x: X"))
    new = version("1.1", M % ("b", "x: X"), "was: a, now: b", "a")
    assert breaking(old, new) == ["b: ask: single becomes multiple"]


def test_two_questions_do_not_become_one() -> None:
    old, new = version("1.0", N % "a" + N % "b"), version("1.1", N % "b", "was: a, now: b", "a")
    assert "b: is counted as b, as is a" in breaking(old, new)


def test_an_entry_that_names_nothing_of_an_older_version_is_told_and_breaks_nothing() -> None:
    old = version("1.0", N % "a")
    new = version("1.1", N % "a" + HOW, "was: fresh, now: how, codes: {x: often}", "fresh")
    assert [(one.weight, one.place, one.what) for one in compare(old, new)][:1] == [
        (S, "code_map > fresh", "it is not in version 1.0")
    ]
    assert breaking(old, new) == []
    typo = version("1.1", HOW, "was: freq, now: how, codes: {dayly: often, weekly: often, odd: null}", "freq")
    assert breaking(version("1.0", FREQ), typo) == ["how > options: daily is removed"]
    assert (S, "code_map > freq", "dayly is not in version 1.0") in [
        (one.weight, one.place, one.what) for one in compare(version("1.0", FREQ), typo)
    ]


def test_consents_and_conditions_follow_a_new_name() -> None:
    def asks(name: str) -> str:
        return (
            f"- {{id: {name}, ask: single, text: Keep, options: {{1: Y, 0: N}}}}\n- page: next\n"
            f"- {{id: n, ask: number, text: N, show_if: '{name} == 1 or answered({name})'}}\n"
        )

    old = version("1.0", asks("keep"), top="partial_consent: keep\n")
    new = version("1.1", asks("use"), "was: keep, now: use", "keep", "partial_consent: use\n")
    assert [(one.place, one.what) for one in compare(old, new) if not one.mapped] == [
        ("retired", "keep is added")
    ]


def test_a_condition_on_codes_that_became_one_is_another_condition() -> None:
    case = "computed: {c: {text: C, cases: {1: {label: L, holds: a == '%s'}}}}\n"
    old = version("1.0", A % ("a", "x: X, y: Y, v: V"), top=case % "x")
    renamed = version("1.1", A % ("a", "z: Z, y: Y, v: V"), "was: a, codes: {x: z}", "a.x", case % "z")
    merged = version("1.1", A % ("a", "z: Z, v: V"), "was: a, codes: {x: z, y: z}", "a.x, a.y", case % "z")
    assert breaking(old, renamed) == []
    assert breaking(old, merged) == ["computed > c > cases > 1: holds: a == 'x as it was' becomes a == 'z'"]
    same = version("1.1", A % ("a", "x: X, v: V"), "was: a, codes: {y: x}", "a.y", case % "x")
    assert breaking(version("1.0", A % ("a", "x: X, y: Y, v: V"), top=case % "x"), same) == [
        "computed > c > cases > 1: holds: a == 'x as it was' becomes a == 'x'"
    ]


@pytest.mark.parametrize(
    ("was", "now", "is_kept"),
    [
        pytest.param("r == 1", "r == 1", True, id="a step that stays alone"),
        pytest.param("r > 1", "r > 1", True, id="above a step that stays alone"),
        pytest.param("r <= 2", "r <= 2", False, id="up to a step that another became"),
        pytest.param("r in [2, 3]", "r in [2]", False, id="steps that became one"),
        pytest.param("sum(r, t) > 2", "sum(r, t) > 2", False, id="a sum of numbers that are others now"),
        pytest.param("r == t", "r == t", False, id="two such answers compared"),
        pytest.param("count(m) > 1", "count(m) > 1", False, id="a number of choices that became one"),
        pytest.param("any(m, 'c')", "any(m, 'c')", True, id="a choice that stays alone"),
        pytest.param("any(m, 'a', 'b')", "any(m, 'a')", False, id="choices that became one"),
        pytest.param("answered(r)", "answered(r)", True, id="whether there is an answer"),
    ],
)
def test_what_is_computed_breaks_where_it_looks_at_codes_that_mean_something_else_now(
    was: str, now: str, is_kept: bool
) -> None:
    def asks(scale: str, options: str) -> str:
        return G % ("g", scale, "r: R, t: T") + M % ("m", options)

    case = 'computed: {c: {text: C, cases: {1: {label: L, holds: "%s"}}}}\n'
    old = version("1.0", asks("often", "a: A, b: B, c: C"), top=case % was)
    code_map = f"{SCARCE}\nwas: m, codes: {{b: a}}"
    new = version("1.1", asks("scarce", "a: A, c: C"), code_map, "scales.often, m.b", case % now)
    assert [place.partition(" >")[0] for place in breaking(old, new)] == ([] if is_kept else ["computed"])


# A chain of versions

SECOND = 'since: "1.1", was: freq, now: how, codes: {daily: often, weekly: often, odd: null}'
THIRD = SECOND + '\nsince: "1.2", was: how, now: rate, codes: {often: much, never: little}'
FOURTH = THIRD.replace("1.2", "1.10")


def chain() -> tuple[Questionnaire, Questionnaire, Questionnaire]:
    return (
        version("1.0", FREQ),
        version("1.1", HOW, SECOND, "freq"),
        version("1.2", A % ("rate", "much: M, little: L"), THIRD, "freq, how"),
    )


@pytest.mark.parametrize("chosen", ["daily", "weekly", "never", "odd"])
def test_maps_compose_over_three_versions(chosen: str) -> None:
    first, second, third = chain()
    row = cells_of(first, {"freq": chosen})
    assert Passage(first, third).cells(row) == Passage(second, third).cells(Passage(first, second).cells(row))
    assert breaking(first, third) == breaking(second, third) == []
    assert told(first, third)[0] == (D, "freq", "is counted as rate")


def test_answers_to_a_version_pass_only_through_what_is_newer() -> None:
    _, second, third = chain()
    assert [one.was for one in became(second, third)] == ["how"]
    assert Passage(third, third).cells({"rate": "much"}) == {"rate": "much"}


def test_version_1_10_is_newer_than_1_2() -> None:
    first, second, _ = chain()
    tenth = version("1.10", A % ("rate", "much: M, little: L"), FOURTH, "freq, how")
    assert breaking(first, tenth) == breaking(second, tenth) == []


def test_an_entry_is_corrected_later_and_not_forgotten() -> None:
    _, second, third = chain()
    short = version("1.2", HOW, "", "freq")
    assert "code_map: 1.1 freq is removed" in breaking(second, short)
    assert "code_map: 1.1 freq is removed" not in breaking(second, third)
    mended = version("1.2", HOW, SECOND.replace("odd: null", "odd: never"), "freq")
    assert [(one.weight, one.place) for one in compare(second, mended)] == [
        (D, "code_map > 1.1 freq > codes > odd")
    ]


def test_the_map_is_part_of_the_version() -> None:
    _, second, third = chain()
    assert Questionnaire.model_validate_json(third.document) == third
    other = second.model_copy(update={"code_map": ()})
    assert other.fingerprint != second.fingerprint
    numbers = version("1.1", A % ("b", "1: A, 2: B"), "was: a, now: b, codes: {3: 1}", "a")
    assert Questionnaire.model_validate_json(numbers.document) == numbers


# What an entry says that does nothing


def test_a_step_that_leads_to_what_the_same_version_takes_away_says_so() -> None:
    chain = "was: one, now: two\nwas: two, now: three"
    with pytest.raises(FaultyQuestionnaire) as refused:
        version("1.1", A % ("three", "a: A"), chain, "one, two")
    (report,) = refused.value.reports
    assert "1.1 takes two away as well" in report.message
    assert "Lead one to three at once, or give each step its own since:" in report.message


def test_an_entry_that_is_too_old_for_what_changed_says_so() -> None:
    old = version("1.1", A % ("one", "a: A"))
    new = version("1.2", A % ("two", "a: A"), 'since: "1.1", was: one, now: two', "one")
    assert "one: removed" in breaking(old, new)
    (told,) = [change for change in compare(old, new) if change.where[0] == "code_map"]
    assert "write the newer version's number under since:" in told.why


def test_something_computed_that_is_taken_away_is_told_with_what_to_do() -> None:
    old, new = (version(number, N % "n", top=top) for number, top in (("1.0", TWICE), ("1.1", "")))
    (change,) = compare(old, new)
    assert (change.weight, change.what) == (D, "twice is removed")
    assert "Its column is gone, for earlier answers too." in change.why
    assert "under code_map:" in change.why


TWICE = "computed: {twice: {text: T, value: n * 2}}\n"
