"""Looking up hashes of leaked passwords in a sorted file, wherever in it they stand."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha1, sha256
from pathlib import Path

import pytest

from survey.errors import Refused
from survey.settings import Settings
from survey.storage.database import Store
from survey.storage.health import Weight
from survey.storage.leaked import flaws, is_leaked

LEAKED = [f"password number {number}" for number in range(500)]
Write = Callable[[str], str]


def by_sha1(password: str) -> str:
    return sha1(password.encode(), usedforsecurity=False).hexdigest()


def by_sha256(password: str) -> str:
    return sha256(password.encode()).hexdigest()


def listed(folder: Path, lines: list[str], end: str = "\n") -> Path:
    file = folder / "leaked"
    file.write_bytes("".join(f"{line}{end}" for line in lines).encode())
    return file


@pytest.mark.parametrize(
    ("write", "end"),
    [
        pytest.param(by_sha1, "\n", id="sha-1"),
        pytest.param(lambda each: f"{by_sha1(each).upper()}:{len(each) * 999}", "\r\n", id="with counts"),
        pytest.param(lambda each: by_sha1(each)[:16], "\n", id="the first signs of sha-1"),
        pytest.param(by_sha256, "\n", id="sha-256"),
    ],
)
def test_each_hash_of_a_list_is_found_and_no_other(tmp_path: Path, write: Write, end: str) -> None:
    file = listed(tmp_path, sorted(map(write, LEAKED)), end)
    assert list(flaws(file)) == []
    assert all(is_leaked(each, file) for each in LEAKED)
    assert not any(is_leaked(f"another {each}", file) for each in LEAKED)


def test_a_list_of_one_is_a_list_and_needs_no_end_of_line(tmp_path: Path) -> None:
    file = listed(tmp_path, [by_sha1("alone")], "")
    assert is_leaked("alone", file)
    assert not is_leaked("another", file)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param([], "is not a list of SHA-1", id="nothing"),
        pytest.param(LEAKED, "is not a list of SHA-1", id="passwords themselves"),
        pytest.param([by_sha1("a"), by_sha256("a")], "is not a list of SHA-1", id="two kinds"),
        pytest.param(
            sorted(map(by_sha1, LEAKED), reverse=True), "is not in the order", id="by another order"
        ),
    ],
)
def test_a_list_in_which_nothing_would_be_found_keeps_the_program_from_starting(
    tmp_path: Path, lines: list[str], said: str
) -> None:
    settings = Settings.read(data_dir=tmp_path / "var", leaked_passwords_file=listed(tmp_path, lines))
    with Store.open(settings) as store:
        store.migrate()
        refused = [each.message for each in store.check() if each.weight is Weight.REFUSE]
    assert said in " ".join(refused)


def test_a_list_that_is_gone_lets_no_password_through(tmp_path: Path) -> None:
    assert "cannot be read" in " ".join(flaws(tmp_path / "nothing"))
    for file in (tmp_path / "nothing", listed(tmp_path, [])):
        with pytest.raises(Refused, match="cannot be read at the moment"):
            is_leaked("any", file)
