"""Soft targets: what the plan of the report hopes for, in each area and group of the main split.

They stand in `report.yaml` once, under the table `coverage`, where `python -m analysis plan` checks them in
full; here is read what the live page can show, and a fault is a sentence with its line and column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survey.engine.geography import Geography
from survey.engine.spelling import meant
from survey.engine.yaml_source import Map, Mark, Seq, YamlFaults, read_yaml

PLAN = "report.yaml"


@dataclass(frozen=True)
class Targets:
    """How many are hoped for, by kind of area, area and group; and what could not be read."""

    hoped: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kind for kind, _, _ in self.hoped))


def targets_of(folder: Path, groups: tuple[str, ...], geography: Geography | None) -> Targets:
    """The soft targets of one questionnaire; none where there is no plan."""
    path = folder / PLAN
    if geography is None or not path.is_file():
        return Targets()
    try:
        plan = read_yaml(path.read_text("utf-8"))
    except YamlFaults as error:
        first = error.faults[0]
        return Targets(faults=(said(first.mark, first.message),))
    except (OSError, UnicodeDecodeError):
        return Targets(faults=(f"{PLAN} cannot be read.",))
    hoped: dict[tuple[str, str, str], int] = {}
    faults: list[str] = []
    for target in targets_in(plan):
        kind = target.get("by")
        if kind in geography.kinds:
            read_target(target, str(kind), groups, geography, hoped, faults)
    return Targets(hoped, tuple(faults))


def targets_in(plan: Map) -> Iterator[Map]:
    """Every target of every coverage table."""
    for section in maps(plan.get("sections")):
        for table in maps(section.get("tables")):
            if table.get("table") == "coverage":
                yield from maps(table.get("targets"))


def read_target(
    target: Map,
    kind: str,
    groups: tuple[str, ...],
    geography: Geography,
    hoped: dict[tuple[str, str, str], int],
    faults: list[str],
) -> None:
    """One target, or what is wrong with it."""
    areas = [area.code for area in geography.areas(kind)]
    named, wanted = target.get("parts"), target.get("hoped")
    parts = [str(part) for part in named] if isinstance(named, Seq) else areas
    for part in parts:
        if part not in areas:
            faults.append(said(target.values_at["parts"], f"There is no {kind} {part}.{meant(part, areas)}"))
    if not isinstance(wanted, Map):
        faults.append(said(target.mark, "Say under hoped: how many in each group."))
        return
    for group, number in wanted.items():
        if group not in groups:
            message = f"There is no group {group}.{meant(str(group), groups)}"
            faults.append(said(wanted.keys_at[group], message))
        elif not isinstance(number, int) or isinstance(number, bool) or number < 1:
            faults.append(said(wanted.values_at[group], "Write a whole number of 1 or more."))
        else:
            hoped |= {(kind, part, str(group)): number for part in parts if part in areas}


def maps(written: object) -> Iterator[Map]:
    yield from (one for one in written if isinstance(one, Map)) if isinstance(written, Seq) else ()


def said(mark: Mark, message: str) -> str:
    return f"{PLAN}, line {mark.line}, column {mark.column}: {message}"
