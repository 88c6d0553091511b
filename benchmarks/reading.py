"""A mebibyte written to waste a reader's time, against the longest questionnaire that is shipped."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from benchmarks.ratio import Ratio, ratio
from survey.engine.loader import FaultyQuestionnaire, load_file, load_text
from survey.fieldwork.shelf import find_questionnaire
from survey.folders import ROOT

HOSTILE = {
    "many small values": "a:\n" + ("- [" + "b," * 4_000 + "b]\n") * 120,
    "many small mappings": "a:\n" + ("- [" + "{}," * 3_000 + "{}]\n") * 110,
    "many brackets": "a: [" + "[" * 9_000 + "\n",
    "many lines": "a: b\n" * 200_000,
}


def ratios() -> list[Ratio]:
    """A ratio for each hostile text: what refusing it costs beside reading the London survey."""
    london = find_questionnaire(ROOT / "questionnaires", "trauma-informed-london")

    return [
        ratio(f"refusing {name}", partial(refuse, text), partial(load_file, london), each=1)
        for name, text in HOSTILE.items()
    ]


def refuse(text: str) -> None:
    with suppress(FaultyQuestionnaire):
        load_text(text)
