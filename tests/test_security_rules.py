"""Each rule of our own finds its trap and leaves what is sound alone.

`make security` looks at the whole program with them, and runs these tests too; elsewhere they are skipped
where its tools are not installed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.capabilities import ROOT, if_found
from tests.security_rules.running import RULES, Found, found
from tests.security_rules.samples import SAMPLES


def rules() -> list[dict[str, object]]:
    return [rule for path in sorted(RULES.glob("*.yaml")) for rule in YAML(typ="safe").load(path)["rules"]]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Found]:
    """What semgrep finds in all samples, in one run."""
    semgrep, place = if_found("semgrep"), tmp_path_factory.mktemp("samples")
    for rule, sample in SAMPLES.items():
        folder = place / sample.folder
        folder.mkdir(parents=True, exist_ok=True)
        for kind, text in (("bad", sample.bad), ("good", sample.good)):
            (folder / f"{kind}_{rule.replace('-', '_')}{sample.ending}").write_text(text, "utf-8")
    return found(semgrep, place)


def test_every_rule_has_a_sample_and_says_what_to_do() -> None:
    assert sorted(str(rule["id"]) for rule in rules()) == sorted(SAMPLES)
    assert [rule["id"] for rule in rules() if len(str(rule["message"])) < 60] == []


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_rule_finds_its_trap(samples: list[Found], rule: str) -> None:
    there = {one.rule for one in samples if Path(one.file).stem == f"bad_{rule.replace('-', '_')}"}
    assert rule in there


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_rule_leaves_what_is_sound_alone(samples: list[Found], rule: str) -> None:
    there = [str(one) for one in samples if Path(one.file).stem == f"good_{rule.replace('-', '_')}"]
    assert there == []


def test_every_exception_names_its_rule_and_its_reason() -> None:
    lines = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for part in ("survey", "analysis", "requirements")
        for path in (ROOT / part).rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if "nosemgrep" in line
    ]
    known = [f"nosemgrep: {rule} (" for rule in SAMPLES]
    assert [line for line in lines if not any(start in line for start in known)] == []
