"""Which difference in the model means what: every key of every part has a rule, and a test sees to that."""

from __future__ import annotations

from survey.engine.answer_checks import Check
from survey.engine.computed import Case, Computed
from survey.engine.declared import Accepted, Contacts, ScoreRule, Translation
from survey.engine.framing import (
    Block,
    Contact,
    Fact,
    Leave,
    Note,
    Promise,
    Reading,
    Screen,
    Service,
    Start,
    Support,
)
from survey.engine.pages import Page, Section
from survey.engine.parts import Choose, Coded, Option, Part, Row, Scale, Step
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.amount import Confirm, Date, Number
from survey.engine.questions.base import Question
from survey.engine.questions.choice import Lookup, Single
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Grid, PairedGrid, Rating
from survey.engine.questions.ranking import Ranking
from survey.engine.questions.several import PickTop, Several
from survey.engine.questions.written import LongText, Written
from survey.engine.versions.change import Verdict, Weight
from survey.engine.versions.code_map import MapEntry, Recoded
from survey.engine.versions.rules import (
    Always,
    Each,
    Elsewhere,
    Log,
    Ordered,
    OwnOptions,
    Rule,
    Turned,
    Within,
)


def words(why: str) -> Verdict:
    return Verdict(Weight.WORDING, why)


def adds(why: str) -> Verdict:
    return Verdict(Weight.ADDITIVE, why)


def breaks(why: str) -> Verdict:
    return Verdict(Weight.BREAKING, why)


SAID = words("Only words: see that they ask the same as before.")
PLEDGED = words("Only words to a program: read whether a promise is taken back.")
NOTED = words("For authors alone: nobody who answers sees it.")
TIMING = words("Only the estimate of the time.")
PRESENTED = adds("Answers keep their codes, but people meet them in another order.")
ASKED = adds("Others are asked. Answers mean the same; figures are of those who were asked.")
DERIVED = adds("Worked out from stored answers when they are read: it changes for earlier answers too.")
HELD = adds("Earlier answers were not held to this.")
LEFT = adds("Earlier answers were held to more.")
MORE = adds("Earlier answers fit, and it was not on offer to those who gave them.")
GONE = breaks("Answers that chose it would have no place.")
TIGHTER = breaks("Earlier answers beyond the new limit could not be read.")
WIDER = adds("Earlier answers still fit.")
PROMISED = breaks("People answered under this promise; it cannot be taken back.")
KINDER = adds("It promises more than before.")
STORED = breaks("It would be kept elsewhere than people were told.")
KEPT = breaks("What people agreed to was said of another question.")
REMEMBERED = adds("It is never used again.")
UNMAPPED = breaks("Answers to versions before it would lose what became of them.")
FORGOTTEN = breaks("It could be used again, and its old answers be taken for new ones.")
OTHER = breaks("Answers on one scale cannot be read on another.")

TOO_OLD = adds(
    "Answers to the older version do not pass through it, for it holds since that version or one before. "
    "If the change is new, write the newer version's number under since:."
)
UNCOMPUTED = adds(
    "Its column is gone, for earlier answers too. If it is only called otherwise, say so under code_map:; "
    "put its id under retired:."
)

SPOKEN_TOO = adds("Others can answer, in their language; what is asked is the same.")
SPOKEN_LESS = adds("Fewer can answer in their language. Who has begun goes on in it.")

TEXT, TIME, ROUTE, WORKED_OUT = Always(SAID), Always(TIMING), Always(ASKED), Always(DERIVED)
KNOWN_BY = Elsewhere("it is what the two are matched by")
SPOKEN = Each(SAID, SAID, SAID)
FRAME = Within(SAID, SAID)
LEAST = Ordered(up=TIGHTER, down=WIDER)
MOST = Ordered(up=WIDER, down=TIGHTER, none_is_high=True)
CARE = Ordered(up=KINDER, down=PROMISED, steps=("none", "low", "high"))
GUARDED = Turned(KINDER, PROMISED, PROMISED)
SCALE = Within(DERIVED, DERIVED, OTHER, at="scales")
REQUIRED = Turned(HELD, LEFT, LEFT)
PLACED = Elsewhere("pages and questions are matched over the whole questionnaire, wherever they stand")

