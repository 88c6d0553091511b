"""What the program is made of: safe versions, licences that allow it, a valid bill of materials."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from requirements.bill import bill
from tests.capabilities import ROOT

REQUIREMENTS = ROOT / "requirements"
LICENCES = tomllib.loads((REQUIREMENTS / "licences.toml").read_text("utf-8"))
PAGE = ROOT / "docs" / "security" / "supply-chain.md"
PINNED = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (REQUIREMENTS / "run.txt").read_text("utf-8"), re.MULTILINE)
SAID = {  # classifiers and short words of packages that give no SPDX expression
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "2-clause BSD": "BSD-2-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
JUDGED = {
    "patsy": "two clauses, though its classifier says BSD alone",
    "pyphen": "three licences to choose from, each with its text beside it: ours is MPL-1.1",
    "resvg-py": "says nothing of it; the text beside it is that of MIT",
    "scipy": "gives the text of BSD-3-Clause in place of a name",
    "uvloop": "two licences to choose from",
}


def numbers(version: str) -> tuple[int, ...]:
    found = [int(part) for part in re.findall(r"\d+", version)]
    return tuple([*found, 0, 0, 0][:4])


def floors() -> list[tuple[str, str]]:
    """Name and least safe version of each row of the page."""
    return re.findall(r"^\| `([\w.-]+)` \| ([\d.]+) \|", PAGE.read_text("utf-8"), re.MULTILINE)


def test_every_floor_is_asked_for_and_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    asked = {}
    for line in project:
        ((name, least),) = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?(?:[>=]=([\d.]+))?", line)
        asked[name.lower().replace(".", "-")] = least
    pinned = dict(PINNED)
    assert len(floors()) >= 8
    for name, least in floors():
        assert numbers(asked[name]) >= numbers(least), f"pyproject.toml allows {name} below {least}"
        assert numbers(pinned[name]) >= numbers(least), f"requirements/run.txt has {name} below {least}"


def test_every_package_has_a_licence_and_none_that_is_not_allowed() -> None:
    assert sorted(LICENCES["packages"]) == sorted({name for name, _ in PINNED})
    told = [*LICENCES["packages"].values(), *(one["licence"] for one in LICENCES["files"].values())]
    refused = {
        expression
        for expression in told
        if not any(
            all(part.strip() in LICENCES["allowed"] for part in choice.split(" AND "))
            for choice in expression.split(" OR ")
        )
    }
    assert refused == set()


@pytest.mark.parametrize("name", sorted({name for name, _ in PINNED}))
def test_a_licence_is_what_the_package_says(name: str) -> None:
    listed = LICENCES["packages"][name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return  # of another system: the list alone has it
    if expression := said.get_all("License-Expression"):
        assert [listed] == expression
        return
    classifiers = [
        line.split(" :: ")[-1] for line in said.get_all("Classifier") or [] if "License ::" in line
    ]
    words = [*(said.get_all("License") or []), *classifiers]
    known = {SAID.get(word, word) for word in words if word}
    assert name in JUDGED or known == {listed}, words


def test_everything_that_a_browser_loads_is_listed() -> None:
    named = {path for one in LICENCES["files"].values() for path in one["in"]}
    assert [path for path in named if not (ROOT / path).exists()] == []
    served = {
        str(path.relative_to(ROOT))
        for folder in (ROOT / "survey" / "web" / "static", ROOT / "analysis" / "fonts")
        for path in folder.rglob("*")
        if path.suffix in {".js", ".woff2", ".ttf", ".otf"}
    }
    assert [
        path for path in served if not any(path == one or path.startswith(f"{one}/") for one in named)
    ] == []
    told = (ROOT / "survey" / "web" / "static" / "LICENCES.txt").read_text("utf-8")
    assert all(word in told for word in ("govuk-frontend", "htmx", "Atkinson Hyperlegible Next"))


def test_the_bill_of_materials_is_valid_and_the_same_each_time(tmp_path: Path) -> None:
    made = bill()
    assert made == bill()
    schemas = files("cyclonedx.schema._res")
    read = {
        name: json.loads(schemas.joinpath(f"{name}.SNAPSHOT.schema.json").read_text("utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    registry: Registry[Any] = Registry().with_resources(
        (urljoin(read["bom-1.6"]["$id"], f"{name}.SNAPSHOT.schema.json"), Resource.from_contents(schema))
        for name, schema in read.items()
    )
    faults = [
        error.message
        for error in Draft7Validator(read["bom-1.6"], registry=registry).iter_errors(json.loads(made))
    ]
    assert faults == []
    broken = {**json.loads(made), "specVersion": 1.6}
    assert not Draft7Validator(read["bom-1.6"], registry=registry).is_valid(broken)


def test_the_bill_has_every_package_with_its_hashes_and_no_address_of_a_registry() -> None:
    made = json.loads(bill())
    listed = {
        (one["name"], one["version"]) for one in made["components"] if one["purl"].startswith("pkg:pypi/")
    }
    assert listed == set(PINNED)
    assert all(one["externalReferences"][0]["hashes"] and one["licenses"] for one in made["components"])
    assert set(re.findall(r"https?://[^/\"]+", json.dumps(made))) == {"http://cyclonedx.org"}
