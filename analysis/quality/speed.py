"""How long people took, and who was so quick that the pages can hardly have been read.

Seconds are people x pages: not-a-number where a page was not finished, nought where nobody measured it.
Words are those of each page. A person without measured pages is never quick.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.rows import numbered

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]

PART_OF_USUAL = 1 / 3
"""Of the median on the same route; a common rule, to be judged by a person."""
SECONDS_A_WORD = 0.3
"""Faster than this nobody reads and answers (Zhang and Conrad 2014)."""
ON_SO_MANY = 0.5
"""The part of the pages on which somebody reads faster than that."""
SAME_ROUTE = 10
"""With fewer people on a route its usual time is made of the usual times of its pages."""
FEWEST_PAGES = 3
"""Of somebody with fewer measured pages nothing is said."""


def measured(seconds: Floats) -> Bools:
    """Finished pages whose time is known."""
    known: Bools = seconds > 0
    return known


def totals(seconds: Floats) -> Floats:
    """Active seconds of each person, not-a-number where the time of a finished page is not known."""
    finished, known = ~np.isnan(seconds), measured(seconds)
    whole = finished.any(axis=1) & (finished == known).all(axis=1)
    return np.where(whole, np.nansum(seconds, axis=1), np.nan)


def routes(seconds: Floats) -> Integers:
    """A number for the route of each person: the pages that were finished."""
    if not len(seconds) or not seconds.shape[1]:
        return np.zeros(len(seconds), dtype=np.int64)
    return numbered(~np.isnan(seconds))


def page_medians(seconds: Floats) -> Floats:
    """The usual seconds of each page; not-a-number where nobody was measured."""
    known = measured(seconds)
    found = np.full(seconds.shape[1], np.nan)
    for at in np.flatnonzero(known.any(axis=0)):
        found[at] = np.median(seconds[known[:, at], at])
    return found


def usual(seconds: Floats) -> Floats:
    """The usual seconds for the pages that each person was measured on."""
    found: Floats = np.where(measured(seconds), page_medians(seconds), 0.0).sum(axis=1)
    total, route = totals(seconds), routes(seconds)
    for one in np.unique(route):
        same = (route == one) & ~np.isnan(total)
        if np.count_nonzero(same) >= SAME_ROUTE:
            found[same] = np.median(total[same])
    return found


def fast(seconds: Floats, words: Floats) -> Bools:
    """Pages gone through faster than they can be read (people x pages)."""
    known: Bools = measured(seconds) & (words > 0) & (seconds < SECONDS_A_WORD * words)
    return known


def hasty(seconds: Floats, words: Floats) -> Bools:
    """Pages on which somebody was too fast to read, or took less than a third of what is usual there."""
    usual_there = np.nan_to_num(page_medians(seconds))
    short = measured(seconds) & (seconds < PART_OF_USUAL * usual_there)
    either: Bools = fast(seconds, words) | short
    return either


def speeders(seconds: Floats, words: Floats) -> Bools:
    """Who took less than a third of what is usual on the way, or was too fast on half of the pages."""
    known = measured(seconds)
    enough = known.sum(axis=1) >= FEWEST_PAGES
    own = seconds.sum(axis=1, where=known)
    short = own < PART_OF_USUAL * usual(seconds)
    readable = known & (words > 0)
    pages = readable.sum(axis=1)
    hurried = (pages > 0) & (fast(seconds, words).sum(axis=1) >= ON_SO_MANY * pages)
    quick: Bools = enough & (short | hurried)
    return quick
