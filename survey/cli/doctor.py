"""For whoever runs the program: everything that it depends on, and how that is."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from survey.cli.terminal import AsJson, say
from survey.fieldwork.service import Line, State, examined
from survey.settings import Settings
from survey.web.completeness import completeness

MARKS = {State.GOOD: "good", State.LOOK: "look", State.RED: "RED"}
STYLES = {State.GOOD: "green", State.LOOK: "yellow", State.RED: "bold red"}


def doctor(as_json: AsJson = False) -> None:
    """Look at everything that the program depends on, and say what to do. It changes nothing.

    Exit code 1 when a line is red: answers are in danger, or nobody could give them.
    """
    lines = [*examined(Settings.read()), *completeness()]
    if as_json:
        say(json.dumps([asdict(line) for line in lines], indent=2))
    elif sys.stdout.isatty():
        Console().print(drawn(lines))
    else:
        for line in lines:
            say(f"{MARKS[line.state]:<4}  {line.about}: {line.whole}")
    red = sum(line.state is State.RED for line in lines)
    look = sum(line.state is State.LOOK for line in lines)
    if not as_json:
        say(f"{len(lines)} things looked at: {red} red, {look} to look at.")
    if red:
        raise typer.Exit(1)


def drawn(lines: list[Line]) -> Table:
    """A table as wide as the terminal; words mark what colours show."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("", "Looked at", "Seen", "What to do"):
        table.add_column(heading, overflow="fold")
    for line in lines:
        mark = Text(MARKS[line.state], style=STYLES[line.state])
        table.add_row(mark, Text(line.about), Text(line.said), Text(line.todo))
    return table
