"""Settings that break a promise: a start is refused, and the sentence says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.errors import Refused
from survey.promises import broken, refuse_broken
from survey.settings import Settings
from survey.web.serving import application, serve

PUBLIC = {"base_url": "https://survey.example.org"}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text("0" * 64)
    return file


def test_one_s_own_machine_and_a_server_with_all_it_needs_break_none(tmp_path: Path, secret: Path) -> None:
    assert list(broken(Settings(data_dir=tmp_path / "var"))) == []
    more = {"secret_file": secret, "staff_url": "https://team.example.org"}
    public = Settings.read(data_dir=tmp_path / "var", **more, **PUBLIC)
    assert list(broken(public)) == []
    by_tls = {
        "metrics_certificate": secret,
        "metrics_key": secret,
        "metrics_host": "0.0.0.0",
        "metrics_port": 9,
    }
    assert list(broken(Settings.read(data_dir=tmp_path / "var", **by_tls))) == []
    assert {"survey.example.org", "team.example.org"} <= set(public.trusted_hosts)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"host": "0.0.0.0"}, "plain http on 0.0.0.0", id="others can listen in"),
        pytest.param({"staff_url": "http://team.example.org"}, "plain http at", id="the team in plain http"),
        pytest.param({"trusted_hosts": "*"}, "links could be forged", id="any name"),
        pytest.param({"trusted_hosts": "*.example.org"}, "links could be forged", id="any name below one"),
        pytest.param({"trusted_hosts": "other.example.org"}, "lacks 127.0.0.1", id="not its own name"),
        pytest.param({"questionnaires": "/nowhere"}, "no folder /nowhere", id="no questionnaires"),
        pytest.param({"metrics_port": 9, "metrics_host": "0.0.0.0"}, "told in the clear", id="open numbers"),
        pytest.param({"metrics_key": "/key"}, "belong together", id="a key without a certificate"),
        pytest.param({"security_contact": "a@example.org"}, "nobody would be told", id="a contact for ever"),
        pytest.param({"backup_dir": "/backups"}, "no backup would be made", id="backups without a key"),
        pytest.param({**PUBLIC, "unsafe_database": True}, "It is for tests", id="a database for tests"),
        pytest.param({**PUBLIC, "secret_file": "/nowhere/secret"}, "makes none by itself", id="no secret"),
    ],
)
def test_a_start_is_refused(given: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=said.replace("*", r"\*")):
        refuse_broken(Settings.read(**{"data_dir": tmp_path / "var", **given}))


def test_both_ways_to_start_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.read(data_dir=tmp_path / "var", **PUBLIC)
    with pytest.raises(Refused, match="makes none by itself"):
        serve(settings, trial=False, processes=1, with_worker=False)
    monkeypatch.setenv("SURVEY_BASE_URL", PUBLIC["base_url"])
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    with pytest.raises(Refused, match="makes none by itself"):
        application()
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("value", ["*", "0.0.0.0/0", "::/0", "proxy"])
def test_a_proxy_that_could_be_anybody_is_refused(value: str) -> None:
    with pytest.raises(Refused, match=r"anybody|write addresses"):
        Settings.read(proxies=value)
    assert Settings.read(proxies="127.0.0.1, 10.1.2.0/24").proxies == ("127.0.0.1", "10.1.2.0/24")
