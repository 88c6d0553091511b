"""How hard laws are tried: `make test EFFORT=10` tries ten times as many examples of each."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EFFORT = float(os.environ.get("EFFORT", "1"))


def tried(examples: int) -> settings:
    """So many examples, however long each takes."""
    many = max(1, round(examples * EFFORT))
    return settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))
