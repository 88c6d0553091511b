"""README.txt of an export: what it is, how to read it, and that it protects nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

from analysis.export.columns import MEANINGS
from analysis.export.formats.base import Format
from analysis.fingerprint import Fingerprint
from analysis.load import Extract
from analysis.render import wording
from analysis.unread import Unread

UNPROTECTED = (
    "Not protected: a row is what one person answered. Nothing is suppressed or rounded here, and a rare "
    "sector, role, organisation or place can point to somebody, with no name in sight. It is for the "
    "team alone. Keep it where you keep personal data, pass none of it on, publish no count or share "
    "from it, and delete it when you are done. For figures that may be seen by others use `python -m "
    "analysis landscape`."
)
SYNTHETIC = "Synthetic: answers here were made up by a computer. No number describes London."
PROVISIONAL = "Provisional: answers can still be withdrawn. Use the newest export, and delete older ones."
FINAL = "Final: answers can no longer be withdrawn."
TRIAL = "From a trial window: people were looking around."
TEXTS = (
    "Words that people wrote are in a file apart, as readers left or redacted them. They are told in "
    "confidence and can still point to somebody: pass none of them on, and quote nothing without the "
    "writer's permission."
)
NO_TEXTS = "Words that people wrote are not in it; `--with-text` writes them to a file apart."
LEFT_OUT = (
    "Contact details are never in an export. There is no day and no clock time, and no key of the "
    "store: a response is numbered in an order that is drawn anew for each export, so numbers of two "
    "exports are not those of the same people."
)


def state(extract: Extract) -> Iterator[str]:
    """What these answers are, in sentences."""
    if extract.synthetic:
        yield SYNTHETIC
    if extract.trial:
        yield TRIAL
    yield PROVISIONAL if extract.release == "provisional" else FINAL


def about(extract: Extract, format: Format, with_text: bool, of_weights: Sequence[str]) -> tuple[str, ...]:
    """Everything that whoever opens the data has to know, a paragraph each."""
    return (
        UNPROTECTED,
        *state(extract),
        f"Survey {extract.slug}, questionnaire {extract.questionnaire}, version "
        f"{', '.join(extract.versions)}. {len(extract.frame)} responses, a row each.",
        format.codes,
        format.missing,
        "Reasons: " + "; ".join(f"{one.code} {meaning}" for one, meaning in MEANINGS.items()) + ".",
        "The report counts the rows whose in_report is 1. Columns are named and described in the "
        "codebook, also how scores are made of them.",
        *format.opens,
        *of_weights,
        TEXTS if with_text else NO_TEXTS,
        *Unread.of(extract.frame).in_words(),
        LEFT_OUT,
    )


def made_from(fingerprint: Fingerprint) -> str:
    """What a file can be told by: the data, which a report of the same answers names too, and all of it."""
    return (
        f"Fingerprint {fingerprint}; data {fingerprint.data}, as under Methods of a report that was made of "
        f"the same answers; program {fingerprint.program.version}, source {fingerprint.program.source}. "
        "Nothing that anybody answered can be told from these letters."
    )


def text(extract: Extract, paragraphs: Sequence[str], files: Sequence[str]) -> str:
    """The page."""
    title = f"Coded answers: {extract.title}"
    head = [title, "=" * len(title)]
    if marks := wording.marks(extract):
        head.append(f"{marks.upper()}")
    listed = "\n".join(f"  {name}" for name in files)
    return "\n\n".join(["\n".join(head), *(fill(one, 100) for one in paragraphs), f"Files:\n{listed}"]) + "\n"
