"""Sentences that every form of the report shares: what it is marked as, and how far to trust it."""

from __future__ import annotations

from typing import Protocol

from analysis.disclosure.rules import PERCENT_FROM, PROMISED
from analysis.report import SUMMARY, Meta, Report

COUNTED = (
    "Everyone who sent their answers, and everyone who agreed that a part may be used, named their sector "
    "and answered at least one page about practice or needs. Each figure rests on those who gave a "
    "substantive answer; “don't know”, “does not apply” and blanks are never part of a mean and stand "
    "beside it. Blanks are not filled in."
)
PROTECTED = (
    f"No group of fewer than {PROMISED} people is shown, and further numbers are left out where they would "
    "let such a group be worked out; both are marked [c] and look alike. Counts and bases are rounded to the "
    f"nearest 5. Percentages of answers are given from {PERCENT_FROM} people. What people wrote in their own "
    "words is not part of this report."
)
BEAR_IN_MIND = (
    "People tend to rate themselves more kindly than their organisation, so a gap between the two is a "
    "difference in view, not a measure of quality. The questions are this survey's own and have not been "
    "validated. Sectors do different work: their scores describe, and do not rank."
)
NO_LANDSCAPE = (
    "This is a summary of answers, not a landscape: the questionnaire has no levels of practice by sector, "
    "so there is no headline, no order of needs and no map. It has counts, scores and statements."
)
NO_FINDINGS = (
    "There are too few answers, in all or from one sector, for a headline finding. Most figures are not "
    "shown, so that nobody can be picked out."
)
NO_SENTENCES = (
    "These answers give no finding that is certain enough to put into words. The figures and tables show "
    "what was said."
)
SYNTHETIC = "Synthetic: no real answers"
SYNTHETIC_BOX = "Every answer here was made up by a computer to test the report. No number describes London."
PROVISIONAL = "Provisional: not for publication"
PROVISIONAL_BOX = "Answers can still be withdrawn, so numbers may change. This report is not for publication."


class Marked(Protocol):
    """What bears marks: a report, or the extract that data are written from."""

    @property
    def synthetic(self) -> bool: ...
    @property
    def release(self) -> str: ...


def marks(meta: Marked) -> str:
    """The marks of a page or a file in one line; empty for the final report of real answers."""
    said = ((SYNTHETIC, meta.synthetic), (PROVISIONAL, meta.release == "provisional"))
    return ". ".join(words for words, holds in said if holds)


def boxes(meta: Meta) -> tuple[tuple[str, str], ...]:
    """The marks as boxes: a word in bold, then what it means."""
    said = (
        ("Synthetic.", SYNTHETIC_BOX, meta.synthetic),
        ("Provisional.", PROVISIONAL_BOX, meta.release == "provisional"),
    )
    return tuple((word, meaning) for word, meaning, holds in said if holds)


def answers(meta: Meta) -> str:
    return f"{meta.answers:,} answers" if meta.answers >= PROMISED else f"Fewer than {PROMISED} answers"


def extract(meta: Meta) -> str:
    """The last day that answers can be from: "10 January 2025"."""
    return f"{meta.extract.day} {meta.extract:%B %Y}"


def status(meta: Meta) -> str:
    """The one line under the title."""
    said = f"{answers(meta)}, {meta.period}, by a link that staff passed on."
    return f"{said} All figures are of those who answered."


def facts(meta: Meta) -> tuple[str, ...]:
    """The running foot: what these numbers are made from."""
    return (
        answers(meta),
        f"to {extract(meta)}",
        f"questionnaire {meta.version}",
        ", ".join(meta.filters) or "no filters",
        meta.weighting,
        f"fingerprint {meta.fingerprint}",
    )


def made_from(meta: Meta) -> str:
    """Where a file that bears no foot comes from: its marks, the facts, and so its fingerprint."""
    return ". ".join(part for part in (marks(meta), meta.survey, "; ".join(facts(meta))) if part) + "."


def trust(report: Report) -> tuple[str, ...]:
    """How far to trust this: part of page one, not an annex."""
    said = [
        "People chose to answer, and those already interested probably answered more. Scores may be too high."
    ]
    said += [words for words, holds in limits(report) if holds]
    map_figure = report.figure("F5")
    if map_figure and map_figure.title[:1].isdigit():
        said.append(
            f"{map_figure.title}: fewer than {PROMISED} people answered there, or showing them would reveal "
            "a place where fewer did. They may include places with none."
        )
    weighting = report.meta.weighting
    said.append(
        f"{weighting[:1].upper()}{weighting[1:]}, whatever the number of answers. "
        "Ranges in brackets are indicative intervals."
    )
    said.append(
        "It cannot say what share of London's staff do anything, what causes what, whether things are "
        "getting better, or how any one organisation does."
    )
    return tuple(said)


def limits(report: Report) -> tuple[tuple[str, bool], ...]:
    """What this report cannot give at all, and whether that is so."""
    return (
        (NO_LANDSCAPE, report.meta.part == SUMMARY),
        (NO_FINDINGS, not report.page_one and report.meta.part != SUMMARY),
    )
