"""Whatever is asked and answered: to rename everything and map it back changes no answer."""

from __future__ import annotations

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from survey.engine.coding import code
from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from survey.engine.versions.change import Weight
from survey.engine.versions.compare import compare
from survey.engine.versions.passage import Passage
from tests.effort import tried
from tests.engine.made_up import Author
from tests.engine.travelling import Saved, travel

slow = tried(16)
lucks = st.integers(0, 2**32).map(Random)
NAMES = re.compile(r"\b[quv](\d+(?:_r\d)?)\b")
CODES = re.compile(r"(?<=')x*([abc])(?=')|\bx*([abc])(?=: (?:Option|\{label: Option))")
LETTERS = {"1.0": "q", "1.1": "u", "1.2": "v"}
MARKS = {"1.0": "", "1.1": "x", "1.2": "xx"}
"""What a question's name begins with, and a code, in each of three versions."""


def spelled(text: str, number: str) -> str:
    """The names and codes of one version, wherever a text has those of another."""
    text = NAMES.sub(lambda found: LETTERS[number] + found.group(1), text)
    return CODES.sub(lambda found: MARKS[number] + (found.group(1) or found.group(2)), text)


def log(form: Questionnaire, before: str, since: str) -> str:
    """Everything that a questionnaire has, with what it was in the version before."""
    lines = []
    for question in form.questions.values():
        words = [found.group() for one in question.codes() if (found := re.fullmatch("[abc]", str(one)))]
        codes = ", ".join(f"{MARKS[before]}{one}: {MARKS[since]}{one}" for one in words)
        for name in (question.id, *(row.id for row in getattr(question, "rows", ()))):
            was, now = spelled(name, before), spelled(name, since)
            inner = f", codes: {{{codes}}}" if codes and name == question.id else ""
            lines.append(f'- {{since: "{since}", was: {was}, now: {now}{inner}}}\n')
    return "".join(lines)


def chain(luck: Random) -> list[Questionnaire]:
    """A questionnaire, then twice the same with everything renamed."""
    text = Author(luck).text()
    first, made, entries = load_text(text), [load_text(text)], ""
    for before, number in (("1.0", "1.1"), ("1.1", "1.2")):
        entries += log(first, before, number)
        gone = ", ".join(re.findall(r"was: (\w+)", entries))
        top = f"retired: [{gone}]\ncode_map:\n{entries}"
        made.append(load_text(top + spelled(text, number).replace('version: "1.0"', f'version: "{number}"')))
    return made


def respelled(saved: Saved, number: str) -> Saved:
    """What somebody typed, on the form of another version."""
    return {
        page: SavedPage(
            {
                NAMES.sub(lambda found: LETTERS[number] + found.group(1), name.replace("__", " ")).replace(
                    " ", "__"
                ): tuple(MARKS[number] + one if re.fullmatch("[abc]", one) else one for one in values)
                for name, values in kept.form.items()
            },
            kept.done,
        )
        for page, kept in saved.items()
    }


@slow
@given(luck=lucks, seed=st.integers(0, 2**32))
def test_renamed_and_mapped_back_a_row_is_what_it_would_have_been(luck: Random, seed: int) -> None:
    first, second, third = chain(luck)
    saved = travel(first, luck, seed)
    row = code(first, read_answers(first, saved), seed)
    for new in (second, third):
        expected = code(new, read_answers(new, respelled(saved, new.version)), seed)
        assert Passage(first, new).cells(row) == expected
        assert Passage(first, new).lost(row) == frozenset()


@slow
@given(luck=lucks, seed=st.integers(0, 2**32))
def test_maps_compose_over_three_versions(luck: Random, seed: int) -> None:
    first, second, third = chain(luck)
    row = code(first, read_answers(first, travel(first, luck, seed)), seed)
    by_way_of = Passage(second, third).cells(Passage(first, second).cells(row))
    assert Passage(first, third).cells(row) == by_way_of


@slow
@given(luck=lucks)
def test_what_is_only_renamed_and_mapped_breaks_nothing_and_without_its_map_it_does(luck: Random) -> None:
    first, second, third = chain(luck)
    for old, new in ((first, second), (second, third), (first, third)):
        weights = {change.weight for change in compare(old, new) if not change.mapped}
        assert Weight.BREAKING not in weights
        bare = compare(old, new.model_copy(update={"code_map": old.code_map}))
        assert Weight.BREAKING in {change.weight for change in bare}
