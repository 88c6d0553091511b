"""Other ways to take part: formats and languages, a form to print, the questions to read beforehand."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from survey.fieldwork.outcomes import dates
from survey.fieldwork.seat import Found
from survey.paper.form import PaperForm
from survey.paper.plain import HOW_TO_READ, text
from survey.web.respondent.desk import Desk, desk
from survey.web.respondent.views import blocks

router = APIRouter()
GET = ["GET", "HEAD"]


@router.api_route("/s/{slug}/formats", methods=GET)
async def formats(request: Request, slug: str) -> Response:
    at = desk(request)
    found = await at.campaign(request, slug)
    printable = at.paper_forms.offered and await at.may_begin(request, found)
    return page_of_formats(at, request, found, printable=printable)


@router.api_route("/s/{slug}/form.pdf", methods=GET)
async def form(request: Request, slug: str) -> Response:
    """The form to fill in with a pen, for as long as people may begin; made when first asked for."""
    at = desk(request)
    found = await at.campaign(request, slug)
    campaign, window, questionnaire, _ = found
    if not await at.may_begin(request, found):
        return await at.shut(request, found)
    reachable = at.pages.reachable(questionnaire)
    made = await at.paper_forms.form(campaign.version_id, reachable, dates(window, questionnaire))
    if not made:
        return page_of_formats(at, request, found, printable=False, status=503)
    return Response(made, 200, named(f"{slug}-{questionnaire.language}.pdf"), "application/pdf")


def page_of_formats(
    at: Desk, request: Request, found: Found, *, printable: bool, status: int = 200
) -> Response:
    """The page of other ways; with a status of 503 it says that the form could not be made."""
    _, window, questionnaire, _ = found
    written = blocks((questionnaire.formats,), dates(window, questionnaire))
    return at.pages.render(
        request,
        "respondent/formats.html",
        found=found,
        status=status,
        formats=written[0],
        printable=printable,
        not_made=status != 200,
    )


@router.api_route("/s/{slug}/questions", methods=GET)
async def questions(request: Request, slug: str) -> Response:
    """Every question, in order, with who is asked it."""
    _, window, questionnaire, _ = await desk(request).campaign(request, slug)
    form = PaperForm(questionnaire, dates(window, questionnaire))
    return await desk(request).told(
        request, slug, "respondent/questions.html", parts=form.parts, how_to_read=HOW_TO_READ
    )


@router.api_route("/s/{slug}/questions.txt", methods=GET)
async def questions_in_plain_text(request: Request, slug: str) -> Response:
    at = desk(request)
    _, window, questionnaire, _ = await at.campaign(request, slug)
    said = await at.call(request, text, PaperForm(questionnaire, dates(window, questionnaire)))
    return PlainTextResponse(said, headers={"Content-Language": questionnaire.language})


def named(name: str) -> dict[str, str]:
    """The header by which a browser keeps a file under a name, and opens it in the program for it."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
