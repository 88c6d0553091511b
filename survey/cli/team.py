"""For the team that runs a survey: its dates, how it is doing, what was changed, a rehearsal."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from secrets import token_bytes
from typing import Annotated

import typer

from survey.cli.running import DryRun, tell_consequences, tell_revision
from survey.cli.terminal import UNSAID, AsJson, Reason, Slug, opened_store, say, whoever
from survey.engine.advice.opening import unsaid
from survey.engine.loader import load_file
from survey.errors import Refused
from survey.fieldwork import audit, importing
from survey.fieldwork import campaign as campaigns
from survey.fieldwork.codes import Codes
from survey.fieldwork.limit import set_most
from survey.fieldwork.live.looking import look
from survey.fieldwork.live.taking import renew
from survey.fieldwork.rehearsal import rehearse
from survey.fieldwork.revision import of_revising
from survey.fieldwork.revision import revise as revise_campaign
from survey.fieldwork.running.checklist import checklist
from survey.fieldwork.running.consequences import of_closing, of_extending
from survey.fieldwork.running.limiting import of_limiting
from survey.fieldwork.running.standing import Standing, standing
from survey.fieldwork.shelf import find_questionnaire
from survey.fieldwork.spreading.invitations import Rule, rule_named, set_rule
from survey.fieldwork.status import Status, all_campaigns
from survey.fieldwork.trial import month_from
from survey.fieldwork.window import parse_london


def tell(status: Status, how: Standing | None = None) -> None:
    """A campaign's status, one line each, and where asked for how it stands."""
    rows = (*status.in_words(), *(how.in_words() if how else ()))
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        say(f"{name:<{width}}  {value}")


def open_survey(
    questionnaire: Annotated[str, typer.Argument(help="A questionnaire's id, or its file.")],
    slug: Annotated[
        str, typer.Option(help="Address of this fielding; the questionnaire's id by default.")
    ] = "",
    at: Annotated[
        str, typer.Option(help="When it opens, London time: 2024-12-02 09:00. Now by default.")
    ] = "",
    until: Annotated[
        str,
        typer.Option(
            help="When it closes, London time; a date is the end of that day. 30 days on by default."
        ),
    ] = "",
    withdraw_until: Annotated[
        str, typer.Option(help="Last day to withdraw; days promised after closing by default.")
    ] = "",
    most: Annotated[
        int | None, typer.Option(help="Responses at most; once so many are sent nobody new begins.")
    ] = None,
    invitations: Annotated[
        str, typer.Option(help="Links for one person: off, beside the open link, or only by them.")
    ] = Rule.OFF.value,
    reason: Reason = UNSAID,
) -> None:
    """Open a survey for answers, now or at a time to come."""
    with opened_store() as (settings, store):
        opens_at = parse_london(at) if at else None
        rule = rule_named(invitations)
        asked = load_file(find_questionnaire(settings.questionnaires, questionnaire))
        opened = campaigns.open_campaign(
            store,
            asked,
            slug or None,
            opens_at=opens_at,
            closes_at=parse_london(until, closing=True) if until else month_from(opens_at or store.clock()),
            withdraw_until=parse_london(withdraw_until, closing=True) if withdraw_until else None,
            actor=whoever(),
            reason=reason,
            grace_minutes=settings.grace_minutes,
            most=most,
        )
        if rule is not Rule.OFF:
            set_rule(store, opened.slug, rule, actor=whoever(), reason=reason)
        tell(campaigns.status(store, opened.slug))
        say(f"\nIts address: {settings.base_url}/s/{opened.slug}")
        for message in unsaid(asked):
            say(f"\nStill missing: {message}")
        for line in checklist(store, asked, actor=whoever()).missing:
            if line.to_do not in unsaid(asked):
                say(f"\nBefore people are invited: {line.title}. {line.in_a_terminal}")
        if asked.status == "draft":
            say("\nThe questionnaire is still a draft, and every page says so: `status: approved` ends that.")
        if not until:
            say("\nNo --until was given, so it closes after 30 days: `survey extend` and `close` move that.")


def revise(
    slug: Slug,
    file: Annotated[Path, typer.Argument(help="The new version; see `survey diff` first.")],
    reason: Reason = UNSAID,
    dry_run: DryRun = False,
) -> None:
    """Ask a new version from now on; who began keeps theirs.

    A breaking change is refused unless the code map of the new version says what became of it.
    """
    with opened_store() as (_, store):
        asked = load_file(file)
        if dry_run:
            tell_revision(of_revising(store, slug, asked))
            return
        _, changes = revise_campaign(store, slug, asked, actor=whoever(), reason=reason)
        say(f"Whoever begins from now on is asked version {asked.version}; who has begun goes on as before.")
        for kind, number in Counter(change.sort for change in changes).items():
            say(f"  {number} {kind}")


def extend(
    slug: Slug,
    until: Annotated[str, typer.Option(help="The new closing, London time.")],
    withdraw_until: Annotated[str, typer.Option(help="The new last day to withdraw.")] = "",
    reason: Reason = UNSAID,
    dry_run: DryRun = False,
) -> None:
    """Move the closing of a survey to a later time."""
    with opened_store() as (_, store):
        closes_at = parse_london(until, closing=True)
        withdrawn = parse_london(withdraw_until, closing=True) if withdraw_until else None
        if dry_run:
            tell_consequences(of_extending(store, slug, closes_at, withdrawn))
            return
        campaigns.extend(store, slug, closes_at, withdraw_until=withdrawn, actor=whoever(), reason=reason)
        tell(campaigns.status(store, slug))


