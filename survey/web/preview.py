"""Looking at a questionnaire before anybody answers it: its own pages, and a page from which all are reached.

The pages are the real ones, on a database that goes when the preview stops. A saved change of the file
is taken up at the next look at the overview.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from survey.engine.advice.times import times_of
from survey.engine.conditions import Condition
from survey.engine.loader import FaultyQuestionnaire, Loaded, Report, read_file
from survey.engine.pages import Page, Section
from survey.engine.piping import unpiped
from survey.engine.texts import filled, retold
from survey.errors import NotFound, Refused
from survey.fieldwork.participation import Participation
from survey.fieldwork.seats import Begun
from survey.fieldwork.simulation.people import Visit
from survey.fieldwork.simulation.tours import Tours
from survey.fieldwork.trial import open_trial
from survey.fieldwork.typed import Typed
from survey.storage.database import Store
from survey.web.pages import see_other
from survey.web.respondent.desk import desk

router = APIRouter()
GET = ["GET", "HEAD"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A questionnaire as it was last read, where its pages are served, and the ways through it."""

    loaded: Loaded
    slug: str
    tours: Tours
    advice: tuple[Report, ...]


class Preview:
    """The file that is looked at, read anew whenever it has changed."""

    def __init__(self, file: Path, store: Store) -> None:
        self.file = file
        self.store = store
        self.shown: Shown | None = None
        self.faults: tuple[Report, ...] = ()
        self._written = 0
        self._count = 0
        self._one_at_a_time = Lock()

    def look(self) -> Shown | None:
        """What there is to see now; nothing while the file has faults, which `faults` then holds."""
        with self._one_at_a_time:
            written = self.file.stat().st_mtime_ns if self.file.exists() else -1
            if written != self._written:
                self._written = written
                self._read()
            return self.shown

    def _read(self) -> None:
        try:
            loaded = read_file(self.file)
        except FaultyQuestionnaire as error:
            self.shown, self.faults = None, error.reports
            return
        self._count += 1
        slug = f"look-{self._count}"
        try:
            open_trial(self.store, loaded.questionnaire, grace_minutes=0, slug=slug)
        except Refused as error:
            self.shown, self.faults = None, (Report(loaded.file, 1, 1, "refused", str(error), ""),)
            return
        tours = Tours.through(loaded.questionnaire)
        self.shown, self.faults = Shown(loaded, slug, tours, tuple(loaded.advice())), ()


@router.api_route("/preview", methods=GET)
async def overview(request: Request) -> Response:
    """What the file holds, what is to be said of it, and a way to every page."""
    at, preview = desk(request), looked_at(request)
    shown = await at.call(request, preview.look)
    if shown is None:
        return at.pages.render(request, "preview/faults.html", file=preview.file.name, faults=preview.faults)
    form = shown.loaded.questionnaire
    return at.pages.render(
        request,
        "preview/overview.html",
        questionnaire=form,
        file=preview.file.name,
        version=form.version,
        slug=shown.slug,
        advice=shown.advice,
        times=times_of(form),
        promised=form.promise.minutes,
        sections=[(section, list(ways(section, shown.tours))) for section in form.sections],
        ends=[(name, screen.title, name in shown.tours.to_end) for name, screen in form.ends.items()],
        groups=list(shown.tours.whole),
    )


@dataclass(frozen=True, slots=True)
class Way:
    """One page in the overview, and whether made-up answers lead there."""

    page: Page
    title: str
    shown_if: str
    can_be_reached: bool


def ways(section: Section, tours: Tours) -> Iterator[Way]:
    for page in section.pages:
        title = unpiped(page.title) or (f"Note before {section.title}" if page.note else section.title)
        yield Way(page, title, written(page.show_if), page.id in tours.to_page)


def written(condition: Condition | None) -> str:
    return "" if condition is None else condition.text


@router.api_route("/preview/all", methods=GET)
async def everything(request: Request) -> Response:
    """All pages on one page, each with its condition; nothing on it can be sent."""
    at, preview = desk(request), looked_at(request)
    shown = await at.call(request, preview.look)
    if shown is None:
        return see_other("/preview")
    form = shown.loaded.questionnaire
    return at.pages.render(
        request,
        "preview/all.html",
        questionnaire=form,
        sections=[
            {
                "section": section,
                "shown_if": written(section.show_if),
                "pages": [page_in_full(page, section, form.promise.in_words) for page in section.pages],
            }
            for section in form.sections
        ],
    )


def page_in_full(page: Page, section: Section, words: Mapping[str, str]) -> dict[str, Any]:
    told = retold(page, lambda text: filled(unpiped(text), words))
    return {
        "page": told,
        "title": told.title or section.title,
        "shown_if": written(page.show_if),
        "questions": [(question, written(question.show_if)) for question in told.questions],
    }


@router.api_route("/preview/page/{page_id}", methods=GET)
async def to_page(request: Request, page_id: str) -> Response:
    """One page in the form itself, with made-up answers on the pages before it."""
    return await walked(request, lambda tours: tours.to_page.get(page_id), f"p/{page_id}")


@router.api_route("/preview/end/{end}", methods=GET)
async def to_end(request: Request, end: str) -> Response:
    """One end screen."""
    return await walked(request, lambda tours: tours.to_end.get(end), "end")


@router.api_route("/preview/whole/{number}", methods=GET)
async def to_list(request: Request, number: int) -> Response:
    """The list of answers of somebody made up from one group, from which every page of that route opens."""
    return await walked(request, lambda tours: dict(enumerate(tours.whole.values())).get(number), "check")


async def walked(
    request: Request, choose: Callable[[Tours], tuple[Visit, ...] | None], leads_to: str
) -> Response:
    """Fill in a draft the way that is chosen, give it to this browser, and go there."""
    at, preview = desk(request), looked_at(request)
    shown = await at.call(request, preview.look)
    visits = choose(shown.tours) if shown is not None else None
    if shown is None or visits is None:
        raise NotFound("No made-up answers lead here. Start at the beginning and answer by hand.")
    begun = await at.call(request, walk_to, at.participation, shown.slug, visits)
    response = see_other(f"/s/{shown.slug}/{leads_to}")
    at.guard.give_session(response, shown.slug, begun.token, begun.lasts, shared=False)
    return response


def walk_to(participation: Participation, slug: str, visits: tuple[Visit, ...]) -> Begun:
    """A new draft with these pages filled in."""
    begun = participation.begin(slug, shared=False)
    for visit in visits:
        participation.answer(slug, begun.token, Typed(visit.page, visit.form, 0))
    return begun


def looked_at(request: Request) -> Preview:
    found: Preview = request.app.state.preview
    return found
