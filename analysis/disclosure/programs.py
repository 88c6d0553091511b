"""Linear programs that are asked many questions: HiGHS keeps the model, and begins where the last one ended.

A program of some hundred rows is solved in less time than it takes to hand over, so it is handed over
once. Only its ends and its costs change from one question to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import highspy
import numpy as np
from highspy import HighsModelStatus as Status
from highspy import HighsStatus
from numpy.typing import NDArray
from scipy import sparse

from analysis.disclosure.errors import SolverFailed, Unsolvable

Floats = NDArray[np.float64]
PRIMAL = int(highspy.simplex_constants.SimplexStrategy.kSimplexStrategyPrimal)
DUAL = int(highspy.simplex_constants.SimplexStrategy.kSimplexStrategyDual)
OPTIONS: dict[str, bool | int | str] = {
    "presolve": "off",  # these are small: presolving takes longer than solving
    "solver": "simplex",
    # under new costs the last world still fits, which is where the primal method begins
    "simplex_strategy": PRIMAL,
}
CLEAR = {Status.kOptimal, Status.kUnbounded}
"""What is believed of a question begun in the last world; anything else is asked again from the beginning."""

NO_WORLD = {Status.kInfeasible, Status.kUnboundedOrInfeasible}
FAILED = (
    "Nothing was released: the solver HiGHS gave no answer ({status}). Try again; if it stays so, tell those "
    "who look after the program."
)


@dataclass(frozen=True)
class World:
    """A solution: the unknowns, the value of the objective, and what each row would give for each unit."""

    atoms: Floats
    value: float
    """Minus infinity where nothing holds the objective; the unknowns are then nobody's."""
    prices: Floats


class Solver(highspy.Highs):
    """HiGHS without its words on the terminal, and without the callbacks that would print them."""

    if TYPE_CHECKING:  # what the stubs leave out

        def __init__(self) -> None: ...
        def changeRowsBounds(
            self, number: int, at: NDArray[np.int32], lower: Floats, upper: Floats
        ) -> HighsStatus: ...

    def enableCallbacks(self) -> None:
        self.silent()


class Program:
    """All worlds with `lower <= rows x <= upper` and `bottom <= x <= top`; nought is the usual bottom."""

    def __init__(
        self, rows: sparse.csr_array, lower: Floats, upper: Floats, top: Floats, bottom: Floats | None = None
    ) -> None:
        self.size = rows.shape[1]
        self.solver = Solver()
        for name, value in OPTIONS.items():
            done(self.solver.setOptionValue(name, value))
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = rows.shape
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_ = np.zeros(self.size) if bottom is None else bottom
        model.col_upper_ = top
        model.row_lower_, model.row_upper_ = lower, upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = rows.indptr, rows.indices
        model.a_matrix_.value_ = rows.data
        done(self.solver.passModel(model))

    @cached_property
    def columns(self) -> NDArray[np.int32]:
        return np.arange(self.size, dtype=np.int32)

    def hold(self, at: NDArray[np.intp], lower: Floats, upper: Floats) -> None:
        """Give some rows new ends."""
        done(self.solver.changeRowsBounds(len(at), at.astype(np.int32), lower, upper))

    def cap(self, top: Floats) -> None:
        """Give the unknowns new upper ends."""
        done(self.solver.changeColsBounds(self.size, self.columns, np.zeros(self.size), top))

    def cheapest_where(self, cost: Floats, more: Floats) -> World:
        """The cheapest world in which one row more comes to 1."""
        (at,) = np.nonzero(more)
        last = self.solver.getNumRow()
        done(self.solver.addRow(1.0, 1.0, len(at), at.astype(np.int32), more[at]))
        try:
            return self.cheapest(cost)
        finally:
            done(self.solver.deleteRows(1, np.array([last], dtype=np.int32)))

    def cheapest(self, cost: Floats) -> World:
        """The world in which the unknowns cost least. Raises Unsolvable where no world fits, SolverFailed
        where the solver does not tell."""
        done(self.solver.changeColsCost(self.size, self.columns, cost))
        self.solver.run()
        if self.solver.getModelStatus() not in CLEAR:  # the last world leads nowhere: from the beginning
            return self.priced(cost)
        return self.world(cost)

    def priced(self, cost: Floats) -> World:
        """The cheapest world, from the beginning, with prices that do not hang on what was asked before."""
        done(self.solver.clearSolver())
        done(self.solver.setOptionValue("simplex_strategy", DUAL))
        done(self.solver.changeColsCost(self.size, self.columns, cost))
        self.solver.run()
        done(self.solver.setOptionValue("simplex_strategy", PRIMAL))
        return self.world(cost)

    def world(self, cost: Floats) -> World:
        status, solution = self.solver.getModelStatus(), self.solver.getSolution()
        atoms, prices = np.array(solution.col_value), np.array(solution.row_dual)
        if status == Status.kUnbounded:
            return World(atoms, -np.inf, prices)
        if status in NO_WORLD:
            raise Unsolvable("No counts fit what would be printed.")
        if status != Status.kOptimal:
            raise SolverFailed(FAILED.format(status=self.solver.modelStatusToString(status)))
        return World(atoms, float(cost @ atoms), prices)


def done(status: HighsStatus) -> None:
    """Refuse to go on with a model that is not the one that was meant."""
    if status == HighsStatus.kError:
        raise SolverFailed(FAILED.format(status="it refused the model"))


def solve(cost: Floats, rows: sparse.csr_array, lower: Floats, upper: Floats, top: Floats) -> World:
    """The cheapest world of a program that is asked but once."""
    return Program(rows, lower, upper, top).priced(cost)
