"""The states of an example, and from which to which it can go: here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.errors import Refused

NO, AFTER_ASKING, YES = "no", "after asking", "yes"
"""What a writer allowed: nothing, a publication once they have seen it, or a publication."""


@dataclass(frozen=True)
class State:
    """One state: its name for programs, its word, what it means, and where it leads."""

    name: str
    word: str
    meaning: str
    leads_to: tuple[str, ...]


STATES = (
    State("new", "New", "Nobody of the team has looked at it.", ("reviewed", "declined")),
    State(
        "reviewed",
        "Reviewed",
        "Somebody of the team has looked at it and wants to go on.",
        ("contacted", "agreed", "declined"),
    ),
    State(
        "contacted", "Contacted", "Its writer, or their team, was asked.", ("agreed", "reviewed", "declined")
    ),
    State(
        "agreed",
        "Agreed",
        "It is agreed in which words it may be shown.",
        ("published", "reviewed", "declined"),
    ),
    State("published", "Published", "It can be read outside of the team.", ("agreed",)),
    State("declined", "Declined", "It is not taken further.", ("reviewed",)),
)
BY_NAME = {state.name: state for state in STATES}
FIRST = STATES[0].name
FOR_WORKSHOP = ("agreed", "published")


@dataclass(frozen=True)
class Standing:
    """What a change of state is decided by."""

    state: str
    is_read: bool
    """Whether a reader has read every text of it."""
    allowed: str
    may_contact: bool
    """Whether its writer left a way to be asked."""


def hindrance(standing: Standing, to: str) -> str:
    """Why an example cannot go to a state now, as a sentence; empty where it can."""
    if not standing.is_read and to != "declined":
        return "A reader has to read it first."
    if to == "contacted" and not standing.may_contact:
        return "Its writer left no way to be contacted about it."
    if to in FOR_WORKSHOP and standing.allowed == NO:
        return "Its writer did not allow it to be published."
    if to == "agreed" and standing.state == "reviewed" and standing.allowed != YES:
        return "Its writer wants to see the words first: contact them before."
    return ""


def onward(standing: Standing) -> Iterator[tuple[State, str]]:
    """Every state that this one leads to, with what stands in the way."""
    for name in BY_NAME[standing.state].leads_to:
        yield BY_NAME[name], hindrance(standing, name)


def check(standing: Standing, to: str) -> State:
    """The state that an example goes to; Refused with a sentence where it cannot."""
    if to not in BY_NAME:
        raise Refused(f"There is no state {to or '(none chosen)'}. There is: {', '.join(BY_NAME)}.")
    state = BY_NAME[standing.state]
    if to not in state.leads_to:
        onwards = ", ".join(state.leads_to)
        raise Refused(f"From {state.name} an example goes to {onwards}; not to {to}.")
    if why := hindrance(standing, to):
        raise Refused(why)
    return BY_NAME[to]
