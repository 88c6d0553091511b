"""What a change of each key of a questionnaire means for answers that were given before it.

One table, by class and key; a kind of question adds its own keys to those of every question. A test
fails when a key of the model has no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from survey.engine.parts import Part


class Kind(StrEnum):
    """What a change does to answers given before, the gravest first."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    WORDING = "wording"


Verdict = tuple[Kind, str]
Judge = Callable[[Any, Any], Verdict]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one key is judged: as a whole, or part by part where its value is made of parts."""

    judge: Judge | None = None
    added: Verdict | None = None
    gone: Verdict | None = None

    @property
    def looks_inside(self) -> bool:
        return self.added is not None or self.gone is not None


def always(kind: Kind, why: str) -> Rule:
    return Rule(lambda _before, _after: (kind, why))


def parts(added: Verdict, gone: Verdict) -> Rule:
    return Rule(added=added, gone=gone)


def inside() -> Rule:
    """One part, never absent: only what changed in it counts."""
    return parts((Kind.ADDITIVE, "It is new."), (Kind.BREAKING, "It is gone."))


def judged(judge: Judge) -> Rule:
    return Rule(judge)


def limit(tighter: Callable[[Any, Any], bool]) -> Rule:
    """A limit on answers: `tighter(before, after)` says whether fewer answers pass than before."""

    def judge(before: Any, after: Any) -> Verdict:
        if tighter(before, after):
            return Kind.BREAKING, "An answer given before may be outside the limit now."
        return Kind.ADDITIVE, "Every answer given before is within the limit still."

    return judged(judge)


def raised(before: Any, after: Any) -> bool:
    return after is not None and (before is None or after > before)


def lowered(before: Any, after: Any) -> bool:
    return after is not None and (before is None or after < before)


CARE = ("none", "low", "high")


def care(before: str, after: str) -> Verdict:
    if CARE.index(after) < CARE.index(before):
        return Kind.BREAKING, "People answered with more care promised than this."
    return Kind.ADDITIVE, "More care is taken than before."


def flag(on: Verdict, off: Verdict) -> Rule:
    return judged(lambda _before, after: on if after else off)


WORDS = always(Kind.WORDING, "Only words differ. If it now asks something else, give it a new id.")
TIMING = always(Kind.WORDING, "Only the expected time differs.")
DISPLAY = always(Kind.WORDING, "Only the way it is shown differs.")
ROUTE = always(Kind.ADDITIVE, "Others are asked from now on; answers mean the same, and bases differ.")
REPORT = always(Kind.ADDITIVE, "Reports use it in another way, for all answers alike.")
MEANING = always(Kind.BREAKING, "The same code would mean something else.")
CONSENT = always(Kind.BREAKING, "People agreed to something else.")
KEPT = always(Kind.BREAKING, "The answer is kept elsewhere, under another promise.")
NAMED = Rule()
"""What tells a part from others, or is compared elsewhere."""

ASKED = parts(
    (Kind.ADDITIVE, "Those who answered before were not asked it."),
    (Kind.BREAKING, "Answers given to it would have no place."),
)
OFFERED = parts(
    (Kind.ADDITIVE, "Those who answered before were not offered it."),
    (Kind.BREAKING, "Answers with this code would have no place."),
)
AROUND = parts((Kind.WORDING, "Its questions count by themselves."), (Kind.WORDING, "Its questions count."))
DERIVED = parts(
    (Kind.ADDITIVE, "It is made from answers given before too."),
    (Kind.BREAKING, "What used its name has nothing to use."),
)
CHECKED = always(Kind.ADDITIVE, "It is checked from now on; answers given before stand.")

RULES: Mapping[str, Mapping[str, Rule]] = {
    "Questionnaire": {
        "questionnaire": always(Kind.BREAKING, "This is another questionnaire."),
        "version": NAMED,
        "status": DISPLAY,
        "language": DISPLAY,
        **dict.fromkeys(
            ("title", "owner", "contact", "start", "support", "privacy", "formats", "sent"), WORDS
        ),
        **dict.fromkeys(("ends", "stages"), WORDS),
        **dict.fromkeys(("reading", "leave"), DISPLAY),
        "promise": inside(),
        "sections": AROUND,
        "computed": DERIVED,
        "scores": DERIVED,
        "contacts": CONSENT,
        "partial_consent": CONSENT,
    },
    "Promise": {
        "minutes": WORDS,
        "threshold": judged(
            lambda before, after: (
                (Kind.BREAKING, "People were promised that groups this small are never shown.")
                if after < before
                else (Kind.ADDITIVE, "Fewer small groups are shown than was promised.")
            )
        ),
        "withdraw_days": judged(
            lambda before, after: (
                (Kind.BREAKING, "People were promised more time to take their answers back.")
                if after < before
                else (Kind.ADDITIVE, "People have more time than was promised.")
            )
        ),
    },
    "Section": {
        **dict.fromkeys(("id", "pages"), NAMED),
        "title": WORDS,
        **dict.fromkeys(("stage", "order"), DISPLAY),
        "show_if": ROUTE,
        "shown_to": TIMING,
        "sensitive": judged(care),
    },
    "Page": {
        **dict.fromkeys(("id", "questions"), NAMED),
        **dict.fromkeys(("title", "caption", "text", "note"), WORDS),
        "show_if": ROUTE,
        "shown_to": TIMING,
        "repeats": MEANING,
    },
    "Question": {
        **dict.fromkeys(("ask", "id"), NAMED),
        **dict.fromkeys(("text", "short", "hint", "messages"), WORDS),
        "required": always(Kind.ADDITIVE, "Answers mean the same; how many leave it blank may differ."),
        "checks": CHECKED,
        "show_if": ROUTE,
        **dict.fromkeys(("shown_to", "answered_by", "seconds"), TIMING),
        "identifying": flag(
            (Kind.ADDITIVE, "It is protected more than before."),
            (Kind.BREAKING, "People answered under more protection than this."),
        ),
        **dict.fromkeys(("split", "place", "cluster", "measures", "level", "framework"), REPORT),
        "sensitive": judged(care),
        "blank_means": MEANING,
        "care": DISPLAY,
        "contact": KEPT,
        "repeats": MEANING,
    },
    "Choosing": {
        "options": OFFERED,
        "order": DISPLAY,
        **dict.fromkeys(("chosen_in", "besides"), ROUTE),
        "prefill": DISPLAY,
    },
    "Several": {"choose": inside()},
    "Choose": {"least": limit(raised), "most": limit(lowered)},
    "Single": {"scale": inside()},
    "Lookup": {"say": WORDS},
    "PickTop": {"say": WORDS},
    "Option": {
        "code": NAMED,
        **dict.fromkeys(("label", "hint", "inline"), WORDS),
        "show_if": ROUTE,
        "say": judged(
            lambda before, after: (
                (Kind.BREAKING, "Words written beside it would have no place.")
                if before and not after
                else (Kind.ADDITIVE, "Words can be written beside it; those before could not.")
                if after and not before
                else (Kind.WORDING, "Only words differ.")
            )
        ),
        "alone": flag(
            (Kind.BREAKING, "Answers that have it beside others would be refused."),
            (Kind.ADDITIVE, "It can be chosen beside others now."),
        ),
        "end": ROUTE,
    },
    "Rating": {
        "rows": ASKED,
        "rows_expected": TIMING,
        "unique": flag(
            (Kind.BREAKING, "Answers that give a step twice would be refused."),
            (Kind.ADDITIVE, "A step can be given twice now."),
        ),
        "order": DISPLAY,
    },
    "Grid": {"scale": inside()},
    "PairedGrid": {"scales": ASKED},
    "Ranking": {"most": limit(lowered)},
    "Row": {
        "id": NAMED,
        **dict.fromkeys(("text", "short"), WORDS),
        **dict.fromkeys(("measures", "level"), REPORT),
        "show_if": ROUTE,
        "shown_to": TIMING,
    },
    "Scale": {
        "id": MEANING,
        **dict.fromkeys(("prompt", "title"), WORDS),
        "direction": MEANING,
        "steps": OFFERED,
    },
    "Step": {"code": NAMED, **dict.fromkeys(("label", "anchor"), WORDS)},
    "Written": {"least": limit(raised), "most": limit(lowered)},
    "Number": {
        "least": limit(raised),
        "most": limit(lowered),
        "decimals": limit(lowered),
        "unit": MEANING,
    },
    "Date": {"earliest": limit(raised), "latest": limit(lowered)},
    "Computed": {
        "text": WORDS,
        **dict.fromkeys(("value", "decimals"), MEANING),
        "cases": OFFERED,
        **dict.fromkeys(("measures", "level"), REPORT),
        "identifying": flag(
            (Kind.ADDITIVE, "It is protected more than before."),
            (Kind.BREAKING, "People answered under more protection than this."),
        ),
        "sensitive": judged(care),
    },
    "Case": {"code": NAMED, "label": WORDS, "holds": MEANING},
    "ScoreRule": {"title": WORDS, "labels": WORDS, **dict.fromkeys(("of", "by", "needs"), REPORT)},
}


def rules_for(part: type[Part]) -> dict[str, Rule]:
    """The rules of a class with those of the classes that it builds on."""
    found: dict[str, Rule] = {}
    for base in reversed(part.__mro__):
        found |= RULES.get(base.__name__, {})
    return found
