"""A question to the answers of a survey: which variables, and what is shown of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from analysis.asking.crosstab import Crosstab
from analysis.asking.making import Making
from analysis.asking.names import Names, check_number
from analysis.frame import SurveyFrame
from analysis.landscape.ground import Landscape
from survey.errors import Refused

Show = Literal["counts", "percentages", "mean"]
SHOWS: tuple[Show, ...] = get_args(Show)


@dataclass(frozen=True)
class Query:
    """What somebody asks for, by names that are known."""

    show: Show
    names: tuple[str, ...]
    """What stands down, across, and as one part of the table after another; groups alone for a mean."""
    of: str = ""
    """The score or the statement of a mean."""

    @classmethod
    def of_names(cls, land: Landscape, names: Sequence[str], show: Show | None = None, of: str = "") -> Query:
        """A question of which every name is known and may be asked.

        Where nothing is said, people are counted by what says who they are, and answers have percentages.
        """
        known = Names(land)
        names = tuple(known.known(name) for name in names)
        check_number((*names, of) if of else names)
        if of:
            if show not in (None, "mean"):
                raise Refused(f"A mean is shown by itself: leave out {show}, or leave out {of}.")
            if of not in known.scores and of not in known.scaled:
                raise known.stranger(of, (*known.scores, *known.scaled), "score, and no question on a scale,")
            known.splits(names)
            return cls("mean", names, of)
        if not names or show == "mean":
            raise Refused("Say which question the table is about.")
        codebook = land.frame.codebook
        people = all(name not in codebook or codebook[name].identifying for name in names)
        show = show or ("counts" if people and names[0] in known.groups else "percentages")
        if show == "counts":
            for name in names:
                if name in known.lists or name in known.statements:
                    raise Refused(f"{name} is about answers: ask for percentages, not for counts.")
            known.splits(names)
        else:
            asked = (*known.groups, *known.statements, *known.lists)
            if names[0] not in asked:
                raise known.stranger(
                    names[0], asked, "question with answers to choose from, and no statement,"
                )
            known.splits(names if names[0] in known.groups else names[1:])
        return cls(show, names)

    def table(self, land: Landscape) -> Crosstab:
        """The exact table."""
        made = Making(Names(land))
        match self.show:
            case "counts":
                return made.counts(self.names)
            case "percentages":
                return made.percentages(self.names[0], self.names[1:])
            case "mean":
                return made.mean(self.of, self.names)

    def said(self) -> Mapping[str, Any]:
        """As it is written into the log."""
        return {"show": self.show, "names": list(self.names), "of": self.of}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Query:
        return cls(said["show"], tuple(said["names"]), said["of"])


def crosstab(
    frame: SurveyFrame,
    rows: str,
    cols: str | None = None,
    within: str | None = None,
    *,
    show: Literal["counts", "percentages"] | None = None,
) -> Crosstab:
    """How answers, or people, spread over `rows`, for each group of `cols`, and within each of `within`.

    Base A of the frame. Exact: for what may be shown pass it through `protect`. Counts where all that is
    named says who people are, percentages of those who answered otherwise, unless `show` says which.
    """
    land = Landscape.of(frame)
    names = [name for name in (rows, cols, within) if name is not None]
    return Query.of_names(land, names, show).table(land)


def summarise(frame: SurveyFrame, score: str, by: str | Sequence[str] = ()) -> Crosstab:
    """The mean of a score, or of a statement, from 0 to 100, for everybody and for the groups of `by`.

    Beside it the spread, the share at the upper end, and what was set aside. Exact, like `crosstab`.
    """
    land = Landscape.of(frame)
    names = [by] if isinstance(by, str) else by
    return Query.of_names(land, names, of=score).table(land)
