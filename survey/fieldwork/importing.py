"""Answers collected elsewhere (keyed from paper, from another tool) brought in: all of a file, or none of it.

Every row goes the way that its answers lead, as in the browser: what the way does not ask, what no form
would take and what is still needed are errors, told by row.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from survey.engine.codebook import Measure
from survey.engine.collected import CannotWalk, Datum, collected
from survey.engine.journey import Journey
from survey.engine.pages import NOTE_FIELD
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import SavedPage, read_answers
from survey.errors import NotFound, Refused
from survey.fieldwork.campaign import note
from survey.fieldwork.codes import Codes
from survey.fieldwork.london import in_words
from survey.fieldwork.sending import store_response
from survey.fieldwork.window import london_day
from survey.storage.database import Store
from survey.storage.records import CampaignRecord, DraftRecord

PAPER_ID = "paper_id"
"""The column that says which form a row was keyed from; without it a row is known by what it says."""

Row = dict[str, Datum]
LARGEST = 50 * 2**20
"""Bytes of a file: some ten thousand forms."""


class BadRows(Refused):
    """A file of which nothing was stored; `errors` holds (row, sentence); rows count from 1."""

    def __init__(self, errors: list[tuple[int, str]]) -> None:
        self.errors = errors
        super().__init__("\n".join(f"Row {row}: {sentence}" for row, sentence in errors))


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: responses stored, and rows that were there from an earlier import."""

    stored: int
    known: int


def header(questionnaire: Questionnaire) -> list[str]:
    """The columns to key into: the form's number, then every variable and note in the order of the form."""
    asked = set(questionnaire.codebook.columns) - questionnaire.computed.keys()
    names = [PAPER_ID]
    for page in questionnaire.pages.values():
        if page.note is not None:
            names.append(page.id)
        names += [name for one in page.questions for name in one.column_names() if name in asked]
    return names


def columns_for(store: Store, slug: str) -> list[str]:
    """The header of a file for the version that a survey asks now."""
    with store.read() as tx:
        campaign = tx.campaigns.by_slug(slug)
        if campaign is None:
            raise NotFound(f"There is no survey called {slug}.")
        return header(Questionnaire.model_validate_json(tx.versions.get(campaign.version_id).document))


def rows_in(file: Path) -> list[Row]:
    """The rows of a CSV file with a header, or of JSON Lines; a cell that is empty was left blank."""
    try:
        if file.stat().st_size > LARGEST:
            raise Refused(f"{file} is larger than {LARGEST // 2**20} MiB. Bring it in as several files.")
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read as UTF-8 text. Save it as CSV in UTF-8.") from error
    if file.suffix.lower() == ".csv":
        return list(table(text))
    rows: list[Row] = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Refused(f"Line {number} is not JSON. Write one object a line, or a .csv file.") from error
        if not isinstance(row, dict) or not all(
            value is None or isinstance(value, str | int | float) for value in row.values()
        ):
            raise Refused(f"Line {number} must be one object of variables with their coded values.")
        rows.append(row)
    return rows


def table(text: str) -> Iterator[Row]:
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        names = reader.fieldnames or ()
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise Refused(f"The column {twice[0]!r} stands twice. Keep one of them.")
        for row in reader:
            if None in row:
                raise Refused(f"Line {reader.line_num} has more cells than there are columns.")
            if any(row.values()):
                yield {name: (value or "").strip() for name, value in row.items()}
    except csv.Error as error:
        raise Refused(f"Line {reader.line_num} is not CSV: {error}.") from error


