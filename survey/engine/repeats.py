"""Repeated groups: at most n entries are n copies of the group's pages, each shown when the entry
before it asked for another. Everything after the loader sees ordinary pages and questions.
"""

from __future__ import annotations

from survey.engine.conditions import Condition, ConditionError
from survey.engine.option_forms import Shelf
from survey.engine.yaml_source import Map, Seq, as_list, mapping

MOST_REPEATS = 10
GROUP_KEYS = ("ask", "id", "title", "text", "show_if", "shown_to", "repeat", "questions")


def unroll(group: Map, template: list[object], shelf: Shelf) -> list[Map]:
    """The pages of all entries; `template` holds the pages of one."""
    repeat = mapping(group, "repeat")
    most = repeat.get("most")
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= MOST_REPEATS:
        shelf.fault(
            group.mark,
            "repeat",
            f"Say how often the group can repeat: repeat: {{most: 3}}, at most {MOST_REPEATS}.",
        )
        most = 1
    for key in group:
        if key not in GROUP_KEYS:
            shelf.fault(group.keys_at[key], "unknown-key", f"A group does not take {key}.")
    found: list[Map] = []
    for number in range(1, most + 1):
        found.extend(entry_pages(group, template, number, most))
    return found


def entry_pages(group: Map, template: list[object], number: int, most: int) -> list[Map]:
    name, repeat = str(group.get("id", "")), mapping(group, "repeat")
    ids = [str(question.get("id")) for page in template for question in questions_of(page)]
    ids += [
        str(row.get("id"))
        for page in template
        for question in questions_of(page)
        for row in rows_of(question)
    ]
    names = {short: f"{name}_{number}__{short}" for short in ids}
    names |= {f"{short}__say": f"{names[short]}__say" for short in ids}
    gate = str(group.get("show_if", "")) if number == 1 else f"{name}_{number - 1}__another == 1"
    found = [entry_page(page, number, names, gate, group) for page in template if isinstance(page, Map)]
    if "text" in group and found and number == 1:
        found[0].put("text", [*as_list(group["text"]), *as_list(found[0].get("text"))], group.keys_at["text"])
    if number < most and found:
        last = found[-1]["questions"]
        assert isinstance(last, Seq)
        last.put(another(f"{name}_{number}__another", name, repeat), repeat.mark)
    return found


def another(question: str, group: str, repeat: Map) -> Map:
    """The question that ends an entry: is there one more?"""
    at = repeat.mark
    more, options = Map(at), Seq(at)
    for code, label in ((1, "Yes"), (0, "No")):
        option = Map(at)
        option.put("code", code)
        option.put("label", label)
        options.put(option, at)
    more.put("ask", "single")
    more.put("id", question)
    more.put("text", repeat.get("another", "Would you like to add another?"))
    more.put("repeats", group)
    more.put("seconds", 4)
    more.put("options", options)
    return more


def questions_of(page: object) -> list[Map]:
    questions = page.get("questions") if isinstance(page, Map) else None
    return (
        [question for question in questions if isinstance(question, Map)]
        if isinstance(questions, Seq)
        else []
    )


def entry_page(page: Map, number: int, names: dict[str, str], gate: str, group: Map) -> Map:
    name = str(group.get("id", ""))
    entry = page.copy()
    entry["id"] = f"{page['id']}_{number}"
    entry["title"] = str(page.get("title") or "").replace("{n}", str(number))
    entry.put("repeats", name, page.mark)
    own = renamed(page, names)
    both = " and ".join(f"({part})" for part in (gate, own) if part)
    if both:
        entry.put("show_if", both, (page if "show_if" in page else group).keys_at.get("show_if", page.mark))
    if "shown_to" in group and number == 1 and "shown_to" not in page:
        entry.take_from(group, ["shown_to"])
    elif number > 1:
        entry.put("shown_to", 0.0, page.mark)
    questions = Seq(page.mark)
    for question in questions_of(page):
        twin = question.copy()
        twin["id"] = names[str(question.get("id"))]
        twin.put("repeats", name, question.mark)
        for key in ("prefill", "chosen_in"):
            if key in twin:
                twin[key] = names.get(str(twin[key]), twin[key])
        if "show_if" in question:
            twin["show_if"] = renamed(question, names)
        if "rows" in question:
            twin["rows"] = renamed_rows(question, names)
        questions.put(twin, question.mark)
    entry["questions"] = questions
    return entry


def renamed(owner: Map, names: dict[str, str]) -> str:
    """A condition of the group as one entry says it; what cannot be read is left for the model to refuse."""
    text = owner.get("show_if")
    try:
        return Condition.parse(str(text)).renamed(names).text if text is not None else ""
    except ConditionError:
        return str(text)


def rows_of(question: Map) -> list[Map]:
    rows = question.get("rows")
    return [row for row in rows if isinstance(row, Map)] if isinstance(rows, Seq) else []


def renamed_rows(question: Map, names: dict[str, str]) -> Seq:
    found = Seq(question.mark)
    for row in rows_of(question):
        twin = row.copy()
        twin["id"] = names[str(row.get("id"))]
        if "show_if" in row:
            twin["show_if"] = renamed(row, names)
        found.put(twin, row.mark)
    return found
