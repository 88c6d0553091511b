"""What the documentation says is true: commands parse, links lead somewhere, settings and files exist."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_group
from typer.testing import CliRunner

from analysis.commands import app as analysis
from survey.cli import app as survey
from survey.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
PROGRAMS = {("survey",): get_group(survey), ("python", "-m", "analysis"): get_group(analysis)}
HERE = ("survey", "analysis", "questionnaires", "templates", "tests", "assets", "docs", "requirements")
TO_BE_MADE = ("questionnaires/team-check/",)
"""Files that a reader is told to write."""


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def in_blocks(text: str) -> Iterator[str]:
    """Lines that a reader is meant to type."""
    for block in re.findall(r"```sh\n(.*?)```", text, re.S):
        yield from block.splitlines()


def in_sentences(text: str) -> Iterator[str]:
    """What stands between backticks in a sentence, over a line's end too."""
    for found in re.findall(r"(?<!`)`([^`]+)`(?!`)", re.sub(r"```.*?```", "", text, flags=re.S)):
        yield " ".join(found.split())


def ours(line: str) -> tuple[tuple[str, ...], list[str]] | None:
    """The program that a line calls and what it gives it; None for anything else."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return None
    for program in PROGRAMS:
        if tuple(words[: len(program)]) == program and len(words) > len(program):
            return program, words[len(program) :]
    return None


def flaw(line: str, *, whole: bool) -> str:
    """What is wrong with a command: an unknown subcommand, option or value; when whole, what it lacks too."""
    found = ours(line)
    if found is None or found[1] == ["--help"]:
        return ""
    program, (subcommand, *rest) = found
    known = PROGRAMS[program].commands
    if subcommand not in known:
        return f"{line}: there is no {subcommand}"
    group = known[subcommand]
    if isinstance(group, TyperGroup) and rest:
        known, (subcommand, *rest) = group.commands, rest
        if subcommand not in known:
            return f"{line}: there is no {subcommand}"
    options = {name for each in known[subcommand].params for name in (*each.opts, *each.secondary_opts)}
    strangers = [word for word in rest if word.startswith("-") and word not in options]
    if strangers:
        return f"{line}: there is no {strangers[0]}"
    if whole:
        try:
            known[subcommand].make_context(subcommand, rest)
        except TyperException as error:
            return f"{line}: {error}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_is_one_that_there_is(page: Path) -> None:
    text = page.read_text("utf-8")
    flaws = [
        *(flaw(line, whole=True) for line in in_blocks(text)),
        *(flaw(line, whole=False) for line in in_sentences(text)),
    ]
    assert [found for found in flaws if found] == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("survey launch it", id="a subcommand"),
        pytest.param("survey channel remove it", id="a subcommand of a group"),
        pytest.param("survey open it --till 2025-01-10", id="an option"),
        pytest.param("survey extend it", id="an option that is left out"),
        pytest.param("survey serve --workers many", id="a value"),
        pytest.param("python -m analysis landscape it", id="a folder that is left out"),
    ],
)
def test_a_command_that_would_not_run_is_caught(line: str) -> None:
    assert flaw(line, whole=True)


def test_commands_are_found() -> None:
    lines = [line for page in PAGES for line in in_blocks(page.read_text("utf-8"))]
    called = {(*found[0], found[1][0]) for line in lines if (found := ours(line))}
    assert {("survey", name) for name in ("check", "open", "extend", "close", "status", "simulate")} <= called
    assert ("python", "-m", "analysis", "landscape") in called


def test_every_command_is_explained() -> None:
    everything = "\n".join(page.read_text("utf-8") for page in PAGES)
    commands = [
        " ".join((*program, name, *within))
        for program, group in PROGRAMS.items()
        for name, command in group.commands.items()
        for within in ([(each,) for each in command.commands] if isinstance(command, TyperGroup) else [()])
    ]
    assert [command for command in commands if command not in everything] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    near = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in near if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = [found for found in in_sentences(page.read_text("utf-8")) if re.fullmatch(r"[\w./-]+", found)]
    paths = [path for path in named if "/" in path and path.split("/")[0] in HERE]
    assert [path for path in paths if not path.startswith(TO_BE_MADE) and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_setting_that_is_named_is_one(page: Path) -> None:
    settings = {described.name for described in Settings().describe()}
    named = set(re.findall(r"\bSURVEY_[A-Z_]*[A-Z]\b", page.read_text("utf-8")))
    assert named - settings == set()


def test_the_settings_command_lists_every_setting() -> None:
    told = json.loads(CliRunner().invoke(survey, ["settings", "--json"]).output)
    assert len(told) == len(Settings.model_fields)
    assert all(one["meaning"] and one["default"] for one in told)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_target_of_make_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    lines = [*in_blocks(text), *in_sentences(text)]
    named = {
        found
        for line in lines
        for found in re.findall(r"(?:^|(?<!survey invitations)\s)make ([a-z-]+)", line)
    }
    assert named - targets == set()
