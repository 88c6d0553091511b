"""From an extract to the files of an export."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from analysis.export import codebook, ddi, readme
from analysis.export.columns import Field, fields_of
from analysis.export.formats import FORMATS, Format
from analysis.export.formats.base import Records, Whole
from analysis.export.people import known_of, shuffled
from analysis.export.weights import Weighing
from analysis.fingerprint import Fingerprint, digest, program
from analysis.kept import ANSWERS, TEXTS
from analysis.load import Extract
from analysis.render import wording
from analysis.spreadsheet import write_rows
from analysis.unread import Unread
from survey.engine.codebook import Nature
from survey.engine.spreadsheet import guarded
from survey.errors import Refused

BESIDE = ("codebook.json", "codebook.csv", ddi.NAME, "README.txt")
KNOWN = frozenset(BESIDE) | {
    file
    for format in FORMATS.values()
    for file in (*format.files(ANSWERS), *format.files(TEXTS), *format.beside)
}
"""Every name that a file of an export can have."""


def write(
    extract: Extract,
    format: Format,
    folder: Path,
    *,
    seed: int,
    with_text: bool = False,
    plan: Path | None = None,
    progress: Callable[[str], None] = lambda said: None,
) -> list[str]:
    """Write everything into an empty folder, with weights where the report's plan in a file has margins.

    Returns the names of the files, the answers first.
    """
    if not len(extract.frame):
        raise Refused(f"Nobody has answered {extract.slug} yet, so there is nothing to export.")
    frame = shuffled(extract.frame, seed)
    known, weighing = known_of(frame, extract.versions), Weighing.of(frame, plan)
    parts = {ANSWERS: format.prepared((*known, *weighing.fields, *fields_of(frame, Nature.CLOSED)))}
    words = format.prepared((known[0], *fields_of(frame, Nature.TEXT)))
    if weighing.refusal:
        progress(weighing.refusal)
    if with_text and len(words) > 1:
        parts[TEXTS] = words
    elif with_text:
        progress("No question takes words of one's own, so there is no file of them.")
    made_from = Fingerprint(extract.digest, digest(format.endings, *parts), program(), None, 0, hidden=seed)
    about = partial(readme.about, extract, format, TEXTS in parts)
    inside = {ANSWERS: about(weighing.inside), TEXTS: about(())}
    files: list[str] = []
    for name, fields in parts.items():
        own = format.files(name)
        progress(f"Writing {own[0]}: {len(fields)} columns.")
        said = (*inside[name], readme.made_from(made_from))
        records = Records(name, extract.title, wording.marks(extract), fields, said)
        format.write(records, folder)
        files += own
    whole = Whole(frame, extract.slug, extract.title, wording.marks(extract), str(made_from))
    files += [name for name in format.complete(whole, folder) if name not in files]
    progress("Writing the codebook.")
    columns = described(parts[ANSWERS], format, format.files(ANSWERS)[0])
    columns += described(words[1:], format, format.files(TEXTS)[0] if TEXTS in parts else "")
    write_codebook(extract, format, columns, made_from, folder)
    held = [format.files(name)[0] for name in parts]
    ddi.write(extract, columns, format, held, str(made_from), weighing.made, folder)
    files += BESIDE
    paragraphs = (*about(weighing.said), readme.made_from(made_from))
    (folder / "README.txt").write_text(readme.text(extract, paragraphs, files), "utf-8")
    return files


def described(fields: tuple[Field, ...], format: Format, file: str) -> list[dict[str, object]]:
    return [codebook.described(field, format.reason, file) for field in fields]


def write_codebook(
    extract: Extract, format: Format, columns: list[dict[str, object]], made_from: Fingerprint, folder: Path
) -> None:
    """As JSON for programs, as CSV for people."""
    about = {
        "title": extract.title,
        "campaign": extract.slug,
        "questionnaire": extract.questionnaire,
        "versions": list(extract.versions),
        "responses": len(extract.frame),
        "release": extract.release,
        "synthetic": extract.synthetic,
        "trial": extract.trial,
        "unread": asdict(Unread.of(extract.frame)),
        "protected": False,
        "fingerprint": str(made_from),
        "data": made_from.data,
        "program": made_from.program.version,
    }
    whole = codebook.document(about, columns, extract.frame.codebook.scores, format.reason)
    (folder / "codebook.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
    lines = ([guarded(str(cell)) for cell in codebook.line_of(column)] for column in columns)
    write_rows(folder / "codebook.csv", codebook.HEADINGS, lines)
