"""`make bench`: every ratio of this run, one a line, then what each page costs on the way.

`python -m benchmarks landscape` measures the analysis alone; `--full` goes to a million answers.
`python -m benchmarks raking` measures raking alone.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence

import structlog

from benchmarks import landscape, long, pages, reading, tabulating, weighting, weights

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def everything() -> Iterator[object]:
    yield from pages.ratios()
    yield from reading.ratios()
    yield from long.ratios()
    yield from weighting.ratios()
    yield from analysis(full=False)
    yield from weights.ratios()
    yield from weights.weights()


def analysis(full: bool) -> Iterator[object]:
    """The landscape by size, and the counting of tables beside other ways to count them."""
    yield from landscape.lines(landscape.FULL if full else landscape.SHORT)
    yield from tabulating.lines(100_000 if full else 10_000)


def asked(words: Sequence[str]) -> Iterator[object]:
    if "landscape" in words:
        return analysis(full="--full" in words)
    return weighting.ratios() if "raking" in words else everything()


for found in asked(sys.argv[1:]):
    sys.stdout.write(f"{found}\n")
    sys.stdout.flush()
