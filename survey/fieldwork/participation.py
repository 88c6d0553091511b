"""One person's way: begin, answer, come back, send. What follows is in receipts.py.

Each method is one transaction, committed before it returns; whether the survey is open is decided
inside it, by the clock of that transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from survey.engine.entries import without
from survey.errors import DraftClosed, Full, NotFound, NotOpen, Stale, UnknownCode
from survey.fieldwork import consent
from survey.fieldwork.backups import kept_away
from survey.fieldwork.channels import count_sent, count_start
from survey.fieldwork.codes import Codes
from survey.fieldwork.london import london_day
from survey.fieldwork.outcomes import Kept, OpenSurvey, Sent, Turned
from survey.fieldwork.places import hold_for_start, hold_to_send, is_full
from survey.fieldwork.receipts import receipt
from survey.fieldwork.seat import Found, Seat
from survey.fieldwork.seats import Begun, Limits, Seats
from survey.fieldwork.sending import store_response
from survey.fieldwork.spreading.invitations import admit, is_good, is_invited_only
from survey.fieldwork.typed import Typed, put_page
from survey.fieldwork.window import Window
from survey.storage.database import Store
from survey.storage.records import DraftRecord
from survey.storage.transaction import Transaction


class Participation:
    """The use cases of a respondent."""

    def __init__(
        self,
        store: Store,
        codes: Codes,
        limits: Limits,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.store = store
        self.codes = codes
        self.random_bytes = random_bytes
        self.seats = Seats(codes, limits, random_bytes)

    # Beginning and coming back

    def begin(
        self,
        slug: str,
        *,
        shared: bool,
        synthetic: bool = False,
        wanted: Sequence[str] = (),
        via: str = "",
        invitation: str = "",
    ) -> Begun:
        """Make a draft and a session; refused unless the survey is open to new starts.

        `wanted` names languages, the best first; the draft keeps the one that it is begun in. `via` is the
        name that the link carried. An `invitation` is used up here, and the draft does not know of it: it has
        no channel either, for a channel may have a single invitation.
        """
        with self.store.write() as tx:
            campaign, window = self.seats.campaign(tx, slug)
            hold_for_start(tx, campaign)
            if not window.may_start(tx.now):
                raise NotOpen("The survey is not open.")
            if is_full(tx, campaign):
                raise Full("As many have sent as this survey takes.")
            admit(tx, self.codes, campaign, invitation)
            token = self.seats.new_token()
            draft = DraftRecord(
                id=self.random_bytes(16).hex(),
                campaign_id=campaign.id,
                version_id=campaign.version_id,
                resume_hash=self.codes.hash("resume", self.codes.resume(token)),
                submit_key=self.random_bytes(16).hex(),
                seed=int.from_bytes(self.random_bytes(6)),
                day=window.day_of(tx.now),
                synthetic=synthetic or campaign.synthetic,
                language=self.seats.questionnaire(tx, campaign.version_id, wanted).language,
                channel=None if invitation else count_start(tx, campaign, via),
            )
            self.seats.keys.begin(tx, draft, token)
            return self.seats.sit_down(tx, campaign, draft.id, token, shared=shared)

    def resume(self, slug: str, code: str, *, shared: bool, whose: str = "") -> Begun:
        """Open a draft by its code. After the last moment to finish, the session can only delete it.

        With the mark of a draft, the code of any other is as good as unknown.
        """
        with self.store.write() as tx:
            campaign, _ = self.seats.campaign(tx, slug)
            draft = tx.drafts.by_resume_hash(campaign.id, self.codes.hash("resume", code))
            if draft is None or (whose and whose != self.whose(draft.id)):
                raise UnknownCode("No saved answers have this code.")
            self.seats.keys.by_code(tx, draft, code)
            tx.sessions.end_for_draft(draft.id)
            return self.seats.sit_down(tx, campaign, draft.id, self.seats.new_token(), shared=shared)

    # Looking

    def open_surveys(self, wanted: Sequence[str] = ()) -> tuple[OpenSurvey, ...]:
        """The surveys in which anybody can begin now, the one that closes first at the top."""
        with self.store.read() as tx:
            invited = tx.tickets.closed_to_others()
            found = [(one, Window.of(one)) for one in tx.campaigns.all() if one.id not in invited]
            taking = [pair for pair in found if pair[1].may_start(tx.now) and not is_full(tx, pair[0])]
            return tuple(
                OpenSurvey.of(campaign, window, self.seats.questionnaire(tx, campaign.version_id, wanted))
                for campaign, window in sorted(taking, key=lambda pair: (pair[1].closes_at, pair[0].slug))
            )

    def campaign(self, slug: str, wanted: Sequence[str] = ()) -> Found:
        """A campaign with its dates, its questionnaire in a wanted language, and when they were read."""
        with self.store.read() as tx:
            campaign, window = self.seats.campaign(tx, slug)
            questionnaire = self.seats.questionnaire(tx, campaign.version_id, wanted)
            return Found(campaign, window, questionnaire, tx.now)

    def is_invited_only(self, slug: str) -> bool:
        """Whether one begins in a survey by invitation alone."""
        return is_invited_only(self.store, slug)

    def knows_invitation(self, slug: str, code: str) -> bool:
        """Whether an invitation would let somebody begin; looking uses nothing up."""
        return is_good(self.store, self.codes, slug, code)

    def is_full(self, slug: str) -> bool:
        """Whether as many have sent as the survey takes, so that nobody new begins."""
        with self.store.read() as tx:
            campaign, _ = self.seats.campaign(tx, slug)
            return is_full(tx, campaign)

    def seat(self, slug: str, token: str) -> Seat:
        """Who sits at the browser."""
        with self.store.read() as tx:
            return self.seats.seat(tx, slug, token)

    def catch_up(self, slug: str, token: str, language: str) -> Seat:
        """Who sits at the browser, once a shared computer's time without activity has begun anew.

        With a language that the questionnaire has, the draft goes on in it.
        """
        with self.store.write() as tx:
            seat = self.seats.seat(tx, slug, token)
            self.seats.touch(tx, seat.session)
            if seat.turns_to(language):
                tx.drafts.set_language(seat.draft.id, language)
                seat = self.seats.seat(tx, slug, token)
            return seat

    # Answering

    def save(self, slug: str, token: str, typed: Typed) -> Kept:
        """Keep what was typed on a page, checking nothing."""
        with self.store.write() as tx:
            seat = self._writing_seat(tx, slug, token)
            page = seat.page_to_keep(typed.page)
            done = seat.pages[page.id].done if page.id in seat.pages else False
            fits = done and seat.journey.may_visit(page.id) and not typed.breaks(page, seat)
            record = typed.keep(tx, seat, page, done=fits)
            consent.hear_no(tx, seat, page, typed.form, record)
            return Kept(seat, record.version)

    def answer(self, slug: str, token: str, typed: Typed) -> Turned:
        """Continue: keep what was typed, then run the hard checks; a page that passes is finished.

        A page that cannot be opened any more, for an answer before it was changed elsewhere, is kept
        unfinished: it waits there, should the way come back to it.
        """
        with self.store.write() as tx:
            seat = self._writing_seat(tx, slug, token)
            page = seat.page_to_keep(typed.page)
            if not seat.journey.may_visit(page.id):
                consent.hear_no(tx, seat, page, typed.form, typed.keep(tx, seat, page, done=False))
                return Turned(seat)
            problems = typed.problems(page, seat)
            after = seat.after(typed.keep(tx, seat, page, done=not problems))
            if not problems or seat.draft.keep_partial:
                consent.note(tx, after)
            if not problems and typed.told is not None:
                tx.drafts.set_told(seat.draft.id, typed.told.left, typed.told.work)
            return Turned(after, problems)

    def remove_entry(self, slug: str, token: str, page_id: str, number: int, seen: int) -> None:
        """Take one entry out of the group that a page lists; those after it move up.

        `seen` is the version of the group that was looked at: once it has changed, as by the first of two
        presses, the number means another entry, and nothing is removed.
        """
        with self.store.write() as tx:
            seat = self._writing_seat(tx, slug, token)
            if seen != seat.version_of_group(page_id):
                return
            group, entry = seat.page(page_id).repeats, seat.entry(page_id, number)
            for name, page in without(seat.questionnaire, seat.pages, group, entry.number).items():
                if name in seat.pages or page.form:
                    seconds = seat.seconds.get(name, 0)
                    version = seat.version_of(name)
                    put_page(tx, seat.questionnaire, seat.draft.id, name, page, version, seconds)
            if seat.draft.keep_partial:
                consent.note(tx, self.seats.seat(tx, slug, token))

    def _writing_seat(self, tx: Transaction, slug: str, token: str) -> Seat:
        seat = self.seats.seat(tx, slug, token)
        if not seat.window.may_write(seat.now):
            raise DraftClosed("The time to finish a draft is over.")
        self.seats.touch(tx, seat.session)
        self.seats.keys.move(tx, seat.draft, seat.session, token)
        return seat

    def stay(self, slug: str, token: str) -> None:
        """Somebody is still there, though nothing was typed: a shared computer's time begins anew."""
        with self.store.write() as tx:
            self.seats.touch(tx, self.seats.sitting(tx, slug, token).session)

    def whose(self, draft_id: str) -> str:
        """The mark of a draft in its own pages: it says which draft they belong to, and opens nothing."""
        return self.codes.hash("whose", draft_id)

    # Codes

    def resume_code(self, seat: Seat, token: str) -> str:
        """The code that opens this draft again; nothing when another session made it."""
        code = self.codes.resume(token)
        return code if self.codes.hash("resume", code) == seat.draft.resume_hash else ""

    def renew_code(self, slug: str, token: str, once: str = "") -> Begun:
        """Replace the resume code and the session: the old code and the old cookie open nothing.

        `once` is known to the page that asks alone: after a lost reply it gives the same session.
        """
        fresh = self.codes.renewed(token, once) if once else self.seats.new_token()
        with self.store.write() as tx:
            begun = self.seats.begun(tx, slug, token, fresh)
            if begun is not None:
                return begun
            seat = self.seats.seat(tx, slug, token)
            self.seats.keys.change(tx, seat.draft, self.codes.resume(fresh))
            tx.sessions.end_for_draft(seat.draft.id)
            return self.seats.sit_down(tx, seat.campaign, seat.draft.id, fresh, shared=seat.session.shared)

    # Sending

    def submit(self, slug: str, token: str, key: str) -> Sent:
        """Send the answers. Sent again, by a retry or a double press, it is the same receipt."""
        with self.store.write() as tx:
            campaign, window = self.seats.campaign(tx, slug)
            session = self.seats.session(tx, campaign, token)
            if session.draft_id is not None and tx.drafts.get(session.draft_id) is None:
                session = self.seats.session(tx, campaign, token)  # Another press of the button was quicker.
            if session.receipt_key is not None:
                return receipt(self.codes, campaign, window, session, tx.now)
            seat = self.seats.seat(tx, slug, token)
            if key != seat.draft.submit_key:
                raise Stale("These answers were opened anew elsewhere.")
            hold_to_send(tx, campaign)
            if not window.may_write(tx.now):
                raise DraftClosed("The time to finish a draft is over.")
            if not seat.journey.complete:
                raise NotFound("There is a page that still needs something.")
            response = store_response(
                tx, seat.journey, seat.draft, seat.seconds, self.codes, self.random_bytes
            )
            tx.drafts.delete(seat.draft.id)
            session = replace(session, draft_id=None, receipt_key=key, response_id=response.id)
            tx.sessions.attach(session.token_hash, draft_id=None, receipt_key=key, response_id=response.id)
            count_sent(tx, seat.draft)
            return receipt(self.codes, campaign, window, session, tx.now)

    # Leaving, stopping

    def leave(self, token: str) -> None:
        """End the session on this device; the draft stays safe behind its code."""
        with self.store.write() as tx:
            tx.sessions.end(self.codes.hash("session", token))

    def stop(self, slug: str, token: str) -> None:
        """Delete the draft and end the session; possible at any time, closed or not."""
        with self.store.write() as tx:
            *_, session, draft = self.seats.sitting(tx, slug, token)
            tx.drafts.delete(draft.id)
            tx.sessions.end(session.token_hash)
            mark = kept_away.Marks(self.store.settings).draft(draft.id)
            tx.tombstones.add(mark, kept_away.DRAFT, london_day(tx.now))
        kept_away.write_out(self.store)
