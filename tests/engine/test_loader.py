"""Every fault that the loader knows: found, at its line and column, with what to do, and all at once.

In each case ▶ stands where the fault is reported; it is not part of the file. One case stands on one
line, however long, so that the table can be read downwards.
"""
# ruff: noqa: E501 - one file a line, so that the table can be read downwards

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey.engine.geography import NAMED_IN
from survey.engine.loader import FaultyQuestionnaire, load_file, load_text
from tests.builders import HEAD, LIBRARY, asking, faults_in, section_of, text_of

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "survey" / "engine"
TEMPLATES = ROOT / "templates" / "respondent"


def q(questions: str, top: str = "") -> str:
    return text_of(section_of(questions), top)


PLAIN = "- {id: z, ask: confirm, text: Z}\n"
ONE = "- {id: one, ask: single, text: One, options: {a: A, 3: Three}}\n- page: next\n"
GRID = "- {id: g, ask: grid, scale: agree, text: G, rows: {r_one: One}}\n- page: next\n"
TEXT = "- {id: t, ask: short_text, text: T}\n- page: next\n"
DAY = "- {id: d, ask: date, text: D}\n- page: next\n"
AMOUNT = "- {id: n, ask: number, text: N}\n- page: next\n"


def shown(before: str, condition: str) -> str:
    return q(f'{before}- {{id: last, ask: confirm, text: Last, ▶show_if: "{condition}"}}\n')


def mapped(entry: str, retired: str) -> str:
    """A questionnaire with a code map of one entry, or of more where it says so."""
    return q(MAPPED, f"retired: [{retired}]\ncode_map:\n- {{{entry}}}\n")


MAPPED = """\
- {id: z, ask: single, text: Z, options: {a: A, b: B}}
- {id: n, ask: number, text: N}
- {id: g, ask: grid, scale: agree, text: G, rows: {r: R}}
- {id: m, ask: multiple, text: M, options: {a: A, dont_know: Not sure}}
"""


def group(inside: str, keys: str = "repeat: {most: 2}") -> str:
    body = "\n".join(f"    {line}" for line in inside.strip("\n").splitlines())
    return q(f"- ask: group\n  id: ex\n  {keys}\n  questions:\n{body}\n")


