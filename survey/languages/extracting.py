"""The program's own words, found in its source, and the catalogues of all languages brought up to date.

`make words` runs this. A translation stays as long as its English does; what the source no longer says goes.
Nothing is guessed, and nothing is written that changes by itself: no dates, no line numbers.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2.ext import babel_extract

from survey.engine.local import SOURCE, is_language, own_name
from survey.errors import Refused
from survey.languages.tongue import CATALOGUES, catalogue, languages, languages_in

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = (
    *("base.html", "components/*.html", "errors/*.html", "questions/*.html", "respondent/*.html"),
    *("paper/*.html", "paper/*.css"),
)
"""The templates that respondents meet; those for staff are in English."""

IN_TEMPLATES = ("_", "gettext", "ngettext", "forms")
IN_PYTHON = {"Phrase": 2, "own_words": 1}
"""What marks words in Python, and how many of its arguments are words at most."""

OPTIONS = {"newstyle_gettext": "true", "trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
HEADER = """\
# {name}: what the program itself says to respondents.
# A draft: nobody who grew up with the language has checked it yet. Whoever does, writes that in X-Checked-By.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"X-Checked-By: \\n"
"""

BLANK = "\n\n"
"""What ends the header of a catalogue, which belongs to its translators."""

Words = tuple[str, ...]
"""A sentence, or its form for one thing and its form for several."""


def words_of_the_source() -> Iterator[tuple[str, Words]]:
    """Everything that can be said in another language, with the file that says it."""
    for path in sorted((ROOT / "survey").rglob("*.py")):
        for words in words_in_python(path.read_text("utf-8"), name_of(path)):
            yield name_of(path), words
    for path in sorted(found for pattern in TEMPLATES for found in (ROOT / "templates").glob(pattern)):
        for words in words_in_template(path):
            yield name_of(path), words


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def words_in_python(source: str, name: str) -> Iterator[Words]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IN_PYTHON:
            written = [literal(argument) for argument in node.args]
            if not 1 <= len(written) <= IN_PYTHON[node.func.id] or None in written:
                raise Refused(
                    f"{name}, line {node.lineno}: write the words of {node.func.id}(...) there as they are,"
                    " and what varies as {name} with a value: what is put together later has no translation."
                )
            yield tuple(filter(None, written))


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def words_in_template(path: Path) -> Iterator[Words]:
    with path.open("rb") as file:
        for _, _, found, _ in babel_extract(file, IN_TEMPLATES, (), OPTIONS):
            yield (found,) if isinstance(found, str) else tuple(filter(None, found or ()))


def template() -> Catalog:
    """A catalogue of all words, without a translation."""
    found = Catalog()
    for name, words in words_of_the_source():
        found.add(words if len(words) > 1 else words[0], locations=[(name, 0)])
    return found


def up_to_date(language: str, source: Catalog) -> str:
    """The file of a language with all words of the source, and no others."""
    before = (CATALOGUES / f"{language}.po").read_text("utf-8")
    known = catalogue(language)
    known.update(source, no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, known, omit_header=True, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    return f"{before.partition(BLANK)[0].rstrip()}\n\n{written.getvalue().decode().strip()}\n"


def begin(language: str) -> None:
    """A catalogue for a language that the program does not speak yet."""
    if not is_language(language) or language == SOURCE:
        raise Refused(f"{language!r} is not the tag of a language, such as cy, pt or zh-Hans.")
    plurals = Catalog(language.replace("-", "_")).plural_forms
    text = HEADER.format(name=own_name(language), language=language, plurals=plurals)
    (CATALOGUES / f"{language}.po").write_text(text, "utf-8")
    languages_in.cache_clear()


def main(begun: list[str]) -> None:
    """Begin the languages that are named, and bring all up to date."""
    for language in begun:
        if language not in languages()[1:]:
            begin(language)
    source = template()
    for language in languages()[1:]:
        (CATALOGUES / f"{language}.po").write_text(up_to_date(language, source), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
