"""One survey's live figures for a reader: on the live page, and by `survey live`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from survey.fieldwork.counts import LEAST, SafeCount
from survey.fieldwork.live.reading import live_of
from survey.fieldwork.live.shown import Group, Live
from survey.fieldwork.london import in_words
from survey.fieldwork.running.wording import counted
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store

RENEWED = f"Counted anew once {LEAST} more have sent."
NOT_YET = "Nothing has been counted yet: the background worker does it within a minute."


@dataclass(frozen=True)
class Reading:
    """The live figures of a survey, and since when they stand; None where none were taken yet."""

    slug: str
    live: Live
    taken_at: datetime | None
    number: int
    """Grows with every change of what is shown."""

    @property
    def taken_in_words(self) -> str:
        return NOT_YET if self.taken_at is None else f"As of {in_words(self.taken_at)}. {RENEWED}"

    def in_words(self) -> Iterator[tuple[str, str]]:
        """For people: a name and what it is, line by line."""
        live = self.live
        yield "Counted", self.taken_in_words
        for name, number in (("Begun", live.started), ("Sent", live.sent), ("Taken back", live.withdrawn)):
            yield name, str(SafeCount(number))
        if live.minutes is not None:
            yield "Median time", counted(live.minutes, "minute")
        for sentence in live.missing:
            yield "Missing", sentence
        for of, group in live.groups():
            yield f"{of}: {group.label}", ", ".join(filter(None, (group.band, group.verdict)))
        for channel in live.channels:
            yield f"By {channel.title}", f"begun {channel.started_band}, sent {channel.sent_band}"
        for page in live.reached:
            yield f"Came past {page.label}", page.words
        for note in live.notes:
            yield "Note", note

    def as_json(self) -> dict[str, Any]:
        """For a script: bands in words, a count under 10 as null."""
        taken = None if self.taken_at is None else self.taken_at.isoformat()
        groups = [{"of": of, **in_band(group)} for of, group in self.live.groups()]
        whole = self.live.model_dump(
            include={"sent", "started", "unsent", "withdrawn", "minutes", "missing", "notes"}, mode="json"
        )
        pages = [{"page": one.page, "came_past": one.words} for one in self.live.reached]
        channels = [
            {"name": one.name, "title": one.title, "starts": one.started_band, "sent": one.sent_band}
            for one in self.live.channels
        ]
        return {
            "slug": self.slug,
            "taken_at": taken,
            **whole,
            "groups": groups,
            "channels": channels,
            "pages": pages,
        }


def in_band(group: Group) -> Mapping[str, Any]:
    found: dict[str, Any] = {"code": group.code, "label": group.label, "answers": group.band}
    return found if group.hoped is None else {**found, "hoped": group.hoped}


def look(store: Store, slug: str) -> Reading:
    """The figures as they were counted last."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        return Reading(slug, *live_of(tx, campaign))
