"""One language that the program can speak: its own words, days and direction of writing.

The words stand in `catalogues/<language>.po`, in the format that translators' tools know. They are read
as they are, so that nothing has to be compiled before the program runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from survey.engine.local import COUNTED, SOURCE, direction, lasting, locale_of, own_name
from survey.engine.phrases import COMMA, Phrase, in_words
from survey.errors import NotFound

CATALOGUES = Path(__file__).resolve().parent / "catalogues"


@dataclass(frozen=True)
class Tongue:
    """A language with the means to say in it what the program says in English."""

    language: str
    words: NullTranslations

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return own_name(self.language)

    @property
    def direction(self) -> str:
        return direction(self.language)

    def says(self, text: object) -> object:
        """A phrase of the program in this language, or several; anything else as it is."""
        if isinstance(text, tuple):
            return tuple(map(self.says, text))
        if not isinstance(text, Phrase):
            return text
        return self.pattern(text).format(**self.values(text.values))

    def values(self, values: Mapping[str, object]) -> dict[str, object]:
        """The values of a sentence as they stand in it: phrases and days are said."""
        said = {name: self.says(value) for name, value in values.items()}
        return in_words(said, self.language, self.own_words(COMMA))

    def pattern(self, text: Phrase) -> str:
        if not text.many:
            return self.words.gettext(text.pattern)
        count = text.values["count"]
        assert isinstance(count, int)
        return self.words.ngettext(text.pattern, text.many, count)

    def forms(self, one: str, many: str) -> dict[str, str]:
        """A text by plural category, for a script that counts: {count} is where it puts the number."""
        rule = locale_of(self.language).plural_form
        return {rule(number): self.words.ngettext(one, many, number) for number in COUNTED}

    def lasting(self, count: int, unit: str) -> str:
        """A length of time in this language: `unit` is minute or hour."""
        return lasting(count, unit, self.language)

    def own_words(self, text: str) -> str:
        """What the program says where an author wrote nothing, in this language."""
        return self.words.gettext(text) if text else text


def catalogue(language: str) -> Catalog:
    """The catalogue of a language as translators see it."""
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def languages() -> tuple[str, ...]:
    """Every language that the program speaks, its own first."""
    return languages_in(CATALOGUES)


@cache
def languages_in(folder: Path) -> tuple[str, ...]:
    """Read once a process: each page asks for it."""
    return (SOURCE, *sorted(path.stem for path in folder.glob("*.po")))


@cache
def tongue(language: str) -> Tongue:
    """The means to speak a language; NotFound for one without a catalogue."""
    if language == SOURCE:
        return Tongue(SOURCE, NullTranslations())
    if language not in languages():
        raise NotFound(f"The program does not speak {language}. It speaks {', '.join(languages())}.")
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Tongue(language, Translations(compiled))
