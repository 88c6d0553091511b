"""A program that is kept between questions answers each as one that is made for it alone."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.disclosure.errors import SolverFailed, Unsolvable
from analysis.disclosure.problem import Bools
from analysis.disclosure.programs import Floats, Program, solve

numbers = st.integers(-9, 9).map(float)


def model(seed: int, size: int = 12, many: int = 8) -> tuple[sparse.csr_array, Floats, Floats]:
    """Rows of noughts and ones, a world that fits them, and upper ends."""
    dice = np.random.default_rng(seed)
    rows = sparse.csr_array((dice.random((many, size)) < 0.4).astype(float))
    world = dice.integers(0, 20, size).astype(float)
    return rows, world, world + dice.integers(1, 30, size)


def least(cost: Floats, rows: sparse.csr_array, known: Floats, held: Bools, top: Floats) -> float:
    """The same program handed to SciPy, with the rows that are held and no others."""
    chosen = np.flatnonzero(held)
    fits = LinearConstraint(rows[chosen], known[chosen], known[chosen])
    found = milp(cost, constraints=fits if len(chosen) else (), bounds=Bounds(0.0, top))
    assert found.status == 0
    return float(found.fun)


@given(
    st.integers(0, 10_000),
    st.lists(
        st.tuples(
            st.lists(numbers, min_size=12, max_size=12),
            st.lists(st.booleans(), min_size=8, max_size=8),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_questions_in_a_row_get_the_answers_of_questions_apart(
    seed: int, asked: list[tuple[list[float], list[bool], bool]]
) -> None:
    rows, world, top = model(seed)
    known = np.asarray(rows @ world, dtype=float)
    free = np.full(len(known), np.inf)
    program = Program(rows, -free, free, top)
    for costs, holding, priced in asked:
        cost, held = np.array(costs), np.array(holding)
        every = np.arange(len(known))
        program.hold(every, np.where(held, known, -np.inf), np.where(held, known, np.inf))
        found = program.priced(cost) if priced else program.cheapest(cost)
        assert found.value == pytest.approx(least(cost, rows, known, held, top), abs=1e-6)
        assert np.abs((rows @ found.atoms - known)[held]).max(initial=0) < 1e-6
        assert (found.atoms >= -1e-6).all()
        assert (found.atoms <= top + 1e-6).all()


def test_prices_say_what_one_unit_more_would_cost() -> None:
    """Least of 3 x + y where x + y is 10 and y is 6 at most: x takes what is more."""
    rows = sparse.csr_array(np.array([[1.0, 1.0]]))
    ten = np.array([10.0])
    found = Program(rows, ten, ten, np.array([100.0, 6.0])).priced(np.array([3.0, 1.0]))
    assert found.value == pytest.approx(18)
    assert found.prices == pytest.approx([3])


def test_one_row_more_holds_for_one_question() -> None:
    program = Program(sparse.csr_array((0, 2)), np.zeros(0), np.zeros(0), np.array([5.0, 5.0]))
    cost = np.array([-1.0, -1.0])
    assert program.cheapest_where(cost, np.array([1.0, 0.0])).value == pytest.approx(-6)
    assert program.cheapest(cost).value == pytest.approx(-10)


def test_no_world_is_refused_and_the_next_question_is_answered() -> None:
    rows = sparse.csr_array(np.array([[1.0]]))
    program = Program(rows, np.array([7.0]), np.array([7.0]), np.array([5.0]))
    with pytest.raises(Unsolvable, match="No counts fit"):
        program.cheapest(np.array([1.0]))
    program.cap(np.array([9.0]))
    assert program.cheapest(np.array([1.0])).value == pytest.approx(7)
    with pytest.raises(Unsolvable):
        solve(np.array([1.0]), rows, np.array([7.0]), np.array([7.0]), np.array([5.0]))


def test_without_an_end_the_value_has_none_either() -> None:
    program = Program(sparse.csr_array((0, 1)), np.zeros(0), np.zeros(0), np.array([np.inf]))
    assert program.cheapest(np.array([-1.0])).value == -np.inf


def test_nothing_is_said_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    """The solver's own banner would spoil what a command prints for a script."""
    Program(sparse.csr_array((0, 1)), np.zeros(0), np.zeros(0), np.ones(1)).cheapest(np.ones(1))
    assert capfd.readouterr() == ("", "")


def test_a_model_that_the_solver_refuses_stops_the_release_and_costs_no_row() -> None:
    rows = sparse.csr_array(np.array([[1.0, 0.0]]))
    program = Program(rows, np.array([2.0]), np.array([2.0]), np.array([5.0, 5.0]))
    with pytest.raises(SolverFailed, match="Nothing was released"):
        program.cheapest_where(np.array([1.0, 0.0]), np.array([1e300, 0.0]))
    assert program.cheapest(np.array([-1.0, 0.0])).value == pytest.approx(-2)


@pytest.mark.parametrize("threads", [0, 2])
def test_another_use_of_the_solver_in_the_same_process_does_no_harm(threads: int) -> None:
    """HiGHS has one pool of threads for all: a program that asked for another number got no answer."""
    script = (
        "import highspy, numpy as np\n"
        "from scipy import sparse\n"
        "from analysis.disclosure.programs import Program\n"
        "other = highspy.Highs()\n"
        "other.setOptionValue('output_flag', False)\n"
        f"other.setOptionValue('threads', {threads})\n"
        "other.addVar(0, 1)\n"
        "other.run()\n"
        "nothing = sparse.csr_array((0, 1))\n"
        "program = Program(nothing, np.zeros(0), np.zeros(0), np.ones(1))\n"
        "print(program.cheapest(-np.ones(1)).value)\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "-1.0"
