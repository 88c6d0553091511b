"""Whether others could listen in on the line to PostgreSQL: no line over which they could is handed out."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from ipaddress import ip_address, ip_network
from typing import Any

from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from survey.addresses import is_loopback
from survey.errors import Refused

CHECKED = "verify-full"
"""The one setting of libpq with which the server's name is looked up in a certificate that is trusted."""
OVERHEARD = (
    "PostgreSQL is on another machine ({there}), and the line to it is not safe: others could listen in, or"
    " answer in its place. Add sslmode=verify-full to SURVEY_DATABASE_URL, behind a ? or, where there is one,"
    " a &. Only where PostgreSQL is in a container of this very machine name the network of those containers"
    " in SURVEY_DATABASE_NETWORK instead, such as 172.31.7.0/24."
)


def refuse_beforehand(conninfo: str, more: Mapping[str, Any], own_network: str | None) -> None:
    """Refuse an address before anything is said there: whoever answers in the server's place could ask for
    the password.

    A name that cannot be looked up, and a service file, are for libpq; the line itself is looked at after.
    """
    given = conninfo_to_dict(conninfo, **more)
    sslmode = str(given.get("sslmode") or os.environ.get("PGSSLMODE", ""))
    hosts = given.get("hostaddr") or given.get("host") or os.environ.get("PGHOST", "")
    for host in str(hosts).split(","):
        for here, there in ends_of(host):
            if is_overheard(here, there, sslmode, own_network):
                raise Refused(OVERHEARD.format(there=there))


def ends_of(host: str) -> Iterator[tuple[str, str]]:
    """The addresses of a host, each with the one of ours that would speak to it; no packet is sent."""
    if not host or host.startswith(("/", "@")):
        return  # a socket of this machine
    with suppress(OSError):
        for family, kind, _, _, address in socket.getaddrinfo(host, 9, type=socket.SOCK_DGRAM):
            with socket.socket(family, kind) as probe, suppress(OSError):
                probe.connect(address)
                yield str(probe.getsockname()[0]), str(address[0])


def refuse_overheard(line: Connection[object], own_network: str | None) -> None:
    """Close a connection over which others could listen in, and say what to write."""
    with socket.socket(fileno=os.dup(line.fileno())) as ends:
        if ends.family not in (socket.AF_INET, socket.AF_INET6):
            return  # a socket of this machine
        here, there = ends.getsockname()[0], ends.getpeername()[0]
    if is_overheard(here, there, line.info.get_parameters().get("sslmode", ""), own_network):
        line.close()
        raise Refused(OVERHEARD.format(there=there))


def is_overheard(here: str, there: str, sslmode: str, own_network: str | None) -> bool:
    """Whether a line from here to there leaves the machine, without the one way of TLS that keeps it safe."""
    if sslmode == CHECKED or is_loopback(there) or here == there:
        return False
    return own_network is None or ip_address(there.partition("%")[0]) not in ip_network(own_network)
