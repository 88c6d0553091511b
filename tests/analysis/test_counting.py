"""Tables by one key are those of pandas, and the made-up people of the benchmarks fill them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.counting import crossed, crossed_ticks, packed
from benchmarks.landscape import STAGES, Growth, Run
from benchmarks.people import people
from benchmarks.tabulating import Answers, ours


@pytest.mark.parametrize(("wide", "many"), [(3, 5), (34, 7), (34, 200), (300, 300)])
def test_a_cross_table_has_every_group_and_answer(wide: int, many: int) -> None:
    generator = np.random.default_rng(2)
    groups, answers = generator.integers(0, wide, 3000), generator.integers(0, many, 3000)
    expected = np.zeros((wide, many), dtype=np.int64)
    np.add.at(expected, (groups, answers), 1)
    assert np.array_equal(crossed(groups, answers, (wide, many)), expected)


@pytest.mark.parametrize("boxes", [1, 8, 11, 34])
def test_ticks_are_counted_from_their_bytes(boxes: int) -> None:
    generator = np.random.default_rng(3)
    groups, ticks = generator.integers(0, 6, 500), generator.random((500, boxes)) < 0.3
    expected = np.array([ticks[groups == group].sum(axis=0) for group in range(6)])
    assert np.array_equal(crossed_ticks(groups, packed(ticks), 6, boxes), expected)


def test_the_tables_that_are_measured_are_those_of_plain_pandas() -> None:
    answers = Answers.of(people(400))
    counted = ours(answers, packed(answers.boxes))
    assert (len(answers.coded), len(answers.names)) == (30, 80)
    for found, (name, codes) in zip(counted[:30], answers.coded.items(), strict=True):
        wanted = pd.crosstab(answers.groups["sector"], codes)
        assert np.array_equal(
            found[np.ix_(wanted.index.to_numpy(dtype=int), wanted.columns.to_numpy(dtype=int))],
            wanted.to_numpy(),
        )
        assert found.shape == (answers.parts["sector"], answers.sizes[name])
    assert np.array_equal(counted[30].sum(axis=0), answers.boxes.sum(axis=0))


def test_made_up_people_differ_and_are_the_same_for_the_same_seed() -> None:
    frame, again = people(300), people(300)
    assert not frame.data.astype(str).duplicated().any()
    pd.testing.assert_frame_equal(frame.data, again.data)
    assert not frame.data.equals(people(300, seed=2).data)
    assert len(frame.analysed) == 300


def test_a_size_is_told_by_its_stages_and_its_growth() -> None:
    small = Run(1_000, dict.fromkeys(STAGES, 1.0), 10.0, 100.0)
    large = Run(10_000, {**small.seconds, "tables": 5.0}, 100.0, 200.0)
    assert "1,000 answers     4.0 s  tables  25%" in str(small)
    assert str(Growth(small, large)).endswith("2.0 times the time, tables   5.0 times, memory  2.0 times")
