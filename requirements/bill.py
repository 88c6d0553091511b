"""Write the bill of materials (CycloneDX 1.6, JSON): what the program is made of at run time, with hashes.

`bill.py FILE`. It is made of the files beside it and of package-lock.json, so it is the same on every
machine; like them it names no address. It is a list and no graph: what a package brings along is in it too.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Part:
    """Something that others wrote: by kind, name and version, and by what its files are checked."""

    kind: str
    name: str
    version: str
    licence: str
    hashes: tuple[HashType, ...]

    def component(self) -> Component:
        """In the words of CycloneDX. The hashes are those of its files as they are published."""
        space, _, name = self.name.rpartition("/")
        url = PackageURL(self.kind, space or None, name, self.version)
        published = ExternalReference(
            type=ExternalReferenceType.DISTRIBUTION, url=XsUri(url.to_string()), hashes=self.hashes
        )
        return Component(
            type=ComponentType.LIBRARY,
            name=self.name,
            version=self.version,
            bom_ref=url.to_string(),
            purl=url,
            licenses=[LicenseFactory().make_from_string(self.licence)],
            external_references=[published],
        )


def packages(licences: dict[str, str]) -> Iterator[Part]:
    """Every package of requirements/run.txt."""
    for name, version, rest in PINNED.findall((REQUIREMENTS / "run.txt").read_text("utf-8")):
        found = re.findall(r"sha256:([0-9a-f]{64})", rest)
        hashes = tuple(HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in found)
        yield Part("pypi", name, version, licences[name], hashes)


def files(listed: dict[str, dict[str, str]]) -> Iterator[Part]:
    """What the stylesheet, the scripts and the fonts were made from."""
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name, said in listed.items():
        entry = locked[f"node_modules/{name}"]
        digest = base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex()
        hashes = (HashType(alg=HashAlgorithm.SHA_512, content=digest),)
        yield Part("npm", name, entry["version"], said["licence"], hashes)


def bill() -> str:
    """The bill as JSON; the same parts always have the same number."""
    told = tomllib.loads((REQUIREMENTS / "licences.toml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    parts = [*packages(told["packages"]), *files(told["files"])]
    made = Bom(
        components=[part.component() for part in parts],
        serial_number=uuid5(NAMESPACE_OID, " ".join(f"{part.name}@{part.version}" for part in parts)),
    )
    own = Component(type=ComponentType.APPLICATION, name=project["name"], version=project["version"])
    own.bom_ref.value = f"{project['name']}@{project['version']}"
    made.metadata.component = own
    made.register_dependency(own, made.components)
    written = json.loads(JsonV1Dot6(made).output_as_string())
    del written["metadata"]["timestamp"]
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bill(), "utf-8")
