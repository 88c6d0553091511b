"""Telling a colleague: the address, a message to forward, and a QR code for posters and slides."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import segno
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from survey.web.respondent.desk import desk
from survey.web.respondent.views import start_context
from survey.web.respondent.ways import named

router = APIRouter()
GET = ["GET", "HEAD"]
PIXELS = 24
"""Pixels that one square of the PNG is wide: sharp on a poster at 300 to the inch."""


@router.api_route("/s/{slug}/share", methods=GET)
async def share(request: Request, slug: str) -> Response:
    """What can be passed on, for as long as others may begin."""
    at = desk(request)
    found = await at.campaign(request, slug)
    if not await at.may_begin(request, found):
        return await at.shut(request, found)
    return at.pages.render(request, "respondent/share.html", found=found, **start_context(found))


@router.api_route("/s/{slug}/qr.svg", methods=GET)
async def qr_svg(request: Request, slug: str) -> Response:
    """The code as an image of the page."""
    campaign, *_ = await desk(request).campaign(request, slug)
    return Response(as_svg(desk(request).pages.address(campaign.slug)), 200, None, "image/svg+xml")


@router.api_route("/s/{slug}/qr.png", methods=GET)
async def qr_png(request: Request, slug: str) -> Response:
    """The code as a file to keep; it can be had before the survey opens, for whoever prints the posters."""
    campaign, *_ = await desk(request).campaign(request, slug)
    code = as_png(desk(request).pages.address(campaign.slug))
    return Response(code, 200, named(f"{campaign.slug}-qr.png"), "image/png")


def code_of(address: str) -> segno.QRCode:
    """The QR code of an address, which is still read when a seventh of it is worn off."""
    return segno.make_qr(address, error="m")


@lru_cache(maxsize=64)
def as_svg(address: str) -> bytes:
    """Dark on white in any colour scheme, as large as the page wants it."""
    out = BytesIO()
    code_of(address).save(out, kind="svg", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return out.getvalue()


@lru_cache(maxsize=64)
def as_png(address: str) -> bytes:
    out = BytesIO()
    code_of(address).save(out, kind="png", scale=PIXELS, dpi=300)
    return out.getvalue()
