"""A JSON Schema (2020-12) of the file as authors write it: the models, with the loader's short forms.

It gives an editor completion and most errors; what must fit together across a file only `survey check` knows.
"""

from __future__ import annotations

from typing import Any, get_args

from survey.engine.option_forms import OPTION_FORMS
from survey.engine.parts import Part, descendants
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions import Kind
from survey.engine.questions.base import Question
from survey.engine.schema.words import AUTHORED, words_for
from survey.engine.structure import FROM_TEXTS, INNER_KEYS, MARKER_KEYS
from survey.engine.translation.authored import BY_NAME, spoken_keys

Schema = dict[str, Any]
KINDS: tuple[type[Question], ...] = get_args(get_args(Kind)[0])
TEXT: Schema = {"type": "string"}
CODES: Schema = {"$ref": "#/$defs/Codes"}
TAGS: Schema = {"type": "array", "items": TEXT}
CHECKED: Schema = {"type": "object", "additionalProperties": False, "properties": {"checked": TEXT}}
BY_LANGUAGE: Schema = {
    "type": "object",
    "description": "The same words in several languages, each under its tag.",
    "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
    "additionalProperties": TEXT,
    "minProperties": 1,
}


def schema() -> Schema:
    """The schema of a whole file."""
    whole = Questionnaire.model_json_schema(by_alias=True)
    defs: dict[str, Schema] = whole.pop("$defs")
    parts: dict[str, type[Part]] = {part.__name__: part for part in descendants(Part)}
    for name, described in (*defs.items(), ("Questionnaire", whole)):
        describe(described, parts[name])
    steps = coded(defs["Step"])
    defs |= {
        "Codes": coded(defs["Option"]),
        "Elsewhere": elsewhere(),
        "Rows": named(defs["Row"], "id", "text"),
        "Marker": marker(defs["Page"]),
    }
    for kind in KINDS:
        as_asked(defs[kind.__name__], kind)
    defs["Group"] = group(defs["Section"])
    as_written(defs["Section"])
    replace(defs["Scale"], "steps", steps)
    defs["Scale"]["properties"].pop("id")
    defs["Scale"]["required"] = ["steps"]
    replace(defs["Computed"], "cases", coded(defs["Case"]))
    replace(defs["MapEntry"], "codes", mapping(defs["Recoded"]["properties"]["now"], ""))
    for name in ("Page", "Option", "Step", "Row", "Case", "Recoded"):
        del defs[name]
    del whole["properties"]["translations"], defs["Translation"]
    properties = {
        **whole["properties"],
        "languages": {"anyOf": [TAGS, mapping(CHECKED, "")], "description": AUTHORED["languages"]},
        "lists": mapping({"anyOf": [CODES, {"$ref": "#/$defs/FromFile"}]}, AUTHORED["lists"]),
        "scales": mapping({"$ref": "#/$defs/Scale"}, AUTHORED["scales"]),
        "texts": mapping(TEXT, AUTHORED["texts"]),
    }
    defs["FromFile"] = {"type": "object", "required": ["from"], "properties": {"from": TEXT}}
    for described in ({"properties": properties}, *defs.values()):
        translatable(described)
    defs["ByLanguage"] = BY_LANGUAGE
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A questionnaire",
        **whole,
        "required": [key for key in whole["required"] if key != "stages"],
        "properties": properties,
        "$defs": defs,
    }


def describe(described: Schema, part: type[Part]) -> None:
    """Put the sentence of every key beside it, in the words that authors use for keys."""
    described["description"] = (part.__doc__ or "").strip().partition("\n")[0]
    described.pop("title", None)
    for key, said in words_for(part).items():
        known = part.model_fields[key].alias or key
        found = described["properties"][known]
        found.pop("title", None)
        found["description"] = said


def replace(described: Schema, key: str, shape: Schema) -> None:
    """Another shape for a key, under the same description."""
    said = described["properties"][key].get("description", "")
    described["properties"][key] = {**shape, "description": said}


def named(item: Schema, name: str, words: str) -> Schema:
    """Entries as `name: words` or `name: {...}`, one a line."""
    inner = {key: value for key, value in item["properties"].items() if key != name}
    needed = [key for key in item.get("required", ()) if key != name]
    whole = {"type": "object", "additionalProperties": False, "properties": inner, "required": needed}
    return {
        "type": "object",
        "description": f"One line for each, as {name}: {words}.",
        "additionalProperties": {"anyOf": [TEXT, whole]},
        "minProperties": 1,
    }


def coded(item: Schema) -> Schema:
    """Answers by code; `missing` may repeat what the code of a way out says."""
    properties = {**item["properties"], "missing": {"anyOf": [TEXT, {"type": "boolean"}]}}
    return named({**item, "properties": properties}, "code", "label")


