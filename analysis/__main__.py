"""`python -m analysis`: the worker runs for weeks, so it does not load what makes reports."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from types import FrameType, ModuleType

from survey.errors import SurveyError

COMMANDS, WORKER = "analysis.commands", "analysis.worker.command"
STOPPED = 130
"""What a command ends with that was interrupted, as shells have it."""


def main() -> None:
    """Run a command; what goes wrong on purpose is a sentence and exit code 1, never a traceback."""
    try:
        loaded(WORKER if sys.argv[1:2] == ["worker"] else COMMANDS).app()
    except SurveyError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == STOPPED:
            say_stopped()
        raise


def loaded(name: str) -> ModuleType:
    """The commands. Loading takes seconds, and libraries swallow an interruption or show where it met them;
    nothing is open by then, so it ends the program at once."""
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler:
        return import_module(name)
    signal.signal(signal.SIGINT, leave)
    try:
        return import_module(name)
    finally:
        signal.signal(signal.SIGINT, usual)


def leave(number: int, frame: FrameType | None) -> None:
    say_stopped()
    os._exit(STOPPED)


def say_stopped() -> None:
    """One sentence, on a line of its own after the ^C of a terminal."""
    start = "\n" if sys.stderr.isatty() else ""
    sys.stderr.write(f"{start}Stopped before it was done.\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