def import_responses(
    store: Store,
    slug: str,
    rows: list[Row],
    *,
    actor: str,
    reason: str,
    codes: Codes,
    random_bytes: Callable[[int], bytes],
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Store every row as a response, or raise BadRows and store none.

    A row that is there already, by its `paper_id` or by what it says, is not stored again.
    """
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(slug, to_change=True)
        if campaign is None:
            raise NotFound(f"There is no survey called {slug}.")
        if tx.now >= campaign.withdraw_until:
            raise Refused(
                f"The answers stand since {in_words(campaign.withdraw_until)}. Nothing can be added."
            )
        form = Questionnaire.model_validate_json(tx.versions.get(campaign.version_id).document)
        errors: list[tuple[int, str]] = []
        ready: list[tuple[Journey, DraftRecord]] = []
        keys: dict[str, int] = {}
        known = 0
        for number, (row, key) in enumerate(zip(rows, keys_of(slug, rows, codes), strict=True), 1):
            progress(number)
            if row.get(PAPER_ID) and key in keys:
                errors.append((number, f"{PAPER_ID} {row[PAPER_ID]} stands in row {keys[key]} too."))
            keys[key] = number
            if tx.responses.by_submit_key(codes.hash("submit", key)) is not None:
                known += 1
                continue
            draft = keyed(campaign, key, london_day(tx.now), form.language, random_bytes)
            try:
                ready.append((journey_of(form, row, draft.seed), draft))
            except CannotWalk as error:
                errors += [(number, sentence) for sentence in error.sentences]
        if errors:
            raise BadRows(errors)
        if not dry_run:
            for journey, draft in ready:
                store_response(tx, journey, draft, {}, codes, random_bytes, mode="paper")
            if ready:
                note(tx, "import", None, campaign, actor, reason, stored=len(ready), known=known)
        return Imported(len(ready), known)


def keys_of(slug: str, rows: list[Row], codes: Codes) -> Iterator[str]:
    """What each row is known by: its form's number or, without one, its words and which twin it is."""
    seen: Counter[str] = Counter()
    for row in rows:
        said = {name: str(value) for name, value in sorted(row.items()) if value not in (None, "")}
        paper = said.pop(PAPER_ID, "")
        content = f"paper {paper}" if paper else json.dumps(said)
        seen[content] += not paper
        yield codes.hash("import", f"{slug} {content} {seen[content]}")


def keyed(
    campaign: CampaignRecord, key: str, day: date, language: str, random_bytes: Callable[[int], bytes]
) -> DraftRecord:
    return DraftRecord(
        id=random_bytes(16).hex(),
        campaign_id=campaign.id,
        version_id=campaign.version_id,
        resume_hash="",
        submit_key=key,
        seed=int.from_bytes(random_bytes(6)),
        day=day,
        synthetic=campaign.synthetic,
        language=language,
    )


def journey_of(form: Questionnaire, row: Row, seed: int) -> Journey:
    """The finished way of one row; CannotWalk names everything that does not fit it."""
    data = {name: value for name, value in row.items() if name != PAPER_ID and value not in (None, "")}
    saved = collected(form, typed(form, data))
    journey = Journey(form, read_answers(form, saved), seed)
    problems = list(problems_of(journey, saved))
    if problems:
        raise CannotWalk(problems)
    return journey


def typed(form: Questionnaire, data: Mapping[str, Datum]) -> dict[str, Datum]:
    """Figures as numbers where a variable is a number, so that -99 in a table is read as in JSON."""
    numbers = {
        column.name
        for question in form.questions.values()
        for variable in question.variables()
        if variable.measure is Measure.NUMBER
        for column in variable.columns
    }
    return {name: number(value) if name in numbers else value for name, value in data.items()}


def number(value: Datum) -> Datum:
    try:
        found = float(value) if isinstance(value, str) else value
    except ValueError:
        return value
    return int(found) if isinstance(found, float) and found.is_integer() else found


def problems_of(journey: Journey, saved: Mapping[str, SavedPage]) -> Iterator[str]:
    """What keeps one row from being a response."""
    if journey.end:
        yield f"These answers lead to the end screen {journey.end}: nobody is asked on. Leave the row out."
        return
    for name in journey.answers:
        if name not in journey.kept:
            yield f"{name}: this was not to be answered on the way of these answers. Clear it, or mend them."
        elif journey.kept[name] != journey.answers[name]:
            yield f"{name}: part of this was not on offer on the way of these answers. Mend it."
    for page in journey.pages:
        form = {NOTE_FIELD: saved[page.id].form[NOTE_FIELD]} if page.note else saved[page.id].form
        for problem in page.problems(form, journey.facts):
            if not problem.nudge:
                yield f"{problem.field}: {problem.message}"
