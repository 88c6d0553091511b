"""The reference page: every part of a questionnaire file and every key, as the models have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from survey.engine.schema.authored import KINDS, Schema, schema
from survey.engine.schema.words import AUTHORED

HEAD = """# Every key of a questionnaire file

Written from the models by `survey reference`; a test fails when it is not what they say now. The guide for
authors explains by example, and this page is for looking up. `survey schema` gives the same to an editor.
Wherever words stand they may stand by language: `{en-GB: Yes, pl: Tak}`.
"""
SPOKEN = {"string": "words", "integer": "a whole number", "number": "a number", "boolean": "true or false"}


def reference() -> str:
    """The page in Markdown."""
    found = schema()
    defs: dict[str, Schema] = found["$defs"]
    kinds = {kind.__name__: kind.model_fields["ask"].default for kind in KINDS}
    lines = [HEAD, *section("The file", found)]
    lines += section("section", defs["Section"]) + section("- page: some_id", defs["Marker"])
    shared = {key: value for key, value in defs["Confirm"]["properties"].items() if key != "ask"}
    lines += section("Every question", {**defs["Confirm"], "description": "", "properties": shared})
    for name, ask in kinds.items():
        own = {key: value for key, value in defs[name]["properties"].items() if key not in shared}
        lines += section(f"ask: {ask}", {**defs[name], "properties": own})
    lines += section("ask: group", defs["Group"])
    told = {"ByLanguage", "Section", "Marker", "Group", "Codes", "Rows", "FromFile", "Elsewhere", *kinds}
    for name in sorted(defs.keys() - told):
        lines += section(name, defs[name])
    lines += section("An option, where it is more than words", entry(defs["Codes"]))
    lines += section("A statement (row), where it is more than words", entry(defs["Rows"]))
    lines += section("options: from elsewhere", defs["Elsewhere"])
    return "\n".join(lines).rstrip() + "\n"


def entry(named: Schema) -> Schema:
    """What stands behind the colon where an author writes more than words."""
    inner: Schema = named["additionalProperties"]["anyOf"][1]
    return inner


def section(title: str, shape: Schema) -> list[str]:
    """One table: key, what it takes, whether it is needed or what it is without, and its sentence."""
    lines = [f"## {title}", ""]
    if said := shape.get("description", ""):
        lines += [said, ""]
    lines += ["| key | takes | without it | what it is |", "|---|---|---|---|"]
    needed = set(shape.get("required", ()))
    for key, value in shape.get("properties", {}).items():
        without = "**needed**" if key in needed else default(value)
        lines.append(f"| `{key}` | {takes(value)} | {without} | {value.get('description', '')} |")
    return [*lines, ""]


def default(value: Schema) -> str:
    """What stands where an author writes nothing."""
    found = value.get("default")
    return f"`{found}`" if isinstance(found, str | int | float) and found not in ("", False) else ""


def takes(value: Schema) -> str:
    """What a key takes, in words."""
    return " or ".join(dict.fromkeys(spoken(value)))


def spoken(value: Any) -> Iterator[str]:
    if "anyOf" in value or "oneOf" in value:
        for one in value.get("anyOf", value.get("oneOf")):
            yield from spoken(one)
    elif value.get("$ref") == "#/$defs/ByLanguage":
        return
    elif "$ref" in value:
        yield value["$ref"].rpartition("/")[2]
    elif "const" in value:
        yield f"`{value['const']}`"
    elif value.get("description") == AUTHORED["questions"]:
        yield "a list of questions and page markers"
    elif "enum" in value:
        yield ", ".join(f"`{one}`" if one else "nothing" for one in value["enum"])
    elif value.get("type") == "array":
        yield f"a list of {takes(value.get('items', {})) or 'entries'}"
    elif value.get("type") == "object":
        yield "entries by name"
    elif value.get("type") != "null":
        yield SPOKEN.get(value.get("type", ""), "")
