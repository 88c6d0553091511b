"""Write the exact versions again: requirements/*.txt and package-lock.json, from the ranges in the project.

Nothing written here names an address, so a copy behind any mirror installs the same files by the same hashes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
UV = Path(sys.executable).with_name("uv")
PLAIN = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"]
OLDEST_PYTHON = ["--python-version", "3.11"]


def compile_to(name: str, *sources: str, given: str | None = None) -> None:
    """Resolve `sources` (or the requirement `given`) into requirements/`name`, keeping what still fits."""
    command = [str(UV), "pip", "compile", *sources, *PLAIN, *OLDEST_PYTHON, "-o", str(REQUIREMENTS / name)]
    subprocess.run(  # nosec B603 # no shell; what follows is for developers alone
        command, check=True, cwd=ROOT, input=given, text=True, stdout=subprocess.DEVNULL
    )


def uv_version() -> str:
    told = subprocess.run([str(UV), "--version"], check=True, capture_output=True, text=True)  # nosec B603
    return told.stdout.split()[1]


def lock_npm() -> None:
    """npm writes funding links into the lock file; they are addresses nobody needs for installing."""
    npm = ["npm", "install", "--package-lock-only", "--silent"]
    subprocess.run(npm, check=True, cwd=ROOT)  # nosec B603 # the npm that the developer has
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    compile_to("uv.txt", "-", given=f"uv=={uv_version()}\n")
    to_run = ["pyproject.toml", "--group", "build"]
    compile_to("run.txt", *to_run)
    compile_to("dev.txt", *to_run, "--group", "dev", "-c", "requirements/run.txt")
    compile_to("security.txt", "--group", "security")
    lock_npm()