CASES: list[tuple[str, str]] = [
    # The file as YAML
    ("yaml-syntax", "a: [1\nb▶: 2\n"),
    ("yaml-syntax", "a:\n▶\tb: 1\n"),
    ("cut-short", q("- {id: a, ask: confirm, text: A}").replace("title: Section", "title: ▶Our #1 worry")),
    ("wrong-type", q("- page: next\n  ▶id: a\n  ask: confirm\n  text: A")),
    ("wrong-type", q("- {id: a, ask: single, text: A, options: {a: Homes, ▶big ones, b: B}}")),
    ("duplicate-id", text_of("- {id: s, title: S, stage: only, questions: [{id: a, ask: confirm, text: A}]}\n- {▶id: s, title: S, stage: only, sensitive: high, note: {text: N}, questions: [{id: b, ask: confirm, text: B}]}")),
    ("unknown-list", q("- {id: a, ask: single, text: A, options: {x: X}}\n- page: p\n- {id: b, ask: single, text: B, options: {list: ▶boroghs, where: {icb: a}}}")),
    ("unknown-name", q(AMOUNT + "- {id: z, ask: confirm, text: Z, show_if: d == 'yes'}", "computed:\n  ▶c: {text: C, value: n + m}\n  d: {text: D, cases: {yes: {label: Y, holds: c > 1}}}\n")),
    ("not-a-mapping", "▶- a list\n"),
    ("not-a-mapping", "▶"),
    ("control-character", "a: fine\nb: not ▶\x07fine\n"),
    ("control-character", 'a: ▶"not \\0 fine"\n'),
    ("two-documents", "a: 1\n▶---\nb: 2\n"),
    ("alias", "a: ▶*name\n"),
    ("anchor", "a: ▶&name 1\n"),
    ("tag", "a: ▶!name 1\n"),
    ("bad-key", "a: 1\n▶1.5: 2\n"),
    ("bad-key", "a: 1\n▶true: 2\n"),
    ("bad-key", "a: 1\n? ▶[b]\n: 2\n"),
    ("duplicate-key", "a: 1\nb: 2\n▶a: 3\n"),
    ("too-deep", "a: " + "[" * 19 + "▶[" + "]" * 20),
    ("too-large", "▶a: b\n" + "# a comment of some length\n" * 45_000),
    ("too-large", "a: b\n" * 20_000 + "▶a: b\n"),
    ("too-large", f"a: b\n▶b: {'c' * 10_000}\n"),
    ("too-large", "a:\n" + ("- [b, b, b, b, b, b, b, b, b]\n" * 1_199) + "- [b, b, b, b, b, b, ▶b, b]\n"),
    # Keys and values
    ("missing-key", text_of(section_of(PLAIN)).replace("title: A tiny survey\n", "").replace("q", "▶q", 1)),
    ("missing-key", q("- ▶{id: one, ask: confirm}")),
    ("missing-key", q("- ▶{id: one, text: No kind}")),
    ("missing-key", q("- ▶{ask: group, repeat: {most: 1}, questions: [{id: a, ask: confirm, text: A}]}")),
    ("missing-key", HEAD.replace("q", "▶q", 1)),
    ("unknown-key", q("- {id: one, ask: confirm, text: One, ▶requird: true}")),
    ("unknown-key", q(PLAIN, top="▶colour: red\n")),
    ("unknown-key", q("- {page: one, ▶questions: []}\n- {id: one, ask: confirm, text: One}")),
    ("unknown-key", q("- {id: one, ask: confirm, text: One, ▶repeats: x}")),
    ("unknown-key", q("- {id: one, ask: single, text: One, options: {a: {label: A, ▶code: b}}}")),
    ("unknown-key", q("- {id: one, ask: single, text: One, options: {a: {label: A, ▶labl: b}}}")),
    ("unknown-key", q("- {id: one, ask: single, text: One, options: {list: x, ▶z: Z}}", "lists: {x: {a: A}}\n")),
    ("unknown-key", q("- {id: one, ask: confirm, text: One, hint: {text: t, ▶more: x}}", "texts: {t: T}\n")),
    ("unknown-key", group("- {id: a, ask: confirm, text: A}", "▶colour: red\n  repeat: {most: 1}")),
    ("unknown-key", group("- {id: a, ask: confirm, text: A}", "repeat: {most: 1, ▶least: 1}")),
    ("unknown-key", text_of("- {id: s, title: S, stage: only, questions: [{id: a, ask: confirm, text: A}], ▶pages: []}")),
    ("unknown-key", q(PLAIN).replace("scales:\n", "scales:\n  x: {steps: {1: A, 2: B}, ▶id: y}\n")),
    ("unknown-key", q(PLAIN, "lists: {x: {from: reference/london-boroughs, as_of: 2025-01-10, ▶to: y}}\n")),
    ("unknown-kind", q("- {id: one, ▶ask: slider, text: One}")),
    ("wrong-type", q("- {id: one, ask: confirm, ▶text: 5}")),
    ("wrong-type", q("- {id: one, ask: confirm, text: One, ▶required: yes please}")),
    ("wrong-type", q("- {id: one, ask: short_text, text: One, ▶most: many}")),
    ("wrong-type", q("- {id: one, ask: number, text: One, ▶least: low}")),
    ("wrong-type", q("- ▶just words\n- {id: one, ask: confirm, text: One}")),
    ("wrong-type", q("- {id: one, ask: single, text: One, ▶options: [a, b]}")),
    ("wrong-type", q("- {id: one, ask: grid, scale: agree, text: One, ▶rows: [a, b]}")),
    ("wrong-type", q(PLAIN, "▶lists: [a]\n")),
    ("wrong-type", q(PLAIN, "▶texts: [a]\n")),
    ("wrong-type", text_of("- {id: s, title: S, stage: only, ▶questions: 5}")),
    ("wrong-type", q(PLAIN).replace("scales:\n", "scales:\n  ▶x: [1, 2]\n")),
    ("wrong-type", HEAD + "▶sections: 5\n"),
    ("wrong-type", HEAD + "sections: [▶5]\n"),
    ("wrong-type", q(PLAIN).replace("start: {lead: A few questions.}", "▶start: A few questions.")),
    ("wrong-type", shown(DAY, "d > '27 March'")),
    ("wrong-type", shown(AMOUNT, "n > 'three'")),
    ("wrong-type", shown(TEXT, "t == 3")),
    ("wrong-value", q("- {id: one, ask: confirm, ▶text: ''}")),
    ("wrong-value", q("- {id: one, ask: confirm, ▶text: '  '}")),
    ("wrong-value", q("- {id: one, ask: confirm, text: One, ▶level: planet}")),
    ("wrong-value", q("- {id: one, ask: confirm, text: One, ▶shown_to: 1.5}")),
    ("wrong-value", q("- {id: one, ask: date, text: One, ▶earliest: first of May}")),
    ("wrong-value", q("- {id: one, ask: grid, scale: agree, text: One, ▶rows: {}}")),
    ("wrong-value", q("- {id: one, ask: confirm, ▶text: " + "x" * 2_001 + "}")),
    ("wrong-value", q(PLAIN, "promise: {▶threshold: 5}\n")),
    ("bad-id", q("- {▶id: One, ask: confirm, text: One}")),
    ("bad-id", q("- {id: one, ask: grid, scale: agree, text: One, rows: {▶Row: Words}}")),
    ("bad-id", q(PLAIN).replace("questionnaire: tiny", "▶questionnaire: Tiny Survey")),
    ("bad-id", q(PLAIN).replace('version: "1.0"', '▶version: "one"')),
    ("bad-id", q(PLAIN, 'leave: {▶to: "javascript:alert(1)"}\n')),
    ("reserved-code", q("- {id: one, ask: single, text: One, options: {1: A, ▶-8: Not sure}}")),
    ("reserved-code", q("- {id: g, ask: grid, scale: s, text: G, rows: {r_one: One}}").replace("scales:\n", "scales:\n  s: {steps: {1: A, 2: B, ▶-1: C}}\n")),
    ("bad-code", q("- {id: one, ask: single, text: One, options: {▶a-b: A, c: C}}")),
    ("missing-code", q("- {id: one, ask: single, text: One, options: {1: A, unsure: {label: B, missing: ▶dont_know}}}")),
    ("empty-section", text_of("- {id: s, title: S, stage: only, ▶questions: []}")),
    ("empty-section", text_of("- ▶{id: s, title: S, stage: only}")),
    ("empty-section", HEAD + "▶sections: []\n"),
    ("empty-section", q("- ▶{ask: group, id: g, repeat: {most: 1}, questions: []}\n- {id: a, ask: confirm, text: A}")),
    ("empty-page", q("- {id: one, ask: confirm, text: One}\n- ▶page: two\n- page: three\n- {id: b, ask: confirm, text: B}")),
    # Names that are used
    ("unknown-list", q("- {id: one, ask: single, text: One, options: {list: ▶places}}")),
    ("unknown-list", q(PLAIN, "lists: {x: {from: ▶reference/nowhere, as_of: 2025-01-10}}\n")),
    ("unknown-list", q(PLAIN, "lists: {x: {from: ▶reference/../1.0, as_of: 2025-01-10}}\n")),
    ("unknown-list", q(PLAIN, "lists: {x: {from: ▶/etc/passwd, as_of: 2025-01-10}}\n")),
    ("as-of", q(PLAIN, "lists: {▶x: {from: reference/london-boroughs}}\n")),
    ("as-of", q(PLAIN, "lists: {▶x: {from: reference/london-boroughs, as_of: today}}\n")),
    ("unknown-scale", q("- {id: one, ask: grid, scale: ▶mood, text: One, rows: {a_row: A}}")),
    ("unknown-scale", q("- {id: one, ask: paired_grid, scales: [agree, ▶mood], text: One, rows: {a_row: A}}")),
    ("unknown-text", q("- {id: one, ask: confirm, text: One, hint: ▶{text: nothing}}")),
    ("unknown-stage", text_of("- {id: s, title: S, ▶stage: x, questions: [{id: a, ask: confirm, text: A}]}")),
    ("unknown-end", q("- {id: one, ask: single, text: One, options: {a: A, b: {label: B, ▶end: over}}}")),
    ("unknown-question", q("- {id: one, ask: single, text: One, options: {same_as: ▶two}}")),
    ("unknown-question", q("- {id: one, ask: pick_top, choose: 1, text: One, options: {rows_of: ▶two}}")),
    ("unknown-name", shown("", "nothing == 1")),
    ("unknown-name", q("- {id: one, ask: multiple, text: One, options: {a: A}, ▶prefill: two}")),
    ("unknown-name", q(ONE + "- {id: z, ask: confirm, text: Z}", "scores: {s: {title: S, of: [▶x], needs: 1}}\n")),
    ("unknown-name", q("- {id: one, ask: confirm, text: One}", "▶partial_consent: two\n")),
    ("unknown-name", q("- {id: c, ask: confirm, text: C, contact: true}", "contacts: {consent: c, ▶purposes: p}\n")),
    ("unknown-name", q("- {id: c, ask: confirm, text: C, contact: true}", "contacts: {▶consent: d, purposes: c}\n")),
    ("unknown-name", q("- {id: c, ask: confirm, text: C, contact: true}", "contacts: {consent: c, purposes: c, linked: [▶ex]}\n")),
    ("unknown-code", shown(ONE, "one == 'b'")),
    ("unknown-code", shown(ONE, "one in ['a', 'b']")),
    ("unknown-code", shown(ONE, "one == '3'")),
    ("unknown-code", shown(GRID, "any(g, 'r_two')")),
    ("unknown-code", q("- {id: one, ask: single, text: One, options: {a: A}, ▶care: [1]}")),
    ("unknown-code", q("- {id: one, ask: short_text, text: One, ▶blank_means: 0}")),
    ("unknown-code", q("- {id: one, ask: grid, scale: agree, text: One, rows: {a_row: A}, ▶blank_means: 9}")),
    ("unknown-code", q(ONE + "- {id: z, ask: confirm, text: Z}", "support: {services: [{who: A, ▶sector: navy, name: B}]}\n")),
    # Names that are given
    ("duplicate-id", q("- {id: one, ask: confirm, text: One}\n- {▶id: one, ask: confirm, text: Two}")),
    ("duplicate-id", q("- {id: one, ask: confirm, text: A}\n- page: two\n- {id: b, ask: confirm, text: B}\n- page: ▶two\n- {id: c, ask: confirm, text: C}")),
    ("duplicate-id", q(GRID + "- {▶id: r_one, ask: confirm, text: Two}")),
    ("duplicate-id", q("- {▶id: g, ask: grid, scale: agree, text: G, rows: {g: One}}")),
    ("duplicate-id", q("- {id: m, ask: multiple, text: M, options: {a: A}}\n- {▶id: m__a, ask: confirm, text: Two}")),
    ("duplicate-id", q("- {id: one, ask: confirm, text: One}", "scores: {▶one: {title: S, of: [one], needs: 1}}\n")),
    ("duplicate-id", q("- {id: p, ask: paired_grid, ▶scales: [agree, agree], text: P, rows: {r_p: R}}")),
    ("duplicate-code", q("- {id: one, ask: single, text: One, options: {list: x, ▶also: {a: A}}}", "lists: {x: {a: A}}\n")),
    ("duplicate-code", q('- {id: one, ask: single, text: One, options: {1: A, ▶"1": B}}')),
    ("duplicate-break", q("- {id: a, ask: single, text: A, break: main, options: {1: X}}\n- {id: b, ask: single, text: B, ▶break: main, options: {1: X}}")),
    ("duplicate-id", q("- {id: m, ask: multiple, text: M, ▶options: {say: S, other: {label: O, say: Which}}}")),
    ("reserved-id", q("- {▶id: count, ask: confirm, text: Count}")),
    # Routing
    ("condition-syntax", q("- {id: one, ask: confirm, text: One, ▶show_if: one = 2}")),
    ("condition-syntax", group("- {id: a, ask: confirm, text: A}", "repeat: {most: 2}\n  ▶show_if: z ==")),
    ("condition-syntax", group("- {page: p, ▶show_if: [a]}\n- {id: a, ask: confirm, text: A}")),
    ("condition-syntax", q("- {page: p, ▶show_if: [a]}\n- {id: one, ask: confirm, text: One}")),
    ("condition-syntax", text_of("- {id: s, title: S, stage: only, ▶show_if: a ==, questions: [{id: a, ask: confirm, text: A}]}")),
    ("same-page", q('- {id: one, ask: confirm, text: One}\n- {id: two, ask: confirm, text: Two, ▶show_if: answered(one)}')),
    ("same-page", q("- {id: a, ask: multiple, text: A, options: {1: X}}\n- {id: b, ask: single, text: B, options: {▶chosen_in: a}}")),
    ("later-page", q("- {id: a, ask: confirm, text: A, ▶show_if: answered(b)}\n- page: two\n- {id: b, ask: confirm, text: B}")),
    ("no-order", shown(ONE, "one < 'b'")),
    ("no-order", shown("- {id: w, ask: single, text: W, options: {a: A}}\n- page: next\n", "w > 1")),
    ("no-order", q("- {id: t, ask: short_text, text: T}", "scores: {s: {title: S, of: [▶t], needs: 1}}\n")),
    ("not-choices", shown(TEXT, "any(t, 'x')")),
    ("not-choices", shown(AMOUNT, "count(n) > 1")),
    ("grid-value", shown(GRID, "g == 3")),
    ("group-value", group("- {id: a, ask: confirm, text: A}").rstrip() + "\n      - page: after\n      - {id: z, ask: confirm, text: Z, ▶show_if: ex == 1}\n"),
    ("no-shared-code", q(ONE + "- {id: two, ask: multiple, text: Two, options: {x: X}, ▶prefill: one}")),
    # Orders and offers
    ("no-fixed-order", text_of("- id: s\n  title: S\n  stage: only\n  order: random\n  questions:\n  - {id: a, ask: confirm, text: A}\n  - page: two\n  - {id: z, ask: confirm, text: Z, ▶show_if: a == 1}\n")),
    ("wrong-value", text_of("- id: s\n  title: S\n  stage: only\n  ▶order: backwards\n  questions: [{id: a, ask: confirm, text: A}]\n")),
    ("unknown-code", q(ONE + "- {id: z, ask: single, text: Z, options: {a: {label: A, ▶show_if: one == 'b'}}}")),
    ("no-shared-code", q(ONE + "- {id: z, ask: multiple, text: Z, options: {list: boroughs, where: {▶icb: one}}}", "lists: {boroughs: {from: reference/london-boroughs, as_of: 2025-01-10}}\n")),
    ("unknown-question", q("- {id: z, ask: multiple, text: Z, options: {list: boroughs, where: {▶icb: one}}}", "lists: {boroughs: {from: reference/london-boroughs, as_of: 2025-01-10}}\n")),
    # What was used once
    ("retired-id", q("- {▶id: z, ask: confirm, text: Z}", "retired: [z]\n")),
    ("retired-id", q("- {id: z, ask: grid, scale: agree, text: Z, rows: {▶r: R}}", "retired: [r]\n")),
    ("retired-id", q("- {id: z, ask: single, text: Z, options: {a: A, ▶b: B}}", "retired: [z.b]\n")),
    ("retired-id", q("- {id: z, ask: grid, ▶scale: agree, text: Z, rows: {r: R}}", "retired: [z.3]\n")),
    ("retired-id", q("- {▶id: z, ask: multiple, text: Z, options: {a: A, b: B}}", "retired: [z__b]\n")),
    ("retired-id", q("- {id: n, ask: number, text: N}", "retired: [c]\ncomputed:\n  ▶c: {text: C, value: n + 1}\n")),
    ("bad-id", q(PLAIN, "retired: [▶Old]\n")),
    # What became of what earlier versions stored
    ("map-later", mapped('▶since: "1.1", was: y, now: z', "y")),
    ("map-shape", mapped('since: "1.0", ▶was: y', "y")),
    ("map-shape", mapped('since: "1.0", ▶was: y, now: z, dropped: Not used', "y")),
    ("map-shape", mapped('since: "1.0", ▶was: scales.mood, codes: {1: 2}', "scales.mood")),
    ("map-shape", mapped('since: "1.0", was: ex.y, ▶now: z', "ex.y")),
    ("map-shape", mapped('since: "1.0", was: y, ▶now: scales.agree', "y")),
    ("map-twice", mapped('since: "1.0", was: y, now: z}\n- {since: "1.0", ▶was: y, dropped: Not used', "y")),
    ("map-twice", mapped('since: "1.0", was: y, now: z}\n- {since: "1.0", was: x, ▶now: z', "y, x")),
    ("map-unknown", mapped('since: "1.0", was: y, ▶now: zz', "y")),
    ("map-unknown", mapped('since: "1.0", ▶was: y, codes: {a: b}', "y")),
    ("map-unknown", mapped('since: "0.9", was: x, now: y}\n- {since: "1.0", was: y, ▶now: zz', "x, y")),
    ("map-unknown-code", mapped('since: "1.0", was: y, now: z, codes: {▶a: c}', "y")),
    ("map-unknown-code", mapped('since: "1.0", was: y, now: n, ▶codes: {a: b}', "y")),
    ("duplicate-code", mapped('since: "1.0", was: y, now: z, codes: {1: a, ▶"1": b}', "y")),
    ("map-not-gone", mapped('since: "1.0", ▶was: n, now: z', "y")),
    ("map-not-gone", mapped('since: "1.0", ▶was: n, dropped: Not used', "y")),
    ("map-not-gone", mapped('since: "1.0", was: z, codes: {▶a: b}', "y")),
    ("map-not-retired", mapped('since: "1.0", ▶was: y, now: z', "x")),
    ("map-not-retired", mapped('since: "1.0", ▶was: y, dropped: Not used', "x")),
    ("map-not-retired", mapped('since: "1.0", was: z, codes: {▶c: b}', "y")),
    ("map-order", mapped('since: "1.0", was: y, now: g, ▶codes: {1: 1, 2: 3, 3: 1}', "y")),
    ("map-way-out", mapped('since: "1.0", was: y, now: m, codes: {▶a: dont_know}', "y")),
    ("bad-id", mapped('since: "1.0", ▶was: Y, now: z', "y")),
    ("bad-id", mapped('▶since: one, was: y, now: z', "y")),
    ("bad-code", mapped('since: "1.0", was: y, now: z, codes: {▶a: b-c}', "y")),
    ("unknown-key", mapped('since: "1.0", was: y, now: z, ▶code: {}', "y")),
    ("wrong-type", mapped('since: "1.0", was: y, now: z, ▶codes: [a]', "y")),
    ("retired-id", group("- {▶id: y, ask: confirm, text: Y}").replace("sections:", "retired: [ex.y]\nsections:")),
    ("retired-id", q("- {id: z, ask: grid, ▶scale: agree, text: Z, rows: {r: R}}", "retired: [scales.agree]\n")),
    # What is computed
    ("value-or-cases", q("- {id: n, ask: number, text: N}", "computed:\n  ▶c: {text: C}\n")),
    ("computed-circle", q("- {id: n, ask: number, text: N}", "computed:\n  ▶c: {text: C, value: n + c}\n")),
    ("unknown-name", q("- {id: n, ask: number, text: N}", "computed:\n  ▶c: {text: C, value: n + m}\n")),
    ("wrong-type", q("- {id: n, ask: short_text, text: N}", "computed:\n  ▶c: {text: C, value: n + 1}\n")),
    ("duplicate-id", q("- {id: n, ask: number, text: N}", "computed:\n  ▶n: {text: C, value: n + 1}\n")),
    ("duplicate-code", q("- {id: n, ask: number, text: N}", "computed:\n  c: {text: C, cases: {1: {label: A, holds: n < 1}, ▶'1': {label: B, holds: n > 1}}}\n")),
    ("condition-syntax", q("- {id: n, ask: number, text: N}", "computed:\n  c: {text: C, ▶value: 'n +'}\n")),
    ("reserved-id", q("- {id: n, ask: number, text: N}", "computed:\n  ▶sum: {text: C, value: n + 1}\n")),
    # Texts that follow answers
    ("text-syntax", q("- {id: z, ask: confirm, ▶text: 'Hello {% include x %}'}")),
    ("text-syntax", q("- {id: z, ask: confirm, ▶text: 'Hello {there'}")),
    ("text-syntax", q("- {id: z, ask: confirm, ▶text: 'Hello {}'}")),
    ("text-syntax", q(ONE + "- {id: z, ask: confirm, ▶text: '{count(one): only one form}'}")),
    ("no-fallback", q(ONE + "- {id: z, ask: confirm, text: Z, ▶hint: 'You said {one}'}")),
    ("no-fallback", q("- {id: n, ask: number, text: N}\n- page: next\n- {id: z, ask: confirm, ▶text: '{n + 1}'}")),
    ("unknown-name", q("- {id: z, ask: confirm, ▶text: \"Of {colour or 'them'}\"}")),
    ("same-page", q("- {id: a, ask: confirm, text: A}\n- {id: z, ask: single, text: Z, options: {a: {▶label: \"As {a or 'b'}\"}}}")),
    ("wrong-type", q(ONE + "- {id: z, ask: confirm, ▶text: \"{length(one): one | # letters}\"}")),
    ("grid-value", q(GRID + "- {id: z, ask: confirm, ▶text: \"{g or 'none'}\"}")),
    # Checks on answers
    ("unknown-message", q("- {id: n, ask: number, text: N, messages: {▶colour: Blue}}")),
    ("check-elsewhere", q(ONE + "- {id: two, ask: number, text: Two, checks: [{▶holds: one == 'a', say: S}]}")),
    ("later-page", q("- {id: n, ask: number, text: N, checks: [{▶holds: n < m, say: S}]}\n- page: next\n- {id: m, ask: number, text: M}")),
    ("missing-key", q("- {id: n, ask: number, text: N, checks: [▶{holds: n < 3}]}")),
    ("least-most", q("- {id: t, ask: short_text, text: T, least: 9, ▶most: 8}")),
    # Kinds and what they take
    ("two-says", q("- {id: one, ask: single, text: One, options: {a: {label: A, say: S}, b: {label: B, ▶say: S}}}")),
    ("least-most", q("- {id: m, ask: multiple, text: M, options: {a: A, b: B}, ▶choose: {least: 2, most: 1}}")),
    ("least-most", q("- {id: m, ask: multiple, text: M, options: {a: A, b: B}, ▶choose: {most: 3}}")),
    ("least-most", q("- {id: n, ask: number, text: N, least: 5, ▶most: 4}")),
    ("least-most", q("- {id: d, ask: date, text: D, earliest: 2024-05-01, ▶latest: 2024-04-30}")),
    ("least-most", q("- {id: g, ask: grid, scale: agree, text: G, rows: {a_row: A}, ▶rows_expected: 2}")),
    ("least-most", q("- {id: r, ask: ranking, text: R, ▶rows: {r_a: A}}")),
    ("least-most", q("- {id: r, ask: ranking, text: R, rows: {r_a: A, r_b: B}, ▶most: 3}")),
    ("wrong-value", q("- {id: r, ask: ranking, text: R, rows: {r_a: A, r_b: B}, ▶unique: false}")),
    ("least-carried", q(ONE + "- {id: m, ask: multiple, text: M, options: {chosen_in: one}, ▶choose: {least: 2}}")),
    ("least-most", q(GRID + "- {id: z, ask: confirm, text: Z}", "scores: {s: {title: S, of: [g], ▶needs: 2}}\n")),
    ("wrong-kind", q("- {id: m, ask: multiple, text: M, options: {a: A}, ▶break: main}")),
    ("wrong-kind", q("- {id: t, ask: short_text, text: T, ▶place: borough}")),
    ("scale-and-options", q("- {id: one, ask: single, text: One, options: {a: A}, ▶scale: agree}")),
    ("note-not-sensitive", text_of("- {id: s, title: S, stage: only, ▶note: {text: N}, questions: [{id: a, ask: confirm, text: A}]}")),
    ("nested-group", group("- {▶ask: group, id: in, repeat: {most: 1}, questions: []}\n- {id: a, ask: confirm, text: A}")),
    ("repeat", group("- {id: a, ask: confirm, text: A}", "▶repeat: {most: 11}")),
    ("repeat", group("- {id: a, ask: confirm, text: A}", "▶repeat: {most: true}")),
    # Consent
    ("contact-without-consent", q("- {id: c, ask: email, text: C, ▶contact: true}")),
    ("contact-condition", q("- {id: c, ask: confirm, text: C, contact: true}\n- page: two\n- {id: z, ask: confirm, text: Z, ▶show_if: answered(c)}", "contacts: {consent: c, purposes: c}\n")),
    ("not-a-consent", q("- {id: c, ask: confirm, text: C}", "contacts: {▶consent: c, purposes: c}\n")),
    ("not-a-consent", q("- {id: c, ask: single, text: C, contact: true, options: {1: Y, 0: N}}", "contacts: {▶consent: c, purposes: c}\n")),
    ("not-a-consent", q("- {id: c, ask: short_text, text: C}", "▶partial_consent: c\n")),
    ("unknown-language", q("- {id: c, ask: short_text, text: C}", "languages: [▶klingon]\n")),
]  # fmt: skip
KNOWN_ELSEWHERE = {"no-file", "not-utf-8", "faulty-list", "translated-twice"}


