"""Addresses and numbers as settings take them: what they must look like, and who could listen in."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from survey.engine.questions.written import ADDRESS


def e_mail_address(value: str) -> str:
    if not ADDRESS.fullmatch(value):
        raise ValueError("write an e-mail address such as survey-team@example.org")
    return value


def phone_number(value: str) -> str:
    """A number as people write it: figures with spaces, and a country's plus before them."""
    if not re.fullmatch(r"\+?[0-9 ()-]+", value) or sum(map(str.isdigit, value)) not in range(3, 16):
        raise ValueError("write figures and spaces alone, such as 020 7946 0000 or +44 20 7946 0000")
    return value


def unheard_address(value: str) -> str:
    """An address to which nobody can listen in: https, or http on this machine alone."""
    parts = urlsplit(value)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("write it as https://login.example.org")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise ValueError("write an address that begins with https: over plain http others can listen in")
    return value


def reporting_address(value: str) -> str:
    """Where faults are told to, as an address that a browser opens: by mail, or on a page of https."""
    if ADDRESS.fullmatch(value.removeprefix("mailto:")):
        return f"mailto:{value.removeprefix('mailto:')}"
    if urlsplit(value).scheme != "https" or not urlsplit(value).hostname or re.search(r"\s", value):
        raise ValueError("write an e-mail address, or one that begins with https")
    return value


def network(value: str) -> str:
    """An address or a network of addresses; every address there is would believe anybody."""
    try:
        found = ipaddress.ip_network(value)
    except ValueError:
        raise ValueError("write addresses or networks such as 127.0.0.1 or 10.1.2.0/24") from None
    if not found.prefixlen:
        raise ValueError(f"{value} is every address there is: anybody could say who asks")
    return value


def own_network(value: str) -> str:
    """A network that no packet of the internet belongs to, as those of one machine's containers."""
    if not ipaddress.ip_network(network(value)).is_private:
        raise ValueError(f"{value} is no network of containers: write a private one such as 172.31.7.0/24")
    return value


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host name or address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def own_address(given: dict[str, Any]) -> str:
    """The public address follows the host and the port."""
    host = given["host"]
    return f"http://[{host}]:{given['port']}" if ":" in host else f"http://{host}:{given['port']}"


def own_names(given: dict[str, Any]) -> tuple[str, ...]:
    """The names in the public addresses, and on one's own machine its other names too."""
    local = ("localhost", "127.0.0.1", "[::1]") if is_loopback(given["host"]) else ()
    names = (urlsplit(given[name] or "").hostname for name in ("base_url", "staff_url"))
    return tuple(dict.fromkeys((*filter(None, names), *local))) or (given["host"],)
