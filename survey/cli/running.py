"""For the team that runs a survey: the list before it opens, taking a change back, the archive."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from survey.cli.terminal import UNSAID, AsJson, Reason, Slug, opened_store, say, tell_changes, whoever
from survey.engine.loader import load_file
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.london import london_day, parse_london
from survey.fieldwork.revision import Revision
from survey.fieldwork.running import archive as archiving
from survey.fieldwork.running import sign_offs
from survey.fieldwork.running.checklist import checklist as look_through
from survey.fieldwork.running.consequences import of_undoing
from survey.fieldwork.running.sides import Consequences
from survey.fieldwork.running.standing import Standing
from survey.fieldwork.running.standing import standing as standing_of
from survey.fieldwork.running.undo import undo as take_back
from survey.fieldwork.shelf import find_questionnaire
from survey.settings import Settings
from survey.storage.records import SignOffRecord

Asked = Annotated[str, typer.Argument(help="A questionnaire's id, or its file.")]
DryRun = Annotated[bool, typer.Option(help="Say what it would do and change nothing.")]


def asked_for(settings: Settings, name: str) -> Questionnaire:
    return load_file(find_questionnaire(settings.questionnaires, name))


def tell_rows(rows: tuple[tuple[str, str], ...]) -> None:
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        say(f"{name:<{width}}  {value}")


def tell_consequences(found: Consequences) -> None:
    """What a change would do, one line each."""
    tell_rows(found.in_words())
    say("\nNothing was changed.")


def tell_revision(found: Revision) -> None:
    """What another version would change, or why it is refused."""
    tell_rows(found.in_words())
    say("")
    tell_changes(found.changes)
    say(f"\nIt would be refused. {found.refused}" if found.refused else "\nNothing was changed.")


def tell_standing(found: Standing) -> None:
    tell_rows(tuple(found.in_words()))


def checklist(questionnaire: Asked, as_json: AsJson = False) -> None:
    """What to see to before people are invited, and how each item stands."""
    with opened_store() as (settings, store):
        found = look_through(store, asked_for(settings, questionnaire), actor=whoever())
    if as_json:
        say(json.dumps([asdict(line) for line in found.lines], indent=2, ensure_ascii=False))
        return
    for line in found.lines:
        say(str(line))


def verify_support(
    questionnaire: Asked,
    on: Annotated[str, typer.Option(help="The day on which it was done; today by default.")] = "",
    reason: Reason = "",
) -> None:
    """Say that somebody rang or visited every support service. It counts for 90 days."""
    with opened_store() as (settings, store):
        day = london_day(parse_london(on)) if on else None
        asked = asked_for(settings, questionnaire)
        tell_kept(sign_offs.verify_support(store, asked, actor=whoever(), reason=reason, day=day))


def name_controller(
    questionnaire: Asked,
    name: Annotated[str, typer.Argument(help="Who it is, as the privacy page says it.")],
    reason: Reason = "",
) -> None:
    """Confirm that the privacy page names the data controller."""
    with opened_store() as (settings, store):
        asked = asked_for(settings, questionnaire)
        tell_kept(sign_offs.name_controller(store, asked, name, actor=whoever(), reason=reason))


def approve(questionnaire: Asked, reason: Reason = "") -> None:
    """Approve a version of a questionnaire, every word of it, for somebody else to open."""
    with opened_store() as (settings, store):
        asked = asked_for(settings, questionnaire)
        tell_kept(sign_offs.approve(store, asked, actor=whoever(), reason=reason))


def tell_kept(kept: SignOffRecord) -> None:
    until = f", good until {kept.good_until:%Y-%m-%d}" if kept.good_until else ""
    say(f"Kept for {kept.questionnaire}: {kept.about}, by {kept.actor} on {kept.day:%Y-%m-%d}{until}.")


def undo(slug: Slug, reason: Reason = UNSAID, dry_run: DryRun = False) -> None:
    """Take the last extension or early closing back, while nothing depends on it."""
    with opened_store() as (_, store):
        if dry_run:
            tell_consequences(of_undoing(store, slug))
            return
        take_back(store, slug, whoever(), reason)
        tell_standing(standing_of(store, slug))


def archive(slug: Slug, reason: Reason = UNSAID) -> None:
    """Put a survey away whose data are frozen. Nothing in it changes."""
    with opened_store() as (_, store):
        archiving.archive(store, slug, actor=whoever(), reason=reason)
        tell_standing(standing_of(store, slug))


def unarchive(slug: Slug, reason: Reason = UNSAID) -> None:
    """Take a survey out of the archive."""
    with opened_store() as (_, store):
        archiving.unarchive(store, slug, actor=whoever(), reason=reason)
        tell_standing(standing_of(store, slug))
