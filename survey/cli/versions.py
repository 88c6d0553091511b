"""For the team: the versions of each questionnaire, who put each live, and what changed between two."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from survey.cli.terminal import opened_store, say, tell_changes
from survey.engine.versions.compare import compare
from survey.errors import Refused
from survey.fieldwork.library import Volume, volume, volumes

Named = Annotated[str, typer.Argument(help="A questionnaire's id; every one without it.")]


def versions(
    questionnaire: Named = "",
    old: Annotated[str, typer.Argument(help="A version's number or fingerprint, to compare.")] = "",
    new: Annotated[str, typer.Argument(help="The one to compare it with.")] = "",
) -> None:
    """List the versions in the folder and those ever asked, with who put each live; or compare two.

    Unlike `survey diff`, which compares files, it knows versions whose files are gone.
    """
    if old and not new:
        raise Refused("Name two versions to compare, such as 1.0 1.1.")
    with opened_store() as (settings, store):
        if old:
            whole = volume(store, settings.questionnaires, questionnaire)
            tell_changes(compare(whole.edition(old).form, whole.edition(new).form))
            return
        one = (volume(store, settings.questionnaires, questionnaire),) if questionnaire else ()
        for each in one or volumes(store, settings.questionnaires):
            tell(each, store.clock())


def tell(whole: Volume, now: datetime) -> None:
    """One questionnaire, a line for each version, each survey that asked it and each fault."""
    say(f"{whole.questionnaire}: {whole.title}")
    for one in whole.editions:
        say(f"  {one.form.version}  {one.short}  {one.form.status}  {one.where}")
        for live in one.lives:
            say(f"    {live.sentence(now)}")
    for faulty in whole.faulty:
        say(f"  {faulty.file} cannot be read")
        for fault in faulty.faults:
            say(f"    {fault}")
