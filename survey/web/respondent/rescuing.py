"""What was typed on a page whose session is over: given back, and saved once the code is there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from survey.engine.forms import TAKEN, Form
from survey.engine.phrases import Phrase
from survey.engine.piping import unpiped
from survey.engine.texts import retold
from survey.errors import SignedOut
from survey.fieldwork.seats import Begun
from survey.web.forms import Posted
from survey.web.limits import FORM_FIELDS
from survey.web.respondent.desk import Desk
from survey.web.respondent.views import said

FIELD = "rescued"
"""The one field of the code's form that carries what was typed on the page."""

Typed = Annotated[tuple[tuple[str, str], ...], Field(max_length=FORM_FIELDS)]
CARRIED: TypeAdapter[tuple[str, str, int, Typed, int]] = TypeAdapter(tuple[str, str, int, Typed, int])
"""What that field holds: the page, whose it is, its version, what was typed, and when it was shown."""

ANOTHERS = Phrase(
    "No answers that this page belongs to have this code. Check each letter and number: it is the code that"
    " you were shown when you began them."
)


@dataclass(frozen=True, slots=True)
class Rescued:
    """What stood on a page, whose it is, the version that the page was made from, and when it was shown."""

    page: str
    whose: str
    version: int
    typed: tuple[tuple[str, str], ...]
    opened: int = 0

    @classmethod
    def of(cls, form: Posted, page: str) -> Rescued:
        version, opened = form.number("version"), form.number("opened")
        return cls(page, form.one("whose"), version, pairs(form.fields), opened)

    @classmethod
    def read(cls, text: str) -> Rescued | None:
        """What a form carried; nothing where it carried none, or something that we never wrote."""
        try:
            page, whose, version, typed, opened = CARRIED.validate_json(text)
        except ValidationError:
            return None
        return cls(page, whose, version, typed, opened)

    @property
    def carried(self) -> str:
        given = [self.page, self.whose, self.version, self.typed, self.opened]
        return json.dumps(given, ensure_ascii=False)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was chosen or typed, so that there is nothing to give back."""
        return not any(value.strip() for _, value in self.typed)

    @property
    def form(self) -> Form:
        fields: dict[str, tuple[str, ...]] = {}
        for name, value in self.typed:
            fields[name] = (*fields.get(name, ()), value)
        return fields


def pairs(form: Form) -> tuple[tuple[str, str], ...]:
    """Every field that is an answer, as pairs for hidden fields."""
    return tuple((name, value) for name, values in form.items() if name not in TAKEN for value in values)


async def give_back(
    at: Desk, request: Request, slug: str, kept: Rescued, error: Phrase | None = None, code: str = ""
) -> Response:
    """What was typed, to be saved at once where its own answers are open here, else by their code.

    After somebody signed out here it is carried and not shown: a browser that goes back may send their
    form again for whoever comes next.
    """
    context = await shown(at, request, slug, kept)
    ready = await opened_here(at, request, slug, kept)
    if not ready and at.guard.is_from_before(request, kept.opened):
        context["rows"] = ()
    return await at.told(
        request,
        slug,
        "respondent/rescued.html",
        status=422 if error else 403,
        **context,
        ready=ready,
        sent=await sent_here(at, request, slug),
        error=error or "",
        code=code,
    )


async def bring_back(at: Desk, request: Request, slug: str, kept: Rescued, begun: Begun) -> Response:
    """Open again by its code: one press saves what the page held."""
    context = await shown(at, request, slug, kept)
    response = await at.told(
        request,
        slug,
        "respondent/rescued.html",
        **context,
        ready=True,
        sent=False,
        error="",
        code="",
        csrf=at.guard.token_of(begun.token),
    )
    at.guard.give_session(response, slug, begun.token, begun.lasts, shared=begun.shared)
    return response


async def opened_here(at: Desk, request: Request, slug: str, kept: Rescued) -> bool:
    """Whether the answers that the page belongs to are open in this browser, in a newer session."""
    try:
        seat = await at.seat(request, slug)
    except SignedOut:
        return False
    return at.participation.whose(seat.draft.id) == kept.whose


async def sent_here(at: Desk, request: Request, slug: str) -> bool:
    """Whether answers were sent from this browser, whose code opens nothing any more."""
    try:
        await at.look(request, at.receipts.sent, slug, at.guard.token(request, slug))
    except SignedOut:
        return False
    return True


async def shown(at: Desk, request: Request, slug: str, kept: Rescued) -> dict[str, Any]:
    """What was typed, in the questions' own words where the survey still asks them."""
    _, _, questionnaire, _ = await at.campaign(request, slug)
    page = questionnaire.pages.get(kept.page)
    questions = retold(page, unpiped).questions if page else ()
    rows = tuple(row for row in said(questions, kept.form) if row[1])
    return {
        "rows": rows,
        "typed": kept.typed,
        "whose": kept.whose,
        "carried_in": FIELD,
        "carried_text": kept.carried,
        "version": kept.version,
        "action": f"/s/{slug}/p/{kept.page}",
    }
