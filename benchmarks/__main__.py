"""`make bench`: every ratio of this run, one a line."""

from __future__ import annotations

import logging
import sys

import structlog

from benchmarks import pages, reading

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
for found in (*pages.ratios(), *reading.ratios()):
    sys.stdout.write(f"{found}\n")
