"""People of the London survey as nothing but their sector, their borough and the link they came by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from survey.engine.geography import Geography, geography_of
from survey.fieldwork.live.ground import Ground, Person
from survey.storage.database import Store
from survey.storage.records import CampaignRecord
from tests.fieldwork.live.attacker import Parts
from tests.storage.made import response
from tests.web.site import ROOT, london

SECTORS = {"health": 60, "policing": 24, "local_authority": 12, "other": 4}
LINKS = ("met", "nhs", "council")
SHELF = ROOT / "questionnaires"


@cache
def geography() -> Geography:
    found = geography_of(london().codebook, SHELF / "reference")
    assert found is not None
    return found


@dataclass
class Crowd:
    """Sends one response after another, and keeps the exact counts that nobody is shown."""

    store: Store
    campaign: CampaignRecord
    luck: Random
    ground: Ground = field(default_factory=lambda: Ground.of(london(), SHELF))
    counts: Counter[str] = field(default_factory=Counter)

    def send(self) -> None:
        sector = self.luck.choices(list(SECTORS), list(SECTORS.values()))[0]
        codes = [place.code for place in geography().places]
        weights = [1 / (1 + at) for at in range(len(codes))]
        many = self.luck.choices((0, 1, 2), (5, 85, 10))[0]
        boroughs = tuple(dict.fromkeys(self.luck.choices(codes, weights, k=many)))
        link = self.luck.choices((*LINKS, ""), (10, 70, 4, 16))[0]
        with self.store.write() as tx:
            closed = {"sector": (sector,), **({"boroughs": boroughs} if boroughs else {})}
            tx.responses.add(response(self.campaign, closed=closed), {})
            if link:
                tx.channels.count_start(self.campaign.id, link)
                tx.channels.count_sent(self.campaign.id, link)
        self.counts.update(self.keys(Person((("main", sector),), geography().leaf(boroughs)), link))

    def keys(self, person: Person, link: str) -> Iterator[str]:
        sector = dict(person.groups)["main"]
        area = self.ground.area_of.get(person.leaf, "across")
        area = "not_given" if person.leaf == "not_given" else area
        place = person.leaf if person.leaf in (*self.ground.borough_codes, "not_given", "london_wide") else ""
        yield from (f"main:{sector}", f"area:{area}", f"borough:{place or 'several'}")
        yield from (f"main:{sector}|area:{area}", f"sent:{link or 'no link'}")

    def families(self) -> list[Parts]:
        areas = [area.code for area in self.ground.areas]
        boroughs = {
            area.code: tuple(f"borough:{code}" for code in sorted(area.leaves & self.ground.borough_codes))
            for area in self.ground.areas
        }
        off = tuple(f"borough:{code}" for code in ("several", "london_wide", "not_given"))
        everywhere = tuple(key for keys in boroughs.values() for key in keys)
        return [
            Parts((*(f"main:{one}" for one in SECTORS), "main:not_given")),
            Parts((*(f"area:{one}" for one in areas), "area:across", "area:not_given")),
            Parts((*everywhere, *off)),
            *(Parts(keys, f"area:{code}", whole=False) for code, keys in boroughs.items()),
            *(
                Parts(tuple(f"main:{one}|area:{code}" for code in areas), f"main:{one}", whole=False)
                for one in SECTORS
            ),
            *(
                Parts(tuple(f"main:{one}|area:{code}" for one in SECTORS), f"area:{code}", whole=False)
                for code in areas
            ),
            Parts(tuple(f"sent:{one}" for one in LINKS), whole=False),
        ]

    def keys_seen(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for parts in self.families() for key in parts.groups))
