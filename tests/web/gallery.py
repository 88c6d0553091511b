"""Every page of the respondent with sample contexts, so that each can be rendered, checked and looked at.

Questions come from the real questionnaire and from a small one that holds the kinds it does not use.
`python -m tests.web.gallery DIR [LANGUAGE]` writes all pages as files beside a copy of the static files.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from survey.engine.answers import Answers
from survey.engine.entries import is_list
from survey.engine.forms import Form
from survey.engine.journey import Journey
from survey.engine.loader import load_file, load_text
from survey.engine.local import SOURCE
from survey.engine.pages import Page
from survey.engine.phrases import Phrase
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions.base import Question
from survey.engine.reading import SavedPage, read_answers
from survey.engine.texts import filled
from survey.fieldwork.london import end_in_words, in_words, parse_london
from survey.fieldwork.window import Window
from survey.paper.form import PaperForm
from survey.paper.plain import HOW_TO_READ
from survey.settings import Settings
from survey.web.languages import Other
from survey.web.pages import SurveyWords, Team, platform, words_of
from survey.web.respondent.lists import Answered, Card, Listed, answers_of, places_of
from survey.web.respondent.rescuing import ANOTHERS, FIELD, Rescued
from survey.web.respondent.returning import NO_DRAFT, NO_RECEIPT
from survey.web.respondent.sharing import as_svg
from survey.web.respondent.views import EntryView, PageView, Place, blocks, is_sensitive, messages, notices
from survey.web.static_files import FOLDER
from survey.web.templating import environment

ROOT = Path(__file__).resolve().parents[2]
BASE = "/s/trauma-informed-london"
ADDRESS = f"https://survey.example.org{BASE}"
CODE = ("H4TK", "9WPM", "2XRD", "6CVN", "8JQE", "3YBF")
WORDS: dict[str, str] = {
    "closes": end_in_words(parse_london("2025-01-11")),
    "withdraw_until": end_in_words(parse_london("2025-02-01")),
    "until": end_in_words(parse_london("2025-01-11 00:30")),
    "minutes": "15",
    "threshold": "10",
}
REACH = Team("survey-team@example.org", "+44 20 7946 0000", "")
LANGUAGES = (
    Other("en-GB", "English", "ltr", f"{BASE}/formats?lang=en-GB", True),
    Other("pl", "Polski", "ltr", f"{BASE}/formats?lang=pl", False),
    Other("ar", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "rtl", f"{BASE}/formats?lang=ar", False),
)
ENDS = Window(
    opens_at=parse_london("2024-12-02 09:00"),
    closes_at=parse_london("2025-01-11"),
    final_at=parse_london("2025-01-11 00:30"),
    withdraw_until=parse_london("2025-02-01"),
)
LAST_DAYS = ENDS.closing_notice(parse_london("2025-01-09 12:00"))
GRACE = ENDS.closing_notice(parse_london("2025-01-11 00:10"))
ENTRIES = (
    EntryView(1, "A quiet room", f"{BASE}/p/practice_1", f"{BASE}/p/practice_another_2/remove/1"),
    EntryView(2, "", f"{BASE}/p/practice_2", f"{BASE}/p/practice_another_2/remove/2"),
)
KINDS = """
questionnaire: kinds
version: "1"
title: Every kind of question
owner: London Violence Reduction Unit
stages: {all: Everything}
start: {lead: A small questionnaire for looking at pages.}
sections:
  - id: amounts
    title: A number, a day and a short line
    stage: all
    questions:
      - {id: people, ask: number, text: How many people are in your team?, unit: people, least: 1, most: 500}
      - {id: since, ask: date, text: When did it begin?}
      - {id: name, ask: short_text, text: What is it called?, most: 40}
      - {id: address, ask: email, text: Team mailbox, hint: Not another person's own address}
  - id: hints
    title: Answers that need a word of explanation
    stage: all
    questions:
      - id: stage
        ask: single
        text: Where are you now?
        options:
          a: {label: Aware, hint: People know that trauma is common}
          b: {label: Responsive, hint: "We have changed how we work, train and support staff"}
          other: {label: Somewhere else, say: "Where?"}
  - id: order
    title: What comes first
    stage: all
    questions:
      - {id: first, ask: ranking, text: What would help you first?, rows: {f_time: Time to think, f_room: A quiet room, f_help: Someone to ask}}
  - id: asked_once
    title: Asked once more
    stage: all
    questions:
      - {id: hours, ask: number, text: How many hours?, checks: [{holds: hours < 12, say: "Twelve hours or more. Is that right?", soft: true}]}
"""  # noqa: E501


@dataclass(frozen=True)
class Sample:
    """One page to look at: its template and what it is given."""

    name: str
    template: str
    context: Mapping[str, Any]

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked on a page of questions."""
        return tuple(question for question, _, _ in self.context["items"])


@cache
def london() -> Questionnaire:
    return load_file(ROOT / "questionnaires" / "trauma-informed-london" / "1.0.yaml")


@cache
def kinds() -> Questionnaire:
    return load_text(KINDS)


def common(questionnaire: Questionnaire | None = None) -> dict[str, Any]:
    """What every page is given."""
    survey: SurveyWords = words_of(questionnaire, "trauma-informed-london") if questionnaire else platform(())
    return {
        "survey": survey,
        "languages": (),
        "home": "",
        "base": BASE if questionnaire else "",
        "address": ADDRESS if questionnaire else "",
        "team": REACH,
        "csrf": "token",
        "synthetic": False,
        "trial": False,
        "closing": None,
        "state": "open" if questionnaire else "",
        "signed_in": False,
        "progress": None,
        "saved_at": "",
        "sensitive": False,
        "limits": Settings(),
        "staying": None,
        "whose": "",
        "request_id": "7f3a91c2",
    }


def place(stage: int = 3, minutes: int | None = 8, *, added: int = 0, last: bool = False) -> Place:
    return Place(stage, 9, minutes, added, "480.0 520.0", last)


def question_page(
    questionnaire: Questionnaire, page_id: str, form: Form, *, answers: Form | None = None
) -> Sample:
    """A page of questions with what was typed on it; problems show as they would after Continue."""
    page = find(questionnaire, page_id)
    section = questionnaire.section_of[page_id]
    problems = page.problems(form, {}) if form.get("checked") else ()
    view = PageView(
        page.id,
        page.title or section.title,
        page.caption,
        page.text,
        is_sensitive(section),
    )
    context = {
        "page": view,
        "items": tuple((question, form, messages(question, problems)) for question in page.questions),
        "entries": ENTRIES if is_list(page) else (),
        **notices(problems),
        "version": 4,
        "opened": 1736500000,
        "action": f"{BASE}/p/{page_id}",
        "then": "",
        "back_url": f"{BASE}/p/before",
        "stage": place().stage,
        "stages": place().stages,
        "progress": place(),
        "saved_at": "14:32",
        "sensitive": view.sensitive,
    }
    suffix = "-to-put-right" if problems else ""
    return Sample(f"page-{page_id}{suffix}", "respondent/page.html", common(questionnaire) | context)


def find(questionnaire: Questionnaire, page_id: str) -> Page:
    return next(page for section in questionnaire.sections for page in section.pages if page.id == page_id)


def sample_form(questions: tuple[Question, ...]) -> dict[str, tuple[str, ...]]:
    """Something chosen or typed in every field."""
    form: dict[str, tuple[str, ...]] = {}
    for question in questions:
        for number, field in enumerate(question.fields()):
            codes = codes_of(question)
            form[field.name] = (codes[(number + 2) % len(codes)],) if codes else ("Time to think together",)
    return form


def codes_of(question: Question) -> tuple[str, ...]:
    scales = question.scales_used()
    offered = scales[0].steps if scales else getattr(question, "options", ())
    return tuple(str(each.code) for each in offered)


def question_pages() -> list[Sample]:
    samples = []
    for questionnaire in (london(), kinds()):
        for section in questionnaire.sections:
            for page in section.pages:
                if page.note is None:
                    samples.append(question_page(questionnaire, page.id, sample_form(page.questions)))
    samples += [
        ended(question_page(london(), "training", {}), "in-the-last-days", LAST_DAYS),
        ended(question_page(london(), "equity", {}), "in-the-time-of-grace", GRACE),
    ]
    samples.append(
        question_page(
            london(),
            "barriers",
            {"checked": ("1",), "barriers": ("time", "money", "training", "targets", "unclear", "burnout")},
        )
    )
    samples.append(question_page(london(), "work", {"checked": ("1",)}))
    samples.append(question_page(london(), "taking_part", {"checked": ("1",)}))
    wrong = {
        "checked": ("1",),
        "people": ("ten",),
        "since__day": ("31",),
        "since__month": ("2",),
        "since__year": ("2024",),
        "name": ("x" * 50,),
        "address": ("nobody",),
    }
    samples.append(question_page(kinds(), "amounts", wrong))
    samples.append(question_page(kinds(), "order", {"f_time": ("1",), "f_room": ("2",)}))
    samples.append(question_page(kinds(), "order", {"checked": ("1",), "f_time": ("1",), "f_help": ("1",)}))
    samples.append(question_page(kinds(), "asked_once", {"checked": ("1",), "hours": ("13",)}))
    return samples


def ended(sample: Sample, suffix: str, closing: Phrase | None) -> Sample:
    """The same page with what it says of the end."""
    told = {"closing": closing, "state": "finishing" if closing is GRACE else "open"}
    return Sample(f"{sample.name}-{suffix}", sample.template, {**sample.context, **told})


def answers() -> tuple[Answered, ...]:
    work = Card(
        "Your work",
        f"{BASE}/p/work",
        (
            ("Where you work", "Local authority (including schools it maintains)"),
            ("Council", ""),
            ("Boroughs you mainly work in", "Lewisham, Southwark"),
            ("One change for London", "Time to think together.\nEvery week."),
        ),
        skipped=False,
    )
    skipped = Card("Looking after staff", f"{BASE}/p/wellbeing_note", (), skipped=True)
    blank = list(answers_of(Journey(london(), Answers()), BASE))
    return (Answered("You and your work", (work,)), Answered("Looking after staff", (skipped,)), *blank[1:3])


def sections() -> tuple[Listed, ...]:
    """The places of somebody who is halfway, with one section skipped."""
    form = london()
    done = frozenset(list(form.pages)[: len(form.pages) // 2])
    pages = {
        "welcome": {"eligible": ("1",)},
        "taking_part": {"agree_take_part": ("1",)},
        "work": {"sector": ("health",)},
        "wellbeing_note": {"choice": ("skip",)},
    }
    saved = {page: SavedPage(pages.get(page, {}), page in done) for page in form.pages}
    return places_of(Journey(form, read_answers(form, saved)))


def said() -> dict[str, Any]:
    return {"support": london().support.services, "support_checked": london().support.checked}


def note() -> Sample:
    found = find(london(), "wellbeing_note").note
    assert found is not None
    words = {
        "title": "Looking after staff",
        "text": found.text,
        "items": found.items,
        "not_asked": found.not_asked,
    }
    context = {
        "note": words,
        "action": f"{BASE}/p/wellbeing_note",
        "then": "",
        "back_url": f"{BASE}/p/lead",
        "version": 0,
        "opened": 0,
        "progress": place(6, 5),
        "saved_at": "14:41",
        **said(),
    }
    return Sample("note", "respondent/note.html", common(london()) | context)


def other_pages() -> list[Sample]:
    versions = {"theirs": (("Last training", "1 to 3 years ago"),), "yours": (("Last training", "Never"),)}
    typed = (("trn_when", "1"), ("def_missing", 'Two\nlines & "quotes"'))
    closing = {
        "opens": in_words(parse_london("2024-12-02 09:00")),
        "finish_until": WORDS["until"],
        "began": False,
        "rows": (),
        "may_finish": False,
        "may_withdraw": True,
    }
    formats = blocks((london().formats,), WORDS)[0]
    asked = {"error": "", "typed": "", "until": WORDS["until"], "may_begin": True}
    code = {"code": CODE, "until": WORDS["until"], "once": "0" * 32}
    shared = code | {"shared": True}
    pages: list[tuple[str, str, dict[str, Any]]] = [
        ("start", "start", {"start": start(), "via": "met-intranet", "invitation": ""}),
        ("start-invited", "start", {"start": start(), "via": "", "invitation": "H4TK9WPM2XRD6CVN8JQE3YBF"}),
        ("invited-only", "invited_only", {}),
        ("invitation-used", "invitation_used", {"may_begin": False}),
        ("invitation-used-beside", "invitation_used", {"may_begin": True}),
        (
            "code",
            "code",
            code | {"first": True, "next_url": f"{BASE}/p/welcome"},
        ),
        (
            "code-renewed",
            "code",
            code | {"first": False, "next_url": f"{BASE}/p/welcome"},
        ),
        (
            "check",
            "check",
            {
                "places": answers(),
                "unfinished": (),
                "submit_key": "key",
                "words_sealed": False,
                "next_steps": (),
                "back_url": f"{BASE}/p/contact",
                "progress": place(last=True),
                "saved_at": "14:53",
            },
        ),
        (
            "check-so-far",
            "check",
            {
                "places": answers(),
                "unfinished": (("Training", f"{BASE}/p/training"),),
                "submit_key": "key",
                "words_sealed": False,
                "next_steps": (),
                "back_url": "",
                "progress": place(),
                "saved_at": "",
            },
        ),
        ("sections", "sections", {"places": sections(), "complete": False, "progress": place(5, 6, added=2)}),
        ("sent", "sent", sent()),
        ("sent-care-first", "sent", sent() | {"care_first": True, "copy_left": False}),
        (
            "ended",
            "ended",
            {
                "end": {
                    "title": "Thank you for looking",
                    "text": "This survey is for people who work in London.",
                },
                "back_url": f"{BASE}/p/welcome",
            },
        ),
        ("saved", "saved", shared | {"shared": False}),
        ("resume", "resume", asked),
        (
            "resume-after-the-end",
            "resume",
            asked | {"state": "closed", "may_begin": False},
        ),
        ("resume-to-put-right", "resume", asked | {"error": NO_DRAFT, "typed": "H4TK9WPM"}),
        ("withdraw", "withdraw", {"error": "", "typed": ""}),
        ("withdraw-to-put-right", "withdraw", {"error": NO_RECEIPT, "typed": "H4TK9WPM"}),
        ("withdraw-confirm", "withdraw_confirm", {"code": "H4TK9WPM2XRD6CVN8JQE3YBF"}),
        (
            "remove",
            "remove",
            {
                "number": 2,
                "seen": 9,
                "name": "A quiet room",
                "lines": [("Name of the example", "A quiet room")],
                "action": f"{BASE}/p/practice_another_2/remove/2",
                "back_url": f"{BASE}/p/practice_another_2",
                "sensitive": True,
            },
        ),
        ("withdrawn", "withdrawn", said() | {"may_begin": False}),
        ("withdrawn-while-open", "withdrawn", said() | {"may_begin": True, "closing": LAST_DAYS}),
        ("stop", "stop", {"back_url": f"{BASE}/go"}),
        ("stopped", "stopped", said()),
        ("closed", "closed", closing | {"state": "closed"}),
        ("closed-finishing", "closed", closing | {"state": "finishing", "may_finish": True}),
        ("closed-begun", "closed", closing | {"state": "finishing", "may_finish": True, "began": True}),
        ("closed-draft", "closed", closing | {"state": "closed", "began": True}),
        ("closed-frozen", "closed", closing | {"state": "closed", "may_withdraw": False}),
        (
            "closed-while-typing",
            "closed",
            closing | {"state": "closed", "began": True, "rows": (("Last training", "1 to 3 years ago"),)},
        ),
        ("not-open-yet", "closed", closing | {"state": "not_yet"}),
        ("full", "full", closing | {"may_finish": True}),
        ("full-begun", "full", closing | {"may_finish": True, "began": True}),
        (
            "stale",
            "stale",
            {
                "page_title": "Training and support to learn",
                **versions,
                "opened": 0,
                "typed": typed,
                "version": 5,
                "action": f"{BASE}/p/training",
                "page_url": f"{BASE}/p/training",
                "then": "",
                "button": "continue",
            },
        ),
        ("rescued", "rescued", rescued(ready=False)),
        ("rescued-to-put-right", "rescued", rescued(ready=False) | {"error": ANOTHERS, "code": "H4TK9WPM"}),
        ("rescued-ready", "rescued", rescued(ready=True)),
        ("rescued-sent", "rescued", rescued(ready=False) | {"sent": True}),
        (
            "saved-on-a-shared-computer",
            "saved",
            shared | {"staying": {"seconds": 1140, "url": f"{BASE}/stay"}},
        ),
        ("privacy", "privacy", {"blocks": blocks(london().privacy, WORDS)}),
        ("support", "support", said() | {"back_url": ""}),
        ("support-after-sending", "support", said() | {"back_url": "sent"}),
        (
            "formats",
            "formats",
            {"formats": formats, "printable": True, "not_made": False, "languages": LANGUAGES},
        ),
        ("formats-not-made", "formats", {"formats": formats, "printable": False, "not_made": True}),
        ("share", "share", {"start": start()}),
        ("questions", "questions", {"parts": PaperForm(london(), WORDS).parts, "how_to_read": HOW_TO_READ}),
        (
            "questions-of-every-kind",
            "questions",
            {"parts": PaperForm(kinds(), WORDS).parts, "how_to_read": HOW_TO_READ},
        ),
        ("download", "download", {"places": answers(), "version": "1.0", "words_sealed": True}),
        ("trial", "start", {"start": start(), "via": "", "invitation": "", "trial": True}),
        ("synthetic", "withdrawn", said() | {"may_begin": True, "synthetic": True}),
        (
            "start-in-the-last-days",
            "start",
            {"start": start(), "via": "", "invitation": "", "closing": LAST_DAYS},
        ),
        (
            "saved-in-the-last-days-of-a-trial",
            "saved",
            shared | {"shared": False, "trial": True, "closing": LAST_DAYS},
        ),
    ]
    return [
        Sample(name, f"respondent/{template}.html", common(london()) | WORDS | context)
        for name, template, context in pages
    ]


def start() -> dict[str, Any]:
    words = london().start
    facts = [{"strong": filled(fact.strong, WORDS), "text": filled(fact.text, WORDS)} for fact in words.facts]
    return {
        "lead": words.lead,
        "facts": facts,
        "blocks": blocks(words.blocks, WORDS),
        "closing": words.closing,
        "button": words.button,
    }


def sent() -> dict[str, Any]:
    screen = london().sent
    return {
        "sent": {"title": screen.title, "text": screen.text},
        "next_steps": [filled(step, WORDS) for step in screen.next],
        "receipt": CODE,
        "care_first": False,
        "copy_left": True,
        "words_sealed": False,
        "others_may_begin": True,
        **said(),
    }


def rescued(*, ready: bool) -> dict[str, Any]:
    kept = Rescued("training", "mark", 3, (("trn_when", "1"),))
    return {
        "rows": (("Last training", "1 to 3 years ago"),),
        "typed": kept.typed,
        "ready": ready,
        "sent": False,
        "carried_in": FIELD,
        "carried_text": kept.carried,
        "version": 3,
        "action": f"{BASE}/p/training",
        "error": "",
        "code": "",
    }


def error_pages() -> list[Sample]:
    names = ("problem", "not_found", "forged", "signed_out", "bad_request", "not_saved")
    context = {
        "typed": (("trn_when", "1"),),
        "action": f"{BASE}/p/training",
        "token": "token",
        "version": 3,
        "opened": 0,
        "then": "",
        "button": "continue",
        "message": "",
    }
    within = [Sample(f"error-{name}", f"errors/{name}.html", common(london()) | context) for name in names]
    outside = Sample("error-not_found-outside", "errors/not_found.html", common() | context | {"action": ""})
    return [*within, ended(within[1], "in-the-last-days", LAST_DAYS), outside]


def platform_pages() -> list[Sample]:
    survey = {
        "title": "Trauma-Informed London Survey",
        "lead": "For people who work in policing, health and councils.",
        "url": BASE,
        "closes": WORDS["closes"],
    }
    return [
        Sample("home", "respondent/home.html", common() | {"surveys": (survey,)}),
        Sample("home-empty", "respondent/home.html", common() | {"surveys": ()}),
        Sample("accessibility", "respondent/accessibility.html", common()),
    ]


def samples() -> list[Sample]:
    """All of them, each under its own name."""
    return [*question_pages(), note(), *other_pages(), *error_pages(), *platform_pages()]


def render(sample: Sample, language: str = SOURCE) -> str:
    """A page as the program says it in a language; its author's words stay as they are."""
    survey = replace(sample.context["survey"], language=language)
    page = environment(language).get_template(sample.template)
    return page.render(**{**sample.context, "survey": survey})


def write(folder: Path, language: str = SOURCE) -> list[Path]:
    """All pages as files, with the static files and the QR code where their addresses point."""
    shutil.copytree(FOLDER, folder / "static", dirs_exist_ok=True)
    code = folder / BASE.lstrip("/") / "qr.svg"
    code.parent.mkdir(parents=True, exist_ok=True)
    code.write_bytes(as_svg(ADDRESS))
    paths = []
    for sample in samples():
        path = folder / f"{sample.name}.html"
        path.write_text(render(sample, language), encoding="utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    sys.stdout.write("\n".join(str(path) for path in write(Path(sys.argv[1]), *sys.argv[2:3])) + "\n")
