"""Themes that a program suggests: TF-IDF and NMF, with no chance in it; one more coder, called "machine".

Topics are found in the texts, each is laid beside the definitions and examples of the book, and a text gets
the theme of each topic that makes up a fair part of it. What a program suggests decides nothing and is
counted nowhere unless somebody asks for its agreement with people.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.themes.book import Code, ThemeBook
from analysis.themes.texts import Text
from survey.errors import NotInstalled, Refused

FEWEST = 20
"""Texts, under which topics are chance."""
TOPICS = 12
WORDS_SHOWN, TEXTS_SHOWN = 8, 3
ALIKE = 0.08
"""Cosine of a topic and a theme from which they are taken for the same."""
FAIR_PART = 0.3
"""Of a text's weight on all topics: from this part on the topic's theme is suggested."""
ROUNDS = 2000
SEED = 0
Matrix = NDArray[np.float64]


class Learner(NamedTuple):
    """What is used of scikit-learn, which has no types."""

    TfidfVectorizer: Any
    NMF: Any
    Unsettled: type[Warning]


@dataclass(frozen=True)
class Topic:
    """Words that come together, the texts nearest to them, and the theme that they are most like."""

    number: int
    words: tuple[str, ...]
    texts: tuple[str, ...]
    """Ids, nearest first."""
    theme: str
    """Empty where none is like it."""
    alike: float
    """Cosine with that theme, 0 to 1."""


@dataclass(frozen=True)
class Suggestion:
    """What the program makes of the texts."""

    topics: tuple[Topic, ...]
    marks: Mapping[str, frozenset[str]]
    settled: bool
    """Whether the factors stopped changing."""


def suggest(texts: Sequence[Text], book: ThemeBook, topics: int = TOPICS) -> Suggestion:
    """Topics and suggested themes; the same texts and book give the same, in whatever order they come."""
    ordered = sorted(texts, key=lambda text: text.id)
    if len(ordered) < FEWEST:
        raise Refused(
            f"There are {len(ordered)} texts; under {FEWEST} topics would be chance. Code them by hand."
        )
    learn = learner()
    weighed = learn.TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5, stop_words="english")
    try:
        words = weighed.fit_transform([text.words for text in ordered])
    except ValueError:
        raise Refused("The texts have no words in common, so there are no topics in them.") from None
    names = weighed.get_feature_names_out()
    many = min(topics, *words.shape)
    parts, made_of, settled = factors(learn, words, many)
    themes = np.asarray(weighed.transform([described(code) for code in book.codes]).todense())
    likeness = cosines(made_of, themes)
    found = tuple(
        Topic(
            at + 1,
            tuple(str(names[word]) for word in strongest(made_of[at], WORDS_SHOWN)),
            tuple(ordered[text].id for text in strongest(parts[:, at], TEXTS_SHOWN)),
            book.ids[best] if likeness[at, best] >= ALIKE else "",
            float(likeness[at, best]),
        )
        for at in range(many)
        if made_of[at].any()
        for best in [int(np.argmax(likeness[at]))]
    )
    return Suggestion(found, marks(ordered, parts, found), settled)


def learner() -> Learner:
    """The package that finds topics; it takes seconds to load, which no other command should wait for."""
    try:
        from sklearn.decomposition import NMF
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError as error:
        raise NotInstalled(
            "Suggested themes need the package scikit-learn. Install it, or code by hand."
        ) from error
    return Learner(TfidfVectorizer, NMF, ConvergenceWarning)


def factors(learn: Learner, words: Any, many: int) -> tuple[Matrix, Matrix, bool]:
    """Texts by topics and topics by words; whether the search came to an end."""
    model = learn.NMF(many, init="nndsvd", solver="cd", max_iter=ROUNDS, random_state=SEED)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", learn.Unsettled)
        parts = model.fit_transform(words)
    unsettled = any(issubclass(each.category, learn.Unsettled) for each in said)
    return np.asarray(parts), np.asarray(model.components_), not unsettled


def described(code: Code) -> str:
    """What a theme is compared by; what it is not stays out."""
    return " ".join((code.label, code.definition, code.include, code.example))


def cosines(left: Matrix, right: Matrix) -> Matrix:
    """Rows by rows; nought for an empty row."""
    lengths = np.outer(np.linalg.norm(left, axis=1), np.linalg.norm(right, axis=1))
    return np.asarray(np.divide(left @ right.T, lengths, out=np.zeros(lengths.shape), where=lengths > 0))


def strongest(weights: Matrix, most: int) -> list[int]:
    """The places of the largest weights above nought, ties in their order."""
    order = np.argsort(-weights, kind="stable")[:most]
    return [int(at) for at in order if weights[at] > 0]


def marks(texts: Sequence[Text], parts: Matrix, topics: Sequence[Topic]) -> dict[str, frozenset[str]]:
    """The themes of the topics that make up a fair part of each text."""
    sums = parts.sum(axis=1, keepdims=True)
    shares = np.divide(parts, sums, out=np.zeros_like(parts), where=sums > 0)
    return {
        text.id: frozenset(t.theme for t in topics if t.theme and shares[row, t.number - 1] >= FAIR_PART)
        for row, text in enumerate(texts)
    }