@pytest.mark.parametrize(("code", "marked"), CASES, ids=[f"{n} {code}" for n, (code, _) in enumerate(CASES)])
def test_a_fault_is_found_where_it_is(code: str, marked: str) -> None:
    before = marked.partition("▶")[0]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    reports = faults_in(marked.replace("▶", ""))
    assert [(report.code, (report.line, report.column)) for report in reports] == [(code, place)]
    assert 15 < len(reports[0].message) < 200


def test_every_code_has_a_case() -> None:
    source = "".join(path.read_text("utf-8") for path in ENGINE.rglob("*.py") if path.parent.name != "advice")
    in_source = set(re.findall(r'"((?:alias|anchor|tag|repeat|[a-z]+(?:-[a-z0-9]+)+))"', source)) - {
        "utf-8",
        *NAMED_IN.values(),
    }
    assert in_source - {code for code, _ in CASES} == KNOWN_ELSEWHERE
    assert {code for code, _ in CASES} <= in_source


# Several faults in one file


def codes_in(text: str) -> list[str]:
    return [report.code for report in faults_in(text)]


def test_faults_of_every_sort_are_told_together_in_the_order_of_the_file() -> None:
    text = text_of("""
    - id: s
      title: S
      stage: nowhere
      questions:
        - {id: one, ask: single, text: One, options: {a: A}}
        - {id: two, ask: slider, text: Two}
        - {id: three, ask: confirm, text: Three, requird: true}
        - page: p
          show_if: one == 'b'
        - {id: four, ask: grid, scale: mood, text: Four, rows: {r: R}}
        - {id: one, ask: confirm, text: Again}
    """).replace("title: A tiny survey\n", "")
    assert codes_in(text) == [
        *("missing-key", "unknown-stage", "unknown-kind", "unknown-key", "unknown-code", "unknown-scale"),
        "duplicate-id",
    ]


