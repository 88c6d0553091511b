"""Repeated groups: at most n entries are n copies of the group's pages, each shown when the entry
before it asked for another. Everything after the loader sees ordinary pages and questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.engine.conditions import Condition
from survey.engine.option_forms import Shelf
from survey.engine.phrases import own_words
from survey.engine.piping import renamed as reworded
from survey.engine.tokens import ExpressionError
from survey.engine.yaml_source import Map, Seq, as_list, mapping

MOST_REPEATS = 10
GROUP_KEYS = ("ask", "id", "title", "text", "show_if", "shown_to", "repeat", "questions")


def unroll(group: Map, template: list[Map], shelf: Shelf) -> list[Map]:
    """The pages of all entries; `template` holds the pages of one."""
    shelf.only(group, GROUP_KEYS, "A group")
    if "id" not in group:
        shelf.fault(group.mark, "missing-key", "The key id is missing here. Add it.")
    repeat = mapping(group, "repeat")
    shelf.only(repeat, ("most", "another", "title"), "A repeat")
    for owner in (group, *template):
        check_condition(owner, shelf)
    most = repeat.get("most")
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= MOST_REPEATS:
        message = f"Say how often the group can repeat: repeat: {{most: 3}}, at most {MOST_REPEATS}."
        shelf.fault(group.keys_at.get("repeat", group.mark), "repeat", message)
        most = 1
    shelf.place([name for page in template for name in own_names(page)] * most, group.mark)
    return [page for number in range(1, most + 1) for page in entry_pages(group, template, number, most)]


def check_condition(owner: Map, shelf: Shelf) -> None:
    """A condition that will be joined with others is read by itself first; a faulty one is left out."""
    written = owner.get("show_if")
    try:
        if written is not None and not isinstance(written, str):
            raise ExpressionError("Write the condition as text, such as: sector == 'health'.")
        if written is not None:
            Condition.parse(written)
            return
    except ExpressionError as error:
        shelf.fault(owner.keys_at["show_if"], "condition-syntax", str(error))
    owner.pop("show_if", None)


def entry_pages(group: Map, template: list[Map], number: int, most: int) -> list[Map]:
    """The pages of one entry: its names begin with the group's id and its number."""
    name = str(group.get("id", "unnamed"))
    names = {own: f"{name}_{number}__{own}" for page in template for own in own_names(page)}
    gate = str(group.get("show_if") or "") if number == 1 else f"{name}_{number - 1}__another == 1"
    found = [entry_page(page, number, names, gate, group) for page in template]
    if "text" in group and found and number == 1:
        found[0].put("text", [*as_list(group["text"]), *as_list(found[0].get("text"))], group.keys_at["text"])
    if number < most and found:
        found.append(entry_page(list_page(group), number, names, gate, group))
        last = found[-1]["questions"]
        if isinstance(last, Seq):
            last.put(another(f"{name}_{number}__another", name, group), mapping(group, "repeat").mark)
    return found


def list_page(group: Map) -> Map:
    """The page after each entry: the entries so far, to change or remove, and whether there is one more."""
    page = Map(mapping(group, "repeat").mark)
    page.put("id", f"{group.get('id', 'unnamed')}_another")
    page.put("title", mapping(group, "repeat").get("title", ""))
    page.put("questions", Seq(page.mark))
    return page


def another(question: str, name: str, group: Map) -> Map:
    """The question that ends an entry: is there one more?"""
    repeat = mapping(group, "repeat")
    more, options = Map(repeat.mark), Seq(repeat.mark)
    for code, label in ((1, own_words("Yes")), (0, own_words("No"))):
        option = Map(repeat.mark)
        option.put("code", code)
        option.put("label", label)
        options.put(option, repeat.mark)
    more.put("ask", "single")
    more.put("id", question)
    more.put("text", repeat.get("another", own_words("Would you like to add another?")))
    more.put("repeats", name)
    more.put("seconds", 4)
    more.put("options", options)
    return more


