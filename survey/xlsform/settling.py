"""The YAML that is written: what the loader refuses in it and can be done without is left out, and told."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from survey.engine.loader import FaultyQuestionnaire, Report, load_text
from survey.engine.yaml_source import Map, Mark, Seq, YamlFaults, read_yaml
from survey.xlsform.omissions import Ledger
from survey.xlsform.outline import Origin
from survey.xlsform.worded import Worded

SPARED = {
    "show_if": "relevant",
    "checks": "constraint",
    "least": "constraint",
    "most": "constraint",
    "earliest": "constraint",
    "latest": "constraint",
    "choose": "constraint",
    "messages": "constraint_message",
    "hint": "hint",
}
"""What a question can be asked without, and the column that it came from."""


class Settled(NamedTuple):
    """The text, and the faults that are left in it with the rows that they came from."""

    text: str
    faults: tuple[tuple[Report, Origin | None], ...]


Way = tuple[tuple[Any, Any], ...]
"""What leads to a part of a tree: each mapping or list on the way, with the key or position in it."""


class Spot(NamedTuple):
    """A key of the tree: its place in the text, the way there, and the row that it came from."""

    mark: Mark
    way: Way
    origin: Origin | None


def settle(tree: dict[str, Any], origins: dict[int, Origin], ledger: Ledger) -> Settled:
    """The text of a questionnaire that loads, without what the loader would not have."""
    while True:
        text = written(tree)
        try:
            load_text(text)
        except FaultyQuestionnaire as error:
            reports = error.reports
        else:
            return Settled(text, ())
        spots = spots_in(text, tree, origins)
        struck = [strike(report, spots, ledger) for report in reports]
        if True not in struck:
            return Settled(text, tuple((report, origin_of(report, spots)) for report in reports))


def written(tree: dict[str, Any]) -> str:
    """A questionnaire as text: one key a line, in the order that an author would write."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = 100_000
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False
    yaml.representer.ignore_aliases = lambda _: True
    yaml.representer.add_representer(Worded, lambda representer, text: representer.represent_str(str(text)))
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def spots_in(text: str, tree: dict[str, Any], origins: dict[int, Origin]) -> list[Spot]:
    """Every key of the tree with its place in the text; none where the text is too much to be read."""
    try:
        return list(found_at(read_yaml(text), tree, origins, (), None))
    except YamlFaults:
        return []


def found_at(
    marked: object, plain: object, origins: dict[int, Origin], way: Way, origin: Origin | None
) -> Iterator[Spot]:
    if isinstance(marked, Map) and isinstance(plain, dict):
        for key, value in plain.items():
            here, own = (*way, (plain, key)), origins.get(id(value), origin)
            yield Spot(marked.keys_at[key], here, own)
            yield Spot(marked.values_at[key], here, own)
            yield from found_at(marked[key], value, origins, here, own)
    elif isinstance(marked, Seq) and isinstance(plain, list):
        for number, value in enumerate(plain):
            here, own = (*way, (plain, number)), origins.get(id(value), origin)
            yield Spot(marked.values_at[number], here, own)
            yield from found_at(marked[number], value, origins, here, own)


def strike(report: Report, spots: list[Spot], ledger: Ledger) -> bool:
    """Leave out what a fault is about, if a question can be asked without it."""
    for spot in (spot for spot in spots if spot.mark[:2] == (report.line, report.column)):
        keys = [key for _, key in spot.way]
        spared = next((depth for depth, key in enumerate(keys) if key in SPARED), None)
        if keys[:1] == ["computed"] and len(keys) > 1:
            spared = 1
        if spared is None or spot.origin is None:
            continue
        owner, key = spot.way[spared]
        if key not in owner:
            continue
        column = "calculation" if keys[0] == "computed" else SPARED[key]
        column = "choice_filter" if "options" in keys[:spared] else column
        single = key == "checks" and len(owner[key]) > 1 and len(spot.way) > spared + 1
        lost = owner[key].pop(spot.way[spared + 1][1]) if single else owner.pop(key)
        ledger.leave_out(*spot.origin, column, f"{shown(lost)}: {report.message}")
        return True
    return False


def shown(value: object) -> str:
    """What was written, in few words."""
    if isinstance(value, dict) and "holds" in value:
        return str(value["holds"])
    if isinstance(value, list):
        return "; ".join(map(shown, value))
    return ", ".join(f"{key} {one}" for key, one in value.items()) if isinstance(value, dict) else str(value)


def origin_of(report: Report, spots: list[Spot]) -> Origin | None:
    """The row that the part with a fault came from."""
    within = [spot for spot in spots if spot.mark <= (report.line, report.column)]
    return max(within, key=lambda spot: spot.mark).origin if within else None
