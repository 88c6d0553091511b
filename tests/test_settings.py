"""Settings: the environment, its defaults, and what is refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from survey.errors import Refused
from survey.promises import refuse_unsafe_address
from survey.settings import Settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [described.name for described in Settings().describe()]:
        monkeypatch.delenv(name, raising=False)


def test_everything_has_a_default_that_works_on_one_s_own_machine() -> None:
    settings = Settings.read()
    refuse_unsafe_address(settings)
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.trusted_hosts == ("127.0.0.1", "localhost", "[::1]")
    assert settings.database_url.startswith("sqlite:////")
    assert settings.database_url.endswith("var/survey.db")
    assert (settings.questionnaires / "reference").is_dir()


def test_the_public_address_follows_host_and_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("PORT", "9000")
    assert Settings.read().base_url == "http://[::1]:9000"


def test_the_environment_is_read_by_the_names_that_are_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "SURVEY_DATABASE_URL": "postgresql://survey@db/survey",
        "SURVEY_DATA_DIR": "/srv/data",
        "SURVEY_QUESTIONNAIRES": "/srv/questionnaires",
        "SURVEY_SECRET_FILE": "/run/secret",
        "SURVEY_BASE_URL": "https://survey.example.org/",
        "SURVEY_TRUSTED_HOSTS": "survey.example.org, www.example.org",
        "SURVEY_BEHIND_PROXY": "true",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings.read()
    assert settings.database_url == given["SURVEY_DATABASE_URL"]
    assert (settings.data_dir, settings.questionnaires) == (Path("/srv/data"), Path("/srv/questionnaires"))
    assert settings.secret_file == Path("/run/secret")
    assert settings.base_url == "https://survey.example.org"
    assert settings.trusted_hosts == ("survey.example.org", "www.example.org")
    assert settings.behind_proxy
    assert settings.is_https


def test_an_empty_name_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_BASE_URL", "")
    assert Settings.read().base_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"host": "0.0.0.0"}, id="everybody may connect"),
        pytest.param({"host": "10.0.0.5", "base_url": "https://survey.example.org"}, id="no proxy ends TLS"),
        pytest.param({"base_url": "http://survey.example.org"}, id="people come over plain http"),
        pytest.param({"host": "0.0.0.0", "behind_proxy": True}, id="behind a proxy without its address"),
    ],
)
def test_plain_http_that_others_could_hear_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"http"):
        refuse_unsafe_address(Settings.read(**given))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"host": "localhost"}, id="by name"),
        pytest.param({"host": "127.0.0.2"}, id="any loopback address"),
        pytest.param({"base_url": "https://survey.example.org"}, id="a proxy on this machine"),
        pytest.param(
            {"host": "0.0.0.0", "behind_proxy": True, "base_url": "https://survey.example.org"},
            id="a proxy elsewhere",
        ),
    ],
)
def test_what_nobody_else_can_hear_is_allowed(given: dict[str, object]) -> None:
    refuse_unsafe_address(Settings.read(**given))


@pytest.mark.parametrize("given", [{"port": 0}, {"base_url": "example.org"}, {"grace_minutes": -1}])
def test_a_setting_that_cannot_be_used_is_named_in_a_sentence(given: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        Settings.read(**given)
    assert str(refused.value).startswith("These settings cannot be used.")


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    secret = settings.secret()
    assert len(secret) == 64
    assert settings.secret_file.stat().st_mode & 0o777 == 0o600
    assert settings.data_dir.stat().st_mode & 0o777 == 0o700
    assert Settings(data_dir=tmp_path / "var").secret() == secret
    assert [file.name for file in settings.data_dir.iterdir()] == ["secret"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_secret_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    Settings(data_dir=tmp_path).secret()
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(Refused, match="chmod 600"):
        Settings(data_dir=tmp_path).secret()


def test_a_secret_that_is_short_or_has_gone_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    with pytest.raises(Refused, match="not there"):
        Settings(data_dir=tmp_path, secret_file=file).secret()
    file.write_text("short")
    file.chmod(0o600)
    with pytest.raises(Refused, match="too short"):
        Settings(data_dir=tmp_path, secret_file=file).secret()


def test_a_secret_that_cannot_be_written_is_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="No space left"):
        Settings(data_dir=tmp_path).secret()
    assert list(tmp_path.iterdir()) == []


def test_keys_of_different_purposes_differ(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert len({settings.key("cookies"), settings.key("audit log"), settings.secret()}) == 3


def test_every_setting_is_described_and_no_password_shown() -> None:
    shown = Settings(database_url="postgresql://survey:canary@db/survey").describe()
    assert all(described.meaning.endswith(".") for described in shown)
    assert {"HOST", "PORT", "SURVEY_DATABASE_URL", "SURVEY_BASE_URL"} <= {each.name for each in shown}
    assert "canary" not in repr(shown)
    assert "postgresql://survey@db/survey" in repr(shown)


def test_a_slip_in_a_name_is_seen() -> None:
    assert Settings.unknown({"SURVEY_BASEURL": "x", "SURVEY_BASE_URL": "y", "HOME": "z"}) == (
        "SURVEY_BASEURL",
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"contact_email": "team"}, "write an e-mail address such as", id="no address"),
        pytest.param({"contact_phone": "ring us"}, "write figures and spaces alone", id="no number"),
        pytest.param({"contact_phone": "12"}, "write figures and spaces alone", id="too short"),
    ],
)
def test_a_way_to_reach_the_team_that_reaches_nobody_is_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        Settings.read(**given)


def test_how_to_reach_the_team_is_told_as_people_write_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_CONTACT_EMAIL", "survey-team@example.org")
    monkeypatch.setenv("SURVEY_CONTACT_PHONE", "+44 (20) 7946-0000")
    settings = Settings.read()
    assert (settings.contact_email, settings.contact_phone) == (
        "survey-team@example.org",
        "+44 (20) 7946-0000",
    )