def elsewhere() -> Schema:
    """Options from a list, from an earlier question or its rows, with more beside them."""
    shapes: dict[str, Schema] = {"also": CODES, "where": mapping(TEXT, "")}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: shapes.get(key, TEXT) for key in OPTION_FORMS},
        "anyOf": [{"required": [key]} for key in OPTION_FORMS if key not in ("also", "where")],
    }


def translatable(described: Schema) -> None:
    """Wherever words stand they may stand by language."""
    for key, shape in described.get("properties", {}).items():
        if key in spoken_keys() or key in BY_NAME:
            described["properties"][key] = by_language(shape)
        else:
            translatable(shape)
    inner = described.get("additionalProperties")
    if isinstance(inner, dict) and "anyOf" in inner:
        described["additionalProperties"] = by_language(inner)
        for shape in inner["anyOf"]:
            translatable(shape)


def by_language(shape: Schema) -> Schema:
    """The same shape, with words by language where it has words."""
    said: Schema = {key: shape[key] for key in ("description", "default") if key in shape}
    if shape.get("type") == "string":
        return {"anyOf": [shape, {"$ref": "#/$defs/ByLanguage"}], **said}
    if "anyOf" in shape:
        return {**shape, "anyOf": [*map(by_language, shape["anyOf"])]}
    found = dict(shape)
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            found[key] = by_language(found[key])
    return found


def mapping(inner: Schema, said: str) -> Schema:
    return {"type": "object", "additionalProperties": inner, **({"description": said} if said else {})}


def marker(page: Schema) -> Schema:
    """`- page: some_id`, which begins a page."""
    kept = {key: page["properties"][key] for key in MARKER_KEYS if key != "page"}
    kept["text"] = paragraphs(kept["text"])
    begins = {**page["properties"]["id"], "description": AUTHORED["page"]}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {"page": begins, **kept},
        "required": ["page"],
    }


def paragraphs(shape: Schema) -> Schema:
    """One paragraph may stand without a list around it."""
    said = shape.get("description", "")
    return {"anyOf": [TEXT, {"type": "array", "items": TEXT}], "description": said}


NAMED_TEXT: Schema = {"anyOf": [TEXT, {"type": "object", "required": ["text"], "properties": {"text": TEXT}}]}


def as_asked(described: Schema, kind: type[Question]) -> None:
    """A question in the short forms that authors use."""
    properties = described["properties"]
    for key in INNER_KEYS:
        properties.pop(key, None)
    shapes: dict[str, Schema] = {
        "options": {"anyOf": [{"$ref": "#/$defs/Elsewhere"}, CODES]},
        "rows": {"$ref": "#/$defs/Rows"},
        "scale": TEXT,
        "scales": {"type": "array", "items": TEXT, "minItems": 2},
        **dict.fromkeys(FROM_TEXTS, NAMED_TEXT),
    }
    for key in shapes.keys() & properties.keys():
        replace(described, key, shapes[key])
    if "choose" in properties:
        replace(described, "choose", {"anyOf": [{"$ref": "#/$defs/Choose"}, {"type": "integer"}]})
    needed = set(described.get("required", ())) - ({"options"} if "scale" in kind.model_fields else set())
    described["required"] = sorted(needed | {"ask", "id", "text"})


def questions(*, in_group: bool) -> Schema:
    """A list of questions, page markers and, outside a group, groups; told apart by what they begin with."""
    kinds = [{"$ref": f"#/$defs/{kind.__name__}"} for kind in KINDS]
    groups = [] if in_group else [{"$ref": "#/$defs/Group"}]
    return {
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [{"$ref": "#/$defs/Marker"}, *kinds, *groups]},
        "description": AUTHORED["questions"],
    }


def as_written(section: Schema) -> None:
    """A section as authors write it: questions where the model has pages."""
    section["properties"].pop("pages")
    section["properties"] |= {
        "questions": questions(in_group=False),
        "text": paragraphs({"description": "Paragraphs on its first page."}),
        "note": {"$ref": "#/$defs/Note", "description": "What its content note says."},
    }
    section["required"] = sorted(set(section["required"]) - {"pages", "stage"} | {"questions"})


def group(section: Schema) -> Schema:
    """Questions that can be answered several times over."""
    known = section["properties"]
    repeat = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "most": {"type": "integer", "minimum": 1, "maximum": 10},
            "another": TEXT,
            "title": TEXT,
        },
        "required": ["most"],
        "description": AUTHORED["repeat"],
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "description": "Questions that are asked once for each of several things.",
        "properties": {
            "ask": {"const": "group", "description": "The kind of question."},
            "id": known["id"],
            "title": TEXT,
            "text": paragraphs({}),
            "show_if": known["show_if"],
            "shown_to": known["shown_to"],
            "repeat": repeat,
            "questions": questions(in_group=True),
        },
        "required": ["ask", "id", "repeat", "questions"],
    }
