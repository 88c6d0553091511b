"""Paper forms for whoever asks: each made once, one at a time, by a process of its own, and kept in memory.

Setting a long questionnaire in type is many seconds of computing. So no page makes one unasked, nobody can
have more made than there are versions and languages, and those who answer meanwhile do not wait.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.util import find_spec

import structlog
from anyio import Lock, fail_after, run_process

from survey.engine.questionnaire import Questionnaire

MOST = 60
"""How many forms a process keeps, about a quarter of a megabyte each; the first made goes first."""

LONGEST = 180
"""Seconds after which a form is given up."""

Key = tuple[int | str, str, str, str]
log = structlog.get_logger("survey.web")


class PaperForms:
    """The forms of one application."""

    def __init__(self) -> None:
        self._made: dict[Key, bytes] = {}
        self._one_at_a_time = Lock()
        self.offered = find_spec("weasyprint") is not None
        """Whether forms can be made here, as far as is known: the first that fails is the last tried."""

    async def form(self, version: int | str, questionnaire: Questionnaire, dates: Mapping[str, str]) -> bytes:
        """The form of a version, by its id in the store or its fingerprint; empty where it cannot be made."""
        key = (version, questionnaire.language, dates["closes"], dates["withdraw_until"])
        if key not in self._made:
            async with self._one_at_a_time:
                if key not in self._made and self.offered:
                    self._keep(key, await made(questionnaire, dates))
        return self._made.get(key, b"")

    def _keep(self, key: Key, form: bytes) -> None:
        self.offered = bool(form)
        if form:
            self._made[key] = form
        while len(self._made) > MOST:
            del self._made[next(iter(self._made))]


async def made(questionnaire: Questionnaire, dates: Mapping[str, str]) -> bytes:
    """A form out of a process that is asked for it; empty, with a line in the log, when none comes."""
    return await printed(
        "form", {"questionnaire": questionnaire.model_dump(mode="json"), "dates": dict(dates)}
    )


async def printed(what: str, asked: Mapping[str, object]) -> bytes:
    """What a process of its own makes of what it is asked; empty where it makes nothing."""
    try:
        with fail_after(LONGEST):
            done = await run_process(
                [sys.executable, "-m", "survey.paper", what], input=json.dumps(asked).encode(), check=False
            )
    except (OSError, TimeoutError) as error:
        log.error(what, kind=type(error).__name__)
        return b""
    if done.returncode:
        log.error(what, kind="exit", code=done.returncode, said=done.stderr.decode(errors="replace")[-500:])
        return b""
    return done.stdout
