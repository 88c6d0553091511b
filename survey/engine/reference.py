"""Lists declared under `lists:`: written out, or taken from a dated reference list as of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from survey.engine.option_forms import Shelf, coded_list
from survey.engine.yaml_source import Map, Mark, Seq, YamlFaults, mapping, read_yaml

FOLDER = "reference"


def fill_lists(source: Map, shelf: Shelf, library: Path | None) -> None:
    """Put every declared list on the shelf, as options."""
    declared = mapping(source, "lists")
    if "lists" in source and not isinstance(source["lists"], Map):
        shelf.fault(source.keys_at["lists"], "wrong-type", "Under lists: write one entry a name.")
    for name, written in declared.items():
        at = declared.keys_at[name]
        if isinstance(written, Map) and "from" in written:
            shelf.only(written, ("from", "as_of"), "A list from elsewhere")
            shelf.lists[str(name)] = reference_list(written, at, shelf, library, str(name))
        else:
            shelf.lists[str(name)] = coded_list(written, at, shelf)


def reference_list(written: Map, at: Mark, shelf: Shelf, library: Path | None, name: str) -> Seq:
    """The entries of a reference list that are valid on a day, as options."""
    reference = str(written["from"])
    day = day_from(written.get("as_of"))
    if day is None:
        return shelf.nothing(at, "as-of", "Say which day's list to use, such as: as_of: 2025-01-10")
    path = path_of(reference, library)
    if path is None or not path.is_file():
        message = f"There is no list {reference}. Lists stand in the folder {FOLDER}/."
        return shelf.nothing(written.values_at["from"], "unknown-list", message)
    try:
        entries = read_yaml(path.read_text("utf-8")).get("entries")
    except (YamlFaults, UnicodeDecodeError, OSError) as error:
        reason = error.faults[0].message if isinstance(error, YamlFaults) else "It is not UTF-8 text."
        return shelf.nothing(at, "faulty-list", f"The list {reference} cannot be read. {reason}")
    options = valid_options(entries, day, at)
    if options is None:
        return shelf.nothing(at, "faulty-list", f"An entry of the list {reference} has no code or no label.")
    if not options:
        return shelf.nothing(at, "faulty-list", f"The list {reference} has no entries valid on {day}.")
    known = [entry for entry in entries if isinstance(entry, Map)] if isinstance(entries, Seq) else []
    shelf.facts[name] = {str(entry.get("code")): entry for entry in known if stands(entry, day)}
    return options


def valid_options(entries: object, day: date, at: Mark) -> Seq | None:
    """The entries that stand on a day, as options; None when one of them cannot be an option."""
    found = Seq(at)
    for entry in entries if isinstance(entries, Seq) else ():
        if not isinstance(entry, Map) or not {"code", "label"} <= entry.keys():
            return None
        if stands(entry, day):
            option = Map(at)
            option.put("code", entry["code"])
            option.put("label", entry["label"])
            found.put(option, at)
    return found


def path_of(reference: str, library: Path | None) -> Path | None:
    """The file of a reference list: one name in one folder, and never a way out of it."""
    folder, _, name = reference.partition("/")
    plain = name.replace("-", "").replace("_", "")
    if library is None or folder != FOLDER or not (plain.isascii() and plain.isalnum()):
        return None
    return library / FOLDER / f"{name}.yaml"


def day_from(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None


def stands(entry: Map, day: date) -> bool:
    """Whether an entry is valid on a day; both ends may be open."""
    begins, ends = day_from(entry.get("valid_from")), day_from(entry.get("valid_to"))
    return (begins is None or begins <= day) and (ends is None or day < ends)
