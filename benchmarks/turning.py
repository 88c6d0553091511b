"""One page sent and the next one opened, by a client in this process or as a server would ask for it."""

from __future__ import annotations

from asyncio import Runner
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.testclient import TestClient
from starlette.types import Message, Scope

from benchmarks.pages import FORM


@dataclass(frozen=True, slots=True)
class Turning:
    """Sends the same page each time; the client is the one that answered every page before."""

    client: TestClient
    url: str
    body: str

    def by_client(self) -> None:
        self.client.post(self.url, content=self.body, headers=FORM)

    def as_served(self, runner: Runner) -> None:
        """Without the client, whose own work is as much as the short questionnaire's."""
        runner.run(self._served())

    async def _served(self) -> None:
        sent = await self._called("POST", self.url, self.body.encode())
        await self._called("GET", sent[b"location"].decode(), b"")

    async def _called(self, method: str, url: str, body: bytes) -> dict[bytes, bytes]:
        """The headers of the reply; an error ends the benchmark."""
        headers: dict[bytes, bytes] = {}

        async def receive() -> Message:
            return {"type": "http.request", "body": body}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] < 400
                headers.update(message["headers"])

        await self.client.app(self._scope(method, url, len(body)), receive, send)
        return headers

    def _scope(self, method: str, url: str, length: int) -> Scope:
        address = urlsplit(url)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.client.cookies.jar)
        headers = {**FORM, "host": self.client.base_url.netloc.decode(), "cookie": cookies}
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": address.path,
            "raw_path": address.path.encode(),
            "query_string": address.query.encode(),
            "root_path": "",
            "headers": [
                *((name.encode(), value.encode()) for name, value in headers.items()),
                (b"content-length", str(length).encode()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
