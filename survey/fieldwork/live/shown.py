"""What the live page shows: words and bands alone, so that whoever has it has nothing to work with."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from survey.fieldwork.counts import band_of

FEW_SIGNS = ("<10", "10\u201319", "20\u201349", "50+")


class Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class Group(Shown):
    """A part of the survey and its band; `hoped` is a soft target, or nothing."""

    code: str
    label: str
    level: int = 0
    hoped: int | None = None
    verdict: str = ""

    @property
    def band(self) -> str:
        return band_of(self.level)

    @property
    def in_few_signs(self) -> str:
        """The band where there is little room, beside its words elsewhere."""
        return FEW_SIGNS[self.level]


class Tile(Group):
    """A borough on the map."""

    short: str
    row: int
    col: int


class Split(Shown):
    """The groups of one question, or of one kind of area."""

    heading: str
    groups: tuple[Group, ...]


class Reached(Shown):
    """How many came past a page, in a band of 25."""

    page: str
    label: str
    section: str
    words: str
    ends_section: bool
    share: int
    """Of those who began, as a percentage to the nearest 5, for a bar."""


class Channel(Shown):
    """How many came by links that carry one name, each number in a band."""

    name: str
    title: str
    starts: int = 0
    sent: int = 0

    @property
    def started_band(self) -> str:
        return band_of(self.starts)

    @property
    def sent_band(self) -> str:
        return band_of(self.sent)


class Live(Shown):
    """Everything that the live page shows of one survey."""

    sent: int | None = None
    started: int | None = None
    unsent: int | None = None
    withdrawn: int | None = None
    """To the nearest 5; None for fewer than 10."""
    unsent_in_words: str = ""
    minutes: int | None = None
    splits: tuple[Split, ...] = ()
    areas: Split | None = None
    crossed: tuple[Split, ...] = ()
    """One split by area for each group of the main split."""
    tiles: tuple[Tile, ...] = ()
    off_map: tuple[Group, ...] = ()
    channels: tuple[Channel, ...] = ()
    weeks: tuple[Group, ...] = ()
    days: tuple[Group, ...] = ()
    reached: tuple[Reached, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def channel(self, name: str) -> Channel | None:
        return next((one for one in self.channels if one.name == name), None)

    def groups(self) -> Iterator[tuple[str, Group]]:
        """Every group in a band with what it is a part of."""
        named = [(split.heading, split.groups) for split in (*self.splits, *self.crossed)]
        named += [(self.areas.heading, self.areas.groups)] if self.areas else []
        named += [("Borough", (*self.tiles, *self.off_map)), ("Week", self.weeks), ("Day", self.days)]
        for heading, groups in named:
            for group in groups:
                yield heading, group
