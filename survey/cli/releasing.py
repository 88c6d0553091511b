"""For the team: answers frozen, the final report made, published and taken down; data asked for."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from survey.cli.running import DryRun, tell_consequences, tell_standing
from survey.cli.terminal import UNSAID, AsJson, Reason, Slug, opened_store, say, whoever
from survey.fieldwork import products, reports
from survey.fieldwork.final import consequences, freezing
from survey.fieldwork.final import releases as finals
from survey.fieldwork.final.releases import Released
from survey.fieldwork.london import in_words
from survey.fieldwork.reading.unread import unread_in_words
from survey.fieldwork.running.standing import standing


class Wanted(StrEnum):
    """Coded answers by their format, or what people wrote."""

    CSV = "data-csv"
    XLSX = "data-xlsx"
    SAV = "data-sav"
    DTA = "data-dta"
    PARQUET = "data-parquet"
    TEXTS = "texts"


def freeze(slug: Slug, reason: Reason = UNSAID, dry_run: DryRun = False) -> None:
    """Declare the answers final, once the time to take answers back is over."""
    with opened_store() as (_, store):
        if dry_run:
            tell_consequences(consequences.of_freezing(store, slug))
            return
        freezing.freeze(store, slug, actor=whoever(), reason=reason)
        tell_standing(standing(store, slug))


def unfreeze(slug: Slug, reason: Reason = UNSAID, dry_run: DryRun = False) -> None:
    """Take the freeze back, while no final report was made from it."""
    with opened_store() as (_, store):
        if dry_run:
            tell_consequences(consequences.of_unfreezing(store, slug))
            return
        freezing.unfreeze(store, slug, actor=whoever(), reason=reason)
        tell_standing(standing(store, slug))


def release(slug: Slug, reason: Reason = UNSAID, dry_run: DryRun = False) -> None:
    """Ask for the final report: a worker makes it once from the frozen answers, and checks it.

    Asked for twice there is still one. Where it failed, or was taken down, another is made.
    """
    with opened_store() as (_, store):
        if dry_run:
            tell_consequences(consequences.of_releasing(store, slug))
            return
        say(line(finals.ask(store, slug, actor=whoever(), reason=reason)))


def publish(slug: Slug, reason: Reason = UNSAID, dry_run: DryRun = False) -> None:
    """Put the final report at /results/SLUG, for anybody to read; refused before it passed its check."""
    with opened_store() as (settings, store):
        if dry_run:
            tell_consequences(consequences.of_publishing(store, slug))
            return
        finals.publish(store, slug, actor=whoever(), reason=reason)
        say(f"Published at {settings.base_url}/results/{slug}")


def unpublish(slug: Slug, reason: Reason = UNSAID, dry_run: DryRun = False) -> None:
    """Take the results from /results/SLUG. Who has a copy keeps it."""
    with opened_store() as (_, store):
        if dry_run:
            tell_consequences(consequences.of_taking_down(store, slug))
            return
        finals.take_down(store, slug, actor=whoever(), reason=reason)
        say(f"Nothing of {slug} is published any more.")


def releases(as_json: AsJson = False) -> None:
    """The register of final reports of all surveys, the newest first."""
    with opened_store() as (_, store):
        found = finals.register(store)
    if as_json:
        say(json.dumps([told(one) for one in found], indent=2, ensure_ascii=False))
        return
    for one in found:
        say(line(one))
    if not found:
        say("No final report was asked for yet. `survey release SLUG` asks for one.")


def data(
    slug: Slug,
    what: Annotated[Wanted, typer.Argument(help="Coded answers in a format, or what people wrote.")],
) -> None:
    """Ask for coded answers or texts as a file that is deleted after a day.

    `python -m analysis export` writes them here and now.
    """
    with opened_store() as (_, store):
        asked = reports.ask(store, slug, products.PRODUCTS[what.value], actor=whoever())
        say(asked.in_words())
        if what is Wanted.TEXTS:
            say(unread_in_words(store, slug))


def line(found: Released) -> str:
    release = found.release
    letters = f" Fingerprint {release.fingerprint}." if release.fingerprint else ""
    return (
        f"{found.slug}, final report {release.number}: {found.state}. Asked for {in_words(release.asked_at)}"
        f" by {release.asked_by}.{letters} {found.check}"
    )


def told(found: Released) -> dict[str, Any]:
    """The same for a script; moments in UTC."""
    release = found.release
    moments = {"asked_at": release.asked_at, "published_at": release.published_at}
    return {
        "survey": found.slug,
        "number": release.number,
        "state": found.state,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
        "asked_by": release.asked_by,
        "published_by": release.published_by or None,
        "fingerprint": release.fingerprint or None,
        "data": release.data,
        "as_frozen": found.as_frozen,
        "entry": release.entry or None,
        "checked_beside": release.beside,
        "check": found.check,
        "files": dict(release.files),
    }
