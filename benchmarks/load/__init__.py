"""Pages under load over HTTP, beside the same framework and server doing nothing of ours.

prepared (what is asked) -> asking (by so many connections) -> measured (ratios); bare has what stands beside.
`against` asks another survey program in turn with ours, `peer` serves it.
"""

from benchmarks.load.against import lines as beside_peer
from benchmarks.load.measured import lines, on_engine

__all__ = ["beside_peer", "lines", "on_engine"]
