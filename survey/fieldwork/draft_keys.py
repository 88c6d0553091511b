"""Who brings the key of a draft: a session by its token, or whoever has the return code.

A draft that is older than such keys gets its own once somebody brings its code, or saves by a session that
knows the code: under a key that only a session opens, words would be lost with the session.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from survey.errors import Locked, Refused, SignedOut
from survey.fieldwork.codes import Codes, meant
from survey.storage.draft_key import DraftKey, Holder
from survey.storage.records import DraftRecord, SessionRecord
from survey.storage.transaction import Transaction

CHANGED = (
    "What opens the draft {id} by its code was changed since it was made. Restore that row of draft from a"
    " backup, with its pages."
)


@dataclass(frozen=True)
class DraftKeys:
    """Every method works inside a transaction of its caller's, which then has the key."""

    codes: Codes

    def begin(self, tx: Transaction, draft: DraftRecord, token: str) -> None:
        """Add a draft with a key that the code of this token opens."""
        key = DraftKey.make(draft.id)
        wrapped = key.wrap(Holder.CODE, meant(self.codes.resume(token)))
        tx.drafts.add(replace(draft, key_salt=key.salt, key_name=key.data.name, key_by_code=wrapped))
        tx.drafts.hold(draft.id, key)

    def by_session(self, tx: Transaction, draft: DraftRecord, session: SessionRecord, token: str) -> None:
        """Open a draft for its session. SignedOut where it has another key since: the code opens it again."""
        key = None
        if draft.key_name is not None:
            now = tx.sessions.get(session.token_hash) if session.key_by_token is None else session
            key = unwrapped(draft, Holder.SESSION, token, now.key_by_token if now else None)
            if key is None:
                raise SignedOut("These answers have another key since. The return code opens them.")
        tx.drafts.hold(draft.id, key)

    def by_code(self, tx: Transaction, draft: DraftRecord, code: str) -> None:
        """Open a draft for whoever has just brought its code."""
        if draft.key_name is None:
            self.change(tx, draft, code)
            return
        key = unwrapped(draft, Holder.CODE, meant(code), draft.key_by_code)
        if key is None and not tx.drafts.has_own(draft.id):
            self.change(tx, draft, code)  # a process of before such keys gave it another code
            return
        if key is None:
            raise Locked(CHANGED.format(id=draft.id))
        tx.drafts.hold(draft.id, key)

    def move(self, tx: Transaction, draft: DraftRecord, session: SessionRecord, token: str) -> None:
        """Give an older draft a key of its own, where this session knows the code that is to open it; let the
        server have the key of another if and only if its writer agreed."""
        if draft.key_name is not None:
            if draft.keep_partial != (draft.key_by_server is not None):
                tx.drafts.share(draft.id, shared=draft.keep_partial)  # as such a process leaves it
            return
        code = self.codes.resume(token)
        if self.codes.hash("resume", code) == draft.resume_hash:
            tx.sessions.set_key(session.token_hash, self.change(tx, draft, code).wrap(Holder.SESSION, token))

    def change(self, tx: Transaction, draft: DraftRecord, code: str) -> DraftKey:
        """Another key, by the code that opens the draft from now on: what opened it before does no longer."""
        key = DraftKey.make(draft.id)
        tx.drafts.reseal(draft.id, key, shared=draft.keep_partial)
        tx.drafts.set_code(draft.id, self.codes.hash("resume", code), key.wrap(Holder.CODE, meant(code)))
        return key


def unwrapped(draft: DraftRecord, holder: Holder, secret: str, wrapped: str | None) -> DraftKey | None:
    """The key of a draft as it is now; None where a wrap holds no such key."""
    try:
        key = DraftKey.unwrap(draft.id, draft.key_salt or "", holder, secret, wrapped or "")
    except (Refused, ValueError):
        return None
    return key if key.data.name == draft.key_name else None
