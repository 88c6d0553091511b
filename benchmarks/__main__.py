"""`make bench`: every ratio of this run, one a line, then what each page costs on the way.

`python -m benchmarks landscape` measures the analysis alone, `raking` raking, `opening` an export that is
opened again; `--help` says what else.
"""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

import structlog

from benchmarks import (
    capacity,
    landscape,
    live,
    load,
    long,
    opening,
    pages,
    reading,
    surveyed,
    tabulating,
    weighting,
    weights,
)

MOST_COUNTED = 100_000
"""Answers at most in the tables that are counted in other ways too; ours then counts ten times as many."""


def everything() -> Iterator[object]:
    yield from pages.ratios()
    yield from live.ratios()
    yield from loaded(None)
    yield from reading.ratios()
    yield from long.ratios()
    yield from weighting.ratios()
    yield from analysis(landscape.SHORT, landscape.planned())
    yield from weights.ratios()
    yield from weights.weights()


def loaded(peer: Path | None) -> Iterator[object]:
    """Pages over HTTP beside the bare framework, then beside the peer where its Python is known."""
    yield from load.lines()
    yield from load.beside_peer(peer)


def analysis(
    sizes: Sequence[int], plan: Path, call: landscape.Call = landscape.in_its_own_process
) -> Iterator[object]:
    """The landscape by size, the counting of tables beside other ways to count them, and the opening."""
    for line in landscape.lines(sizes, plan, call):
        yield line
        if isinstance(line, landscape.Run) and line.people <= MOST_COUNTED:
            yield surveyed.beside(line, plan)
    yield from tabulating.lines(min(sizes[-1], MOST_COUNTED))
    yield opening.measured(min(sizes[-1], opening.USUAL))


def asked(words: Sequence[str]) -> Iterator[object]:
    """What the command line names."""
    parser = ArgumentParser("python -m benchmarks", description="Speed as ratios within one run.")
    parts = parser.add_subparsers(dest="part", help="everything without it")
    parts.add_parser("raking", help="weights, beside other ways to them")
    parts.add_parser("live", help="the team's live page, beside a page of the survey")
    served = parts.add_parser(
        "load", help="pages over HTTP at 1, 32 and 256 connections, beside the bare framework; then `peer`"
    )
    beside = parts.add_parser(
        "peer", help="pages over HTTP at 8 connections, beside the Django survey package"
    )
    for part in (served, beside):
        part.add_argument("--peer-python", type=Path, help="a Python that has the package and gunicorn")
    again = parts.add_parser("opening", help="an export that is opened again, beside decoding")
    again.add_argument("sizes", nargs="*", type=int, default=[opening.USUAL], help="how many answer")
    alone = parts.add_parser("landscape", help="the analysis, from answers to a page")
    alone.add_argument("sizes", nargs="*", type=int, help="how many answer; 1,000 and 10,000 by default")
    alone.add_argument("--full", action="store_true", help="up to a million")
    alone.add_argument("--plan", type=Path, default=landscape.planned(), help="the plan of the report")
    hourly = parts.add_parser("capacity", help="people an hour by machine, from what one of them costs")
    hourly.add_argument("people", nargs="?", type=int, default=40, help="how many robots answer")
    given = parser.parse_args(words)
    if given.part == "raking":
        return weighting.ratios()
    if given.part == "live":
        return iter(live.ratios())
    if given.part == "load":
        return loaded(given.peer_python)
    if given.part == "peer":
        return load.beside_peer(given.peer_python)
    if given.part == "opening":
        return map(opening.measured, given.sizes)
    if given.part == "capacity":
        return capacity.costs(given.people)
    if given.part == "landscape":
        usual = landscape.FULL if given.full else landscape.SHORT
        return analysis(given.sizes or usual, given.plan.resolve())
    return everything()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for found in asked(sys.argv[1:]):
        sys.stdout.write(f"{found}\n")
        sys.stdout.flush()
