"""`python -m analysis`: the worker runs for weeks, so it does not load what makes reports."""

from __future__ import annotations

import sys

import typer

from survey.errors import SurveyError

if sys.argv[1:2] == ["worker"]:
    from analysis.worker.command import app
else:
    from analysis.commands import app

STOPPED = 130
"""What a command ends with that was interrupted, as shells have it."""


def main() -> None:
    """Run a command; what goes wrong on purpose is a sentence and exit code 1, never a traceback."""
    try:
        app()
    except SurveyError as error:
        typer.echo(f"{error}", err=True)
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == STOPPED:
            typer.echo("Stopped before it was done.", err=True)
        raise


if __name__ == "__main__":
    main()
