"""Posters for the team: each made by a process of its own, one at a time, and the latest kept in memory."""

from __future__ import annotations

from collections.abc import Mapping

from anyio import Lock

from survey.web.paper_forms import printed
from survey.web.respondent.sharing import as_svg

MOST = 12
"""How many posters a process keeps; the first made goes first."""


class Posters:
    """The posters of one application."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], bytes] = {}
        self._one_at_a_time = Lock()

    async def poster(self, words: Mapping[str, str], size: str) -> bytes:
        """The poster as PDF, with its words as they are now; empty where it cannot be made."""
        key = (size, *words.values())
        async with self._one_at_a_time:
            if key not in self._made:
                asked = {"words": dict(words), "code": as_svg(words["address"]).decode(), "size": size}
                made = await printed("poster", asked)
                if not made:
                    return b""
                self._made[key] = made
            found = self._made[key]
            while len(self._made) > MOST:
                del self._made[next(iter(self._made))]
        return found
