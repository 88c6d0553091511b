"""A pack: every text filled in for one channel, and the files that it is taken away in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from survey.errors import NotFound
from survey.fieldwork.channels import OTHER, link
from survey.fieldwork.outcomes import dates
from survey.fieldwork.spreading.days import Due, closing, days_of
from survey.fieldwork.spreading.pieces import Piece
from survey.fieldwork.spreading.placeholders import filled
from survey.fieldwork.spreading.texts import Texts, Written, texts_of
from survey.languages.tongue import tongue
from survey.storage.database import Store

NOBODY = "the survey team"
"""Who is to be asked where no way to reach the team is known."""

TRIED_OUT = (
    "This survey is in test mode: its link is for those who try it out. What is answered there stays there."
)
MADE = (1980, 1, 1, 0, 0, 0)
"""The moment that every file of a ZIP bears: it says nothing of when it was taken."""


@dataclass(frozen=True)
class Filled:
    """One text as it is passed on."""

    written: Written
    heading: str
    body: str

    @property
    def piece(self) -> Piece:
        return self.written.piece

    @property
    def plain(self) -> str:
        return f"{self.heading}\n\n{self.body}\n"

    @property
    def mail(self) -> bytes:
        """The text as an e-mail that is still to be addressed: no sender, no recipient, no date."""
        message = EmailMessage(policy=SMTP)
        message["Subject"] = self.heading
        message["X-Unsent"] = "1"
        message.set_content(f"{self.body}\n", cte="quoted-printable")
        return bytes(message)


@dataclass(frozen=True)
class Pack:
    """What is passed on in one channel."""

    slug: str
    channel: str
    title: str
    address: str
    language: str
    texts: Mapping[str, Filled]
    days: tuple[Due, ...]
    words: Mapping[str, str]
    owner: str
    closing: str
    """When the survey closes or closed, as a sentence."""
    caution: str
    """What to bear in mind before any of it is passed on; empty where there is nothing."""

    @property
    def in_files(self) -> dict[str, bytes]:
        """Every text as a file, by its name."""
        found = {}
        for name, text in self.texts.items():
            found[f"{name}.txt"] = text.plain.replace("\n", "\r\n").encode()
            if text.piece.is_mail:
                found[f"{name}.eml"] = text.mail
        return found

    @property
    def poster(self) -> dict[str, str]:
        """What stands on the poster, for whoever prints it."""
        text = self.texts["poster"]
        return {
            "title": self.words["title"],
            "owner": self.owner,
            "language": self.language,
            "headline": text.heading,
            "lines": text.body,
            "closes": self.words["closes"],
            "address": self.address,
            "contact": self.words["contact"],
        }

    def readme(self, missing: str = "") -> str:
        """What is in the pack, and which text is for which day."""
        days = [f"{due.piece.word}, {due.words}. {due.note}".rstrip() for due in self.days]
        told = [
            f"{self.words['title']}: {self.title}",
            f"The link of this channel: {self.address}",
            f"{self.closing}. When that is moved, take the pack anew.",
            *([self.caution] if self.caution else []),
            "",
            *days,
            "",
            "The .eml files open as e-mails without an address. Nothing is sent by the survey itself.",
        ]
        return "\n".join([*told, *([missing] if missing else []), ""])


def pack_of(store: Store, questionnaires: Path, base_url: str, slug: str, channel: str, contact: str) -> Pack:
    """The pack of a channel as everything stands now."""
    texts = texts_of(store, questionnaires, slug)
    with store.read() as tx:
        found = tx.channels.get(texts.campaign.id, channel) if channel != OTHER else None
        now = tx.now
    if found is None:
        raise NotFound(f"This survey has no channel {channel}.")
    return filled_in(texts, now, channel, found.title, link(base_url, slug, channel), contact)


def filled_in(texts: Texts, now: datetime, channel: str, title: str, address: str, contact: str) -> Pack:
    words = words_of(texts, address, contact)
    told = {
        name: Filled(one, " ".join(filled(one.heading, words).split()), filled(one.body, words))
        for name, one in texts.written.items()
    }
    days, slug, owner = days_of(texts.window, now), texts.campaign.slug, texts.asked.owner
    ends, caution = closing(texts.window, now), TRIED_OUT if texts.campaign.trial else ""
    return Pack(slug, channel, title, address, texts.language, told, days, words, owner, ends, caution)


def words_of(texts: Texts, address: str, contact: str) -> dict[str, str]:
    """What takes the place of each name in braces, with moments in the language of the texts."""
    asked = texts.asked.model_copy(update={"language": texts.language})
    return {
        **dates(texts.window, asked),
        "title": asked.title,
        "link": address,
        "opens": tongue(texts.language).says(texts.window.opens_in_words),
        "organisation": asked.owner,
        "contact": contact or NOBODY,
    }


def note_taken(store: Store, pack: Pack, file: str, *, actor: str) -> None:
    """Write down who took which file."""
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(pack.slug)
        tx.audit.add(
            actor=actor,
            action="take pack",
            campaign_id=campaign.id if campaign else None,
            new={"channel": pack.channel, "file": file},
        )


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as one ZIP, the same bytes for the same files."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(ZipInfo(name, MADE), content, ZIP_DEFLATED)
    return out.getvalue()
