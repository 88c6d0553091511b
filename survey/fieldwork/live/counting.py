"""Exact counts of a survey at one moment, shown to nobody: `holding` makes of them what may be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from survey.engine.geography import NOT_GIVEN
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.counts import LEAST
from survey.fieldwork.live.ground import ELSEWHERE, MAIN, SEVERAL, Ground, Person, Reader, codes_of, off_map
from survey.fieldwork.live.holding import Family, Tally
from survey.fieldwork.london import london_day
from survey.fieldwork.window import Window
from survey.storage.records import CampaignRecord
from survey.storage.transaction import Transaction

SENT, STARTED, UNSENT, WITHDRAWN = "sent", "started", "unsent", "withdrawn"
LINKS = ("starts", "sent")
LONGEST = 366
"""Days that are told one by one."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many ever sent, began, have not sent, took back."""

    sent: int
    started: int
    unsent: int
    withdrawn: int

    @classmethod
    def of(cls, tx: Transaction, campaign: CampaignRecord) -> Totals:
        """People; where a whole campaign is made up, those who were made up."""
        withdrawn = tx.responses.count_withdrawn(campaign.id)
        sent = tx.responses.count(campaign.id, synthetic=campaign.synthetic) + withdrawn
        unsent = tx.drafts.count(campaign.id, synthetic=campaign.synthetic)
        gone = tx.drafts.count_left_off(campaign.id, synthetic=campaign.synthetic)
        return cls(sent, sent + unsent + gone, unsent, withdrawn)

    def tally(self) -> Tally:
        return Tally({STARTED: self.started, UNSENT: self.unsent, WITHDRAWN: self.withdrawn})


def tally(tx: Transaction, campaign: CampaignRecord, ground: Ground, totals: Totals) -> Tally:
    """Everything that the live page splits people by."""
    people, days = read(tx, campaign, ground)
    counts = dict(totals.tally().counts)
    families: list[Family] = []
    parts = (*by_split(ground, people), *by_area(ground, people), *by_borough(ground, people))
    others = (*by_both(ground, people), *by_day(calendar(tx, campaign), days), *by_link(tx, campaign, totals))
    for of, found in (*parts, *others):
        counts |= found
        families.append(of)
    counts |= past_pages(tx, campaign, ground.asked, totals)
    return Tally(counts, tuple(families))


Part = tuple[Family, dict[str, int]]


def read(tx: Transaction, campaign: CampaignRecord, ground: Ground) -> tuple[Counter[Person], Counter[date]]:
    """How many there are of each kind of person, and of each day."""
    readers: dict[int, Reader] = {}
    people: Counter[Person] = Counter()
    days: Counter[date] = Counter()
    for version_id, day, closed in tx.responses.closed_answers(campaign.id, synthetic=campaign.synthetic):
        if version_id not in readers:
            document = tx.versions.get(version_id).document
            readers[version_id] = Reader(ground, Questionnaire.model_validate_json(document))
        people[readers[version_id].person(closed)] += 1
        days[day] += 1
    return people, days


