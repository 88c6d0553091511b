"""A report's plan read from `report.yaml`, with every fault told at its line, or made from the codebook."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from analysis.landscape.ground import Landscape
from analysis.landscape.plan import Plan, PlannedSection, usual
from survey.engine.places import fault_at
from survey.engine.wording import worded
from survey.engine.yaml_source import Fault, Map, YamlFaults, read_yaml
from survey.errors import Refused

FILE = "report.yaml"


def find_plan(path: Path | None, land: Landscape) -> Plan:
    """The plan in a file; where there is none, what the codebook allows. Refused says all that is wrong."""
    return usual(land) if path is None or not path.is_file() else read_plan(path, land)


def read_plan(path: Path, land: Landscape) -> Plan:
    try:
        tree = read_yaml(path.read_text("utf-8"))
    except YamlFaults as error:
        raise refused(path, error.faults) from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not text in UTF-8. Save it again as UTF-8.") from error
    try:
        plan = Plan.model_validate(tree)
    except ValidationError as error:
        found = [faulty(tree, {**one}) for one in error.errors(include_url=False, include_input=False)]
        raise refused(path, found) from error
    wrong = [*twice(tree, plan), *unfit(tree, plan, land)]
    if wrong:
        raise refused(path, wrong)
    return plan


def faulty(tree: Map, one: dict[str, object]) -> Fault:
    """One of Pydantic's errors, at its place in the file."""
    if one["type"] == "union_tag_invalid":
        context = dict(one["ctx"])  # type: ignore[call-overload]
        message = f"There is no kind of table {context['tag']}. The kinds are {context['expected_tags']}."
        return fault_at(tree, (*one["loc"], "table"), "unknown-kind", message)  # type: ignore[misc]
    if one["type"] == "union_tag_not_found":
        message = "The key table is missing here. Say what kind of table it is, such as table: who_answered."
        return fault_at(tree, one["loc"], "missing-key", message)  # type: ignore[arg-type]
    code, message = worded(one)
    place = tuple(step for step in one["loc"] if step not in KINDS)  # type: ignore[attr-defined]
    return fault_at(tree, place, code, message)


def twice(tree: Map, plan: Plan) -> list[Fault]:
    """Numbers that two tables have."""
    seen: set[str] = set()
    found = []
    for at, section in enumerate(plan.sections):
        for number, table in enumerate(section.tables):
            if table.id in seen:
                message = (
                    f"Two tables have the number {table.id}. Give this one another, such as {table.id}x."
                )
                found.append(fault_at(tree, ("sections", at, "tables", number, "id"), "twice", message))
            seen.add(table.id)
    return found


def unfit(tree: Map, plan: Plan, land: Landscape) -> list[Fault]:
    """What the plan names and the questionnaire does not have."""
    return [
        fault_at(tree, ("sections", at, "tables", number, key), "unknown-name", message)
        for at, section in enumerate(plan.sections)
        for number, table in enumerate(section.tables)
        for key, message in table.wrong(land)
    ]


def refused(path: Path, faults: list[Fault] | tuple[Fault, ...]) -> Refused:
    """All faults, a line each."""
    told = [f"{path}:{fault.mark.line}:{fault.mark.column}: {fault.message}" for fault in faults]
    return Refused("\n".join(told))


def kinds() -> frozenset[str]:
    """The tags by which tables are told apart; Pydantic puts them among the steps of a place."""
    schema = PlannedSection.model_json_schema()["properties"]["tables"]["items"]
    return frozenset(schema["discriminator"]["mapping"])


KINDS = kinds()
