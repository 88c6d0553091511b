"""What the code map says of one older version: for each thing that it asked, what it counts as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.engine.codebook import Measure
from survey.engine.local import SOURCE, in_a_row
from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.change import Change, Weight
from survey.engine.versions.code_map import code_now, recodings
from survey.engine.versions.names import Named, names_in
from survey.engine.versions.routes import Routes

SAME = "The code map says that it asks the same: earlier answers are counted there."
COUNTED = "The code map says that it means the same: earlier answers are counted so."
LOST = "The code map says so: earlier answers that chose it are counted as taken out (redacted)."
DROPPED = "Earlier answers stay stored and are in no figure. The code map says why: {why}"
UNMET = "Earlier answers do not need it. See that it is not misspelt."
TWO = "Two answers of one person would stand in one place. Map one of them elsewhere, or drop it."
PLACED = "The others were given their places beside it, which mean something else without it."


@dataclass(frozen=True, slots=True)
class Became:
    """What one name of the older version is now."""

    was: str
    now: str = ""
    """Another name; none where it keeps its own."""
    merged: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Codes of now, each with those of before that count as it."""
    lost: tuple[str, ...] = ()
    """Codes without a counterpart."""
    dropped: str = ""
    """Why it was taken out, if it was."""

    @property
    def without(self) -> tuple[str, ...]:
        """The codes under which answers are lost; no code where all are."""
        return ("",) if self.dropped else self.lost


def became(old: Questionnaire, new: Questionnaire) -> tuple[Became, ...]:
    """Everything of the older version that an entry of the newer one's map is about, in its order."""
    routes = Routes(old, new)
    return tuple(
        of_name(name, named, routes) for name, named in names_in(old).items() if routes.fate(name).by
    )


def of_name(name: str, named: Named, routes: Routes) -> Became:
    own = routes.fate(name)
    if own.dropped:
        return Became(name, dropped=own.dropped.dropped or "")
    merged: dict[str, list[str]] = {}
    lost: list[str] = []
    for code in map(str, named.codes):
        now, _ = code_now(code, recodings([own]))
        if now is None:
            lost.append(code)
        elif now != code:
            merged.setdefault(now, []).append(code)
    codes = tuple((now, tuple(was)) for now, was in merged.items())
    return Became(name, own.now if own.now != name else "", codes, tuple(lost))


def changes(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    """What the code map does to answers of the older version, and where it does not fit them."""
    named = names_in(old)
    for one in became(old, new):
        where = tuple(one.was.split("."))
        if one.dropped and named[one.was].placed:
            yield Change(Weight.BREAKING, where, "dropped from things put in order", PLACED)
        elif one.dropped:
            why = DROPPED.format(why=one.dropped)
            yield Change(Weight.ADDITIVE, where, "dropped", why, mapped=True)
        if one.now:
            yield Change(Weight.ADDITIVE, where, f"is counted as {one.now}", SAME, mapped=True)
        for now, was in one.merged:
            what = f"{in_a_row((*was,), SOURCE)} {'is' if len(was) == 1 else 'are'} counted as {now}"
            yield Change(Weight.ADDITIVE, where, what, COUNTED, mapped=True)
        for code in one.lost:
            yield Change(Weight.ADDITIVE, where, f"{code} has no counterpart", LOST, mapped=True)
    yield from collisions(old, new)
    yield from unmet(old, new)


def collisions(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    """Columns that would stand in one; only options of one question may."""
    first: dict[str, str] = {}
    for name, route in Routes(old, new).by_column.items():
        if route.to is None:
            continue
        other = first.setdefault(route.to, name)
        one, two = old.codebook.owner(other), old.codebook.owner(name)
        if other != name and not (one is two and one.measure is Measure.MULTIPLE):
            yield Change(Weight.BREAKING, (name,), f"is counted as {route.to}, as is {other}", TWO)


def unmet(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    """Entries, and codes in them, that nothing of the older version comes to."""
    routes, met = Routes(old, new), set[tuple[str, str]]()
    for name, named in names_in(old).items():
        own = routes.fate(name)
        met |= {(entry.key, "") for entry in own.by}
        for code in map(str, named.codes):
            for entry in recodings([own]):
                met.add((entry.key, code))
                code = entry.recoded.get(code, code) or ""
    for step in routes.steps:
        for entry in step.values():
            for code in ("", *entry.recoded):
                if (entry.key, code) not in met and (not code or (entry.key, "") in met):
                    what = f"{code or 'it'} is not in version {old.version}"
                    yield Change(Weight.WORDING, ("code_map", *entry.was.split(".")), what, UNMET)
