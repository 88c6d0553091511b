"""A line to PostgreSQL over which others could listen in is refused, on a server with and without TLS."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from psycopg import sql

from survey.addresses import is_loopback
from survey.errors import NotSaved, Refused
from survey.fieldwork.service import State, examined
from survey.settings import Settings
from survey.storage import overheard
from survey.storage.database import Store
from survey.storage.health import Weight
from survey.storage.overheard import is_overheard
from survey.web.serving import serve
from tests import postgres
from tests.proxied import certify
from tests.soak.servers import Database, database

CERTIFICATE = "fullchain.pem"
ELSEWHERE = "127.0.0.2"
"""Of this machine too, but these tests have the program take it for another one."""


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    """A server at an address of its own, which speaks TLS to those who ask for it."""
    if postgres.binaries() is None:
        postgres.without()
    with database(ELSEWHERE) as running:
        certify(running.folder, x509.IPAddress(ip_address(ELSEWHERE)))
        key, user = running.folder / "privkey.pem", postgres.server_user()
        key.chmod(0o600)
        if user:
            shutil.chown(key, user)
        with psycopg.connect(running.url, autocommit=True) as connection:
            for name, value in (("cert", CERTIFICATE), ("key", key.name)):
                file = sql.Literal(str(running.folder / value))
                connection.execute(
                    sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.SQL(f"ssl_{name}_file"), file)
                )
            connection.execute("ALTER SYSTEM SET ssl = on")
            connection.execute("SELECT pg_reload_conf()")
        yield running


@pytest.fixture(autouse=True)
def another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overheard, "is_loopback", lambda host: host != ELSEWHERE and is_loopback(host))


def settings_for(server: Database, tmp_path: Path, more: str = "", **given: object) -> Settings:
    return Settings.read(data_dir=tmp_path / "var", database_url=f"{server.over_tcp()}{more}", **given)


@pytest.mark.parametrize("more", ["", "?sslmode=disable", "?sslmode=require"])
def test_a_line_to_another_machine_that_is_not_checked_is_refused_at_the_start(
    server: Database, tmp_path: Path, more: str
) -> None:
    settings = settings_for(server, tmp_path, more)
    with pytest.raises(Refused, match="Add sslmode=verify-full to SURVEY_DATABASE_URL"):
        serve(settings, trial=False, processes=1, with_worker=False)
    with Store.open(settings) as store:
        with pytest.raises(Refused, match="others could listen in"):
            store.migrate()
        said = [each.message for each in store.check() if each.weight is Weight.REFUSE]
    assert "verify-full" in " ".join(said)


def test_whoever_answers_in_the_server_s_place_hears_nothing(tmp_path: Path) -> None:
    with socket.create_server((ELSEWHERE, 0)) as false_server:
        url = f"postgresql://survey:secret@{ELSEWHERE}:{false_server.getsockname()[1]}/survey"
        settings = Settings.read(data_dir=tmp_path / "var", database_url=url)
        with Store.open(settings) as store, pytest.raises(Refused, match="others could listen in"):
            store.migrate()
        false_server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            false_server.accept()


def test_a_name_that_cannot_be_looked_up_is_the_database_that_is_away(tmp_path: Path) -> None:
    url = "postgresql://survey@nowhere.invalid/survey"
    settings = Settings.read(data_dir=tmp_path / "var", database_url=url)
    with Store.open(settings) as store, pytest.raises(NotSaved):
        store.migrate()


def test_the_doctor_says_what_to_write(server: Database, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    settings.secret()
    red = " ".join(line.whole for line in examined(settings) if line.state is State.RED)
    assert "Add sslmode=verify-full" in red
    assert ELSEWHERE in red


def test_a_line_whose_certificate_is_checked_is_taken(server: Database, tmp_path: Path) -> None:
    more = f"?sslmode=verify-full&sslrootcert={server.folder / CERTIFICATE}"
    with Store.open(settings_for(server, tmp_path, more)) as store:
        store.migrate()
        with store.read() as tx:
            asked = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            assert tx.connection.exec_driver_sql(asked).scalar() is True


def test_containers_of_this_machine_are_spoken_to_in_the_clear_where_a_setting_names_them(
    server: Database, tmp_path: Path
) -> None:
    own = settings_for(server, tmp_path, "?sslmode=disable", database_network="127.0.0.0/29")
    with Store.open(own) as store:
        store.migrate()
        notes = [each.message for each in store.check() if each.weight is Weight.NOTE]
    assert any("127.0.0.0/29" in note for note in notes)
    other = settings_for(server, tmp_path, database_network="172.31.7.0/24")
    with Store.open(other) as store, pytest.raises(Refused, match="others could listen in"):
        store.migrate()


@pytest.mark.parametrize("value", ["0.0.0.0/0", "8.8.0.0/16", "inside"])
def test_a_network_that_is_not_of_containers_is_no_setting(value: str) -> None:
    with pytest.raises(Refused, match=r"database_network|DATABASE_NETWORK"):
        Settings.read(database_network=value)


@pytest.mark.parametrize(
    ("here", "there", "sslmode", "own", "said"),
    [
        pytest.param("10.0.0.1", "10.0.0.2", "", None, True, id="another machine"),
        pytest.param("10.0.0.1", "10.0.0.2", "require", None, True, id="TLS with anybody"),
        pytest.param("10.0.0.1", "10.0.0.2", "verify-ca", None, True, id="another name's certificate"),
        pytest.param("10.0.0.1", "10.0.0.2", "verify-full", None, False, id="TLS with that server"),
        pytest.param("10.0.0.1", "10.0.0.1", "", None, False, id="this machine by its own address"),
        pytest.param("127.0.0.1", "127.0.0.1", "", None, False, id="loopback"),
        pytest.param("::1", "::1", "", None, False, id="loopback of version 6"),
        pytest.param("172.31.7.3", "172.31.7.2", "", "172.31.7.0/24", False, id="a container's neighbour"),
        pytest.param("172.31.7.3", "172.31.8.2", "", "172.31.7.0/24", True, id="beyond the containers"),
        pytest.param("fe80::1%eth0", "fe80::2%eth0", "", "172.31.7.0/24", True, id="a link of version 6"),
    ],
)
def test_only_a_line_that_leaves_the_machine_must_be_safe(
    here: str, there: str, sslmode: str, own: str | None, said: bool
) -> None:
    assert is_overheard(here, there, sslmode, own) is said
