"""The application: collaborators, middleware, routes and error pages put together."""

from __future__ import annotations

from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response

from survey.errors import SurveyError
from survey.fieldwork.codes import Codes
from survey.fieldwork.participation import Participation
from survey.fieldwork.receipts import Receipts
from survey.fieldwork.security_events import SecurityEvents
from survey.fieldwork.team.accounts import Accounts
from survey.fieldwork.team.provided import Provided
from survey.fieldwork.team.signing_in import SignIn
from survey.fieldwork.throttle import Throttle
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.sealing import Seal
from survey.web import probes, results, violations
from survey.web.commits import Commits
from survey.web.compressing import Compressed
from survey.web.errors import http_error, survey_error, unexpected, wrong_address
from survey.web.headers import Headers
from survey.web.limits import BodyCap
from survey.web.metrics import Counts
from survey.web.pages import Pages, see_other
from survey.web.paper_forms import PaperForms
from survey.web.posters import Posters
from survey.web.provider.published import Kept
from survey.web.provider.way import Way
from survey.web.requests import Requests
from survey.web.respondent import answering, checking, entries, information, returning, sharing, start, ways
from survey.web.respondent.desk import Desk
from survey.web.security import Guard
from survey.web.staff import (
    account,
    asked_about,
    by_provider,
    changes,
    changing,
    channels,
    confirming,
    contacts,
    data,
    entering,
    erasing,
    inviting,
    library,
    limiting,
    live,
    opening,
    packs,
    practice,
    reading,
    releases,
    reports,
    revising,
    service,
    surveys,
    team,
    texts,
    trying,
)
from survey.web.staff.desk import ByProvider, StaffDesk
from survey.web.static_files import FOLDER, KeptFiles
from survey.web.telling_time import telling_time
from survey.web.threads import Doing, Here, Threads

THREADS = 8
STAFF_THREADS = 4
HASH_THREADS = 2
RESPONDENTS = (start, sharing, ways, entries, checking, returning, information, results)
"""The pages of those who answer and read, beside the pages of questions."""
STAFF = (
    entering,
    by_provider,
    confirming,
    account,
    surveys,
    library,
    trying,
    opening,
    limiting,
    revising,
    changing,
    live,
    channels,
    contacts,
    packs,
    texts,
    inviting,
    reports,
    reading,
    practice,
    data,
    releases,
    erasing,
    asked_about,
    team,
    service,
    changes,
)
"""The desks of the team's pages; each has a gate."""
EITHER = (probes, violations)
"""What a process answers whomever it is for."""


def create_app(settings: Settings, store: Store) -> FastAPI:
    """The pages of respondents, of the team, or of both, on a store that is migrated already."""
    codes = Codes(settings.secret())
    guard = Guard(codes, settings.base_url, settings.staff_url)
    threads = CapacityLimiter(THREADS)
    crew = for_those_who_answer(store, threads)
    counts = None if settings.metrics_port is None else Counts(store.backend, crew)
    events = SecurityEvents(counts.told if counts else None)
    app = FastAPI(
        lifespan=telling_time(store),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # nobody is told what is asked here
        middleware=[
            Middleware(Headers, https=guard.https),
            Middleware(Compressed),
            Middleware(
                Requests,
                told=survey_error,
                unexpected=unexpected,
                answered=counts.answered if counts else None,
            ),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.trusted_hosts), www_redirect=False),
            Middleware(BodyCap, most=settings.body_bytes, seconds=settings.request_seconds),
        ],
        exception_handlers={
            SurveyError: survey_error,
            HTTPException: http_error,
            RequestValidationError: wrong_address,
        },
    )
    pages = Pages(guard, settings)
    participation = Participation(store, codes, settings)
    app.state.threads = threads
    app.state.looking, app.state.saving = crew
    app.state.staff_threads = CapacityLimiter(STAFF_THREADS)
    app.state.hash_threads = CapacityLimiter(HASH_THREADS)
    app.state.desk = Desk(
        participation=participation,
        receipts=Receipts(store, codes, participation.seats),
        pages=pages,
        guard=guard,
        throttle=Throttle(store, codes),
        paper_forms=PaperForms(),
        events=events,
    )
    if settings.serves.has_respondents:
        app.router.routes.extend(answering.router.routes)  # asked for most: first, and looked up once
        for part in RESPONDENTS:
            app.include_router(part.router)
    if settings.serves.has_team:
        app.state.staff = staff_desk(settings, store, codes, pages, events)
        for desk in STAFF:
            app.include_router(desk.gate.router)
    if not settings.serves.has_respondents:
        app.add_api_route("/", to_the_team, methods=["GET", "HEAD"])
    for part in EITHER:
        app.include_router(part.router)
    app.mount("/static", KeptFiles(directory=FOLDER), name="static")
    return app


def for_those_who_answer(store: Store, threads: CapacityLimiter) -> tuple[Doing, Doing]:
    """Who does what looks at pages, and what saves them.

    Looking at an embedded database waits for nobody and takes less time than a change of thread, and what is
    saved there stands in one line anyway. A server is waited for, by several at once.
    """
    if store.together is None:
        return Threads(CapacityLimiter(THREADS)), Threads(threads)
    return Here(), Commits(store.turn, store.together)


async def to_the_team() -> Response:
    """Where the team works alone its first page is the first of all, as a proxy has it."""
    return see_other("/staff")


def staff_desk(
    settings: Settings, store: Store, codes: Codes, pages: Pages, events: SecurityEvents
) -> StaffDesk:
    """What the team's pages work with."""
    sign_in = SignIn(store, codes, Seal(settings.key("second factors")), settings.staff_idle, events)
    return StaffDesk(
        store=store,
        settings=settings,
        codes=codes,
        accounts=Accounts(store, codes),
        sign_in=sign_in,
        pages=pages,
        guard=pages.guard,
        posters=Posters(),
        events=events,
        by_provider=provider(settings, sign_in),
    )


def provider(settings: Settings, sign_in: SignIn) -> ByProvider | None:
    """The organisation's own sign-in, where the settings name one."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    kept = Kept(settings.oidc_issuer, sign_in.store.clock)
    name, is_whole = settings.oidc_name, settings.oidc_second_factor == "provider"
    secret = settings.oidc_secret()
    return ByProvider(
        Way(name, settings.oidc_client_id, secret, settings.staff_address, sign_in.codes, kept),
        Provided(sign_in, name, is_whole),
    )
