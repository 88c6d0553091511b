"""Packs, texts and invitations from the command line: what the console can do, it can."""

from __future__ import annotations

import stat
from pathlib import Path

from survey.storage.database import Store
from tests.test_cli import Run, clean, run

__all__ = ["clean", "run"]
WHY = ("--reason", "a test")


def opened(run: Run, *more: str) -> None:
    assert run("open", "workshop-feedback", "--slug", "w", *WHY, *more).code == 0
    assert run("channel", "add", "w", "nhs", "--title", "NHS newsletter", *WHY).code == 0


def test_a_pack_is_written_into_a_folder_of_its_own(run: Run, clean: Store, tmp_path: Path) -> None:
    opened(run)
    out = tmp_path / "pack"
    said = run("channel", "pack", "w", "nhs", "--out", str(out))
    assert (said.code, said.err) == (0, "")
    names = {file.name for file in out.iterdir()}
    assert {
        "README.txt",
        "email.eml",
        "email.txt",
        "poster-a3.pdf",
        "poster-a4.pdf",
        "qr.png",
        "qr.svg",
    } < names
    assert "/s/w?via=nhs" in (out / "email.txt").read_text("utf-8")
    again = run("channel", "pack", "w", "nhs", "--out", str(out))
    assert again.code == 1
    assert "a folder of its own" in again.err
    assert run("channel", "pack", "w", "other", "--out", str(tmp_path / "x")).code == 1
    assert not (tmp_path / "x").exists()


def test_a_text_is_shown_put_and_taken_back(run: Run, clean: Store, tmp_path: Path) -> None:
    opened(run)
    assert "reminder-week: a week before:" in run("channel", "texts", "w").out
    file = tmp_path / "words.txt"
    file.write_text("Come\n\nUntil {closes}.\n", "utf-8")
    put = run("channel", "texts", "w", "--text", "email", "--put", str(file), *WHY)
    assert put.out == "Come\n\nUntil {closes}.\n"
    assert "Written by" in put.err
    file.write_text("Come\n\nUntil {closses}.\n", "utf-8")
    assert (
        "Did you mean closes?"
        in run("channel", "texts", "w", "--text", "email", "--put", str(file), *WHY).err
    )
    back = run("channel", "texts", "w", "--text", "email", "--standard", *WHY)
    assert back.out.startswith("{title}: what was useful")
    assert run("channel", "texts", "w", "--text", "emial").code == 1


def test_invitations_are_made_into_a_file_for_its_owner_alone(run: Run, clean: Store, tmp_path: Path) -> None:
    opened(run, "--invitations", "only")
    out = tmp_path / "invitations.csv"
    said = run("invitations", "make", "w", "nhs", "--number", "12", "--out", str(out), *WHY)
    assert (said.code, said.err) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert len(out.read_text("utf-8-sig").splitlines()) == 13
    again = run("invitations", "make", "w", "nhs", "--number", "12", "--out", str(out), *WHY)
    assert again.code == 1
    assert len(out.read_text("utf-8-sig").splitlines()) == 13
    status = run("invitations", "status", "w").out
    assert "By invitation only" in status
    assert "NHS newsletter: 12 made, under 10 used, none taken back" in status
    assert run("invitations", "status", "w", "--json").json["rule"] == "only"
    assert run("invitations", "take-back", "w", "nhs", *WHY).code == 0
    assert run("invitations", "rule", "w", "off", *WHY).out == "Off: everybody begins by the open link.\n"
    wrong = tmp_path / "wrong.csv"
    assert run("invitations", "make", "w", "nhs", "--number", "1", "--out", str(wrong), *WHY).code == 1
    assert not wrong.exists()
    assert "off, beside, only" in run("invitations", "rule", "w", "sometimes", *WHY).err
