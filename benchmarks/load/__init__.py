"""Pages under load over HTTP, beside the same framework and server doing nothing of ours.

prepared (what is asked) -> asking (by so many connections) -> measured (ratios); bare has what stands beside.
"""

from benchmarks.load.measured import lines, on_engine

__all__ = ["lines", "on_engine"]
