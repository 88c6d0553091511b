"""The questionnaires: every version, who put each live, what changed between two, gaps in translations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from starlette.responses import PlainTextResponse, Response

from survey.engine.advice.times import times_of
from survey.engine.advice.translations import of_translations
from survey.engine.loader import Loaded
from survey.engine.local import english_name
from survey.engine.questionnaire import Questionnaire
from survey.engine.translation.translating import Standing
from survey.engine.versions.change import sorted_out
from survey.engine.versions.code_map import age
from survey.engine.versions.compare import compare
from survey.errors import NotFound
from survey.fieldwork.library import Edition, Volume, volume, volumes
from survey.fieldwork.london import london_day
from survey.fieldwork.simulation.tours import KEPT
from survey.fieldwork.team.roles import May
from survey.languages.choosing import offered, spoken
from survey.languages.tongue import languages
from survey.paper.form import UNKNOWN, PaperForm
from survey.paper.plain import text
from survey.web.preview import ways
from survey.web.respondent.desk import desk as respondents
from survey.web.respondent.ways import named
from survey.web.staff.desk import At
from survey.web.staff.gate import Gate

gate = Gate.new()
VERSION = "/staff/questionnaires/{questionnaire}/versions/{version}"
STATUS = {"draft": "Draft wording", "approved": "Approved wording"}


@gate.get("/staff/questionnaires", May.LOOK)
async def all_questionnaires(at: At) -> Response:
    """Every questionnaire that lies in the folder or was ever asked, with its versions."""
    found = await at.call(volumes, at.desk.store, at.desk.settings.questionnaires)
    now = at.desk.store.clock()
    return at.page(
        "console/questionnaires.html",
        volumes=[(each, [row_of(one, now) for one in each.editions]) for each in found],
        may_run=May.RUN in at.me.may,
    )


@gate.get(VERSION, May.LOOK)
async def version(at: At) -> Response:
    """One version: what it asks, how long it takes, its languages, and ways to look at it."""
    whole, found = await both(at)
    form, today = found.form, london_day(at.desk.store.clock())
    tours = await at.call(KEPT.of, form, found.fingerprint)
    return at.page(
        "console/version.html",
        **told_of(at, found),
        row=row_of(found, at.desk.store.clock()),
        others=[one for one in whole.editions if one is not found],
        times=times_of(form),
        promised=form.promise.minutes,
        questions=len(form.questions),
        sections=[(section, list(ways(section, tours))) for section in form.sections],
        ends=[(name, screen.title, name in tours.to_end) for name, screen in form.ends.items()],
        groups=list(tours.whole),
        tongues=[(tag, english_name(tag)) for tag in offered(form)],
        gaps=[gap_of(found.loaded, one) for one in found.loaded.translated.standings] if found.loaded else [],
        advice=advice_on(found, today),
        printable=respondents(at.request).paper_forms.offered,
    )


@gate.get(f"{VERSION}/compare", May.LOOK)
async def compared(at: At) -> Response:
    """What changed between this version and another, in words, the heaviest first."""
    whole, found = await both(at)
    other = whole.edition(at.asked("with"))
    older, newer = (found, other) if age(other.form.version) > age(found.form.version) else (other, found)
    changes = await at.call(compare, older.form, newer.form)
    return at.page(
        "console/compared.html",
        **told_of(at, found),
        older=older,
        newer=newer,
        sorts=sorted_out(changes),
    )


@gate.get(f"{VERSION}/form.pdf", May.LOOK)
async def printed(at: At) -> Response:
    """The form to fill in with a pen; its dates are lines to write on."""
    _, found = await both(at)
    form = in_a_language(at, found.form)
    forms, reachable = respondents(at.request).paper_forms, at.desk.pages.reachable(form)
    made = await forms.form(found.fingerprint, reachable, UNKNOWN)
    if not made:
        raise NotFound("The form cannot be made as a PDF on this machine. The plain text has the same.")
    return Response(made, 200, named(f"{file_name(found, form)}.pdf"), "application/pdf")


@gate.get(f"{VERSION}/form.txt", May.LOOK)
async def in_plain_text(at: At) -> Response:
    """Every question in order, with who is asked it."""
    _, found = await both(at)
    form = in_a_language(at, found.form)
    said = await at.call(text, PaperForm(form, UNKNOWN))
    headers = {**named(f"{file_name(found, form)}.txt"), "Content-Language": form.language}
    return PlainTextResponse(said, headers=headers)


async def both(at: At) -> tuple[Volume, Edition]:
    """The questionnaire of an address, and the version of it."""
    whole = await at.call(volume, at.desk.store, at.desk.settings.questionnaires, at.value("questionnaire"))
    return whole, whole.edition(at.value("version"))


def told_of(at: At, found: Edition) -> dict[str, Any]:
    """What every page about a version needs."""
    base = f"/staff/questionnaires/{found.form.questionnaire}"
    return {"edition": found, "form": found.form, "base": base, "here_base": f"{base}/versions/{found.short}"}


def row_of(found: Edition, now: datetime) -> dict[str, Any]:
    """A version in the list of them: its wording, where it is, and who put it live."""
    return {
        "version": found.form.version,
        "short": found.short,
        "status": STATUS[found.form.status],
        "where": found.where,
        "lives": [one.sentence(now) for one in found.lives],
    }


def gap_of(loaded: Loaded, one: Standing) -> dict[str, Any]:
    """How far one language is: the texts without words in it, and those whose words have changed since."""
    texts = loaded.translated.texts
    return {
        "name": english_name(one.language),
        "tag": one.language,
        "whole": one.is_whole,
        "checked": one.checked,
        "spoken": one.language in languages(),
        "done": len(one.said),
        "lists": [
            (words, [(name, texts[name]) for name in names])
            for words, names in (
                ("No words yet", one.missing),
                ("Changed since it was translated", one.stale),
            )
            if names
        ],
    }


def advice_on(found: Edition, today: date) -> list[str]:
    """What is to be done about the translations, as `survey check` says it."""
    if found.loaded is None:
        return []
    return [one.message for one in of_translations(found.loaded.translated.standings, today)]


def in_a_language(at: At, form: Questionnaire) -> Questionnaire:
    """The questionnaire in the language that the address asks for, where it is offered in it."""
    asked = at.asked("language")
    return spoken(form, asked if asked in offered(form) else form.language)


def file_name(found: Edition, form: Questionnaire) -> str:
    return f"{form.questionnaire}-{form.version}-{found.short}-{form.language}"
