"""What bounds an answer: parameters and constraints of a row, put on its question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from survey.xlsform.limits import limits
from survey.xlsform.names import Known, Names
from survey.xlsform.omissions import Ledger
from survey.xlsform.quoting import words_of
from survey.xlsform.types import Kind
from survey.xlsform.workbook import Row

MOST_OF = {"short_text": 200, "long_text": 1200}
"""How many characters these take where nothing is said."""

LOOK_AGAIN = "Please look at this answer again."


@dataclass
class Asked:
    """A question as it will stand in the file, the ids that it looks at, and those of its rows."""

    question: dict[str, Any]
    known: Known
    uses: set[str] = field(default_factory=set)
    rows: tuple[str, ...] = ()


def set_parameters(asked: Asked, row: Row, kind: Kind) -> None:
    """What is set beside a type: a slider's ends become limits, choices come in any order."""
    said = {**kind.parameters, **dict(re.findall(r"([\w-]+)\s*=\s*([^\s,;]+)", row.take("parameters")))}
    if kind.whole and said.get("step") == "1":
        del said["step"]
    if said.get("randomize") == "true" and asked.known.sort in ("choice", "choices"):
        asked.question["order"] = "random"
        del said["randomize"]
    for name, key in (("start", "least"), ("end", "most")):
        if asked.known.sort == "number" and re.fullmatch(r"-?\d+(\.\d+)?", said.get(name, "")):
            amount = float(said.pop(name))
            asked.question[key] = int(amount) if amount == int(amount) else amount
    if said:
        row.cells["parameters"] = " ".join(f"{name}={value}" for name, value in said.items())


def set_limits(asked: Asked, row: Row, names: Names, ledger: Ledger, *, whole: bool) -> None:
    """A constraint as limits and checks, and what to say where they do not hold."""
    written, message = row.take("constraint"), row.take("constraint_message")
    if not written:
        if message:
            row.cells["constraint_message"] = message
        return
    found = limits(written, asked.known, names, whole=whole)
    for name in sorted(found.blank):
        what = f"{written}: nothing is checked here where {name} has no answer."
        ledger.change(row.sheet, row.number, "constraint", what)
    for remark in sorted(found.remarks):
        ledger.change(row.sheet, row.number, "constraint", f"{written}: {remark}.")
    for reason in found.refused:
        ledger.leave_out(row.sheet, row.number, "constraint", f"{written}: {reason}.")
    said, quoted = words_of(message, row=row, names=names, column="constraint_message", ledger=ledger)
    asked.uses |= quoted
    question = asked.question
    if found.keys.get("most") == MOST_OF.get(question["ask"]):
        found.keys.pop("most", None)
    if asked.known.sort == "choices" and found.keys:
        question["choose"] = found.keys
    else:
        question |= found.keys
    for code in found.alone:
        option = question["options"][code]
        kept = option if isinstance(option, dict) else {"label": option}
        question["options"][code] = {**kept, "alone": True}
    if message and not (found.reasons or found.checks):
        ledger.leave_out(
            row.sheet, row.number, "constraint_message", f"{message}: nothing is left that it is about."
        )
    if said and found.reasons:
        question.setdefault("messages", {}).update(dict.fromkeys(found.reasons, said))
    if found.checks:
        question["checks"] = [{"holds": check, "say": said or LOOK_AGAIN} for check in found.checks]
