"""Final reports: asked for once from frozen answers, checked beside earlier ones, published, taken down.

The check is part of making one, by the worker: a report that gives something away together with what readers
have is not made at all, and says why. One that is made is in the analysis's register from then on, so
whatever comes after is checked against it, published or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from survey.engine.questionnaire import Questionnaire
from survey.errors import NotFound, Refused
from survey.fieldwork import products
from survey.fieldwork.backups import kept_away
from survey.fieldwork.campaign import to_change
from survey.fieldwork.final.files import are_unchanged, folder_of
from survey.fieldwork.final.freezing import letters_now
from survey.fieldwork.london import london_day
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.status import campaign_of
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, ReportRequestRecord
from survey.storage.release_records import FreezeRecord, ReleaseRecord
from survey.storage.transaction import Transaction

State = Literal["being made", "failed", "checked", "published", "taken down"]
NOT_FROZEN = "The answers are not frozen yet, and until then every report is provisional. Freeze them first."
NONE_MADE = "There is no final report yet. Ask for it first."
CHANGED = "Its files are not those that were checked. It cannot be published; ask whoever runs the server."


@dataclass(frozen=True)
class Released:
    """A final report as the register shows it."""

    slug: str
    title: str
    release: ReleaseRecord
    request: ReportRequestRecord
    freeze: FreezeRecord | None
    same_as: int = 0
    """The number of an earlier final report with the same figures; 0 where there is none."""

    @property
    def state(self) -> State:
        release = self.release
        if release.taken_down_at is not None:
            return "taken down"
        if release.published_at is not None:
            return "published"
        if release.entry:
            return "checked"
        return "failed" if self.request.problem else "being made"

    @property
    def is_over(self) -> bool:
        """Whether another may be asked for."""
        return self.state in ("failed", "taken down")

    @property
    def can_be_published(self) -> bool:
        return bool(self.release.entry) and not self.release.is_public

    @property
    def as_frozen(self) -> bool:
        """Whether it was made from all that was frozen; else something was deleted since."""
        return self.freeze is not None and self.freeze.fingerprint == self.release.data

    @property
    def check(self) -> str:
        """What the check found, as a sentence."""
        if self.release.entry and self.same_as:
            same = f"It has the same figures as final report {self.same_as}"
            return f"{same}, so readers learn nothing new from it. Entered as {self.release.entry}."
        if self.release.entry:
            beside = self.release.beside
            with_what = f"together with {beside} earlier" if beside else "on its own: there is none before it"
            return f"Checked {with_what}. Entered as {self.release.entry}."
        return self.request.problem or self.request.told or "Waiting for a worker, who checks it too."


def ask(store: Store, slug: str, *, actor: str, reason: str) -> Released:
    """Ask for the final report; where there is one that holds, that one."""
    said = a_reason(reason)
    with store.write() as tx:
        campaign = to_change(tx, slug, said)
        if tx.freezes.of(campaign.id) is None:
            raise Refused(NOT_FROZEN)
        newest = newest_of(tx, campaign)
        if newest is not None and not newest.is_over:
            return newest
        if not tx.responses.count(campaign.id):
            raise Refused("There are no answers any more, so no final report can be made of them.")
        request = tx.report_requests.add(campaign.id, actor, products.RELEASE.name)
        number = newest.release.number + 1 if newest else 1
        data = letters_now(tx, campaign)
        tx.releases.add(
            campaign.id, number=number, request_id=request.id, asked_by=actor, reason=said, data=data
        )
        note(tx, "ask for final report", campaign, number, actor, said)
        found = newest_of(tx, campaign)
        assert found is not None
        return found


def publish(store: Store, slug: str, *, actor: str, reason: str) -> Released:
    """Put the newest final report at /results/{slug}; refused before the freeze and without a check."""
    said = a_reason(reason)
    with store.write() as tx:
        campaign = to_change(tx, slug, said)
        found = to_publish(tx, campaign)
        if not are_unchanged(folder_of(store.settings, slug, found.request.id), found.release.files):
            raise Refused(CHANGED)
        tx.releases.publish(found.release.id, actor)
        note(tx, "publish", campaign, found.release.number, actor, said)
        return found


def take_down(store: Store, slug: str, *, actor: str, reason: str) -> Released:
    """Take the results from the public; who has a copy keeps it, so later releases are checked against it."""
    said = a_reason(reason)
    with store.write() as tx:
        campaign = to_change(tx, slug, said, archived=True)
        found = newest_of(tx, campaign)
        if found is None or not found.release.is_public:
            raise Refused("Nothing of this survey is published.")
        tx.releases.take_down(found.release.id, actor)
        mark = kept_away.Marks(store.settings).release(campaign.id, found.release.number)
        tx.tombstones.add(mark, kept_away.RELEASE, london_day(tx.now))
        note(tx, "take results down", campaign, found.release.number, actor, said)
    kept_away.write_out(store)
    return found


def to_publish(tx: Transaction, campaign: CampaignRecord) -> Released:
    """The final report that can be published now, or Refused with why there is none."""
    if tx.freezes.of(campaign.id) is None:
        raise Refused(NOT_FROZEN)
    found = newest_of(tx, campaign)
    if found is None:
        raise Refused(NONE_MADE)
    if found.release.is_public:
        raise Refused("It is published already.")
    if not found.can_be_published:
        raise Refused(f"It cannot be published: it did not pass the check, or is not made yet. {found.check}")
    return found


def register(store: Store) -> tuple[Released, ...]:
    """Every final report of every survey, the newest first."""
    with store.read() as tx:
        return tuple(of_release(tx, campaign_behind(tx, one), one) for one in tx.releases.all())


def of_survey(store: Store, slug: str) -> tuple[Released, ...]:
    """The final reports of one survey, the newest first."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        return tuple(of_release(tx, campaign, one) for one in tx.releases.of(campaign.id))


def published(store: Store, slug: str) -> Released:
    """What the public may read of a survey; NotFound where that is nothing."""
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        found = newest_of(tx, campaign) if campaign else None
        if found is None or not found.release.is_public:
            raise NotFound("Nothing is published here.")
        return found


def newest_of(tx: Transaction, campaign: CampaignRecord) -> Released | None:
    """The last final report that was asked for."""
    return next((of_release(tx, campaign, one) for one in tx.releases.of(campaign.id)), None)


def of_release(tx: Transaction, campaign: CampaignRecord, release: ReleaseRecord) -> Released:
    version = tx.versions.get(campaign.version_id)
    title = Questionnaire.model_validate_json(version.document).title
    request = tx.report_requests.get(release.request_id)
    same = same_figures(tx.releases.of(campaign.id), release)
    return Released(campaign.slug, title, release, request, tx.freezes.of(campaign.id), same)


def same_figures(made: Iterable[ReleaseRecord], release: ReleaseRecord) -> int:
    """The first of these that is the same entry in the register, made before it; 0 where there is none."""
    earlier = (one.number for one in made if one.number < release.number and one.entry == release.entry)
    return min(earlier, default=0) if release.entry else 0


def campaign_behind(tx: Transaction, release: ReleaseRecord) -> CampaignRecord:
    found = tx.campaigns.get(release.campaign_id)
    assert found is not None
    return found


def note(
    tx: Transaction, action: str, campaign: CampaignRecord, number: int, actor: str, reason: str
) -> None:
    tx.audit.add(actor=actor, action=action, campaign_id=campaign.id, new={"release": number}, reason=reason)
