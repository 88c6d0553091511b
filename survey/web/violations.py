"""What browsers report when a page of ours asked for something that its policy forbids.

A report is counted by its route, like every request, and is not read: it would name the page somebody was on.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from survey.web.headers import REPORTS

router = APIRouter()


@router.post(REPORTS)
async def reported() -> Response:
    """Taken from anybody, without a token: a browser sends none with a report, and nothing is changed."""
    return Response(status_code=204)
