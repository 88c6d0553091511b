"""Everything that the program depends on, looked at from outside; nothing is made, migrated or changed."""

from __future__ import annotations

from collections.abc import Iterator

from survey.errors import SurveyError
from survey.fieldwork.service.line import Line, State
from survey.fieldwork.service.looking import looked_at
from survey.fieldwork.service.machine import machine
from survey.settings import Settings
from survey.storage.database import Store


def examined(settings: Settings) -> Iterator[Line]:
    """The machine, then what the team's page shows, as far as there is something to look at."""
    yield from machine(settings)
    try:
        with Store.open(settings) as store:
            if not store.is_there():
                yield Line("Database", "There is none yet.", State.LOOK, "survey serve makes it.")
            elif not settings.secret_file.exists():
                yield Line("Database", str(store.engine()))
                yield without_secret(settings, store)
            else:
                yield from looked_at(store)
    except SurveyError as failure:
        yield Line("Database", str(failure), State.RED)


def without_secret(settings: Settings, store: Store) -> Line:
    """Answers without the secret that keys their codes: a new one would make those worthless."""
    if not store.is_migrated():
        return Line("Tables", "There are none yet.", State.LOOK, "survey serve makes them.")
    said = f"There are answers, and no secret at {settings.secret_file}: no code that was given out works."
    return Line("Secret", said, State.RED, "Put your copy of it there before anything is started.")