def test_a_file_with_a_key_twice_is_still_looked_at_and_what_was_left_out_is_not_missed() -> None:
    text = text_of("""
    - {id: s, title: S, stage: nowhere, questions: [{id: one, ask: single, text: One, options: {a: A, a: B, 1.5: C}}]}
    - id: t
      title: T
      stage: only
      questions: [{id: two, ask: slider, text: Two}]
      questions: [{id: three, ask: !number number, text: Three}]
    - {id: u, title: U, stage: only, questions: [{id: four, ask: confirm, text: Four, show_if: three > 1 or five > 1}]}
    """)
    assert codes_in(text) == [
        *("unknown-stage", "duplicate-key", "bad-key", "unknown-kind", "duplicate-key", "tag"),
        "unknown-name",
    ]


def test_a_condition_left_empty_is_none() -> None:
    empty = group("- {page: p, show_if: }\n- {id: a, ask: confirm, text: A}", "repeat: {most: 2}\n  show_if:")
    assert codes_in(empty) == []


def names_of_the_pages_own() -> list[str]:
    """The fields and buttons that the templates around the questions have, and the id that the layout has."""
    pages = (TEMPLATES / name for name in ("_form.html", "page.html", "note.html", "stale.html"))
    found = {
        name for page in pages for name in re.findall(r'\bname="(\w+)"', page.read_text(encoding="utf-8"))
    }
    return sorted(found | {"clear", "main"} - {"choice"})


