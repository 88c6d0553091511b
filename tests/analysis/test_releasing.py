"""Reports one after another: entered, checked against what readers have, listed, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from typer.testing import CliRunner

from analysis import releasing
from analysis.commands import app
from analysis.disclosure import Printed, Register, SecondFinal, TooFewChanged
from analysis.landscape.build import tables
from analysis.landscape.ground import Landscape
from analysis.landscape.summary import report_of
from analysis.load import Extract, load, register_of_releases
from analysis.report import Report
from analysis.tables import Cell, Group
from survey.errors import Refused
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.migrated import migrated

WORKSHOP = "workshop-feedback"
REST = "nobody has this code"
WAVES = ("gone", "stayed", "new")
Where = Mapping[str, frozenset[str]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    with migrated(Settings.read()) as opened:
        yield opened


def fill(store: Store, number: int, seed: int) -> None:
    for _ in rehearse(store, store.settings, WORKSHOP, number=number, seed=seed):
        pass


def withdraw(store: Store, number: int) -> None:
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(WORKSHOP)
        assert campaign is not None
        names = [response.id for response, _ in tx.responses.each(campaign.id)][:number]
        for name in names:
            tx.responses.withdraw(name, f"receipt of {name}", date(2025, 1, 3))


def released(store: Store, extract: Extract | None = None, reason: str = "") -> tuple[Report, Printed]:
    """A report that is checked and entered, as the command does it."""
    extract, register = extract or load(store, WORKSHOP), Register(register_of_releases(store, WORKSHOP))
    seen, before = len(register.entries()), releasing.earlier(register, extract)
    report = report_of(extract, before=before)
    entered = releasing.enter(register, extract, report, seen, reason, handed_on=True)
    assert entered is not None
    return report, entered


def final(store: Store) -> Extract:
    """As it is read once it is frozen, of people and not made up."""
    extract = load(store, WORKSHOP)
    return replace(extract, synthetic=False, trial=False, frozen=True, at=extract.withdraw_until)


def test_the_register_keeps_which_groups_of_a_report_are_of_one_organisation(store: Store) -> None:
    fill(store, 60, 3)
    extract, register = load(store, WORKSHOP), Register(register_of_releases(store, WORKSHOP))
    report = report_of(extract)
    some = next(cell.group.where for table in report.tables for cell in table.cells if cell.group.where)
    elsewhere = (("place", frozenset({"not in the report"})),)
    marked = replace(report, apart=frozenset({("people", some), ("people", elsewhere)}))
    assert "one_organisation" not in register.add(Printed("none", extract.at, False, ())).read_text("utf-8")
    releasing.enter(register, extract, marked, 1, handed_on=True)
    assert register.releases()[-1].apart == {("people", some)}


class Both:
    """An attacker written apart: people by group and by when they were there, in one full joint.

    It has every count that the first release printed, to 2 people, and every one of the second exactly.
    """

    def __init__(self, first: list[Cell], second: list[Cell], now: Mapping[Group, int]) -> None:
        leaves: dict[str, set[str]] = {}
        for cell in (*first, *second):
            for variable, codes in cell.group.where:
                leaves.setdefault(variable, {REST}).update(codes)
        self.variables = sorted(leaves)
        self.atoms = list(product(*(sorted(leaves[v]) for v in self.variables), WAVES))
        rows, low, high = [], [], []
        for cell in first:
            if cell.value is not None:
                rows.append(self.row(cell.group, "gone", "stayed"))
                low.append(cell.value - 2)
                high.append(cell.value + 2)
        for cell in second:
            if cell.value is not None or not cell.group.where:
                rows.append(self.row(cell.group, "stayed", "new"))
                low.append(now[cell.group])
                high.append(now[cell.group])
        self.known = LinearConstraint(np.array(rows), low, high)

    def row(self, group: Group, *waves: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        wanted = dict(group.where)
        return np.array(
            [
                float(
                    atom[-1] in waves
                    and all(
                        code in wanted[v]
                        for v, code in zip(self.variables, atom, strict=False)
                        if v in wanted
                    )
                )
                for atom in self.atoms
            ]
        )

    def interval(self, group: Group, *waves: str) -> tuple[float, float]:
        goal = self.row(group, *waves)
        ends = [milp(sign * goal, constraints=self.known, bounds=Bounds(0, 1e4)) for sign in (1, -1)]
        assert all(end.status == 0 for end in ends), [end.message for end in ends]
        return float(ends[0].fun or 0.0), -float(ends[1].fun or 0.0)


def people(cells: Iterator[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.kind == "count" and cell.group.universe == "people"]


def exact(extract: Extract) -> dict[Group, int]:
    found = (cell for table in tables(Landscape.of(extract.frame)) for cell in table.cells)
    return {cell.group: int(cell.value or 0) for cell in people(found)}


def is_hidden_well(count: int, ends: tuple[float, float]) -> bool:
    low, high = ends
    assert low - 1e-6 <= count <= high + 1e-6, (count, ends)
    return not 0 < count < 10 or (high >= 10 - 1e-4 and high - low >= 10 - 1e-4)


def test_one_who_has_two_releases_finds_nobody_who_came_or_withdrew_between(store: Store) -> None:
    fill(store, 90, seed=1)
    before = load(store, WORKSHOP)
    first = people(cell for table in released(store)[0].tables for cell in table.cells)
    fill(store, 30, seed=5)
    withdraw(store, 3)
    after = load(store, WORKSHOP)
    report, _ = released(store)
    second = people(cell for table in report.tables for cell in table.cells)
    was, now = exact(before), exact(after)
    ids = set(before.frame.people["id"]), set(after.frame.people["id"])
    stayed = exact(replace(after, frame=after.frame.only(after.frame.people["id"].isin(ids[0]).to_numpy())))
    assert (len(ids[0] - ids[1]), len(ids[1] - ids[0])) == (3, 30)
    attacker = Both(first, second, now)
    alone = report_of(after)
    assert sum(c.value is None for c in second) > sum(
        c.value is None for c in people(cell for table in alone.tables for cell in table.cells)
    )
    for cell in first:
        if cell.value is None:
            assert is_hidden_well(was[cell.group], attacker.interval(cell.group, "gone", "stayed")), cell
    for cell in second:
        group = cell.group
        if cell.value is None:
            assert is_hidden_well(now[group], attacker.interval(group, "stayed", "new")), cell
        if group.where and group in stayed:
            assert is_hidden_well(now[group] - stayed[group], attacker.interval(group, "new")), cell
            assert is_hidden_well(was[group] - stayed[group], attacker.interval(group, "gone")), cell
    assert any("checked together with what was released before" in note for note in report.notes)


def test_a_final_report_is_entered_once_and_another_needs_a_reason(store: Store) -> None:
    fill(store, 60, seed=1)
    _, entered = released(store, final(store))
    assert entered.final
    assert released(store, final(store))[1] == entered
    fill(store, 60, seed=2)
    with pytest.raises(SecondFinal, match="final release before it"):
        released(store, final(store))
    _, another = released(store, final(store), reason="Sixty came on paper.")
    register = Register(register_of_releases(store, WORKSHOP))
    assert [entry.number for entry in register.entries()] == [1, 2]
    assert register.releases()[1].reason == "Sixty came on paper."
    assert another.name != entered.name
    with pytest.raises(Refused, match="is final"):
        register.take_back(1, "We want it back.")


def test_a_thief_of_the_register_finds_no_count_that_is_hidden(store: Store) -> None:
    """What is in the file is what was printed, and fingerprints that are no one's name."""
    fill(store, 90, seed=1)
    report, entered = released(store)
    (path,) = register_of_releases(store, WORKSHOP).glob("*.json")
    said = json.loads(path.read_text("utf-8"))
    assert path.stat().st_mode & 0o077 == 0
    numbers = {
        (cell["value"], cell["n"]) for table in said["tables"] for cell in table["cells"] if cell["flags"]
    }
    shown = {(cell.value, cell.n) for table in report.tables for cell in table.cells if cell.flags}
    assert numbers == shown
    assert all(
        cell["value"] is cell["lo"] is cell["hi"] is cell["n"] is None
        for table in said["tables"]
        for cell in table["cells"]
        if "suppressed" in cell["flags"]
    )
    names = set(load(store, WORKSHOP).frame.people["id"])
    assert len(said["people"]) == len(names) == 90
    assert not any(name in path.read_text("utf-8") for name in names)
    assert entered.people == frozenset(said["people"])


