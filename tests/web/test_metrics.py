"""What the program counts for whoever runs it: over several processes, on its own port, of nobody."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import subprocess
import sys
import urllib.request
from datetime import timedelta
from math import inf
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from survey.fieldwork.backups.making import make
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.security_events import Event
from survey.fieldwork.service import measures
from survey.folders import ROOT
from survey.settings import Settings
from survey.storage.backup.key import BackupKey
from survey.storage.database import Store
from survey.storage.line import Line
from survey.web.metrics import SAVES, Living, served
from tests.crowd import crowd
from tests.migrated import migrated
from tests.proxied import PUBLIC, certify
from tests.serving import free_port, serving
from tests.web.site import Site, tiny
from tests.web.test_security import routes

ROBOTS = 12
Found = dict[str, dict[tuple[str, ...], float]]


def scraped(port: int) -> Found:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found: Found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


@pytest.mark.alone
def test_two_processes_count_what_was_kept_and_refused_into_one(tmp_path: Path) -> None:
    settings, port = Settings.read(data_dir=tmp_path / "var"), free_port()
    with migrated(settings) as store:
        open_campaign(store, tiny(), closes_at=store.clock() + timedelta(days=1), actor="test")
    environment = {"SURVEY_METRICS_PORT": str(port)}
    with serving(settings.data_dir, processes=2, environment=environment) as address:
        visits = crowd(address, "tiny", ROBOTS)
        refused = httpx2.post(f"{address}/s/tiny/withdraw", data={"receipt": "nobody's"})
        assert httpx2.get(f"{address}/metrics").status_code == 404
        found = scraped(port)
    saves, sent = found["survey_saves_total"], sum(bool(visit.receipt) for visit in visits)
    assert saves["begun",] == ROBOTS
    assert saves["sent",] == sent > 0
    assert saves["page",] == sum(len(visit.acknowledged) for visit in visits)
    assert refused.status_code == 403
    assert found["survey_refusals_total"]["closed or not allowed",] == 1
    assert found["survey_security_events_total"][Event.OLD_FORM,] == 1
    assert found["survey_security_events_total"][Event.WRONG_PASSWORD,] == 0
    assert found["survey_request_seconds_count"]["/s/{slug}",] >= ROBOTS
    assert found["survey_database_waiting"][()] == 0
    assert found["survey_database_up"][()] == found["survey_open"][()] == 1
    assert 0 < found["survey_closes_in_seconds"][()] <= timedelta(days=1).total_seconds()
    words = {label for samples in found.values() for labels in samples for label in labels}
    assert not words & {
        "tiny",
        *(visit.receipt for visit in visits),
        *(visit.resume_code for visit in visits),
    }


def test_what_counts_as_kept_are_routes_of_the_application(site: Site) -> None:
    posted = {route.path for route in routes(site) if "POST" in (route.methods or ())}
    assert SAVES.keys() <= posted


def test_without_a_port_nothing_is_counted(site: Site) -> None:
    (requests,) = [each for each in site.app.user_middleware if "answered" in each.kwargs]
    assert requests.kwargs["answered"] is None


def test_numbers_for_another_machine_are_told_by_tls_alone(tmp_path: Path) -> None:
    certify(tmp_path)
    port, files = free_port(), (tmp_path / "fullchain.pem", tmp_path / "privkey.pem")
    settings = Settings.read(
        data_dir=tmp_path / "var",
        metrics_port=port,
        metrics_host="0.0.0.0",
        metrics_certificate=files[0],
        metrics_key=files[1],
    )
    with migrated(settings), served(settings), socket.create_connection(("127.0.0.1", port)) as line:
        trusting = ssl.create_default_context(cafile=str(files[0]))
        with trusting.wrap_socket(line, server_hostname=PUBLIC) as safe:
            safe.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            assert safe.recv(12).endswith(b"200")
        with pytest.raises(OSError, match=r"Remote end|reset"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5)


def test_a_database_that_is_away_is_a_number_and_no_failure(sqlite_store: Store) -> None:
    assert measures(sqlite_store)["database_up"][1] == 1
    away = Settings.read(
        database_url="postgresql://nobody@127.0.0.1:1/nothing", data_dir=sqlite_store.settings.data_dir
    )
    with Store.open(away) as store:
        found = measures(store)
    assert found["database_up"][1] == 0
    assert 0 < found["disk_free_ratio"][1] <= 1


def test_the_age_of_the_newest_backup_is_counted_and_none_is_older_than_any(tmp_path: Path) -> None:
    key = BackupKey.make(tmp_path / "key")
    settings = Settings.read(data_dir=tmp_path / "var", backup_dir=tmp_path / "backups")
    with migrated(settings) as store:
        assert measures(store)["backup_age_seconds"][1] == inf
        make(store, tmp_path / "backups", key, keep=1, tell=lambda *_: None)
        assert 0 <= measures(store)["backup_age_seconds"][1] < 60


def test_a_line_says_how_many_have_a_place_and_how_many_wait() -> None:
    line = Line(2, patience=0.01)
    with line.place(), line.place():
        assert line.standing() == (2, 0)
    assert line.standing() == (0, 0)


def test_events_that_the_papers_name_are_told() -> None:
    named = set()
    for file in ("operations/alerts.yaml", "guides/watching.md"):
        text = (ROOT / "docs" / file).read_text("utf-8")
        for words in re.findall(r'event=~?"([^"]+)"', text):
            named |= set(words.split("|"))
    assert named
    assert named <= {event.value for event in Event}


@pytest.mark.parametrize(
    "file", ["operations/alerts.yaml", "operations/dashboard.json", "guides/watching.md"]
)
def test_what_the_papers_ask_for_is_counted(file: str, sqlite_store: Store) -> None:
    text = (ROOT / "docs" / file).read_text("utf-8")
    asked = set(re.findall(r"\bsurvey_[a-z_]+", text))
    counted = {
        f"survey_{name}{end}"
        for name in (
            *("requests", "saves", "refusals", "request_seconds", "database_busy", "database_waiting"),
            "security_events",
        )
        for end in ("", "_total", "_bucket", "_count")
    }
    always = {f"survey_{name}" for name in measures(sqlite_store)}
    always |= {"survey_closes_in_seconds", "survey_backup_age_seconds"}
    assert len(asked) >= 6
    assert asked <= counted | always


def test_alerts_and_dashboard_can_be_read() -> None:
    alerts = YAML(typ="safe").load(ROOT / "docs/operations/alerts.yaml")
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    assert all(rule["expr"] and rule["annotations"]["summary"] for rule in rules)
    board = json.loads((ROOT / "docs/operations/dashboard.json").read_text("utf-8"))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_what_stood_in_a_process_that_ended_is_not_added_up(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    gone, here = (tmp_path / f"gauge_livesum_{pid}.db" for pid in (ended.pid, os.getpid()))
    for file in (gone, here):
        file.touch()
    Living(tmp_path).collect()
    assert [gone.exists(), here.exists()] == [False, True]