@pytest.mark.parametrize("name", names_of_the_pages_own())
def test_no_question_takes_a_name_that_the_page_uses_itself(name: str) -> None:
    assert codes_in(q(f"- {{id: {name}, ask: short_text, text: T}}")) == ["reserved-id"]
    assert codes_in(q(f"- {{id: g, ask: grid, scale: agree, text: T, rows: {{{name}: R}}}}")) == [
        "reserved-id"
    ]
    assert codes_in(group(f"- {{id: {name}, ask: short_text, text: T}}")) == []


def test_two_faults_in_one_question_are_both_told() -> None:
    assert codes_in(q("- {id: one, ask: confirm, text: 5, colour: red}")) == ["wrong-type", "unknown-key"]


def test_a_faulty_question_is_not_also_an_unknown_name() -> None:
    text = q("""
        - {id: one, ask: single, text: One, options: [a, b]}
        - {id: g, ask: grid, scale: mood, text: G, rows: {r_one: One}}
        - page: two
          show_if: one == 'a' and r_one == 2
        - {id: three, ask: confirm, text: Three}
    """)
    assert codes_in(text) == ["wrong-type", "unknown-scale"]


def test_a_faulty_key_costs_a_question_that_key_only() -> None:
    text = q("""
        - {id: one, ask: single, text: One, options: {a: A}, requird: true}
        - page: two
          show_if: one == 'z'
        - {id: three, ask: confirm, text: Three}
    """)
    assert codes_in(text) == ["unknown-key", "unknown-code"]


