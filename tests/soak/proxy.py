"""A way to a database that can be cut, silent or slow, for as long as one likes."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from enum import StrEnum


class Line(StrEnum):
    """What becomes of what is sent."""

    GOOD = "good"
    CUT = "cut"
    SILENT = "silent"
    SLOW = "slow"


class Proxy:
    """Passes bytes on between a port of its own and another; `become` changes how."""

    def __init__(self, target: int, seconds: float = 3.0) -> None:
        self.target, self.seconds = target, seconds
        self.line = Line.GOOD
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = int(self.listening.getsockname()[1])
        self.pairs: list[tuple[socket.socket, socket.socket]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def become(self, line: Line) -> None:
        self.line = line
        if line is Line.CUT:
            for pair in self.pairs:
                for end in pair:
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
            self.pairs.clear()

    def close(self) -> None:
        self.become(Line.CUT)
        self.listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listening.accept()
                if self.line is Line.CUT:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            self.pairs.append((near, far))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while sent := one.recv(65536):
                if self.line is Line.SLOW and one.getpeername()[1] != self.target:
                    time.sleep(self.seconds)
                while self.line is Line.SILENT:
                    time.sleep(0.02)
                other.sendall(sent)
        except OSError:
            pass
        for end in (one, other):
            end.close()
