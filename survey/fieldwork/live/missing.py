"""What is missing most, in sentences that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator

from survey.engine.geography import NOT_GIVEN
from survey.fieldwork.live.shown import Group, Split, Tile

OTHER = "other"
"""The code of a group that stands for all the rest: nobody can be asked to pass a link on to it."""
FEWER = "Fewer than 10 answers so far from"


def missing(main: Split | None, crossed: tuple[Split, ...], tiles: tuple[Tile, ...]) -> tuple[str, ...]:
    """Whole groups first, then groups in some areas, those that most is hoped for before the others."""
    if main is None:
        return tuple(of_boroughs(tiles))
    wanted = [one for one in main.groups if one.code not in (OTHER, NOT_GIVEN)]
    empty = {one.label for one in wanted if one.level == 0}
    said = [f"{FEWER} {in_a_row([in_text(one) for one in wanted if one.label in empty])}."] if empty else []
    known = {one.label: one for one in wanted}
    parts = [split for split in crossed if split.heading in known and split.heading not in empty]
    for split in sorted(parts, key=lambda one: -hoped_and_missing(one)):
        areas = [f"in {group.label}" for group in split.groups if group.level == 0]
        each = f"in each of the {len(areas)} areas"
        where = each if 1 < len(areas) == len(split.groups) else in_a_row(areas) if areas else ""
        if where:
            said.append(f"{FEWER} {in_text(known[split.heading])} {where}.")
    return (*said, *of_boroughs(tiles))


def hoped_and_missing(split: Split) -> int:
    return sum(group.hoped or 0 for group in split.groups if group.level == 0)


def of_boroughs(tiles: tuple[Tile, ...]) -> Iterator[str]:
    empty = [tile for tile in tiles if tile.level == 0]
    if empty and len(empty) == len(tiles):
        yield f"{FEWER} each of the {len(tiles)} boroughs."
    elif empty:
        yield f"{FEWER} each of {len(empty)} of {len(tiles)} boroughs: the map shows which."


def in_text(group: Group) -> str:
    """A label inside a sentence: its first letter small, unless the word is all capitals."""
    first = group.label.split()[0]
    return group.label if first.isupper() else group.label[0].lower() + group.label[1:]


def in_a_row(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