def close(
    slug: Slug,
    at: Annotated[str, typer.Option(help="When, London time; now by default.")] = "",
    reason: Reason = UNSAID,
    dry_run: DryRun = False,
) -> None:
    """Close a survey before its time. Drafts already begun have the time of grace."""
    with opened_store() as (_, store):
        closes_at = parse_london(at, closing=True) if at else None
        if dry_run:
            tell_consequences(of_closing(store, slug, closes_at))
            return
        campaigns.close(store, slug, actor=whoever(), reason=reason, at=closes_at)
        tell(campaigns.status(store, slug))


def limit(
    slug: Slug,
    most: Annotated[int | None, typer.Option(help="Responses at most, 10 or more.")] = None,
    no_limit: Annotated[bool, typer.Option("--none", help="As many as come.")] = False,
    reason: Reason = UNSAID,
    dry_run: DryRun = False,
) -> None:
    """Change how many responses a survey takes. Whoever has begun can send all the same."""
    if (most is None) != no_limit:
        raise Refused("Say either how many, as in --most 500, or --none for as many as come.")
    with opened_store() as (_, store):
        if dry_run:
            tell_consequences(of_limiting(store, slug, most))
            return
        set_most(store, slug, most, actor=whoever(), reason=reason)
        tell(campaigns.status(store, slug))


def status(slug: Slug = "", as_json: AsJson = False) -> None:
    """Where a survey stands and what comes next, or every survey; counts rounded, and never under 10."""
    with opened_store() as (_, store):
        slugs = [slug] if slug else [one.slug for one in all_campaigns(store)]
        for known in slugs:
            renew(store, known)
        found = [(campaigns.status(store, one), standing(store, one)) for one in slugs]
    if as_json:
        several = [{**one.as_json(), "standing": how.as_json()} for one, how in found]
        say(json.dumps(several[0] if slug else several, indent=2))
        return
    for number, (one, how) in enumerate(found):
        if number:
            say("")
        tell(one, how)
    if not found:
        say("There is no survey yet. Open one with `survey open`.")


def live(slug: Slug, as_json: AsJson = False) -> None:
    """How answers come in, by group, area, channel and week, in bands; counted anew where it is time.

    In any group two views differ by nobody or by 10 people and more, so that none tells of a few.
    """
    with opened_store() as (_, store):
        renew(store, slug)
        found = look(store, slug)
    if as_json:
        say(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
        return
    rows = tuple(found.in_words())
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        say(f"{name:<{width}}  {value}")


def history(slug: Slug, as_json: AsJson = False) -> None:
    """What was changed in a survey, when, by whom and why. Fails when somebody has altered the log."""
    with opened_store() as (_, store):
        entries, flaws = audit.entries(store, slug), audit.flaws(store)
    if as_json:
        found = {"entries": [audit.as_json(entry) for entry in entries], "flaws": flaws}
        say(json.dumps(found, indent=2, ensure_ascii=False))
    for line in () if as_json else (*map(audit.in_one_line, entries), *flaws):
        say(line)
    sys.exit(1 if flaws else 0)


def import_responses(
    slug: Slug,
    file: Annotated[Path, typer.Argument(help="A .csv with a header row, or JSON Lines, in UTF-8.")],
    reason: Reason = UNSAID,
    dry_run: Annotated[bool, typer.Option(help="Say what is wrong and store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring in answers collected elsewhere, such as keyed from paper: the whole file, or nothing of it.

    Columns are the variables, cells their codes, an empty cell was left blank; `survey print` shows both.
    `paper_id` numbers the forms: a form that is there already is not stored again. Exit code 1 and every
    error by row when something does not fit.
    """
    rows = importing.rows_in(file)

    def tell_progress(row: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{row} of {len(rows)} rows looked at", nl=False, err=True)

    with opened_store() as (settings, store):
        try:
            found = importing.import_responses(
                store,
                slug,
                rows,
                actor=whoever(),
                reason=reason,
                codes=Codes(settings.secret()),
                random_bytes=token_bytes,
                dry_run=dry_run,
                progress=tell_progress,
            )
        except importing.BadRows as error:
            if not as_json:
                raise
            listed = [{"row": row, "message": sentence} for row, sentence in error.errors]
            say(json.dumps({"stored": 0, "errors": listed}, indent=2, ensure_ascii=False))
            sys.exit(1)
    if as_json:
        say(json.dumps({"stored": 0 if dry_run else found.stored, "known": found.known, "errors": []}))
        return
    said = "would be stored" if dry_run else "stored"
    responses = "1 response" if found.stored == 1 else f"{found.stored} responses"
    there = "1 was" if found.known == 1 else f"{found.known} were"
    say(f"{responses} {said} in {slug}; {there} there already.")


def keying_template(slug: Slug, out: Annotated[Path, typer.Argument(help="The .csv file to write.")]) -> None:
    """Write the header row to key answers from paper into, for `survey import-responses`."""
    with opened_store() as (_, store):
        columns = importing.columns_for(store, slug)
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerow(columns)
    say(f"{out} is written: {len(columns)} columns.")


def simulate(
    slug: Slug,
    number: Annotated[
        int, typer.Option("-n", "--number", min=1, max=100_000, help="How many send their answers.")
    ] = 100,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
) -> None:
    """Fill a survey with synthetic people; it is marked synthetic on every page and file from then on."""
    with opened_store() as (settings, store):
        last = 0
        for done in rehearse(store, settings, slug, number=number, seed=seed, actor=whoever()):
            if sys.stderr.isatty() and done != last:
                typer.echo(f"\r{done} of {number} sent", nl=False, err=True)
            last = done
        if sys.stderr.isatty():
            typer.echo("", err=True)
        say(f"{last} synthetic responses sent to {slug} (seed {seed}). All that is made from them says so.")
