"""Who may do what. A role says once what it is for and what it may do; whoever has several may do all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from survey.errors import Refused


class May(Enum):
    """One thing that an account is needed for."""

    LOOK = "see how a survey stands"
    ANALYSE = "ask for reports and take data away"
    RUN = "open, extend and close surveys"
    CONTACT = "see who agreed to be contacted"
    PUBLISH = "freeze answers, and publish final reports"
    SEE_RELEASES = "read the register of final reports"
    READ_TEXT = "read what people wrote, and redact it"
    SEE_CHANGES = "read the record of changes"
    TEND = "look after examples of practice"
    ERASE = "delete a response for somebody who asks"
    SEE_SERVICE = "see how the service is"
    MANAGE_TEAM = "invite people, change what they may do, and end their access"


@dataclass(frozen=True)
class Role:
    """A part that somebody plays in the team."""

    name: str
    """As it is stored and typed."""
    word: str
    meaning: str
    may: frozenset[May]


ROLES = (
    Role("viewer", "Viewer", "Sees how surveys stand, in bands.", frozenset({May.LOOK})),
    Role(
        "analyst",
        "Analyst",
        "Asks for reports and takes coded data away. Sees no contact details and no free text.",
        frozenset({May.LOOK, May.ANALYSE, May.SEE_RELEASES}),
    ),
    Role(
        "manager",
        "Manager",
        "Opens, spreads, extends, closes and freezes surveys, publishes their final reports, and looks after"
        " examples of practice and those who agreed to be contacted.",
        frozenset(
            {
                May.LOOK,
                May.RUN,
                May.PUBLISH,
                May.SEE_RELEASES,
                May.CONTACT,
                May.TEND,
                May.ERASE,
                May.SEE_CHANGES,
            }
        ),
    ),
    Role(
        "administrator",
        "Administrator",
        "Invites people, changes what they may do and ends their access. Sees no answers by that alone.",
        frozenset({May.LOOK, May.MANAGE_TEAM, May.SEE_SERVICE, May.SEE_CHANGES, May.SEE_RELEASES}),
    ),
    Role(
        "safeguarding",
        "Safeguarding reader",
        "Reads what people wrote, passes on what must be passed on, and redacts. Sees no contact details.",
        frozenset({May.LOOK, May.READ_TEXT}),
    ),
)
BY_NAME = {role.name: role for role in ROLES}
ADMINISTRATOR = "administrator"
EVERYTHING = tuple(role.name for role in ROLES if role.name != "safeguarding")
"""What the first account may do; who reads what people wrote is named by a person, one by one."""


def allowed(names: Iterable[str]) -> frozenset[May]:
    """All that these roles may do together; a role that this program does not know may do nothing."""
    return frozenset().union(*(BY_NAME[name].may for name in names if name in BY_NAME))


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """The roles in the order in which they are listed; Refused where there is none, or an unknown one."""
    given = set(names)
    unknown = sorted(given - set(BY_NAME))
    if unknown:
        raise Refused(f"There is no role {unknown[0]}. There is: {', '.join(BY_NAME)}.")
    if not given:
        raise Refused("Choose at least one role: without one nothing can be done.")
    return tuple(name for name in BY_NAME if name in given)


def in_words(names: Iterable[str]) -> str:
    return ", ".join(BY_NAME[name].word for name in BY_NAME if name in set(names))
