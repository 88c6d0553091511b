"""The texts of one survey: ours, or what the team wrote in their place, and how to change them.

Nothing is stored filled in. So a text says the closing as it is on the day on which somebody reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.fieldwork.campaign import asked_in, note, to_change
from survey.fieldwork.london import end_in_words, in_words
from survey.fieldwork.reasons import a_reason
from survey.fieldwork.spreading.defaults import Defaults, defaults_of
from survey.fieldwork.spreading.pieces import LONGEST_HEADING, PIECES, Piece, piece
from survey.fieldwork.spreading.placeholders import faults
from survey.fieldwork.status import campaign_of
from survey.fieldwork.window import Window
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from survey.storage.spreading_records import PackTextRecord
from survey.storage.transaction import Transaction

LINK = "{link}"
NO_LINK = "It has no {link}: who reads it cannot come to the survey from it."


@dataclass(frozen=True)
class Written:
    """One text of a survey as it stands, with its places still in braces."""

    piece: Piece
    heading: str
    body: str
    own: PackTextRecord | None = None
    """What the team wrote; None where it is ours."""
    older: str = ""
    """What to look at again since it was written; nothing of ours can be older than a change."""

    lacking: str = ""
    """What the team's words leave out that ours have, and nobody can do without."""

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to look at before it is passed on, in a sentence or two each."""
        return tuple(filter(None, (self.lacking, self.older)))

    @property
    def whose(self) -> str:
        """Whose words it is, and since when."""
        if self.own is None:
            return "The standard words"
        return f"Written by {self.own.written_by}, {in_words(self.own.written_at)}"

    @property
    def mark(self) -> str:
        """What says of a form which words it was opened with."""
        return hashlib.sha256(f"{self.heading}\n{self.body}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Texts:
    """All texts of a survey, and what they are filled in from."""

    campaign: CampaignRecord
    window: Window
    asked: Questionnaire
    language: str
    written: Mapping[str, Written]

    def one(self, name: str) -> Written:
        return self.written[piece(name).name]


def texts_of(store: Store, questionnaires: Path, slug: str) -> Texts:
    """The texts of a survey as they stand now."""
    with store.read() as tx:
        campaign = campaign_of(tx, slug)
        asked = asked_in(tx, campaign)
        own = tx.pack_texts.all(campaign.id)
    ours = defaults_of(questionnaires, asked.questionnaire)
    written = {one.name: standing(one, campaign, ours, own.get(one.name)) for one in PIECES}
    return Texts(campaign, Window.of(campaign), asked, ours.language, written)


def standing(one: Piece, campaign: CampaignRecord, ours: Defaults, own: PackTextRecord | None) -> Written:
    text = ours.texts[one.name]
    if own is None:
        return Written(one, text.heading, text.body)
    lacking = NO_LINK if LINK in text.body and LINK not in own.body else ""
    return Written(one, own.heading, own.body, own, older_than_closing(own, campaign), lacking)


def older_than_closing(own: PackTextRecord, campaign: CampaignRecord) -> str:
    """What to say of a text that was written when the survey closed at another moment."""
    if own.closes_at == campaign.closes_at:
        return ""
    was, now = end_in_words(own.closes_at), end_in_words(campaign.closes_at)
    return (
        f"It was written when the survey closed on {was}. Now it closes on {now}. Read it again: a day that"
        " is written out does not change by itself. Saving it, changed or not, ends this warning."
    )


def change_text(
    store: Store,
    questionnaires: Path,
    slug: str,
    name: str,
    heading: str,
    body: str,
    *,
    actor: str,
    reason: str,
    seen: str = "",
) -> None:
    """Put the team's words in place of what stands there.

    `seen` is the mark of the words that the form was opened with: where others were written since, they stay.
    """
    one, why = piece(name), a_reason(reason)
    heading, body = " ".join(heading.split()), lines_of(body)
    refuse_unfit(one, heading, body)
    with store.write() as tx:
        campaign = to_change(tx, slug, why)
        refuse_stale(tx, campaign, questionnaires, one, seen)
        tx.pack_texts.put(
            PackTextRecord(campaign.id, one.name, heading, body, campaign.closes_at, tx.now, actor)
        )
        words = hashlib.sha256(f"{heading}\n{body}".encode()).hexdigest()
        note(tx, "change text", campaign, campaign, actor, why, text=one.name, words=words)


def back_to_ours(store: Store, slug: str, name: str, *, actor: str, reason: str) -> None:
    """Take the team's words away, so that ours stand there again."""
    one, why = piece(name), a_reason(reason)
    with store.write() as tx:
        campaign = to_change(tx, slug, why)
        if not tx.pack_texts.delete(campaign.id, one.name):
            raise Refused("These are the standard words already: nobody wrote others in their place.")
        note(tx, "text back to standard", campaign, campaign, actor, why, text=one.name)


def refuse_stale(
    tx: Transaction, campaign: CampaignRecord, questionnaires: Path, one: Piece, seen: str
) -> None:
    own = tx.pack_texts.get(campaign.id, one.name)
    ours = defaults_of(questionnaires, asked_in(tx, campaign).questionnaire)
    now = standing(one, campaign, ours, own)
    if seen and seen != now.mark:
        raise Refused(
            f"Somebody changed this text since you opened it ({now.whose}). Your words are below and not kept"
            " yet. Look at theirs under Texts and reminders in another tab, then save yours or leave it."
        )


def refuse_unfit(one: Piece, heading: str, body: str) -> None:
    """Whatever keeps a text from being passed on, in one sentence each."""
    for word, text, longest in (
        (one.heading_word, heading, LONGEST_HEADING),
        (one.body_word, body, one.longest),
    ):
        if not text:
            raise Refused(f"{word}: write something, or go back to the standard words.")
        if len(text) > longest:
            raise Refused(f"{word}: at most {longest} characters. It has {len(text)}.")
        if len(text.splitlines()) > one.most_lines:
            raise Refused(f"{word}: at most {one.most_lines} lines. It has {len(text.splitlines())}.")
        for fault in faults(text):
            raise Refused(f"{word}: {fault}")


def lines_of(typed: str) -> str:
    """A text as it was typed, with one sort of line end and nothing after the words of a line."""
    return "\n".join(line.rstrip() for line in typed.splitlines()).strip()
