"""From a place in the model back to the file: line and column, and the way there in the author's names."""

from __future__ import annotations

import re

from survey.engine.parts import Place
from survey.engine.yaml_source import Fault, Map, Mark, Seq

LEVELS = ("sections", "pages", "questions")
"""Keys of the model's own shape, which say nothing to an author."""


def steps(tree: object, place: Place) -> list[tuple[str | int, object, Mark]]:
    """What stands on the way to a place, each with its key and mark; what the file lacks is passed over."""
    found: list[tuple[str | int, object, Mark]] = []
    node = tree
    for step in place:
        if isinstance(node, Map) and step in node:
            found.append((step, node[step], node.keys_at.get(step, node.mark)))
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            found.append((step, node[step], node.values_at.get(step, node.mark)))
        else:
            continue
        node = found[-1][1]
    return found


def mark_at(tree: Map, place: Place) -> Mark:
    """The mark of the innermost thing on the way that stands in the file."""
    found = steps(tree, place)
    return found[-1][2] if found else tree.mark


def words_for(tree: Map, place: Place) -> str:
    """The way to a place by names: work > place > boroughs > choose."""
    words: list[str] = []
    for step, node, _ in steps(tree, place):
        if isinstance(step, int):
            words.append(name_of(node, step))
        elif step not in LEVELS:
            words.append(step)
    if place and isinstance(place[-1], str) and place[-1] not in LEVELS:
        words.append(place[-1])
    told = [word for word in words if word not in ("", "unnamed")]
    return " > ".join(word for word, before in zip(told, ["", *told], strict=False) if word != before)


def name_of(node: object, position: int) -> str:
    """What an author calls an entry of a list: its id, code or name, else which one it is."""
    keys = [key for key in ("id", "code", "name") if isinstance(node, Map) and key in node]
    return str(node[keys[0]]) if isinstance(node, Map) and keys else str(position + 1)


def fault_at(tree: Map, place: Place, code: str, message: str) -> Fault:
    """A fault in the model as the author meets it: within a group, by the group's own short names."""
    where = words_for(tree, place)
    on_the_way = [node for _, node, _ in steps(tree, place) if isinstance(node, Map)]
    groups = [node["repeats"] for node in on_the_way if "repeats" in node]
    if groups:
        prefix = rf"\b{re.escape(str(groups[0]))}_\d+__"
        message, where = re.sub(prefix, "", message), re.sub(prefix, "", where)
        where = re.sub(r"_\d+(?= > |$)", "", where, count=1)
    return Fault(mark_at(tree, place), code, message, where)