def entry_page(page: Map, number: int, names: Mapping[str, str], gate: str, group: Map) -> Map:
    name = str(group.get("id", "unnamed"))
    entry = page.copy()
    entry["id"] = f"{page['id']}_{number}"
    for key in ("title", "caption", "text"):
        if key in page:
            entry[key] = entry_words(page[key], number, names)
    entry.put("repeats", name, page.mark)
    both = " and ".join(f"({part})" for part in (gate, renamed(page, names)) if part)
    if both:
        entry.put("show_if", both, (page if "show_if" in page else group).keys_at.get("show_if", page.mark))
    if number > 1:
        entry.put("shown_to", 0.0, page.mark)
    elif "shown_to" in group and "shown_to" not in page:
        entry.take_from(group, ["shown_to"])
    questions = Seq(page.mark)
    for question in maps_in(page, "questions"):
        questions.put(entry_words(entry_question(question, name, names), number, names), question.mark)
    entry["questions"] = questions
    return entry


def entry_question(question: Map, name: str, names: Mapping[str, str]) -> Map:
    twin = question.copy()
    twin["id"] = names[str(question.get("id"))]
    twin.put("repeats", name, question.mark)
    for key in ("prefill", "chosen_in"):
        if key in twin:
            twin[key] = names.get(str(twin[key]), twin[key])
    if "show_if" in question:
        twin["show_if"] = renamed(question, names)
    if "checks" in question:
        checks = Seq(question.mark)
        for check in maps_in(question, "checks"):
            own = check.copy()
            own.update({"holds": renamed(check, names, "holds")} if "holds" in check else {})
            checks.put(own, check.mark)
        twin["checks"] = checks
    if any("show_if" in option for option in maps_in(question, "options")):
        options = Seq(question.mark)
        for option in maps_in(question, "options"):
            own = option.copy()
            own.update({"show_if": renamed(option, names)} if "show_if" in option else {})
            options.put(own, option.mark)
        twin["options"] = options
    if "rows" in question:
        rows = Seq(question.mark)
        for row in maps_in(question, "rows"):
            rows.put(entry_row(row, names), row.mark)
        twin["rows"] = rows
    return twin


def entry_words(written: object, number: int, names: Mapping[str, str]) -> object:
    """Texts as one entry says them: {n} is its number, and answers quoted are its own. Reused if the same."""
    if isinstance(written, str):
        return reworded(written.replace("{n}", str(number)), names) if "{" in written else written
    if isinstance(written, list):
        items = [entry_words(item, number, names) for item in written]
        changed = any(new is not old for new, old in zip(items, written, strict=True))
        if not changed or not isinstance(written, Seq):
            return items if changed else written
        twins = written.copy()
        twins[:] = items
        return twins
    if isinstance(written, Map):
        twin = written.copy()
        twin.update({key: entry_words(value, number, names) for key, value in written.items()})
        return twin if any(twin[key] is not written[key] for key in written) else written
    return written


def entry_row(row: Map, names: Mapping[str, str]) -> Map:
    twin = row.copy()
    twin["id"] = names[str(row.get("id"))]
    if "show_if" in row:
        twin["show_if"] = renamed(row, names)
    return twin


def renamed(owner: Map, names: Mapping[str, str], key: str = "show_if") -> str:
    """A condition of the group as one entry says it; what cannot be read is left for the model to refuse."""
    text = owner.get(key)
    if text is None:
        return ""
    try:
        return Condition.parse(str(text)).renamed(names).text
    except ExpressionError:
        return str(text)


def own_names(page: Map) -> Iterable[str]:
    """Every name that a condition can use for what is asked on a page."""
    for question in maps_in(page, "questions"):
        yield from names_of(question)


def names_of(question: Map) -> Iterable[str]:
    """The names of a question in the shape of the model: its own, its words', its rows'."""
    yield str(question.get("id"))
    yield f"{question.get('id')}__say"
    for row in maps_in(question, "rows"):
        yield str(row.get("id"))
        for scale in maps_in(question, "scales"):
            yield f"{row.get('id')}__{scale.get('id')}"


def maps_in(owner: Map, key: str) -> list[Map]:
    """The mappings in a list, as far as the author wrote such."""
    items = owner.get(key)
    return [item for item in items if isinstance(item, Map)] if isinstance(items, Seq) else []
