"""Constraints on an answer: bounds become limits of the question, all else a check on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from survey.engine.codebook import Code
from survey.xlsform.names import Known, Names
from survey.xlsform.phrases import DAY, ORDERS, worded
from survey.xlsform.translating import Translator
from survey.xlsform.xpath import (
    Binary,
    Call,
    CannotTranslate,
    Joined,
    Literal,
    Node,
    Ref,
    nodes_in,
    read_xpath,
)

NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
PLACES = frozenset(map(str, range(10)))
BOUNDS = {
    ("number", ""): ("least", "most"),
    ("date", ""): ("earliest", "latest"),
    ("text", "string-length"): ("least", "most"),
    ("choices", "count-selected"): ("least", "most"),
}
"""What bounds the answers of a sort: the answer itself, or how much of it there is."""


@dataclass
class Limits:
    """What a constraint became."""

    keys: dict[str, float | int | str] = field(default_factory=dict)
    alone: list[Code] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    remarks: set[str] = field(default_factory=set)
    blank: set[str] = field(default_factory=set)
    """The questions without whose answers a form lets nothing pass, and a check everything."""

    @property
    def reasons(self) -> list[str]:
        """Under which names the question words these limits."""
        return [*self.keys, *(["alone"] if self.alone else [])]


def limits(text: str, known: Known, names: Names, *, whole: bool) -> Limits:
    """The limits and checks that a constraint stands for, part by part."""
    found = Limits()
    try:
        tree = read_xpath(text)
    except CannotTranslate as error:
        found.refused.append(str(error))
        return found
    for part in tree.parts if isinstance(tree, Joined) and tree.word == "and" else (tree,):
        bounds = bound(part, known, whole=whole)
        if bounds and not bounds.keys() & found.keys.keys():
            found.keys |= bounds
        elif (code := stands_alone(part, known)) is not None:
            found.alone.append(code)
        else:
            try:
                guarded, rest = without_guards(part)
                translator = Translator(names, known)
                found.checks.append(translator.test(rest).text)
                found.remarks |= translator.remarks
                found.blank |= needed(rest) - guarded
            except CannotTranslate as error:
                found.refused.append(str(error))
    return found


def bound(part: Node, known: Known, *, whole: bool) -> dict[str, float | int | str]:
    """The limits in `. >= 0`, `count-selected(.) <= 3` and the like; nothing in any other part."""
    if not isinstance(part, Binary):
        return {}
    sign, left, right = part.sign, part.left, part.right
    if worded(left) is not None:
        sign, left, right = ORDERS.get(sign, sign), right, left
    measured = left.function if isinstance(left, Call) else ""
    keys = BOUNDS.get((known.sort, measured))
    text = worded(right)
    if whole is False and (places := decimals(part, known)) is not None:
        return {"decimals": places}
    if keys is None or text is None or not about_itself(left):
        return {}
    least, most = keys
    if known.sort == "date":
        days: dict[str, dict[str, float | int | str]] = {">=": {least: text}, "<=": {most: text}}
        return days.get(sign, {}) if DAY.fullmatch(text) else {}
    if not NUMBER.fullmatch(text):
        return {}
    amount = float(text) if "." in text else int(text)
    by_sign: dict[str, dict[str, float | int | str]] = {">=": {least: amount}, "<=": {most: amount}}
    if isinstance(amount, int) and (whole or measured):
        by_sign |= {">": {least: amount + 1}, "<": {most: amount - 1}}
    if measured:
        by_sign["="] = {least: amount, most: amount}
    return by_sign.get(sign, {})


def decimals(part: Binary, known: Known) -> int | None:
    """The places in `. = round(., 2)`: no more figures after the point."""
    match part:
        case Binary("=", Ref(""), Call("round", (Ref(""), Literal(text, True)))) if known.sort == "number":
            return int(text) if text in PLACES else None
        case _:
            return None


def without_guards(part: Node) -> tuple[set[str], Node]:
    """`${posts} = '' or . <= ${posts}` without its beginning: a check says nothing of a blank anyway."""
    if not (isinstance(part, Joined) and part.word == "or"):
        return set(), part
    blank = {name for one in part.parts if (name := held_against_blank(one))}
    rest = tuple(one for one in part.parts if not held_against_blank(one))
    if not rest or not blank <= set.union(*map(needed, rest)):
        return set(), part
    return blank, rest[0] if len(rest) == 1 else Joined("or", rest)


def held_against_blank(node: Node) -> str:
    """The question whose answer this part compares with a blank; empty for any other part."""
    match node:
        case Binary("=" | "!=", Ref(name=name), Literal("")):
            return name
        case _:
            return ""


def needed(node: Node) -> set[str]:
    """The questions that must have an answer for a test to say anything."""
    tests = [part for part in nodes_in(node) if held_against_blank(part)]
    asked = [part.name for part in nodes_in(node) if isinstance(part, Ref) and part.name]
    for test in tests:
        for ref in nodes_in(test):
            if isinstance(ref, Ref) and ref.name:
                asked.remove(ref.name)
    return set(asked)


def about_itself(node: Node) -> bool:
    match node:
        case Ref("") | Call(_, (Ref(""),)):
            return True
        case _:
            return False


def stands_alone(part: Node, known: Known) -> Code | None:
    """The choice in `not(selected(., 'none') and count-selected(.) > 1)`: it excludes all others."""
    match part:
        case Call(
            "not",
            (
                Joined(
                    "and",
                    (
                        Call("selected", (Ref(""), Literal(name))),
                        Binary(">", Call("count-selected", (Ref(""),)), Literal("1")),
                    ),
                ),
            ),
        ) if known.sort == "choices":
            return known.codes.get(name)
    return None
