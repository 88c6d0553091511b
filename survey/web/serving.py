"""Serving: the checks before the first request, the background worker beside the web, and uvicorn."""

from __future__ import annotations

import errno
import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TextIO, cast

import structlog
import typer
import uvicorn
from fastapi import FastAPI

from survey.addresses import own_address
from survey.audience import Audience
from survey.engine.loader import load_file
from survey.errors import Refused
from survey.fieldwork.codes import Codes
from survey.fieldwork.shelf import find_questionnaire
from survey.fieldwork.status import all_campaigns
from survey.fieldwork.team.accounts import Accounts
from survey.fieldwork.trial import open_trial
from survey.promises import refuse_broken
from survey.secret_files import SECRET_BYTES
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.health import Weight
from survey.web.app import create_app
from survey.web.metrics import served
from survey.web.preview import Preview
from survey.web.preview import router as preview_router
from survey.web.warm import start_web_processes_warm

TRIAL = "trauma-informed-london"
TRIAL_FOR_TEAM = (
    "SURVEY_SERVES is team, so nobody could answer a trial here. Leave --trial out, or SURVEY_SERVES."
)
KEEP_ALIVE_SECONDS = 65
"""How long an idle connection stays open: longer than a proxy would use it again, since a form that is sent
while this end hangs up is lost on the way."""


def application() -> FastAPI:
    """The application of this environment: what each web process runs."""
    settings = Settings.read()
    refuse_broken(settings)
    configure_logs()
    store = Store.open(settings)
    store.migrate()
    return create_app(settings, store)


def serve(settings: Settings, *, trial: bool, processes: int, with_worker: bool) -> None:
    """Refuse what is not safe, say where the pages are, and serve them until stopped."""
    refuse_broken(settings)
    if trial and not settings.serves.has_respondents:
        raise Refused(TRIAL_FOR_TEAM)
    if settings.oidc_issuer is not None:
        settings.oidc_secret()
    refuse_taken(settings.host, settings.port)
    if settings.metrics_port is not None:
        refuse_taken(settings.metrics_host, settings.metrics_port)
    with Store.open(settings) as store:
        store.migrate()
        for finding in store.check():
            if finding.weight is Weight.REFUSE:
                raise Refused(finding.message)
            typer.echo(f"{finding.weight.value.capitalize()}: {finding.message}", err=True)
        if trial:
            questionnaire = load_file(find_questionnaire(settings.questionnaires, TRIAL))
            open_trial(store, questionnaire, grace_minutes=settings.grace_minutes)
        if settings.serves.has_respondents:
            for campaign in all_campaigns(store):
                typer.echo(f"{settings.base_url}/s/{campaign.slug}")
        if settings.serves.has_team:
            first = Accounts(store, Codes(settings.secret())).first()
            typer.echo(f"{settings.staff_address}/staff")
            if first is not None:
                typer.echo(
                    f"The first account of the team, once, within three days: {invitation(settings, first)}"
                )
    if processes > 1:
        start_web_processes_warm()
    with background_worker(with_worker), served(settings):
        uvicorn.run(
            "survey.web.serving:application",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=processes,
            access_log=False,
            ws="none",
            log_level="warning",
            server_header=False,
            proxy_headers=settings.behind_proxy,
            forwarded_allow_ips=list(settings.proxies),
            timeout_graceful_shutdown=10,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )


def invitation(settings: Settings, token: str) -> str:
    """The address at which somebody takes an invitation up."""
    return f"{settings.staff_address}/staff/invitation/{token}"


def look_at(file: Path, *, host: str, port: int) -> None:
    """Serve a questionnaire to its author from a database that goes when the preview stops."""
    refuse_taken(host, port)
    with TemporaryDirectory(prefix="survey-preview-") as folder:
        settings = only_in(Path(folder), host, port)
        with Store.open(settings) as store:
            store.migrate()
            app = create_app(settings, store)
            app.state.preview = Preview(file.resolve(), store)
            app.include_router(preview_router)
            typer.echo(f"{settings.base_url}/preview\nStop it with Ctrl+C; nothing is kept.")
            structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
            uvicorn.run(
                app,
                host=host,
                port=port,
                access_log=False,
                ws="none",
                log_level="warning",
                server_header=False,
            )


def refuse_taken(host: str, port: int) -> None:
    """Say so before anything is printed when something else answers at this address already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                message = f"Port {port} is taken, perhaps by one of ours in another window. Stop that one, or"
                raise Refused(f"{message} choose another port, such as {port % 65535 + 1}.") from error


def only_in(folder: Path, host: str, port: int) -> Settings:
    """Settings that touch nothing outside a folder, whatever the environment says."""
    secret = folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text(token_hex(SECRET_BYTES), "ascii")
    return Settings(
        host=host,
        port=port,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'survey.db'}",
        secret_file=secret,
        base_url=own_address({"host": host, "port": port}),
        trusted_hosts=("localhost", "127.0.0.1", "[::1]", host),
        behind_proxy=False,
        serves=Audience.EVERYBODY,
    )


@contextmanager
def background_worker(wanted: bool) -> Iterator[None]:
    """The worker as a process of its own; it stops when its input closes, however this process ends."""
    if not wanted:
        yield
        return
    worker = [sys.executable, "-m", "analysis", "worker"]
    process = subprocess.Popen(worker, stdin=subprocess.PIPE)  # nosec B603 # a fixed command, no shell
    try:
        yield
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.terminate()


def configure_logs() -> None:
    """One JSON line an event, to standard error; nothing in it says who asked or what was typed."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, Unfailing(sys.stderr))),
        cache_logger_on_first_use=True,
    )


class Unfailing:
    """A log that cannot be written, as on a full disk, takes no reply from anybody."""

    def __init__(self, file: TextIO) -> None:
        self.file = file

    def write(self, text: str) -> None:
        with suppress(OSError):
            self.file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self.file.flush()
