"""Whether a code map fits the version that it stands in: what it leads to is there, what it leaves is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from survey.engine.parts import DECLINING, Finding, repeated
from survey.engine.questionnaire import Questionnaire
from survey.engine.versions.code_map import SCALES, Fate, MapEntry, age, code_now, fate, recodings, steps_from
from survey.engine.versions.names import Named, names_in


def of_code_map(form: Questionnaire) -> Iterator[Finding]:
    """Every fault of the map, each where its author wrote it."""
    if not form.code_map:
        return
    named = names_in(form)
    twice = dict(mapped_twice(form.code_map))
    for number, entry in enumerate(form.code_map):
        own = twice.get(number) or of_shape(entry, form)
        for found in [own] if own else of_entry(entry, form, named):
            yield Finding(("code_map", number, *found.place), found.code, found.message, found.about)


def mapped_twice(entries: tuple[MapEntry, ...]) -> Iterator[tuple[int, Finding]]:
    """A name is left once, and taken once."""
    left: set[str] = set()
    told: set[str] = set()
    taken: set[str] = set()
    for number, entry in sorted(enumerate(entries), key=lambda one: age(one[1].since)):
        if entry.was in left or entry.key in told:
            message = f"An entry above says what became of {entry.was}. Keep one of the two."
            yield number, Finding(("was",), "map-twice", message)
        elif entry.now in taken:
            message = f"Something else is {entry.now} already: two answers of one person cannot be one."
            yield number, Finding(("now",), "map-twice", message)
        told.add(entry.key)
        if entry.now or entry.dropped:
            left.add(entry.was)
        if entry.now and not is_scale(entry.now):
            taken.add(entry.now)


def of_shape(entry: MapEntry, form: Questionnaire) -> Finding | None:
    """What is wrong with an entry before it is looked at what it names."""
    if age(entry.since) > age(form.version):
        message = f"This is version {form.version}: it cannot say what happens in {entry.since}."
        return Finding(("since",), "map-later", message)
    if bool(entry.dropped) is bool(entry.now or entry.codes):
        message = "Say what it is now (now:, codes:, or both), or why it was taken out (dropped:)."
        return Finding(("was",), "map-shape", message)
    if is_scale(entry.was) and not entry.now:
        message = "A scale with other steps is another scale. Give it another id, and write it under now:."
        return Finding(("was",), "map-shape", message)
    around = fate(entry.was.rpartition(".")[0], steps_from(form.code_map, entry.since, entry.since)).now
    if entry.now and entry.now.rpartition(".")[0] != around:
        message = f"What is in {around} stays there: {around}.name." if around else "It is in no group."
        return Finding(("now",), "map-shape", f"{entry.now} is not where {entry.was} was. {message}")
    return None


def of_entry(entry: MapEntry, form: Questionnaire, named: Mapping[str, Named]) -> Iterator[Finding]:
    own = fate(entry.was, steps_from(form.code_map, entry.since, form.version))
    yield from of_gone(entry, form, named)
    if own.dropped:
        return
    if own.now not in named and own.by[-1] is entry:
        message = f"There is nothing called {own.now} in this version. {why_not(own.now, entry, form)}"
        yield Finding(("now" if entry.now else "was",), "map-unknown", message, own.now)
    elif own.now in named:
        yield from of_codes(entry, own, named[own.now])
        yield from of_left_codes(entry, own, form, named[own.now])


def why_not(name: str, entry: MapEntry, form: Questionnaire) -> str:
    """What to do about a name that an entry leads to and that is not there."""
    for one in form.code_map:
        if one.was == name and age(one.since) == age(entry.since) and (one.now or one.dropped):
            return (
                f"{entry.since} takes {name} away as well, and what happens in one version happens at once. "
                f"Lead {entry.was} to {one.now or 'dropped:'} at once, or give each step its own since:."
            )
    return "Check the spelling."


def of_gone(entry: MapEntry, form: Questionnaire, named: Mapping[str, Named]) -> Iterator[Finding]:
    """What is left is not there any more, and never comes back."""
    if not (entry.now or entry.dropped):
        return
    if entry.was in named:
        message = f"{entry.was} is still in this version. Where only codes change, leave now: out."
        yield Finding(("was",), "map-not-gone", message, entry.was)
    elif entry.was not in form.retired:
        message = f"Put {entry.was} under retired: too, so that nothing takes it again."
        yield Finding(("was",), "map-not-retired", message)


def of_codes(entry: MapEntry, own: Fate, named: Named) -> Iterator[Finding]:
    """The codes that an entry leads to."""
    if entry.codes and not named.codes:
        message = f"{own.now} has no codes to map. Those of a paired grid go with each of its scales."
        yield Finding(("codes",), "map-unknown-code", message, own.now)
        return
    for number, _ in repeated(one.was for one in entry.codes):
        yield Finding(("codes", number), "duplicate-code", "This code is mapped above. Keep one of the two.")
    known = {str(code) for code in named.codes}
    for number, one in enumerate(entry.codes):
        became, _ = code_now(str(one.was), recodings([own]))
        if became is not None and became not in known and recodings([own])[-1] is entry:
            message = f"{own.now} has no code {became}. It has {', '.join(sorted(known))[:120]}."
            yield Finding(("codes", number), "map-unknown-code", message, own.now)
        if named.several and DECLINING.keys() & {str(one.was), str(one.now)}:
            message = "A way out of several choices is no choice, and none can become one."
            yield Finding(("codes", number), "map-way-out", message, own.now)
    steps = sorted(
        (one.was, one.now) for one in entry.codes if isinstance(one.was, int) and isinstance(one.now, int)
    )
    if named.ordered and any(higher[1] < lower[1] for lower, higher in pairwise(steps)):
        message = "A step below another must not count as one above it: a mean would say nothing."
        yield Finding(("codes",), "map-order", message, own.now)


def of_left_codes(entry: MapEntry, own: Fate, form: Questionnaire, named: Named) -> Iterator[Finding]:
    """Codes that a question leaves behind, where it keeps its name."""
    if own.now != entry.was:
        return
    known = {str(code) for code in named.codes}
    for number, one in enumerate(entry.codes):
        code = f"{entry.was}.{one.was}"
        if str(one.was) == str(one.now):
            continue
        if str(one.was) in known:
            message = f"{code} is still in this version. To give it another meaning, rename the question."
            yield Finding(("codes", number), "map-not-gone", message, entry.was)
        elif code not in form.retired:
            message = f"Put {code} under retired: too, so that nothing takes it again."
            yield Finding(("codes", number), "map-not-retired", message)


def is_scale(name: str) -> bool:
    return name.startswith(f"{SCALES}.")
