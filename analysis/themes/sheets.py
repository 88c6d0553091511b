"""Sheets for coders: the same texts in an order of each coder's own, a column a theme, and the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.themes.book import NONE, ThemeBook
from analysis.themes.cells import Column, Page
from analysis.themes.stamp import Stamp, batch_of
from analysis.themes.texts import Text, in_order_of, sample_of

TEXTS = "Texts"
CODING = "coding"
MARK = "1"
MARKS = (MARK, "x")
BEFORE = ("no", "id", "question", "text")
AFTER = (NONE, "note", "check", "sheet")
NO_THEME = "Write 1 where no theme fits. A row with no mark at all counts as not coded yet."


@dataclass(frozen=True)
class Sheet:
    """What one coder gets: texts in order, and marks where they are filled in already."""

    stamp: Stamp
    book: ThemeBook
    texts: tuple[Text, ...]
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, texts: Sequence[Text], book: ThemeBook, slug: str, coder: str, *, sample: bool = False
    ) -> Sheet:
        """All texts, or the sample that two people code; nobody can tell from the rows which those are."""
        chosen = in_order_of(sample_of(texts) if sample else texts, coder)
        stamp = Stamp(
            purpose=CODING,
            slug=slug,
            book=book.questionnaire,
            version=book.version,
            digest=book.digest,
            coder=coder,
            rows=len(chosen),
            of=len(texts),
            batch=batch_of(text.id for text in texts),
        )
        return cls(stamp, book, chosen)

    def pages(self) -> tuple[Page, ...]:
        """The texts, then the book that they are coded by."""
        return Page(TEXTS, columns(self.book), tuple(self.rows())), book_page(self.book)

    def rows(self) -> list[tuple[str, ...]]:
        return [self.row(str(number), text) for number, text in enumerate(self.texts, start=1)]

    def row(self, number: str, text: Text) -> tuple[str, ...]:
        given = (number, text.id, text.label, text.words)
        marked = self.marks.get(text.id, frozenset())
        marks = [MARK if code in marked else "" for code in self.book.ids]
        return (*given, *marks, "", "", self.stamp.seal(*given), str(self.stamp))


def headings(book: ThemeBook) -> tuple[str, ...]:
    return (*BEFORE, *book.ids, *AFTER)


def columns(book: ThemeBook) -> tuple[Column, ...]:
    """The columns of a coding sheet, each theme with its definition to hover over."""
    return (
        Column("no", 6),
        Column("id", 15),
        Column("question", 22, words=True),
        Column("text", 70, words=True),
        *(
            Column(
                code.id,
                max(9, len(code.id) + 1),
                f"{code.label}. {code.definition}\nMark: {code.include}\nNot: {code.exclude}",
                MARKS,
            )
            for code in book.codes
        ),
        Column(NONE, 9, NO_THEME, MARKS),
        Column("note", 30, "For yourself; nobody reads it in."),
        Column("check", 8, hidden=True),
        Column("sheet", 8, hidden=True),
    )


def book_page(book: ThemeBook) -> Page:
    """The book of themes to read while coding."""
    names = {
        "id": 16,
        "under": 22,
        "theme": 26,
        "definition": 44,
        "mark": 44,
        "do not mark": 44,
        "example": 44,
    }
    return Page(
        "Codebook",
        tuple(Column(name, width) for name, width in names.items()),
        tuple(
            (c.id, book.heading(c), c.label, c.definition, c.include, c.exclude, c.example)
            for c in book.codes
        ),
    )
