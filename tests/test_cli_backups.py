"""`survey backup-key`, `backup`, `backups` and `restore`, in the very words of the guide for backups."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from survey.fieldwork.campaign import open_campaign
from survey.settings import Settings
from survey.storage.database import Store
from tests.fieldwork.invented import pulse
from tests.storage import made
from tests.test_cli import Run, clean, run

__all__ = ["clean", "run"]
ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "guides" / "backup.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", GUIDE, re.S)
LINES = [shlex.split(line)[1:] for block in BLOCKS for line in block.strip().splitlines()]


def test_the_guide_holds_from_the_key_to_the_restored_machine(
    run: Run, clean: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, listing, backup, elsewhere, verify, restore = LINES
    monkeypatch.chdir(tmp_path)
    closes_at = datetime.now(UTC) + timedelta(days=1)
    opened = open_campaign(clean, pulse(), "in-the-guide", closes_at=closes_at, actor="test", reason="test")
    answers = {"closed": {"mood": ("good",)}, "pages": ("work",), "skipped": ()}
    with clean.write() as tx:
        tx.responses.add(made.response(opened, **answers), {})
    secret = Path(clean.settings.secret_file)

    told = run(*key)
    assert (told.code, "WITHOUT THIS FILE NO BACKUP CAN EVER BE RESTORED" in told.out) == (0, True)
    monkeypatch.setenv("SURVEY_BACKUP_DIR", str(tmp_path / "backups"))
    monkeypatch.setenv("SURVEY_BACKUP_KEY_FILE", str(tmp_path / key[-1]))
    assert run(*listing).out == "There is no backup.\n"
    assert "read back and whole" in run(*backup).out
    there = [str(tmp_path / "usb") if word == "/mnt/usb" else word for word in elsewhere]
    assert json.loads(run(*there, "--json").out)["verified"] is True
    (found,) = json.loads(run(*listing, "--json").out)
    assert re.fullmatch(r"survey-[\d-]+-(GMT|BST)-[\d.]+\.backup", Path(found["file"]).name)

    looked = run(verify[0], found["file"], *verify[2:], "--json")
    assert looked.code == 0, looked.err
    said = json.loads(looked.out)
    assert (said["parts"]["response"]["rows"], said["flaws"]) == (1, [])

    machine = tmp_path / "machine"
    machine.mkdir(mode=0o700)
    shutil.copy(secret, machine / "secret")
    monkeypatch.setenv("SURVEY_DATA_DIR", str(machine))
    monkeypatch.delenv("SURVEY_DATABASE_URL")
    shutil.copy(tmp_path / "backups" / restore[-1], tmp_path / restore[-1])
    done = run(restore[0], found["file"], *restore[2:])
    assert (done.code, "  0 responses that were withdrawn" in done.out) == (0, True), done.err
    with Store.open(Settings(data_dir=machine)) as store, store.read() as tx:
        campaign = tx.campaigns.by_slug("in-the-guide")
        assert campaign is not None
        assert tx.responses.count(campaign.id) == 1
    again = run(restore[0], found["file"], *restore[2:])
    assert (again.code, "There is something in sqlite:///" in again.err) == (1, True)


def test_somebody_says_where_the_list_of_withdrawals_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_BACKUP_KEY_FILE", str(tmp_path / "key"))
    assert "survey backup-key FILE" in run("restore", "a.backup").err
    run("backup-key", str(tmp_path / "key"))
    assert "--withdrawn FILE" in run("restore", "a.backup").err
    both = run("restore", "a.backup", "--withdrawn", "w", "--without-withdrawals")
    assert (both.code, "--withdrawn FILE" in both.err) == (1, True)


def test_a_backup_needs_a_folder_and_a_key(run: Run, clean: Store, tmp_path: Path) -> None:
    assert "set SURVEY_BACKUP_DIR" in run("backup").err
    assert "Backups need a key" in run("backup", "--to", str(tmp_path / "b")).err
    assert not (tmp_path / "b").exists()
