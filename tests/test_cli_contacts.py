"""`survey contacts`: lists to write to people by, for whoever runs the program."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from survey.storage.database import Store
from tests.fieldwork.fielded import london_people
from tests.test_cli import Run, clean, run

__all__ = ["clean", "run"]
ANN = {
    "fu_consent": ["1"],
    "fu_interest": ["workshop"],
    "fu_name": ["Ann Webb"],
    "fu_email": ["ann@example.org"],
}


def test_a_list_is_written_for_its_owner_alone_and_never_over_another(
    run: Run, clean: Store, tmp_path: Path
) -> None:
    london_people(clean, [ANN])
    out = tmp_path / "list.csv"
    said = run("contacts", "take", "london", "--for", "workshop", "--out", str(out))
    assert (said.code, "for you alone" in said.out) == (0, True)
    assert "ann@example.org" in out.read_text("utf-8-sig")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    again = run("contacts", "take", "london", "--out", str(out))
    assert (again.code, "is there already" in again.err) == (1, True)
    assert "ann@example.org" in out.read_text("utf-8-sig")


def test_a_list_that_cannot_be_made_leaves_no_file(run: Run, clean: Store, tmp_path: Path) -> None:
    london_people(clean, [ANN])
    out = tmp_path / "list.csv"
    assert run("contacts", "take", "london", "--for", "nonsense", "--out", str(out)).code == 1
    assert not out.exists()


def test_somebody_is_found_and_forgotten(run: Run, clean: Store) -> None:
    london_people(clean, [ANN])
    (found,) = json.loads(run("contacts", "list", "london", "--find", "webb", "--json").out)
    assert found["details"] == {"Name": "Ann Webb", "Work email": "ann@example.org"}
    assert run("contacts", "forget", "london", found["id"], "--reason", "Asked by e-mail").code == 0
    assert "Nobody was found" in run("contacts", "list", "london").out
