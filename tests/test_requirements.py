"""What is installed is pinned by hash and says nothing about where it came from."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib

from tests.capabilities import ROOT

PINNED = sorted((ROOT / "requirements").glob("*.txt"))
LOCKED = [*PINNED, ROOT / "package-lock.json"]
# in two halves, so that this file does not hold what it looks for
REGISTRIES = [
    ("py", "pi.org"),
    ("python", "hosted.org"),
    ("npm", "js.org"),
    ("npm", "js.com"),
    ("yarn", "pkg.com"),
    ("deb.", "debian.org"),
    ("index", "-url"),
    ("find", "-links"),
]
BINARY = {".woff2", ".png", ".pdf", ".xlsx", ".docx", ".ico"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_pinned_files_name_no_address() -> None:
    assert [path.name for path in PINNED] == ["dev.txt", "run.txt", "security.txt", "uv.txt"]
    assert not [path.name for path in LOCKED if "://" in path.read_text(encoding="utf-8")]


def test_every_requirement_is_exact_and_hashed() -> None:
    for path in PINNED:
        entries = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
        loose = [
            entry.split()[0]
            for entry in entries
            if not re.match(r"\S+==\S+", entry) or "--hash=sha256:" not in entry
        ]
        assert not loose, path.name


def test_what_runs_is_the_same_version_where_it_is_tested() -> None:
    run, dev = (
        {line.rstrip(" \\") for line in path.read_text().splitlines() if "==" in line}
        for path in (PINNED[1], PINNED[0])
    )
    assert run <= dev


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = set(re.findall(r"^([\w.-]+)==", PINNED[0].read_text(encoding="utf-8"), re.MULTILINE))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=;! ]", line)[0].lower().replace(".", "-") for line in asked}
    assert names <= pinned


def test_node_packages_are_exact_and_locked_by_hash() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("integrity" in entry for name, entry in locked.items() if name)
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_no_tracked_file_names_a_package_registry() -> None:
    words = re.compile("|".join(re.escape(first + second) for first, second in REGISTRIES))
    allowed = {"requirements/lock.py"}  # asks uv to leave addresses out, which takes the option's name
    texts = (name for name in tracked() if not name.endswith(tuple(BINARY)) and name not in allowed)
    assert not [
        name for name in texts if words.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]


def test_what_is_installed_or_made_is_never_tracked() -> None:
    made = ("node_modules/", ".venv/", ".venv-security/", "var/", "dist/", "build/")
    assert not [
        name for name in tracked() if name.startswith(made) or name.endswith((".pyc", ".db", ".sqlite"))
    ]
