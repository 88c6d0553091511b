"""What the commands say of sheets, agreement and topics, in sentences and small tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.themes.agreement import ALL, METHOD, Agreement
from analysis.themes.book import ThemeBook
from analysis.themes.coding import Coding
from analysis.themes.decisions import people
from analysis.themes.suggestion import Suggestion
from analysis.themes.texts import LEAST_SAMPLE, SAMPLE_PERCENT, SEED

DRAWN = (
    f"Two people code the same sample: {SAMPLE_PERCENT}% of the texts, and at least {LEAST_SAMPLE} where "
    f"there are so many, drawn at random with the fixed seed {SEED}. Every coder has an order of their own."
)
FOR_THE_TEAM = (
    "For the team only: a reader has decided on the words, and they can still point to somebody. Keep the "
    "file where you keep personal data, give it to its coder alone, and delete it when the themes are "
    "settled."
)


def several(many: int, one: str) -> str:
    return f"{many} {one}{'' if many == 1 else 's'}"


def read_back(codings: Sequence[Coding]) -> Iterator[str]:
    """What each sheet holds, and whether they fit together."""
    for coding in codings:
        done = f"{len(coding.marks)} of {several(len(coding.texts), 'text')}"
        marks = several(sum(map(len, coding.marks.values())), "mark")
        who = "the machine (suggestions)" if coding.by_machine else coding.coder
        yield f"{who}: {done} coded, {marks}, codebook {coding.stamp.version}."
    persons = people(codings)
    twice = [set(one.marks) & set(other.marks) for at, one in enumerate(persons) for other in persons[:at]]
    if twice:
        yield f"{several(len(set().union(*twice)), 'text')} coded by two people or more."
    if len({coding.stamp.batch for coding in codings}) > 1:
        yield (
            "These sheets were made at different times, with answers sent or taken back in between. Texts "
            "that stand in both are compared; the others count as coded once."
        )


def agreed(found: Sequence[Agreement], book: ThemeBook) -> Iterator[str]:
    """A line a theme: alpha with its range, percentage agreement, how often marked, and what to do."""
    width = max(len(code) for code in (*book.ids, ALL))
    yield f"{'theme':<{width}}  alpha   95% range        same  marked  texts  reading"
    for one in found:
        alpha = "    -" if one.alpha is None else f"{one.alpha:5.3f}"
        spread = "-" if one.low is None or one.high is None else f"{one.low:.3f} to {one.high:.3f}"
        same, marked = (" -" if part is None else f"{100 * part:.0f}%" for part in (one.same, one.prevalence))
        figures = f"{alpha:>6}  {spread:<15}  {same:>4}  {marked:>6}  {one.texts:>5}"
        yield f"{one.code:<{width}}  {figures}  {one.reading}"
    yield METHOD


def topics(suggestion: Suggestion) -> Iterator[str]:
    """Each topic: its words, the theme that it is most like, and its nearest texts by id."""
    for topic in suggestion.topics:
        like = f"{topic.theme} ({topic.alike:.2f})" if topic.theme else "no theme of the book"
        words, near = ", ".join(topic.words), ", ".join(topic.texts)
        yield f"Topic {topic.number}, {like}: {words}. Nearest texts: {near}."
    if not suggestion.settled:
        yield "The search for topics was still changing when it was stopped; take fewer with --topics."
    yield (
        "These are the machine's suggestions, made of words that come together. They decide nothing and are "
        "in no figure. A topic that is like no theme may show one that the codebook lacks."
    )