def test_faulty_stages_and_ends_are_told_once() -> None:
    text = q("- {id: one, ask: single, text: One, options: {a: {label: A, end: over}}}")
    assert codes_in(text.replace("stages: {only: The only place}", "stages: [only]")) == [
        "wrong-type",
        "unknown-end",
    ]
    over = text.replace("ends: {stopped: {title: Thank you for looking}}", "ends: {over: {titel: Thank you}}")
    assert codes_in(over) == ["missing-key", "unknown-key"]


def test_a_faulty_scale_is_told_once_however_often_it_is_used() -> None:
    grids = "\n".join(f"- {{id: g{n}, ask: grid, scale: x, text: G, rows: {{r{n}: R}}}}" for n in range(3))
    text = q(grids).replace("scales:\n", "scales:\n  x: {direction: up, steps: {1: A, 2: B}}\n")
    assert codes_in(text) == ["wrong-value"]
    unused = q(PLAIN).replace("scales:\n", "scales:\n  x: {direction: up, steps: {1: A, 2: B}}\n")
    assert codes_in(unused) == ["wrong-value"]


def test_a_fault_in_a_group_is_told_once_and_by_the_group_s_own_names() -> None:
    reports = faults_in(
        group(
            """
- {id: a, ask: single, text: A, options: {x: X}}
- {id: odd, ask: confirm, text: Odd, colour: red}
- {page: more, show_if: a == 'z'}
- {id: b, ask: confirm, text: B}
""",
            "repeat: {most: 3}",
        )
    )
    assert [(report.code, report.where) for report in reports] == [
        ("unknown-key", "s > ex > odd > colour"),
        ("unknown-code", "s > more > show_if"),
    ]
    assert reports[1].message == "a has no code 'z'. Its codes are x."


