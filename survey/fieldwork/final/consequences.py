"""What freezing, making, publishing and taking down would do, said before anybody does it.

Each is asked of the same rules as the change itself, so what would be refused is refused here with its words.
"""

from __future__ import annotations

from datetime import datetime

from survey.errors import Refused
from survey.fieldwork.campaign import to_look_at
from survey.fieldwork.final import freezing, releases
from survey.fieldwork.london import in_words
from survey.fieldwork.reading.unread import unread_in_words
from survey.fieldwork.running.sides import Consequences, Row, Side
from survey.fieldwork.running.wording import people
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store

BY_RIGHT = Row(
    "A person's right",
    "Somebody who asks with their receipt still has their response deleted. A final report that was made by"
    " then stays as it is; one made later leaves it out, and the register says that something was deleted.",
)


def of_freezing(store: Store, slug: str, _: datetime | None = None) -> Consequences:
    """What freezing the answers would do, or Refused."""
    with store.read() as tx:
        campaign = to_look_at(tx, slug)
        freezing.refuse_freezing(tx, campaign)
        rows = sorted(freezing.rows_of(tx, campaign))
    waiting = unread_in_words(store, slug)
    return Consequences(
        "Freeze the answers?",
        Side("Not frozen", note="Every report is provisional, and for the team alone"),
        Side("Frozen", note=f"With the fingerprint {freezing.letters(rows)}"),
        (
            Row("What is frozen", f"The answers of {lowered(people(len(rows)))}. Nothing is added any more."),
            Row("From then on", "No provisional report is made. The final report can be asked for, once."),
            BY_RIGHT,
            Row("Reading", f"What people wrote is read on, for no report holds it. {waiting}"),
            Row("Can be undone", "Yes, while no final report was made from it."),
        ),
        "Freeze the answers",
    )


def of_unfreezing(store: Store, slug: str, _: datetime | None = None) -> Consequences:
    """What taking the freeze back would do, or Refused."""
    with store.read() as tx:
        found = freezing.refuse_unfreezing(tx, to_look_at(tx, slug), store.settings)
    return Consequences(
        "Take the freeze back?",
        Side("Frozen", note=f"On {in_words(found.at)}, by {found.actor}"),
        Side("Not frozen", note="Every report is provisional again"),
        (
            Row("At once", "Provisional reports can be made again. The dates stay, so nothing can be sent."),
            Row("Can be undone", "Yes, by freezing again. The record of changes shows both."),
        ),
        "Take the freeze back",
    )


def of_releasing(store: Store, slug: str, _: datetime | None = None) -> Consequences:
    """What asking for the final report would do, or Refused."""
    with store.read() as tx:
        campaign = to_look_at(tx, slug)
        freeze = tx.freezes.of(campaign.id)
        if freeze is None:
            raise Refused(releases.NOT_FROZEN)
        newest = releases.newest_of(tx, campaign)
        if newest is not None and not newest.is_over:
            raise Refused("There is a final report already.")
        changed = freezing.letters_now(tx, campaign) != freeze.fingerprint
    deleted = "Something was deleted since, and is left out. " if changed else ""
    again = "A final report before this one failed or was taken down; your reason says why there is another. "
    return Consequences(
        "Make the final report?",
        Side("Frozen answers", note="No final report" if newest is None else "An earlier one was asked for"),
        Side(f"Final report {newest.release.number + 1 if newest else 1}", note="Made once, by the worker"),
        (
            Row("What it is made from", f"{deleted}The frozen answers, by the plan of the report."),
            Row(
                "The check",
                f"{again if newest else ''}It is checked together with every earlier release. What would give"
                " somebody away is not made, and the register says what it was.",
            ),
            Row("The register", "Once made it is entered, and every later release is checked against it."),
            Row("Not yet public", "Publishing is a step of its own, after somebody has read it."),
            Row("Can be undone", "No: the freeze stays from then on. It need never be published."),
        ),
        "Make the final report",
    )


def of_publishing(store: Store, slug: str, _: datetime | None = None) -> Consequences:
    """What publishing the final report would do, or Refused."""
    with store.read() as tx:
        found = releases.to_publish(tx, to_look_at(tx, slug))
    letters = found.release.fingerprint
    return Consequences(
        "Publish the final report?",
        Side("For the team", note=found.check),
        Side("Public", note=f"At /results/{slug}"),
        (
            Row("What is published", f"“{found.release.title}”, fingerprint {letters}."),
            Row(
                "At once",
                f"Anybody can read it at /results/{slug} and take its files.",
            ),
            Row(
                "Search engines",
                "The page and its files ask them not to list them; who has the address passes it on.",
            ),
            Row(
                "Can be undone",
                "It can be taken down, and is gone from here at once. Who has a copy keeps it.",
            ),
        ),
        "Publish it",
    )


def of_taking_down(store: Store, slug: str, _: datetime | None = None) -> Consequences:
    """What taking the results down would do, or Refused."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        found = releases.newest_of(tx, campaign)
        if found is None or not found.release.is_public:
            raise Refused("Nothing of this survey is published.")
    return Consequences(
        "Take the results down?",
        Side("Public", note=f"At /results/{slug}"),
        Side("For the team", note="The address says that nothing is published"),
        (
            Row(
                "At once",
                "The page and its files are gone from here. The address says that nothing is published.",
            ),
            Row("Copies", "Who has a copy keeps it, so later releases are still checked against it."),
            Row("Can be undone", "Yes, by publishing it again, or another final report can be made."),
        ),
        "Take them down",
    )


def lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
