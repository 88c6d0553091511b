"""`make bench`: every ratio of this run, one a line, then what each page costs on the way."""

from __future__ import annotations

import logging
import sys

import structlog

from benchmarks import long, pages, reading, weighting, weights

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
for found in (
    *pages.ratios(),
    *reading.ratios(),
    *long.ratios(),
    *weighting.ratios(),
    *weights.ratios(),
    *weights.weights(),
):
    sys.stdout.write(f"{found}\n")