def test_where_names_section_page_question_and_field() -> None:
    text = q("- page: first\n- {id: one, ask: multiple, text: One, options: {a: A, 5: 5}, choose: {mots: 1}}")
    assert [report.where for report in faults_in(text)] == [
        "s > first > one > options > 5 > label",
        "s > first > one > choose > mots",
    ]


# Values that YAML would misread


def test_words_that_look_like_something_else_stay_words() -> None:
    form = asking("""
        - id: one
          ask: single
          text: 12 o'clock
          hint: yes
          options: {no: no, yes: Yes, on: on, off: off, y: y, n: 2024-03-27, "null": 12:30:45, e: 1e3, x: 0x1F}
    """)
    question = form.questions["one"]
    assert question.codes() == ("no", "yes", "on", "off", "y", "n", "null", "e", "x")
    assert question.hint == "yes"
    labels = [category.label for category in form.codebook["one"].columns[0].categories]
    assert labels == ["no", "Yes", "on", "off", "y", "2024-03-27", "12:30:45", "1e3", "0x1F"]


def test_template_code_in_words_is_only_words() -> None:
    words = "{{ 7 * 7 }} {{% include 'x' %}} ${{HOME}} <script>alert(1)</script> {minutes}"
    form = asking(f'- {{id: one, ask: confirm, text: "{words}"}}')
    assert form.questions["one"].text == words


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    text = q("- {id: one, ask: confirm, text: One}")
    plain = load_text(text)
    assert load_text("\ufeff" + text.replace("\n", "\r\n")) == plain


