"""What a caller holds inside `with store.write() as tx`: the clock and one repository a noun."""

from __future__ import annotations

from functools import cached_property

from survey.storage.repositories.audit import AuditLog
from survey.storage.repositories.campaigns import Campaigns
from survey.storage.repositories.channels import Channels
from survey.storage.repositories.contacts import Contacts
from survey.storage.repositories.drafts import Drafts
from survey.storage.repositories.examples import Examples
from survey.storage.repositories.faults import Faults
from survey.storage.repositories.freezes import Freezes
from survey.storage.repositories.live_snapshots import LiveSnapshots
from survey.storage.repositories.pack_texts import PackTexts
from survey.storage.repositories.readings import Readings
from survey.storage.repositories.releases import Releases
from survey.storage.repositories.report_requests import ReportRequests
from survey.storage.repositories.responses import Responses
from survey.storage.repositories.sessions import Sessions
from survey.storage.repositories.sign_offs import SignOffs
from survey.storage.repositories.sittings import Sittings
from survey.storage.repositories.team import Accounts, Delays, Invitations, StaffSessions
from survey.storage.repositories.throttles import Throttles
from survey.storage.repositories.tickets import Tickets
from survey.storage.repositories.tombstones import Tombstones
from survey.storage.repositories.versions import Versions
from survey.storage.work import Work


class Transaction(Work):
    @cached_property
    def versions(self) -> Versions:
        return Versions(self)

    @cached_property
    def campaigns(self) -> Campaigns:
        return Campaigns(self)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self)

    @cached_property
    def responses(self) -> Responses:
        return Responses(self)

    @cached_property
    def report_requests(self) -> ReportRequests:
        return ReportRequests(self)

    @cached_property
    def freezes(self) -> Freezes:
        return Freezes(self)

    @cached_property
    def releases(self) -> Releases:
        return Releases(self)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self)

    @cached_property
    def sittings(self) -> Sittings:
        return Sittings(self)

    @cached_property
    def channels(self) -> Channels:
        return Channels(self)

    @cached_property
    def live_snapshots(self) -> LiveSnapshots:
        return LiveSnapshots(self)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self)

    @cached_property
    def audit(self) -> AuditLog:
        return AuditLog(self)

    @cached_property
    def sign_offs(self) -> SignOffs:
        return SignOffs(self)

    @cached_property
    def throttles(self) -> Throttles:
        return Throttles(self)

    @cached_property
    def faults(self) -> Faults:
        return Faults(self)

    @cached_property
    def tombstones(self) -> Tombstones:
        return Tombstones(self)

    @cached_property
    def readings(self) -> Readings:
        return Readings(self)

    @cached_property
    def examples(self) -> Examples:
        return Examples(self)

    # Getting it out

    @cached_property
    def pack_texts(self) -> PackTexts:
        return PackTexts(self)

    @cached_property
    def tickets(self) -> Tickets:
        return Tickets(self)

    # The team

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self)

    @cached_property
    def invitations(self) -> Invitations:
        return Invitations(self)

    @cached_property
    def staff_sessions(self) -> StaffSessions:
        return StaffSessions(self)

    @cached_property
    def delays(self) -> Delays:
        return Delays(self)
