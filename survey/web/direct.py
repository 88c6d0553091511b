"""Routes whose function takes the request and nothing else: the framework has nothing to settle for it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response


class Direct(APIRoute):
    """Calls its function as it is; the framework lists the route, and tells it apart, like any other."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function itself, without the steps that find what else one might ask for."""
        return self.endpoint
