"""Equal rows have one number, others have another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rows import numbered


@given(
    st.integers(1, 40).flatmap(
        lambda many: st.lists(st.tuples(*[st.integers(-9, 5)] * many), min_size=1, max_size=30)
    )
)
def test_rows_have_the_same_number_where_they_are_the_same(rows: list[tuple[int, ...]]) -> None:
    found = numbered(np.array(rows, dtype=np.int64).reshape(len(rows), -1))
    assert len(found) == len(rows)
    pairs = {(row, int(number)) for row, number in zip(rows, found, strict=True)}
    assert len(pairs) == len(set(rows)) == len(set(found.tolist()))


@pytest.mark.parametrize("steps", [2, 2**20, 2**40])
def test_a_key_that_would_outgrow_its_room_is_made_short(steps: int) -> None:
    rows = np.random.default_rng(3).integers(0, steps, (200, 30))
    rows[100:] = rows[:100]
    found = numbered(rows)
    assert np.array_equal(found[100:], found[:100])
    assert len(np.unique(found)) == len(np.unique(rows, axis=0))


def test_nobody_has_no_number() -> None:
    assert len(numbered(np.zeros((0, 4), dtype=np.int64))) == 0