# Files and reference lists


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(FaultyQuestionnaire) as error:
            load_file(path)
        (report,) = error.value.reports
        assert (report.code, report.file, report.line) == ("no-file", str(path), 1)


def test_bytes_that_are_not_utf_8_are_told_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"title: fine\nowner: caf\xe9\n")
    with pytest.raises(FaultyQuestionnaire) as error:
        load_file(path)
    (report,) = error.value.reports
    assert (report.code, report.line, report.column) == ("not-utf-8", 2, 11)


def test_the_message_reads_like_a_compiler_s() -> None:
    with pytest.raises(FaultyQuestionnaire) as error:
        load_text(q("- {id: one, ask: confirm, text: One, colour: red}"), file="my.yaml")
    assert str(error.value) == (
        "my.yaml:25:44: unknown-key: There is no key colour here. Check the spelling, or remove it. "
        "(s > one > colour)"
    )


USES_LIST = q(
    "- {id: one, ask: single, text: One, options: {list: x}}",
    "lists: {x: {from: reference/odd, as_of: 2025-01-10}}\n",
)


@pytest.mark.parametrize("content", ["a: [", "entries: []", "entries: [{code: a}]", "other: 1", "- a"])
def test_a_reference_list_that_cannot_be_used_is_told_where_it_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "odd.yaml").write_text(content)
    with pytest.raises(FaultyQuestionnaire) as error:
        load_text(USES_LIST, library=tmp_path)
    assert {report.code for report in error.value.reports} == {"faulty-list"}
    assert {report.line for report in error.value.reports} == {20}


def test_a_reference_list_offers_what_is_valid_on_its_day(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "odd.yaml").write_text("""
entries:
  - {code: always, label: Always, valid_from: null, valid_to: null}
  - {code: begins, label: Begins that day, valid_from: 2025-01-10}
  - {code: later, label: Later, valid_from: 2025-01-11}
  - {code: ended, label: Ended that day, valid_to: 2025-01-10}
  - {code: ends, label: Ends the next day, valid_to: 2025-01-11}
""")
    form = load_text(USES_LIST, library=tmp_path)
    assert form.questions["one"].codes() == ("always", "begins", "ends")


def test_without_a_library_there_are_no_reference_lists() -> None:
    with pytest.raises(FaultyQuestionnaire) as error:
        load_text(USES_LIST)
    assert [report.code for report in error.value.reports] == ["unknown-list"]


# Versions


def test_a_version_s_document_gives_the_same_questionnaire_with_the_same_fingerprint() -> None:
    first = load_file(LIBRARY / "trauma-informed-london" / "1.0.yaml")
    again = type(first).model_validate_json(first.document)
    assert again == first
    assert again.document == first.document
    assert (
        again.fingerprint
        == first.fingerprint
        == load_file(LIBRARY / "trauma-informed-london" / "1.0.yaml").fingerprint
    )
    assert again.codebook.columns == first.codebook.columns


def test_another_word_anywhere_is_another_version() -> None:
    one, other = asking(PLAIN), asking(PLAIN.replace("text: Z", "text: Y"))
    assert one.fingerprint != other.fingerprint
