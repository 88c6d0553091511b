"""Goal 11: answers that were exported as Parquet, opened again, beside decoding the same from the store.

A few hundred people walk through the London survey; the others in the store are copies of them under ids of
their own, which cost as much to decode.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from pandas.testing import assert_frame_equal

from analysis.export.formats import FORMATS, Chosen
from analysis.export.writing import write
from analysis.frame import SurveyFrame
from analysis.load import Extract, load
from benchmarks.people import LONDON
from benchmarks.tabulating import seconds
from survey.fieldwork.rehearsal import rehearse
from survey.folders import ROOT
from survey.settings import Settings
from survey.storage.database import Store

WALKED, AT_ONCE = 300, 1000
USUAL = 10_000


@dataclass(frozen=True)
class Opening:
    """Processor seconds for the same people, and mebibytes of the files that are opened."""

    people: int
    decoded: float
    opened: float
    size: float

    def __str__(self) -> str:
        return (
            f"{self.people:>9,} answers from Parquet ({self.size:.1f} MiB): {self.opened * 1000:.0f} ms, 1/"
            f"{self.decoded / self.opened:.0f} of decoding them from the store ({self.decoded:.1f} s)"
        )


def measured(people: int) -> Opening:
    """Both in one process; what is opened is compared with what was decoded."""
    with filled(people) as store, TemporaryDirectory() as place:
        decoded: list[Extract] = []
        took = seconds(lambda: decoded.append(load(store, LONDON)), 1)
        extract = decoded.pop()
        write(extract, FORMATS[Chosen.PARQUET], Path(place), seed=1)
        size = sum(path.stat().st_size for path in Path(place).glob("*.parquet"))
        opened = seconds(lambda: SurveyFrame.from_parquet(place), 3)
        found = SurveyFrame.from_parquet(place)
    assert_frame_equal(found.why, extract.frame.why)
    return Opening(people, took, opened, size / 2**20)


@contextmanager
def filled(people: int) -> Iterator[Store]:
    """A store in which so many have answered."""
    with TemporaryDirectory() as place:
        settings = Settings(data_dir=Path(place), questionnaires=ROOT / "questionnaires")
        with Store.open(settings) as store:
            store.migrate()
            for _ in rehearse(store, settings, LONDON, number=min(people, WALKED), seed=1):
                pass
            fill_up(store, people)
            yield store


def fill_up(store: Store, people: int) -> None:
    """Copies until there are so many; some who walked have left, and left nothing to copy."""
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(LONDON)
        assert campaign is not None
        walked = list(tx.responses.each(campaign.id))
    numbers = iter(range(len(walked), people))
    copies = zip(numbers, cycle(walked), strict=False)
    while group := list(islice(copies, AT_ONCE)):
        with store.write() as tx:
            for number, (response, texts) in group:
                own = UUID(int=number).hex
                tx.responses.add(replace(response, id=own, submit_key=own, receipt_hash=own), texts)
