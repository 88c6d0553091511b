"""What the model refuses, said to an author: a permanent code, and a sentence that says what to do."""

from __future__ import annotations

from typing import Any

from survey.engine.spelling import meant

KINDS = (
    *("single", "multiple", "lookup", "pick_top", "grid", "paired_grid", "ranking"),
    *("short_text", "long_text", "email", "number", "date", "confirm", "group"),
)
TEXT = "If it is a number, true, false or null, put it in quotes."

WORDING: dict[str, tuple[str, str]] = {
    "extra_forbidden": ("unknown-key", "There is no key {key} here."),
    "missing": ("missing-key", "The key {key} is missing here. Add it{such}."),
    "union_tag_not_found": (
        "missing-key",
        "The key ask is missing here. Say what kind of question it is, such as ask: single.",
    ),
    "union_tag_invalid": ("unknown-kind", "There is no kind of question {tag}.{near} The kinds are {kinds}."),
    "condition": ("condition-syntax", "{plain}"),
    "code": ("bad-code", "A code is a whole number or a word of letters, figures and _."),
    "reserved_code": ("reserved-code", "{plain}"),
    "string_type": ("wrong-type", f"This must be text. {TEXT}"),
    "string_too_short": ("wrong-value", "This must not be empty."),
    "string_too_long": ("wrong-value", "Use at most {max_length} characters here."),
    "string_pattern_mismatch": ("bad-id", "{pattern_words}"),
    "literal_error": ("wrong-value", "This must be one of: {expected}."),
    "bool_type": ("wrong-type", "Write true or false here."),
    "bool_parsing": ("wrong-type", "Write true or false here."),
    "int_type": ("wrong-type", "Write a whole number here."),
    "int_parsing": ("wrong-type", "Write a whole number here."),
    "int_from_float": ("wrong-type", "Write a whole number here."),
    "float_type": ("wrong-type", "Write a number here."),
    "float_parsing": ("wrong-type", "Write a number here."),
    "finite_number": ("wrong-type", "Write a number here."),
    "tuple_type": ("wrong-type", "Write a list here: each entry begins with a dash."),
    "dict_type": ("wrong-type", "Write keys and values here."),
    "model_type": ("wrong-type", "Write keys and values here{such}."),
    "model_attributes_type": ("wrong-type", "Write keys and values here."),
    "too_short": ("wrong-value", "This needs at least {min_length}."),
    "too_long": ("wrong-value", "This takes at most {max_length}."),
    "greater_than": ("wrong-value", "Write a number above {gt}."),
    "greater_than_equal": ("wrong-value", "Write a number of {ge} or more."),
    "less_than_equal": ("wrong-value", "Write a number of {le} or less."),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        ("wrong-value", "Write a day such as 2025-01-10."),
    ),
}

PATTERNS = {
    "to": "Write a plain https:// address, without a question mark or a port.",
    "retired": "Write an id such as old_question, or a question and a code, such as sector.council",
    **dict.fromkeys(("version", "since"), "A version is numbers with points between them, such as 1.0"),
    **dict.fromkeys(("was", "now"), "Write an id such as old_question, a_group.question or scales.agree"),
    "questionnaire": "Use small letters, figures and hyphens, and begin with a letter.",
}
EXAMPLES = {
    "questionnaire": "questionnaire: team-check",
    "version": 'version: "1.0"',
    "title": "title: Team check",
    "owner": "owner: the name of whoever asks",
    "start": "{lead: What this is about}",
    "choose": "{most: 3}",
    "promise": "{minutes: 5}",
    "contact": "{email: team@example.org}",
    "note": "{text: What comes next}",
    "leave": "{name: a weather page}",
    "support": "{services: [...]}",
}
"""What an author may copy where a key is missing, or holds words instead of keys."""
ID = "An id has small letters, figures and _, and begins with a letter."


def worded(found: dict[str, Any]) -> tuple[str, str]:
    """The code and the sentence for one of Pydantic's errors."""
    key = next((step for step in reversed(found["loc"]) if isinstance(step, str)), "")
    code, sentence = WORDING.get(found["type"], ("wrong-value", "{plain}"))
    words = {
        "plain": found["msg"].rstrip(".") + ".",
        "key": key,
        "kinds": ", ".join(KINDS),
        "pattern_words": PATTERNS.get(key, ID),
        "such": f", such as {EXAMPLES[key]}" if key in EXAMPLES else "",
        "near": meant(str(found.get("ctx", {}).get("tag", "")).lower(), KINDS),
        **found.get("ctx", {}),
    }
    return code, sentence.format(**words)
