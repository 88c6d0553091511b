"""Breaks: the identifying variables that a report splits people by, found from the codebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.frame import Bools, SurveyFrame, Texts
from analysis.tables import Group, Label
from survey.engine.codebook import Measure, Missing, Nature, Variable
from survey.engine.geography import KINDS, NOT_GIVEN, WIDE

PLACE = "place"
OTHER = "other"
"""The code of a category that stands for all the rest: in every break, not in an equal-weight figure."""


@dataclass(frozen=True)
class Part:
    """One group of a break: its words and its leaf codes."""

    id: str
    label: str
    leaves: frozenset[str]


@dataclass(frozen=True)
class Break:
    """A variable that splits people, its leaves person by person, and the groups that are printed."""

    id: str
    variable: str
    title: str
    leaves: tuple[str, ...]
    of: NDArray[np.str_]
    parts: tuple[Part, ...]

    def group(self, part: Part, universe: str = "people") -> Group:
        """The group of one part; a part that is everybody is no restriction."""
        whole = part.leaves == frozenset(self.leaves)
        return Group(() if whole else ((self.variable, part.leaves),), universe)

    def label(self, part: Part) -> Label:
        return Label(f"{self.id}:{part.id}", part.label, self.title)

    def has(self, part: Part) -> Bools:
        """Who is in it."""
        names, codes = self._coded
        inside: Bools = np.isin(names, sorted(part.leaves))[codes]
        return inside

    @cached_property
    def _coded(self) -> tuple[Texts, NDArray[np.intp]]:
        """The leaves that there are, and whose is which."""
        codes, names = pd.factorize(self.of)
        return np.array(names, dtype=np.str_), codes


def choice_break(frame: SurveyFrame, variable: Variable, title: str = "") -> Break:
    """A break by one choice; "not given" is a group where somebody gave none."""
    column = variable.columns[0]
    of = frame.leaves_of(variable)
    parts = [Part(str(c.code), c.label, frozenset({str(c.code)})) for c in column.substantive]
    if (of == NOT_GIVEN).any():
        parts.append(Part(NOT_GIVEN, "Not given", frozenset({NOT_GIVEN})))
    leaves = tuple(leaf for part in parts for leaf in part.leaves)
    return Break(variable.id, variable.id, title or variable.label, leaves, of, tuple(parts))


def area_break(frame: SurveyFrame, kind: str, of: Texts) -> Break:
    """A break by areas of one kind: each area, across areas or London-wide, not given."""
    geography = frame.geography
    assert geography is not None
    parts = [Part(area.code, area.label, area.leaves) for area in geography.areas(kind)]
    parts.append(Part(WIDE, "London-wide, or across these", geography.across(kind)))
    parts.append(Part(NOT_GIVEN, "Not given", frozenset({NOT_GIVEN})))
    return Break(kind, PLACE, KINDS[kind], geography.leaves, of, tuple(parts))


def borough_break(frame: SurveyFrame, of: Texts) -> Break:
    """A break by single borough; several boroughs, London-wide and not given stand apart."""
    geography = frame.geography
    assert geography is not None
    parts = [Part(place.code, place.label, frozenset({place.code})) for place in geography.places]
    parts.append(Part("several", "Several boroughs of one area", geography.several_boroughs))
    parts.append(Part(WIDE, "London-wide, or across areas", frozenset({WIDE})))
    parts.append(Part(NOT_GIVEN, "Not given", frozenset({NOT_GIVEN})))
    return Break("borough", PLACE, "Borough", geography.leaves, of, tuple(parts))


@dataclass(frozen=True)
class Breaks:
    """Every break of a survey, by what it is for."""

    main: Break | None
    others: tuple[Break, ...]
    """Further splits that the questionnaire declares, such as role."""
    background: tuple[Break, ...]
    """Identifying single choices asked of everybody, such as years: who answered, no figures by them."""
    areas: tuple[Break, ...]
    boroughs: Break | None

    @classmethod
    def of(cls, frame: SurveyFrame) -> Breaks:
        """Find them from what the codebook declares; sensitive ones are for London-level tables only."""
        of = frame.place()
        kinds = () if frame.geography is None else frame.geography.kinds
        return cls(
            choice_break(frame, frame.main, named(frame.main.id)) if frame.main else None,
            tuple(
                choice_break(frame, v, named(v.split)) for v in frame.codebook if v.split not in ("", "main")
            ),
            tuple(choice_break(frame, v) for v in background(frame)),
            tuple(area_break(frame, kind, of) for kind in sorted(kinds, key=tuple(KINDS).index)),
            borough_break(frame, of) if kinds else None,
        )

    @property
    def splits(self) -> tuple[Break, ...]:
        """The breaks that figures about answers are split by."""
        return (*((self.main,) if self.main else ()), *self.others, *self.areas)

    def headline(self) -> tuple[Part, ...]:
        """Parts of the main split that count the same in an equal-weight figure."""
        return tuple(p for p in self.main.parts if p.id not in (OTHER, NOT_GIVEN)) if self.main else ()

    def leaves(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Leaf codes by variable, for disclosure control."""
        for each in (*self.splits, *self.background):
            yield each.variable, each.leaves


def named(id: str) -> str:
    """A heading made of an id, for a split: people were asked where they work, readers look for a sector."""
    return id.replace("_", " ").capitalize()


def background(frame: SurveyFrame) -> Iterator[Variable]:
    for variable in frame.codebook:
        plain = variable.identifying and not variable.split and not variable.place and variable.publish
        if not plain or variable.measure is not Measure.NOMINAL or variable.nature is not Nature.CLOSED:
            continue
        routed = bool((frame.reasons(variable.columns[0].name) == Missing.NOT_ASKED.value).any())
        if variable.sensitive == "none" and not variable.repeats and not routed:
            yield variable
