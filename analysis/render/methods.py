"""The methods of a report, written from what was done for it and not from what the program could do."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.fingerprint import NAME, Fingerprint
from analysis.landscape.quality import MARKS
from analysis.marks import INTERVAL_NOTE
from analysis.render.wording import BEAR_IN_MIND, COUNTED, PROTECTED, extract
from analysis.report import SUMMARY, Meta, Report
from analysis.resampling import FEWEST_ORGANISATIONS

Said = tuple[str, str]
"""A topic, which may be empty, and its sentences."""
QUALITY, WITHOUT = "T14", "T14s"
"""The tables of marks on answers, and of what leaving marked ones out would change."""


def methods(report: Report) -> tuple[Said, ...]:
    """What was done, topic by topic; what is special to this survey comes with the report's notes."""
    return tuple(said(report))


def said(report: Report) -> Iterator[Said]:
    meta = report.meta
    yield "Who is counted.", COUNTED
    yield "Which answers.", answers_of(meta)
    yield "How people are protected.", PROTECTED
    yield "How groups are weighted.", weighting(meta)
    yield "What the ranges are.", f"{INTERVAL_NOTE} {intervals(meta)}"
    yield from marked(report)
    yield "What to bear in mind.", BEAR_IN_MIND
    if len(meta.versions) > 1:
        yield "How versions are pooled.", pooled(meta)
    if meta.mapped:
        yield "What is counted under another name.", " ".join(meta.mapped)
    yield from (("", note) for note in report.notes)
    yield "What made this.", made_by(meta.fingerprint)


def answers_of(meta: Meta) -> str:
    state = {
        "final": "The time to withdraw is over, so they cannot change any more.",
        "provisional": "They can still change.",
    }
    only = f" Only what came in the {', '.join(meta.filters)} is in it." if meta.filters else ""
    return (
        f"Answers that were given up to {extract(meta)} to questionnaire {meta.questionnaire}, version "
        f"{', '.join(meta.versions)}, without any that were withdrawn. {state[meta.release]}{only}"
    )


def weighting(meta: Meta) -> str:
    if meta.part == SUMMARY:
        return "Each answer counts the same."
    return (
        "In the headline the sectors count the same, whatever their number of answers. Every other row "
        "counts each answer once."
    )


def intervals(meta: Meta) -> str:
    """How they were computed: with which seed, and how often."""
    seed, draws = meta.fingerprint.seed, meta.fingerprint.draws
    headline = "" if meta.part == SUMMARY else " Equal-weight figures are drawn within each sector."
    return (
        f"Means: {draws:,} bootstrap samples with seeds counted from {seed}, of organisations where at least "
        f"{FEWEST_ORGANISATIONS} are known, else of people; Student\u2019s t under 30 people.{headline} "
        "Percentages of answers: Wilson\u2019s interval."
    )


def marked(report: Report) -> Iterator[Said]:
    """What became of answers that looked hasty or copied, where that was looked at."""
    table = report.table(QUALITY)
    if table is None or not any(row.block == MARKS for row in table.rows):
        return
    without = "; table 14s says what leaving some out would change" if report.table(WITHOUT) else ""
    yield (
        "How answers were checked.",
        "Answers are marked that were quick, in one line all the way down, or nearly the same as another. No "
        f"answer is left out because of a mark. Table 14 counts them{without}.",
    )


def made_by(fingerprint: Fingerprint) -> str:
    """Program, data and plan, by which anybody who has them can make the same files."""
    program = fingerprint.program
    libraries = ", ".join(f"{name} {version}" for name, version in program.computing)
    return (
        f"Version {program.version} of {NAME} (source {program.source}), with Python {program.python}, "
        f"{libraries}. Data {fingerprint.data}, plan {fingerprint.plan}. The fingerprint {fingerprint} "
        "stands for all of these: the same answers and the same program give the same files, byte for byte, "
        "on the same kind of machine. Nothing that anybody answered can be told from it."
    )


def pooled(meta: Meta) -> str:
    """What it means that the questionnaire was changed while it was answered."""
    *earlier, last = meta.versions
    return (
        f"The questionnaire was changed while it was open: {', '.join(earlier)} and {last} were answered. "
        "Each answer is read by the version that was answered. What an earlier version did not ask counts as "
        "not asked, so the numbers who answered differ between questions."
    )
