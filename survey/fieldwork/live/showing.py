"""From what is held to what is shown: bands with their words, in the order of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from survey.engine.geography import KINDS, NOT_GIVEN, WIDE
from survey.engine.local import SOURCE, day_in_words, weekday_in_words
from survey.fieldwork.counts import EDGES, LEAST, SafeCount, level, top
from survey.fieldwork.live.counting import STARTED, UNSENT, WITHDRAWN, Totals
from survey.fieldwork.live.ground import ELSEWHERE, MAIN, SEVERAL, Ground, codes_of
from survey.fieldwork.live.holding import Held
from survey.fieldwork.live.missing import missing
from survey.fieldwork.live.shown import Channel, Group, Live, Reached, Split, Tile
from survey.fieldwork.running.wording import STEP, people
from survey.storage.records import ChannelRecord

OTHER_LINK = "Other link"
STEP_OF_BARS = 5


@dataclass(frozen=True)
class Showing:
    """What is held of a survey, and all that gives it words."""

    ground: Ground
    held: Mapping[str, Held]
    totals: Totals
    channels: tuple[ChannelRecord, ...]
    minutes: int | None

    def live(self) -> Live:
        crossed = tuple(self.crossed())
        splits = tuple(self.splits())
        tiles = tuple(self.tiles())
        shown = Live(
            sent=SafeCount.of(self.totals.sent).about,
            minutes=self.minutes,
            splits=splits,
            areas=self.areas() if self.ground.areas else None,
            crossed=crossed,
            tiles=tiles,
            off_map=self.off_map() if tiles else (),
            channels=tuple(self.links()),
            weeks=tuple(self.dated("week")),
            days=tuple(self.dated("day")),
            reached=tuple(self.reached()),
            missing=missing(splits[0] if self.main else None, crossed, tiles),
            notes=self.ground.targets.faults,
        )
        return with_totals(shown, self.held)

    @property
    def main(self) -> bool:
        return bool(self.ground.splits) and self.ground.splits[0].split == MAIN

    def level(self, key: str) -> int:
        return level(self.held[key].count) if key in self.held else 0

    def group(self, key: str, label: str, hoped: int | None = None) -> Group:
        at = self.level(key)
        verdict = verdict_on(at, hoped)
        return Group(code=key.rpartition(":")[2], label=label, level=at, hoped=hoped, verdict=verdict)

    def splits(self) -> Iterator[Split]:
        for one in self.ground.splits:
            name = one.id if one.split == MAIN else one.split
            groups = [
                self.group(f"{one.split}:{category.code}", short(category.label))
                for category in one.columns[0].substantive
            ]
            groups.append(self.group(f"{one.split}:{NOT_GIVEN}", "Not given"))
            yield Split(heading=name.replace("_", " ").capitalize(), groups=tuple(groups))

    def areas(self) -> Split:
        groups = [self.group(f"area:{one.code}", one.label) for one in self.ground.areas]
        groups.append(self.group(f"area:{ELSEWHERE}", "Across these, or London-wide"))
        groups.append(self.group(f"area:{NOT_GIVEN}", "Not given"))
        return Split(heading=KINDS[self.ground.kind], groups=tuple(groups))

    def crossed(self) -> Iterator[Split]:
        if not self.main or not self.ground.areas:
            return
        main, hoped = self.ground.splits[0], self.ground.targets.hoped
        labels = {str(one.code): short(one.label) for one in main.columns[0].substantive}
        for code in codes_of(main):
            groups = tuple(
                self.group(
                    f"{MAIN}:{code}|area:{area.code}",
                    area.label,
                    hoped.get((self.ground.kind, area.code, code)),
                )
                for area in self.ground.areas
            )
            yield Split(heading=labels[code], groups=groups)

    def tiles(self) -> Iterator[Tile]:
        for one in self.ground.geography.places if self.ground.geography else ():
            if one.row and one.col:
                at = self.level(f"borough:{one.code}")
                yield Tile(
                    code=one.code, label=one.label, level=at, short=one.short, row=one.row, col=one.col
                )

    def off_map(self) -> tuple[Group, ...]:
        words = {SEVERAL: "Several boroughs", WIDE: "London-wide", NOT_GIVEN: "Not given"}
        return tuple(self.group(f"borough:{code}", label) for code, label in words.items())

    def links(self) -> Iterator[Channel]:
        for one in self.channels:
            starts, sent = self.level(f"starts:{one.name}"), self.level(f"sent:{one.name}")
            yield Channel(name=one.name, title=one.title or OTHER_LINK, starts=starts, sent=sent)

    def dated(self, unit: str) -> Iterator[Group]:
        for key in sorted(key for key in self.held if key.startswith(f"{unit}:")):
            day = date.fromisoformat(key.partition(":")[2])
            yield self.group(key, week_in_words(day) if unit == "week" else weekday_in_words(day, SOURCE))

    def reached(self) -> Iterator[Reached]:
        """Each page; who came past a page came past those before it, whatever the lag of each count."""
        lowest = self.held[STARTED].count
        most = max(1, floor(lowest))
        for section in self.ground.asked.sections:
            for number, page in enumerate(section.pages):
                lowest = min(lowest, self.held[f"past:{page.id}"].count)
                yield Reached(
                    page=page.id,
                    label=page.title or page.id.replace("_", " ").capitalize(),
                    section=section.title,
                    words=people(lowest).removesuffix(" people"),
                    ends_section=number == len(section.pages) - 1,
                    share=STEP_OF_BARS * round(100 / STEP_OF_BARS * floor(lowest) / most),
                )


def with_totals(shown: Live, held: Mapping[str, Held]) -> Live:
    """The same with how many began, have not sent and took back."""
    about = {name: SafeCount.of(held[name].count).about for name in (STARTED, UNSENT, WITHDRAWN)}
    return shown.model_copy(update={**about, "unsent_in_words": people(held[UNSENT].count)})


def floor(number: int) -> int:
    """The lowest number of the band of 25 that is told."""
    return 0 if number < LEAST else max(LEAST, number // STEP * STEP)


def verdict_on(at: int, hoped: int | None) -> str:
    """Whether a band is past a soft target, short of it, or near it."""
    if hoped is None:
        return ""
    highest = top(at)
    if EDGES[at] >= hoped:
        return f"{hoped} hoped for: reached"
    short_of = highest is not None and highest < hoped
    return f"{hoped} hoped for: {'not yet' if short_of else 'near'}"


def short(label: str) -> str:
    """A label without what it says in brackets."""
    return label.partition(" (")[0]


def week_in_words(monday: date) -> str:
    return f"{day_in_words(monday, SOURCE)} to {day_in_words(monday + timedelta(days=6), SOURCE)}"
