"""What a person may do with a survey, as a button says it, and within which moments it can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done: `asks` names what its form asks for beside the reason."""

    name: str
    label: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that would be carried out now.

    A moment that it asks for lies after `after` and no later than `until`; without one where `at_once`.
    """

    action: Action
    after: datetime | None = None
    until: datetime | None = None
    at_once: bool = False


TRY_OUT = Action("try-out", "Try it out")
OPEN = Action("open", "Open for answers", ("slug", "opens_at", "closes_at"))
EXTEND = Action("extend", "Extend", ("closes_at",))
REOPEN = Action("reopen", "Open again", ("closes_at",))
CLOSE = Action("close", "Close early", ("closes_at",))
UNDO = Action("undo", "Take the last change back")
WITHDRAW_LONGER = Action("withdraw-until", "Give longer to take answers back", ("withdraw_until",))
LIMIT = Action("limit", "Change how many it takes", ("most",))
REVISE = Action("revise", "Ask a new version", ("version",))
ADD_CHANNEL = Action("add-channel", "Add a channel", ("name", "title"))
ARCHIVE = Action("archive", "Put in the archive")
UNARCHIVE = Action("unarchive", "Take out of the archive")
FREEZE = Action("freeze", "Freeze the answers")
UNFREEZE = Action("unfreeze", "Take the freeze back")
RELEASE = Action("release", "Make the final report")
PUBLISH = Action("publish", "Publish the final report")
TAKE_DOWN = Action("take-down", "Take the results down")
