"""Waiting for the database: first come, first served, among threads and among processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from survey.errors import NotSaved
from survey.storage.line import Line
from survey.storage.write_lock import WriteLock


def test_places_go_to_who_has_waited_longest() -> None:
    line, order = Line(1, 10), list[int]()

    def wait(number: int) -> None:
        with line.place():
            order.append(number)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
    with line.place():
        for thread in threads:
            thread.start()
            time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_as_many_are_served_at_once_as_there_are_places() -> None:
    line = Line(2, 0.05)
    with line.place(), line.place(), pytest.raises(NotSaved, match="Very many people"), line.place():
        pass
    with line.place(), line.place():
        pass


def test_who_gives_up_waiting_leaves_the_line_as_it_was() -> None:
    line = Line(1, 0.02)
    for _ in range(3):
        with line.place(), pytest.raises(NotSaved), line.place():
            pass


def test_a_place_is_left_when_something_goes_wrong() -> None:
    line = Line(1, 0.02)

    def fail() -> None:
        with line.place():
            raise LookupError

    for _ in range(3):
        with pytest.raises(LookupError):
            fail()


def test_a_thread_may_take_the_right_to_write_again_within_its_own_turn(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path / "lock", 0.05)
    with lock():
        with lock():
            pass
        with pytest.raises(NotSaved), WriteLock(tmp_path / "lock", 0.05)():
            pass
    with WriteLock(tmp_path / "lock", 0.05)():
        pass


TURNS = """
import sys, time
from pathlib import Path
from survey.storage.write_lock import WriteLock

lock, turns = WriteLock(Path(sys.argv[1]), 10), 0
print("ready", flush=True)
end = float(sys.stdin.readline())
while time.time() < end:
    with lock():
        time.sleep(0.002)
    turns += 1
print(turns)
"""


def test_two_busy_processes_take_turns(tmp_path: Path) -> None:
    """Each writes again the moment it has written; without a gate one of them would hardly ever write."""
    command = [sys.executable, "-c", TURNS, str(tmp_path / "lock")]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    end = str(time.time() + 1)
    with ThreadPoolExecutor(2) as both:
        said = list(both.map(lambda process: process.communicate(end)[0], processes))
    turns = sorted(map(int, said))
    assert turns[0] > 0
    assert turns[0] > turns[1] / 4
