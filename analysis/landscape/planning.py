"""A report's plan read from `report.yaml`, with every fault told at its line, or made from the codebook."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML

from analysis.frame import SurveyFrame
from analysis.landscape.ground import Landscape
from analysis.landscape.kind import TableKind
from analysis.landscape.plan import Plan, PlannedSection, usual
from analysis.landscape.registering import wrong_terms
from analysis.scales.families import MOST_REGISTERED
from survey.engine.codebook import Codebook
from survey.engine.geography import geography_of
from survey.engine.places import fault_at
from survey.engine.spelling import meant
from survey.engine.wording import worded
from survey.engine.yaml_source import Fault, Map, YamlFaults, read_yaml
from survey.errors import Refused

FILE = "report.yaml"
PARTS = "abcdef"
"""Letters of the parts in which a table is printed."""


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
        errors = error.errors(include_url=False, include_input=False)
        raise refused(path, [faulty(tree, one) for one in errors if not is_outcome(one, errors)]) from error
    wrong = [
        *without_people(tree, plan),
        *twice(tree, plan),
        *unfit(tree, plan, land),
        *unfit_terms(tree, plan, land),
    ]
    if wrong:
        raise refused(path, wrong)
    return plan


def written(plan: Plan) -> str:
    """A plan as a file that `read_plan` takes; what it leaves out is as usual."""
    sections = [
        section.model_dump(mode="json", exclude={"tables"})
        | {"tables": [spelled_out(table) for table in section.tables]}
        for section in plan.sections
        if section.tables
    ]
    yaml, text = YAML(), StringIO()
    terms = plan.terms.model_dump(mode="json", exclude_defaults=True)
    yaml.dump({"report": plan.report, **terms, "sections": sections}, text)
    return text.getvalue()


def spelled_out(table: TableKind) -> dict[str, object]:
    """An entry of a plan: its kind and number, and whatever is not as usual."""
    return {"table": table.kind, "id": table.id, **table.model_dump(mode="json", exclude_defaults=True)}


def unanswered(codebook: Codebook, library: Path) -> Landscape:
    """A landscape that nobody is in, to check a plan against before anybody answers."""
    return Landscape.of(SurveyFrame.from_rows(codebook, [], geography_of(codebook, library)))


def is_outcome(one: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Whether a list is short for lack of entries that have faults of their own."""
    inside = (len(other["loc"]) > len(one["loc"]) for other in errors)
    return one["type"] == "too_short" and any(inside)


def faulty(tree: Map, one: ErrorDetails) -> Fault:
    """One of Pydantic's errors, at its place in the file."""
    steps = one["loc"]
    tagged = (at > 0 and isinstance(steps[at - 1], int) and step in KINDS for at, step in enumerate(steps))
    place = tuple(step for step, is_tag in zip(steps, tagged, strict=True) if not is_tag)
    match one["type"]:
        case "union_tag_invalid":
            tag = str(one["ctx"]["tag"])
            near = meant(tag, KINDS)
            message = f"There is no kind of table {tag}.{near} The kinds are {', '.join(sorted(KINDS))}."
            return fault_at(tree, (*place, "table"), "unknown-kind", message)
        case "union_tag_not_found":
            message = "The key table is missing here. Say what kind it is, such as table: who_answered."
            return fault_at(tree, place, "missing-key", message)
        case "string_pattern_mismatch":
            message = "A table's number is T, a number, and letters where several belong together: T3, T10b."
            return fault_at(tree, place, "bad-id", message)
        case "too_long" if place == ("comparisons",):
            message = (
                f"At most {MOST_REGISTERED} comparisons can be registered. Take some out: they can stand in "
                "the table as exploratory."
            )
            return fault_at(tree, place, "wrong-value", message)
        case _:
            code, message = worded({**one})
            return fault_at(tree, place, code, message)


def without_people(tree: Map, plan: Plan) -> list[Fault]:
    """Counts of everybody are what small groups are protected by, so a report cannot go without them."""
    if any(table.kind == "who_answered" for table in plan.tables):
        return []
    message = "A report needs {table: who_answered}: small groups are protected by its counts. Add it."
    return [fault_at(tree, ("sections",), "missing-table", message)]


def twice(tree: Map, plan: Plan) -> list[Fault]:
    """Numbers that two tables have, or that one has and a part of another will have."""
    parts = {f"{table.id}{letter}": table.id for table in plan.tables if table.lettered for letter in PARTS}
    seen: set[str] = set()
    found = []
    for at, section in enumerate(plan.sections):
        for number, table in enumerate(section.tables):
            if table.id in seen:
                message = (
                    f"Two tables have the number {table.id}. Give this one another, such as {table.id}x."
                )
                found.append(fault_at(tree, ("sections", at, "tables", number, "id"), "twice", message))
            if whole := parts.get(table.id):
                message = (
                    f"Table {whole} is printed as {whole}a, {whole}b and so on, one for each break. "
                    f"Give this one another number, such as {whole}z."
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
        for key, message in table.wrong(land.under(plan.terms))
    ]


def unfit_terms(tree: Map, plan: Plan, land: Landscape) -> list[Fault]:
    """What the plan says of the report as a whole and the questionnaire does not have."""
    found = [
        fault_at(tree, place, "unknown-name", message) for place, message in wrong_terms(plan.terms, land)
    ]
    if plan.comparisons and not any(table.kind == "comparisons" for table in plan.tables):
        message = "No table shows these comparisons. Add {table: comparisons} to a section."
        found.append(fault_at(tree, ("comparisons",), "missing-table", message))
    twice_over = [at for at, each in enumerate(plan.tables) if each.kind == "comparisons"][1:]
    if twice_over:
        message = "Comparisons stand in one table, so that they are adjusted for one another. Take one out."
        found.append(fault_at(tree, ("sections",), "twice", message))
    return found


def refused(path: Path, faults: list[Fault] | tuple[Fault, ...]) -> Refused:
    """All faults, a line each."""
    told = [f"{path}:{fault.mark.line}:{fault.mark.column}: {fault.message}" for fault in faults]
    return Refused("\n".join(told))


def kinds() -> frozenset[str]:
    """The tags by which tables are told apart; Pydantic puts them among the steps of a place."""
    schema = PlannedSection.model_json_schema()["properties"]["tables"]["items"]
    return frozenset(schema["discriminator"]["mapping"])


KINDS = kinds()
