"""For whoever runs the program: its settings and its pages."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from survey.cli.terminal import AsJson, say
from survey.settings import Settings
from survey.web.serving import serve as serve_pages


def settings(as_json: AsJson = False) -> None:
    """List every setting: its name in the environment, its value now, its default and what it means."""
    described = Settings.read().describe()
    if as_json:
        say(json.dumps([asdict(one) for one in described], indent=2))
        return
    for one in described:
        say(f"{one.name} = {one.value}\n    {one.meaning} Default: {one.default}")


def serve(
    trial: Annotated[
        bool, typer.Option(help="Open the London survey on a trial window when nothing is open.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Web processes.")] = 1,
    worker: Annotated[bool, typer.Option(help="Start the background worker too.")] = True,
) -> None:
    """Serve the pages on HOST and PORT."""
    serve_pages(Settings.read(), trial=trial, processes=workers, with_worker=worker)
