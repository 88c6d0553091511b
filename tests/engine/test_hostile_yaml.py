"""Hostile files are refused, or harmlessly read, without running away and with little memory."""
# ruff: noqa: E501 - one file a line, so that the table can be read downwards

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from survey.engine.loader import FaultyQuestionnaire, load_file
from tests.builders import HEAD, LIBRARY, section_of, text_of
from tests.runaway import settled

GOOD = text_of(section_of("- {id: one, ask: confirm, text: One}"))
LAUGHS = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9) if n else 'ha'}]\n" for n in range(10))
MANY = 1_200


def q(questions: str, top: str = "") -> str:
    return text_of(section_of(questions), top)


def one(**keys: str) -> str:
    """A file with one question in which some keys are hostile."""
    written = {"id": "one", "ask": "single", "text": "One", "options": "{a: A}", **keys}
    return q("- {" + ", ".join(f"{key}: {value}" for key, value in written.items()) + "}")


def lines(unit: str, length: int = 9_900) -> str:
    """A mebibyte of one thing, in lines of a length that is allowed."""
    line = (unit * (length // len(unit) + 1))[:length]
    return "\n".join([line] * (1_040_000 // (length + 1)))


REFUSED = {
    "billion laughs": LAUGHS,
    "billion laughs in front of a good file": LAUGHS + GOOD,
    "quadratic alias": f"a: &a {'x' * 5_000}\nb: [{', '.join(['*a'] * 1_000)}]\n",
    "alias of itself": "a: &a [*a]\n",
    "anchor alone": GOOD + "x: &x 1\n",
    "merge key with alias": "x: &x {a: 1}\ny: {<<: *x}\n",
    "merge key without alias": GOOD + "<<: {title: Other}\n",
    "python object tag": "a: !!python/object/apply:os.system ['touch /tmp/owned']\n",
    "python name tag": "a: !!python/name:os.system\n",
    "binary tag": "a: !!binary R0lGODlhDAAMAIQAAP\n",
    "set tag": "a: !!set {a, b}\n",
    "timestamp tag": "a: !!timestamp 2024-01-01\n",
    "own tag": GOOD.replace("title: A", "title: !own A"),
    "tag directive": "%TAG ! tag:example.org,2000:\n---\na: !x 1\n",
    "include tag": "a: !include /etc/passwd\n",
    "duplicate keys at the top": GOOD + "title: Again\n",
    "duplicate keys deep inside": one(options="{a: A, a: B}"),
    "duplicate keys spelt differently": one(options='{a: A, "a": B}'),
    "depth of 3000 in brackets": "a: " + "[" * 3_000 + "]" * 3_000,
    "depth of 3000 in braces": "{a: " * 2_400 + "1" + "}" * 2_400,
    "depth by indentation": "".join(" " * depth + f"a{depth}:\n" for depth in range(1_000)),
    "depth by dashes": "- " * 3_000 + "a\n",
    "depth by question marks": "? " * 3_000 + "a\n",
    "20 MB of a valid file": GOOD + "# filling\n" * 2_000_000,
    "20 MB on one line": "a: " + "x" * 20_000_000,
    "20 MB of brackets": "[" * 20_000_000,
    "a mebibyte of exclamation marks": "a: " + lines("!"),
    "a mebibyte of tiny entries": "a: [" + lines("a,") + "]",
    "a mebibyte of tiny mappings": "a: [" + lines("{},") + "]",
    "a mebibyte of short keys": "".join(f"k{n}: 1\n" for n in range(110_000)),
    "a mebibyte of colons": "a: " + lines(": "),
    "an open quote and a mebibyte": 'a: "' + lines("x"),
    "an option list used a thousand times": q(
        "\n".join(f"- {{id: q{n}, ask: single, text: Q, options: {{list: x}}}}" for n in range(MANY)),
        "lists: {x: {" + ", ".join(f"c{n}: C" for n in range(1_400)) + "}}\n",
    ),
    "a scale used a thousand times": q(
        "\n".join(f"- {{id: q{n}, ask: grid, scale: x, text: Q, rows: {{r{n}: R}}}}" for n in range(MANY))
    ).replace("scales:\n", "scales:\n  x: {steps: {" + ", ".join(f"{n}: S" for n in range(1_400)) + "}}\n"),
    "a group of many rows repeated": q(
        "- ask: group\n  id: g\n  repeat: {most: 10}\n  questions:\n"
        + "".join(
            f"  - {{id: q{n}, ask: grid, scale: agree, text: Q, rows: {{{', '.join(f'r{n}_{row}: R' for row in range(100))}}}}}\n"
            for n in range(60)
        )
    ),
    "a group that repeats for ever": q(
        "- {ask: group, id: g, repeat: {most: 999999999}, questions: [{id: a, ask: confirm, text: A}]}"
    ),
    "include of a file above": one(options="{list: x}").replace("scales:", "lists: {x: {from: ../../etc/passwd}}\nscales:"),
    "include by a name with dots": q("- {id: a, ask: confirm, text: A}", "lists: {x: {from: reference/../../x, as_of: 2025-01-10}}\n"),
    "include by an absolute name": q("- {id: a, ask: confirm, text: A}", "lists: {x: {from: /etc/hostname, as_of: 2025-01-10}}\n"),
    "include by an address": q("- {id: a, ask: confirm, text: A}", 'lists: {x: {from: "https://example.org/x", as_of: 2025-01-10}}\n'),
    "include with a null byte": q("- {id: a, ask: confirm, text: A}", 'lists: {x: {from: "reference/a\\0", as_of: 2025-01-10}}\n'),
    "control character": GOOD.replace("A tiny", "A \x1b[31mtiny"),
    "null byte": GOOD.replace("A tiny", "A \x00tiny"),
    "escaped null byte": GOOD.replace("A tiny survey", '"A \\0 survey"'),
    "lone surrogate by escape": GOOD.replace("A tiny survey", '"A \\ud800 survey"'),
    "C1 control character": GOOD.replace("A tiny", "A \x85tiny"),
    "tabs for indents": GOOD.replace("    - {id", "\t- {id"),
    "two documents": GOOD + "---\n" + GOOD,
    "two documents with an end mark": GOOD + "...\n---\n" + GOOD,
    "only a comment": "# nothing\n",
    "nothing": "",
    "a list": "- a\n- b\n",
    "one word": "questionnaire\n",
    "null for everything": "".join(f"{line.split(':')[0]}: null\n" for line in HEAD.splitlines() if line[0] != " "),
    "true as a key": GOOD + "true: 1\n",
    "null as a key": GOOD + "null: 1\n",
    "a list as a key": GOOD + "? [a]\n: 1\n",
    "a mapping as an id": one(id="{a: b}"),
    "a path as an id": one(id="../../x"),
    "markup as an id": one(id="'<script>'"),
    "an id of a thousand letters": one(id="a" * 1_000),
    "a key of Python": one(__class__="x"),
    "dunder id": one(id="__init__"),
    "huge number as a code": one(options="{" + "9" * 200 + ": A}"),
    "huge number as a limit": one(ask="short_text", options="null", most="9" * 4_000),
    "infinity as a number": one(seconds=".inf"),
    "not a number as a number": one(seconds=".nan"),
    "exponent as a number": one(seconds="1e999"),
    "a date as a version": GOOD.replace('version: "1.0"', "version: 2024-01-01"),
    "no as a version": GOOD.replace('version: "1.0"', "version: no"),
    "script address": GOOD + 'leave: {to: "javascript:alert(1)"}\n',
    "address with credentials": GOOD + 'leave: {to: "https://a:b@example.org/"}\n',
    "condition with a call": one(show_if="\"__import__('os').system('true')\""),
    "condition with a template": one(show_if='"{{ sector }}"'),
    "slow pattern bait: brackets": one(show_if='"' + "(" * 900 + '"'),
    "slow pattern bait: quotes": one(show_if='"' + "'" * 901 + '"'),
    "slow pattern bait: not": one(show_if='"' + "not " * 200 + 'x == 1"'),
    "slow pattern bait: letters": one(show_if='"' + "a" * 990 + '!"'),
    "slow pattern bait: spaces": one(show_if='"' + "x" + " " * 990 + '!"'),
    "a condition of 9000 characters": one(show_if='"' + "x == 1 or " * 890 + 'x == 1"'),
    "slow pattern bait in an address": GOOD + "leave: {to: https://" + "a." * 4_000 + "!}\n",
    "slow pattern bait in a version": GOOD.replace('"1.0"', '"' + "1." * 4_000 + 'x"'),
}  # fmt: skip

READ = {
    "template code in words": one(text="'{{ 7 * 7 }} {{% import os %}} ${{x}} #{{x}}'"),
    "markup in words": one(text="'<script>alert(1)</script>'"),
    "a formula in words": one(text="'=cmd|calc'"),
    "no, yes, on, off and dates as values": one(options="{no: no, yes: yes, on: on, off: 2024-01-01}"),
    "numbers in other bases as words": one(options="{a: 0x1F, b: 0o17, c: 1_000, d: 12:30}"),
    "byte order mark": "\ufeff" + GOOD,
    "Windows line ends": GOOD.replace("\n", "\r\n"),
    "right-to-left and emoji": one(text="'\u202e\u05e9\u05dc 👩\u200d👧 e\u0301'"),
    "unknown directive": "%YAML 1.2\n---\n" + GOOD,
    "a mebibyte of comments": GOOD + "# filling up to the limit\n" * 19_000,
}


def load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hostile" / "1.0.yaml"
    path.parent.mkdir()
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    load_file(path)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_with_a_line_and_a_reason(tmp_path: Path, text: str) -> None:
    with pytest.raises(FaultyQuestionnaire) as error, settled():
        load(tmp_path, text)
    for report in error.value.reports:
        assert 1 <= report.line <= text.count("\n") + 1
        assert report.column >= 1
        assert report.message
        assert len(report.message) < 400


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
def test_it_is_harmless_and_read(tmp_path: Path, text: str) -> None:
    with settled():
        load(tmp_path, text)


HEAVY = [
    "billion laughs",
    "20 MB on one line",
    "an option list used a thousand times",
    "a group of many rows repeated",
]


@pytest.mark.parametrize("name", HEAVY)
def test_it_takes_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(REFUSED[name])
    tracemalloc.start()
    try:
        with pytest.raises(FaultyQuestionnaire):
            load_file(path)
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()


def test_there_are_at_least_forty() -> None:
    assert len(REFUSED) >= 40


def test_no_file_outside_the_library_is_ever_read(tmp_path: Path) -> None:
    secret = tmp_path / "reference"
    secret.mkdir()
    (secret / "x.yaml").write_text("entries: [{code: secret, label: Secret}]")
    inside = tmp_path / "library" / "survey"
    inside.mkdir(parents=True)
    text = q("- {id: a, ask: single, text: A, options: {list: x}}", "lists: {x: {from: reference/../../reference/x, as_of: 2025-01-10}}\n")  # fmt: skip
    (inside / "1.0.yaml").write_text(text)
    with pytest.raises(FaultyQuestionnaire) as error:
        load_file(inside / "1.0.yaml")
    assert [report.code for report in error.value.reports] == ["unknown-list"]


def test_the_shipped_files_are_far_from_the_limits() -> None:
    for path in LIBRARY.glob("*/[0-9]*.yaml"):
        load_file(path)
        assert path.stat().st_size < 256 * 1024
