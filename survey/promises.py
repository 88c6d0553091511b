"""Settings that would break a promise to those who answer: each a sentence, and a reason not to start."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from survey.addresses import is_loopback
from survey.errors import Refused
from survey.secret_files import SECRET_BYTES
from survey.settings import Settings


def refuse_broken(settings: Settings) -> None:
    """Stop here when a setting would break a promise, and say which."""
    for sentence in broken(settings):
        raise Refused(sentence)


def broken(settings: Settings) -> Iterator[str]:
    """Every promise that these settings would break."""
    try:
        refuse_unsafe_address(settings)
    except Refused as refused:
        yield str(refused)
    yield from names(settings)
    yield from numbers(settings)
    if not settings.questionnaires.is_dir():
        yield f"There is no folder {settings.questionnaires}: set SURVEY_QUESTIONNAIRES to the right one."
    if settings.backup_dir is not None and settings.backup_key_file is None:
        yield (
            "SURVEY_BACKUP_DIR is set and SURVEY_BACKUP_KEY_FILE is not, so no backup would be made. Make a"
            " key with survey backup-key FILE and name it, or take the folder out."
        )
    if settings.security_contact is not None and settings.security_until is None:
        yield (
            "SURVEY_SECURITY_CONTACT is set and SURVEY_SECURITY_UNTIL is not, so nobody would be told of it:"
            " set it to the last day on which the address may be relied on."
        )
    if is_public(settings):
        yield from in_public(settings)


def is_public(settings: Settings) -> bool:
    """Whether others than those on this machine are to reach it."""
    return not is_loopback(settings.host) or not is_loopback(urlsplit(settings.base_url).hostname or "")


def names(settings: Settings) -> Iterator[str]:
    """A name that is not answered keeps everybody out; any name at all lets links be forged."""
    for wild in (name for name in settings.trusted_hosts if "*" in name):
        yield f"SURVEY_TRUSTED_HOSTS answers to {wild}, so links could be forged: list every name in full."
    answered = {host.strip("[]") for host in settings.trusted_hosts}
    addresses = (settings.base_url, settings.staff_address)
    for name in dict.fromkeys(urlsplit(address).hostname or "" for address in addresses):
        if name not in answered and "*" not in answered:
            yield f"SURVEY_TRUSTED_HOSTS lacks {name}, by which people come: add it, or unset the setting."


def numbers(settings: Settings) -> Iterator[str]:
    """Numbers for Prometheus go to another machine by TLS alone."""
    given = (settings.metrics_certificate, settings.metrics_key)
    if any(given) and not all(given):
        yield "SURVEY_METRICS_CERTIFICATE and SURVEY_METRICS_KEY belong together: set both, or neither."
    elif settings.metrics_port is not None and not is_loopback(settings.metrics_host) and not any(given):
        yield (
            f"Numbers would be told in the clear at {settings.metrics_host}, where others can listen in. Set"
            " SURVEY_METRICS_CERTIFICATE and SURVEY_METRICS_KEY to the files of a certificate, or"
            " SURVEY_METRICS_HOST to 127.0.0.1."
        )


def in_public(settings: Settings) -> Iterator[str]:
    """What is good enough on one's own machine and nowhere else."""
    if settings.unsafe_database:
        yield (
            "SURVEY_UNSAFE_DATABASE accepts a database that may lose what it confirmed. It is for tests: take"
            " it out where others answer."
        )
    if not settings.secret_file.exists():
        yield (
            f"The secret {settings.secret_file} is not there. A server for others makes none by itself, for a"
            " lost one would go unnoticed until no code works. For a first start make one, and keep a copy:"
            f" umask 077; head -c {SECRET_BYTES} /dev/urandom | od -An -tx1 | tr -d ' \\n'"
            f" > {settings.secret_file}"
        )


def refuse_unsafe_address(settings: Settings) -> None:
    """Plain http stays on this machine, unless a proxy ends TLS: else codes and answers travel open."""
    if not is_loopback(settings.host) and not settings.behind_proxy:
        raise Refused(
            f"The server would speak plain http on {settings.host}, where others can listen in. Set HOST to"
            " 127.0.0.1, or put a proxy that ends TLS in front and set SURVEY_BEHIND_PROXY=true and"
            " SURVEY_BASE_URL to its https address."
        )
    for address in (settings.base_url, settings.staff_address):
        if not address.startswith("https://") and not is_loopback(urlsplit(address).hostname or ""):
            raise Refused(
                f"People would reach the survey over plain http at {address}. Set SURVEY_BASE_URL, and"
                " SURVEY_STAFF_URL where there is one, to an address that begins with https."
            )