def test_a_release_that_was_entered_meanwhile_is_not_passed_over(store: Store) -> None:
    fill(store, 60, seed=1)
    extract, register = load(store, WORKSHOP), Register(register_of_releases(store, WORKSHOP))
    report = report_of(extract)
    released(store)
    other = replace(report, tables=report.tables[1:])
    with pytest.raises(Refused, match="while this one was made"):
        releasing.enter(register, extract, other, seen=0, handed_on=True)


def test_the_commands_list_refuse_and_take_back(store: Store, tmp_path: Path) -> None:
    fill(store, 60, seed=1)
    landscape = ["landscape", WORKSHOP, "--out", str(tmp_path / "out"), "--json"]
    first = CliRunner().invoke(app, landscape)
    assert json.loads(first.stdout)["entered"] is None
    assert "--handed-on" in first.stderr
    second = CliRunner().invoke(app, [*landscape, "--handed-on"])
    assert json.loads(second.stdout)["entered"].startswith("release 1 of")
    fill(store, 3, seed=6)
    third = CliRunner().invoke(app, landscape)
    assert isinstance(third.exception, TooFewChanged)
    assert "--take-back" in str(third.exception)
    listed = CliRunner().invoke(app, ["releases", WORKSHOP])
    assert "provisional, handed on" in listed.stdout
    unknown = CliRunner().invoke(app, ["releases", "nowhere"]).exception
    assert str(unknown) == f"There is no survey nowhere. There is: {WORKSHOP}."
    taken = ["releases", WORKSHOP, "--take-back", "1", "--json"]
    assert isinstance(CliRunner().invoke(app, taken).exception, Refused)
    said = json.loads(CliRunner().invoke(app, [*taken, "--reason", "Its one reader deleted it."]).stdout)
    assert [(one["release"], one["taken_back"]) for one in said] == [
        ("provisional", "Its one reader deleted it.")
    ]
    assert Register(register_of_releases(store, WORKSHOP)).releases() == ()