def counted(prefix: str, codes: Iterable[str], found: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Counts of all codes, under their keys; those that nobody chose are 0."""
    counts = {f"{prefix}:{code}": 0 for code in codes}
    for code, number in found:
        counts[f"{prefix}:{code}"] += number
    return counts


def family(counts: Mapping[str, int], whole: int, within: str = "") -> Family:
    return Family(whole, frozenset(counts), within)


def by_split(ground: Ground, people: Counter[Person]) -> Iterator[Part]:
    for variable in ground.splits:
        chosen = [(dict(one.groups)[variable.split], number) for one, number in people.items()]
        counts = counted(variable.split, (*codes_of(variable), NOT_GIVEN), chosen)
        yield family(counts, people.total()), counts


def area(ground: Ground, person: Person) -> str:
    if person.leaf == NOT_GIVEN:
        return NOT_GIVEN
    return ground.area_of.get(person.leaf, ELSEWHERE)


def by_area(ground: Ground, people: Counter[Person]) -> Iterator[Part]:
    if ground.areas:
        codes = (*(one.code for one in ground.areas), ELSEWHERE, NOT_GIVEN)
        found = [(area(ground, one), number) for one, number in people.items()]
        counts = counted("area", codes, found)
        yield family(counts, people.total()), counts


def by_borough(ground: Ground, people: Counter[Person]) -> Iterator[Part]:
    """Boroughs as parts of their area, and all of them with those off the map as parts of the whole."""
    if ground.geography is None:
        return
    inside = ground.borough_codes
    found = [
        (one.leaf if one.leaf in inside else off_map(one.leaf), number) for one, number in people.items()
    ]
    off = ("london_wide", NOT_GIVEN, SEVERAL)
    counts = counted("borough", (*(place.code for place in ground.geography.places), *off), found)
    yield family(counts, people.total()), counts
    for one in ground.areas:
        here = {key: counts[key] for code in sorted(one.leaves & inside) if (key := f"borough:{code}")}
        whole = sum(number for person, number in people.items() if person.leaf in one.leaves)
        yield family(here, whole, f"area:{one.code}"), here


def by_both(ground: Ground, people: Counter[Person]) -> Iterator[Part]:
    """The main split by area: a part of its group and of its area."""
    main = next((one for one in ground.splits if one.split == MAIN), None)
    if main is None or not ground.areas:
        return
    codes = tuple(one.code for one in ground.areas)
    cells = Counter[tuple[str, str]]()
    for person, number in people.items():
        cells[dict(person.groups)[MAIN], area(ground, person)] += number
    for group in codes_of(main):
        here = {f"{MAIN}:{group}|area:{code}": cells[group, code] for code in codes}
        whole = sum(number for (of, _), number in cells.items() if of == group)
        yield family(here, whole, f"{MAIN}:{group}"), here
    for code in codes:
        here = {f"{MAIN}:{group}|area:{code}": cells[group, code] for group in codes_of(main)}
        whole = sum(number for (_, of), number in cells.items() if of == code)
        yield family(here, whole, f"area:{code}"), here


def calendar(tx: Transaction, campaign: CampaignRecord) -> tuple[date, ...]:
    """Every day since it opened, so that a day stands there whether anybody answered on it or not."""
    first = london_day(campaign.opens_at)
    last = london_day(min(tx.now, Window.of(campaign).final_at))
    return tuple(first + timedelta(days=after) for after in range(min((last - first).days + 1, LONGEST)))


def by_day(calendar: tuple[date, ...], found: Counter[date]) -> Iterator[Part]:
    """Weeks from Monday, and the days of each."""
    weeks = dict.fromkeys(map(monday, calendar), 0)
    for day in calendar:
        weeks[monday(day)] += found[day]
    counts = {f"week:{week.isoformat()}": number for week, number in weeks.items()}
    yield family(counts, found.total()), counts
    for week in weeks:
        of = {f"day:{day.isoformat()}": found[day] for day in calendar if monday(day) == week}
        yield family(of, weeks[week], f"week:{week.isoformat()}"), of


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def by_link(tx: Transaction, campaign: CampaignRecord, totals: Totals) -> Iterator[Part]:
    known = tx.channels.all(campaign.id)
    for what, whole in zip(LINKS, (totals.started, totals.sent), strict=True):
        counts = {f"{what}:{one.name}": getattr(one, what) for one in known}
        yield family(counts, whole), counts


def past_pages(
    tx: Transaction, campaign: CampaignRecord, asked: Questionnaire, totals: Totals
) -> dict[str, int]:
    """How many came past each page: who sent came past all."""
    left = Counter[str]()
    for version_id in tx.drafts.versions(campaign.id):
        document = tx.versions.get(version_id).document
        pages = tuple(Questionnaire.model_validate_json(document).pages)
        far = tx.drafts.how_far(campaign.id, version_id, pages, made_up=campaign.synthetic)
        for behind, number in far.items():
            for page in pages[:behind]:
                left[page] += number
    return {f"past:{page}": totals.sent + left[page] for page in asked.pages}


def median_minutes(seconds: tuple[int, ...]) -> int | None:
    """Half of those who answered on the web took so many minutes or less; None for fewer than 10."""
    return None if len(seconds) < LEAST else max(1, round(median(seconds) / 60))