ANEW = breaks("Values of both versions would stand in one column. Give it another id.")
ANOTHER_WAY = Always(ANEW)

TABLE: dict[type[Part], dict[str, Rule]] = {
    Coded: {"code": KNOWN_BY, "label": TEXT},
    Option: {
        "inline": TEXT,
        "show_if": ROUTE,
        "hint": TEXT,
        "say": Turned(MORE, breaks("What people wrote beside it would have no place."), SAID),
        "alone": Turned(breaks("Answers that chose it with others could not be read."), WIDER, WIDER),
        "end": ROUTE,
    },
    Step: {"anchor": Always(words("Only words: see that the step means what it meant."))},
    Case: {"holds": ANOTHER_WAY},
    Scale: {
        "id": KNOWN_BY,
        "prompt": TEXT,
        "title": TEXT,
        "direction": Always(breaks("What was the better end of the scale would be the worse one.")),
        "steps": Elsewhere("a step inside the scale weighs more than a way out of it"),
    },
    Row: {
        "id": KNOWN_BY,
        "text": TEXT,
        "short": TEXT,
        "measures": WORKED_OUT,
        "level": WORKED_OUT,
        "show_if": ROUTE,
        "shown_to": TIME,
    },
    Choose: {"least": LEAST, "most": MOST},
    Check: {"holds": Always(HELD), "say": TEXT, "soft": Always(HELD)},
    Question: {
        "ask": Elsewhere("what a kind stores is compared, whatever it is called"),
        "id": KNOWN_BY,
        "text": TEXT,
        "short": TEXT,
        "hint": TEXT,
        "required": REQUIRED,
        "messages": SPOKEN,
        "checks": Each(HELD, LEFT, HELD),
        "show_if": ROUTE,
        "shown_to": TIME,
        "answered_by": TIME,
        "seconds": TIME,
        "identifying": GUARDED,
        "split": WORKED_OUT,
        "place": WORKED_OUT,
        "cluster": GUARDED,
        "sensitive": CARE,
        "measures": WORKED_OUT,
        "level": WORKED_OUT,
        "framework": WORKED_OUT,
        "blank_means": Always(breaks("What was left blank would stand for another answer.")),
        "care": Always(words("Only where support is shown.")),
        "contact": Always(STORED),
        "repeats": Always(breaks("Its answers would belong to another group.")),
    },
    Number: {"least": LEAST, "most": MOST, "decimals": Ordered(WIDER, TIGHTER),
             "unit": Always(breaks("The same figure would be another amount."))},
    Date: {"earliest": LEAST, "latest": MOST},
    Confirm: {"ticked": TEXT},
    Choosing: {
        "options": OwnOptions(MORE, GONE, PRESENTED, by="code"),
        "order": Always(PRESENTED),
        "chosen_in": ROUTE,
        "besides": ROUTE,
        "prefill": Always(adds("Another answer is suggested; earlier ones were given without it.")),
    },
    Single: {"scale": SCALE},
    Lookup: {"say": Elsewhere("the option other carries it")},
    Several: {"choose": FRAME},
    PickTop: {"say": Elsewhere("the option other carries it")},
    Rating: {
        "rows": Each(MORE, GONE, PRESENTED, by="id"),
        "rows_expected": TIME,
        "unique": Turned(breaks("Answers that gave one step twice could not be read."), WIDER, WIDER),
        "order": Always(PRESENTED),
    },
    Grid: {"scale": SCALE},
    PairedGrid: {"scales": Each(MORE, GONE, PRESENTED, by="id", at="scales")},
    Ranking: {"most": MOST},
    Written: {"least": LEAST, "most": MOST},
    LongText: {"before_writing": TEXT},
    Computed: {
        "text": TEXT,
        "value": ANOTHER_WAY,
        "decimals": ANOTHER_WAY,
        "cases": Each(ANEW, ANEW, ANEW, by="code"),
        "measures": WORKED_OUT,
        "level": WORKED_OUT,
        "identifying": GUARDED,
        "sensitive": CARE,
    },
    Block: {"title": TEXT, "text": TEXT, "items": TEXT},
    Fact: {"strong": TEXT, "text": TEXT},
    Start: {"lead": TEXT, "facts": SPOKEN, "blocks": SPOKEN, "closing": TEXT, "button": TEXT},
    Service: {"who": TEXT, "sector": TEXT, "name": TEXT, "what": TEXT, "how": TEXT},
    Support: {"checked": Always(words("Somebody checked the services again.")), "services": SPOKEN},
    Note: {"text": TEXT, "items": TEXT, "not_asked": TEXT},
    Screen: {"title": TEXT, "text": TEXT, "next": TEXT},
    Promise: {
        "minutes": TIME,
        "threshold": Ordered(up=KINDER, down=PROMISED),
        "withdraw_days": Ordered(up=KINDER, down=PROMISED),
    },
    Reading: {"words_per_second": TIME},
    Leave: {"to": TEXT, "name": TEXT},
    Contact: {"email": TEXT, "text": TEXT},
    Translation: {
        "checked": Always(words("Somebody checked the translation.")),
        "texts": Each(SAID, SAID, SAID),
    },
    Page: {
        "id": KNOWN_BY,
        "title": TEXT,
        "caption": TEXT,
        "text": TEXT,
        "show_if": ROUTE,
        "shown_to": TIME,
        "questions": PLACED,
        "note": FRAME,
        "repeats": Always(breaks("Its answers would belong to another group.")),
    },
    Section: {
        "id": KNOWN_BY,
        "title": TEXT,
        "stage": TEXT,
        "show_if": ROUTE,
        "shown_to": TIME,
        "sensitive": CARE,
        "order": Always(PRESENTED),
        "pages": PLACED,
    },
    Contacts: dict.fromkeys(("consent", "purposes", "link", "linked"), Always(KEPT)),
    MapEntry: {
        "since": KNOWN_BY,
        "was": KNOWN_BY,
        "now": WORKED_OUT,
        "codes": Each(DERIVED, DERIVED, DERIVED, by="was"),
        "dropped": WORKED_OUT,
    },
    Recoded: {"was": KNOWN_BY, "now": WORKED_OUT},
    Accepted: dict.fromkeys(("advice", "about", "why"), Always(NOTED)),
    ScoreRule: {"title": TEXT, "of": WORKED_OUT, "by": WORKED_OUT, "needs": WORKED_OUT, "labels": SPOKEN},
    Questionnaire: {
        "questionnaire": Always(breaks("This is another questionnaire, not another version of one.")),
        "version": Elsewhere("it names the two that are compared"),
        "status": TEXT,
        "language": Always(breaks("What was asked in another language was another question.")),
        "translations": Each(SPOKEN_TOO, SPOKEN_LESS, SPOKEN_TOO),
        "title": TEXT,
        "owner": Always(PROMISED),
        "contact": FRAME,
        "promise": FRAME,
        "reading": FRAME,
        "leave": FRAME,
        "start": FRAME,
        "support": FRAME,
        "privacy": Each(PLEDGED, PLEDGED, PLEDGED),
        "formats": FRAME,
        "sent": FRAME,
        "ends": SPOKEN,
        "stages": SPOKEN,
        "sections": PLACED,
        "computed": Each(DERIVED, UNCOMPUTED, DERIVED),
        "scores": Each(DERIVED, DERIVED, DERIVED),
        "contacts": Within(on=adds("Details are kept from now on, under this consent."), off=STORED),
        "accepted": Each(NOTED, NOTED, NOTED),
        "retired": Each(REMEMBERED, FORGOTTEN, REMEMBERED),
        "code_map": Log(TOO_OLD, UNMAPPED, REMEMBERED, by="key"),
        "partial_consent": Turned(adds("Drafts count from now on, under this consent."), KEPT, KEPT),
    },
}  # fmt: skip


def rules_of(part: type[Part]) -> dict[str, Rule]:
    """The rule for every key of a part: its own, and those of what it is a kind of."""
    return {key: rule for base in reversed(part.__mro__) for key, rule in TABLE.get(base, {}).items()}
