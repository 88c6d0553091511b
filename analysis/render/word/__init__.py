"""The report as a Word file that an editor can go on working with."""

from __future__ import annotations

from analysis.render.word.writing import write

__all__ = ["write"]
