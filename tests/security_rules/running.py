"""semgrep with these rules, and with nothing that it would send or fetch."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RULES = Path(__file__).parent
ROOT = RULES.parents[1]
LOOKED_AT = ("survey", "analysis", "requirements", "templates")


@dataclass(frozen=True)
class Found:
    """A rule that was broken, and where."""

    rule: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.rule}: {self.message}"


def found(semgrep: Path, place: Path, targets: Sequence[str] = (".",)) -> list[Found]:
    """What the rules find in a folder; a rule or a file that cannot be read is an error."""
    quiet = ["--metrics", "off", "--disable-version-check", "--no-git-ignore", "--json", "--quiet"]
    command = [str(semgrep), "scan", "--config", str(RULES), *quiet, "--jobs", "2", "--strict", *targets]
    path = f"{semgrep.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command, cwd=place, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    told: Any = json.loads(done.stdout) if done.stdout else {"errors": [done.stderr], "results": []}
    if told["errors"]:
        raise RuntimeError(f"semgrep could not look at everything: {told['errors'][:3]}")
    return [
        Found(
            one["check_id"].rpartition(".")[2],
            one["path"],
            one["start"]["line"],
            one["extra"]["message"],
        )
        for one in told["results"]
    ]
