"""Whom a web process answers: with one for each, a proxy publishes one and keeps the other inside."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    EVERYBODY = "everybody"
    RESPONDENTS = "respondents"
    TEAM = "team"

    @property
    def has_respondents(self) -> bool:
        return self is not Audience.TEAM

    @property
    def has_team(self) -> bool:
        return self is not Audience.RESPONDENTS
