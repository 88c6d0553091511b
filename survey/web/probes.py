"""The probes: whether a process answers, and whether it can take answers."""

from __future__ import annotations

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from survey.errors import SurveyError
from survey.fieldwork.service.looking import disk
from survey.storage.database import Store
from survey.web.respondent.desk import desk

router = APIRouter()
log = structlog.get_logger("survey.web")


@router.api_route("/health/live", methods=["GET", "HEAD"])
async def live() -> Response:
    """The process answers."""
    return JSONResponse({"live": True})


@router.api_route("/health/ready", methods=["GET", "HEAD"])
async def ready(request: Request) -> Response:
    """Whether the process can take answers. Why not is for the log: anybody can ask here."""
    at = desk(request)
    faults = await at.call(request, unready, at.participation.store)
    if faults:
        log.warning("not_ready", faults=faults)
    return JSONResponse({"ready": not faults}, 503 if faults else 200)


def unready(store: Store) -> list[str]:
    """What keeps this process from taking answers: tables of another version, no writes, or a full disk."""
    faults = []
    try:
        if not store.is_migrated():
            faults.append("The tables are not of this version of the program.")
        with store.write() as tx:
            tx.sessions.end_expired()
    except SurveyError:
        faults.append("The database takes no writes.")
    if not disk(store.settings.data_dir).good:
        faults.append("The disk is almost full.")
    return faults
