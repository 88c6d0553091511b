"""What stands beside the answers of each response. To add a column: a field of `Person`, and a line here.

The number of a response is its place in an order that is drawn for one export. It leads neither to the store
nor to another export. There is no clock time, and no day: a day and a rare role can point to a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

from analysis.export.columns import Field, Value, beside
from analysis.frame import SurveyFrame
from analysis.kept import NUMBER
from survey.engine.codebook import Category
from survey.engine.local import english_name

NO_YES = (Category(0, "No"), Category(1, "Yes"))
SENT = (Category("submitted", "Sent"), Category("partial", "Not sent; the writer agreed that it counts"))
MODES = (
    Category("web", "On the pages"),
    Category("paper", "Keyed from paper"),
    Category("unknown", "Not known"),
)


def shuffled(frame: SurveyFrame, seed: int) -> SurveyFrame:
    """The same people in an order that the seed draws."""
    order = list(range(len(frame)))
    Random(seed).shuffle(order)  # nosec B311 # by a drawn seed, or one asked for
    return frame.ordered(order)


def numbers(frame: SurveyFrame) -> Iterable[Value]:
    return range(1, len(frame) + 1)


def kept(name: str) -> Callable[[SurveyFrame], Iterable[Value]]:
    """What the frame keeps of each person under a name."""
    return lambda frame: frame.people[name].tolist()


def in_report(frame: SurveyFrame) -> Iterable[Value]:
    return map(int, frame.in_base)


def synthetic(frame: SurveyFrame) -> Iterable[Value]:
    return frame.people["synthetic"].astype(int).tolist()


def known_of(frame: SurveyFrame, versions: Sequence[str]) -> tuple[Field, ...]:
    """The columns beside the answers, the number of the response first."""
    answered = dict.fromkeys((*versions, *frame.people["version"]))
    asked = tuple(Category(version, f"Version {version}") for version in answered)
    spoken = tuple(Category(tag, english_name(tag)) for tag in sorted(set(frame.people["language"])))
    described: tuple[tuple[str, str, tuple[Category, ...], Callable[[SurveyFrame], Iterable[Value]]], ...] = (
        (NUMBER, "Number of the response in this export", (), numbers),
        ("status", "Whether the answers were sent", SENT, kept("status")),
        ("in_report", "Whether the report counts it (base A)", NO_YES, in_report),
        ("synthetic", "Whether it was made up by a computer", NO_YES, synthetic),
        ("version", "Version of the questionnaire that was answered", asked, kept("version")),
        ("language", "Language that it was answered in", spoken, kept("language")),
        ("mode", "How it was collected", MODES, kept("mode")),
    )
    return tuple(
        beside(free(name, frame), label, categories, values(frame))
        for name, label, categories, values in described
    )


def free(name: str, frame: SurveyFrame) -> str:
    """The name, with lines after it where the questionnaire has it already."""
    return name if name not in frame.codebook.columns else free(f"{name}_", frame)
