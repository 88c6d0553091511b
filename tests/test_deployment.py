"""The examples in docs/deploy name settings that there are, and say what the guide says of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from survey.promises import broken
from survey.settings import Settings
from survey.web.serving import KEEP_ALIVE_SECONDS
from tests.capabilities import ROOT
from tests.proxied import EXAMPLES

UNITS = ("survey@.service", "survey-worker.service")
NAMES = {described.name for described in Settings().describe()}
SERVES = {"web1": "respondents", "web2": "respondents", "team": "team"}


def example_settings() -> dict[str, str]:
    lines = (EXAMPLES / "settings.example").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def compose() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load((EXAMPLES / "compose.yaml").read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(example_settings(), id="units"),
        *(pytest.param(compose()["services"][name]["environment"], id=name) for name in SERVES),
    ],
)
def test_every_setting_is_one_and_only_its_files_are_missing(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert set(given) <= NAMES
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SURVEY_QUESTIONNAIRES", str(ROOT / "questionnaires"))
    monkeypatch.setenv("SURVEY_SECRET_FILE", str(tmp_path / "secret"))
    (tmp_path / "secret").touch(mode=0o600)
    assert list(broken(Settings.read())) == []


def test_a_container_is_read_only_without_rights_and_told_by_its_proxy_alone() -> None:
    services = compose()["services"]
    for name in (*SERVES, "worker"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    assert {name: services[name]["environment"]["SURVEY_SERVES"] for name in SERVES} == SERVES
    assert set(SERVES) == set(services["proxy"]["depends_on"])
    (network,) = compose()["networks"]["inside"]["ipam"]["config"]
    assert services["web1"]["environment"]["SURVEY_PROXIES"] == network["subnet"]
    assert [name for name in services if "ports" in services[name]] == ["proxy"]


def test_a_container_that_is_restarted_is_where_the_proxy_knew_it() -> None:
    """nginx asks for a name once: with an address that changes, nobody is answered after two restarts."""
    services = compose()["services"]
    (network,) = compose()["networks"]["inside"]["ipam"]["config"]
    addresses = [ip_address(services[name]["networks"]["inside"]["ipv4_address"]) for name in SERVES]
    assert len(set(addresses)) == len(SERVES)
    assert all(address in ip_network(network["subnet"]) for address in addresses)
    assert services["worker"]["healthcheck"] == {"disable": True}


@pytest.mark.parametrize("name", [*UNITS, "Containerfile"])
def test_a_name_that_cannot_be_looked_up_is_given_up_after_seconds(name: str) -> None:
    assert "RES_OPTIONS=" in (EXAMPLES / name).read_text("utf-8")


def test_a_proxy_lets_go_of_an_idle_connection_before_the_program_does() -> None:
    """A form that meets a connection which is being closed is lost, and no proxy sends a form twice."""
    (seconds,) = re.findall(
        r"^\t+keepalive (\d+)s$", (EXAMPLES / "Caddyfile").read_text("utf-8"), re.MULTILINE
    )
    assert int(seconds) < KEEP_ALIVE_SECONDS - 5
    assert "keepalive" not in (EXAMPLES / "nginx.conf").read_text("utf-8"), "one connection a request"


def test_the_image_holds_all_that_a_wheel_is_made_of_and_runs_without_root() -> None:
    lines = (EXAMPLES / "Containerfile").read_text("utf-8").splitlines()
    copied = {line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line}
    assert {"pyproject.toml", "survey", "analysis", "templates", "questionnaires"} <= copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert next(line for line in lines if line.startswith("USER")) == "USER 10001"
    assert any(line.startswith("HEALTHCHECK") for line in lines)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_shuts_off_what_the_program_does_not_need(unit: str, tmp_path: Path) -> None:
    text = (EXAMPLES / unit).read_text("utf-8")
    assert {"User=survey", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077"} <= set(
        text.split("\n")
    )
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("No systemd here to read its units")
    named = tmp_path / unit.replace("@", "@8000")
    named.write_text(text, "utf-8")
    told = subprocess.run(
        [systemd, "security", "--offline=true", "--no-pager", named], capture_output=True, text=True
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", told.stdout)
    assert found, told.stderr
    assert float(found[1]) <= 1.5
