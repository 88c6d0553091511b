"""The arrows between the parts, and the habits that keep each part small, read from the source itself.

engine <- languages <- storage <- fieldwork <- web <- cli; engine <- xlsform <- cli; paper <- web;
analysis -> engine, and through `load.py` and `worker/` alone -> storage. Modules are found, not
listed, so a new one is held to the same rules.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("survey", "analysis")
LAYERS = ("engine", "languages", "storage", "fieldwork", "web", "cli")
BESIDE = {
    "xlsform": {"engine"},
    "paper": {"engine", "languages"},
}  # what stands beside the layers: it knows these, and only the cli knows it
SHOWN = {"paper"}  # what of it the web knows too, because respondents are shown it
LONGEST = 300
SHARED = {"errors", "settings", "described", "promises", "secret_files", "addresses", "audience", "folders"}
"""Modules that every layer but the engine may know."""
TOP = {"cli", "__main__"}
DATABASE = {"sqlalchemy", "sqlmodel", "alembic", "psycopg"}
PURE_WITHOUT = {
    *DATABASE,
    "fastapi",
    "starlette",
    "jinja2",
    "pandas",
    "numpy",
    "uvicorn",
    "random",
    "secrets",
    "uuid",
}
CLOCKS = {"datetime", "date", "time"}
READING = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}
KINDS = {path.stem for path in (ROOT / "templates" / "questions").glob("[a-z]*.html")}
MAY_READ_STORAGE = ("analysis.load", "analysis.worker")
MAY_RUN_FIELDWORK = ("analysis.worker",)
TOLD_IN_A_BROWSER = ("survey.fieldwork", "survey.web.staff")
TOLD_IN_A_TERMINAL = (
    "survey.fieldwork.backups",
    "survey.fieldwork.rehearsal",
    "survey.fieldwork.reading.readers",
)  # the command line alone uses them
COMMAND = re.compile(r"(?<!\S)--[a-z]|`survey ")
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}


@dataclass(frozen=True)
class Module:
    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def layer(self) -> str:
        """`engine` for survey.engine.questions.base; `cli` for survey.cli and survey.__main__."""
        part = self.name.split(".")[1] if "." in self.name else ""
        return "cli" if part in TOP else part

    @cached_property
    def imports(self) -> frozenset[str]:
        return frozenset(self.imported())

    def imported(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self.absolute(node)
                yield base
                yield from (f"{base}.{alias.name}" for alias in node.names)

    def absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        here = self.name.split(".")[: -node.level]
        return ".".join([*here, node.module] if node.module else here)

    def ours(self) -> Iterator[str]:
        return (name for name in self.imports if name.split(".")[0] in PARTS)

    def outside(self) -> set[str]:
        return {name.split(".")[0] for name in self.imports} - set(PARTS)


def modules() -> list[Module]:
    return [read(path) for part in PARTS for path in sorted((ROOT / part).rglob("*.py"))]


def read(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return Module(".".join(parts), path.read_text(encoding="utf-8"))


# ---------------------------------------------------------------- the rules, each a list of what breaks it


def arrows_that_point_up(module: Module) -> list[str]:
    """A layer of survey knows only itself, the layers below, and what all share."""
    if not module.name.startswith("survey.") or module.layer not in {*LAYERS, *BESIDE}:
        return []
    if module.layer in BESIDE:
        allowed = {*BESIDE[module.layer], module.layer, "errors", "folders"}
    else:
        allowed = set(LAYERS[: LAYERS.index(module.layer) + 1])
        allowed |= SHARED if module.layer != "engine" else {"errors"}
        allowed |= {"cli": set(BESIDE), "web": SHOWN}.get(module.layer, set())
    reached = {name.split(".")[1] for name in module.ours() if name.startswith("survey.")}
    return sorted(reached - allowed - {"cli" if module.layer == "cli" else ""})


def survey_knows_analysis(module: Module) -> list[str]:
    if not module.name.startswith("survey"):
        return []
    return sorted(name for name in module.ours() if name.split(".")[0] == "analysis")


def analysis_reaches_too_far(module: Module) -> list[str]:
    """Analysis knows the engine; two modules read storage and one of them runs use cases."""
    if not module.name.startswith("analysis"):
        return []
    reached = {name.split(".")[1] for name in module.ours() if name.startswith("survey.")}
    allowed = {"engine", "errors", "folders"}
    if is_within(module, MAY_READ_STORAGE):
        allowed |= {"storage", "settings"}
    if is_within(module, MAY_RUN_FIELDWORK):
        allowed |= {"fieldwork"}
    return sorted(reached - allowed)


def is_within(module: Module, names: tuple[str, ...]) -> bool:
    """Whether it is one of these modules, or lies in one."""
    return any(module.name == name or module.name.startswith(f"{name}.") for name in names)


def engine_is_not_pure(module: Module) -> list[str]:
    """No framework, no database, no clock, no chance: what it needs of these is given to it."""
    if not module.name.startswith("survey.engine"):
        return []
    read = {
        ast.unparse(node)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and reads_clock(node)
    }
    return sorted((module.outside() & PURE_WITHOUT) | read)


def reads_clock(node: ast.Attribute) -> bool:
    owner = ast.unparse(node.value).split(".")[-1]
    return owner in CLOCKS and node.attr in READING


def waist_knows_others(module: Module) -> list[str]:
    return sorted(module.ours()) if module.name == "survey.engine.codebook" else []


def sql_outside_storage(module: Module) -> list[str]:
    inside = module.name.startswith("survey.storage")
    return [] if inside else sorted(module.outside() & DATABASE)


def imports_inside_functions(module: Module) -> list[str]:
    """None, save a package of others that may fail to load where the function says what to do then."""
    functions = (
        node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    inner = [node for function in functions for node in ast.walk(function)]
    tried = {
        id(part)
        for node in inner
        if isinstance(node, ast.Try) and handles_absence(node)
        for part in node.body
    }
    hidden = (node for node in inner if isinstance(node, ast.Import | ast.ImportFrom))
    return [f"line {node.lineno}" for node in hidden if id(node) not in tried or names_ours(node)]


def handles_absence(node: ast.Try) -> bool:
    caught = {ast.unparse(handler.type) for handler in node.handlers if handler.type}
    return bool(caught & {"ImportError", "OSError"})


def names_ours(node: ast.Import | ast.ImportFrom) -> bool:
    names = (
        [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or PARTS[0]]
    )
    return any(name.split(".")[0] in PARTS for name in names)


def too_long(module: Module) -> list[str]:
    lines = len(module.source.splitlines())
    return [f"{lines} lines"] if lines > LONGEST else []


def names_that_say_nothing(module: Module) -> list[str]:
    return sorted(set(module.name.lower().strip("_").split(".")) & EMPTY_NAMES)


def asks_for_a_kind(module: Module) -> list[str]:
    """A kind says everything about itself; nobody compares its name."""
    compared = (node for node in ast.walk(module.tree) if isinstance(node, ast.Compare))
    return [f"line {node.lineno}" for node in compared if is_kind(node.left) and is_word(node.comparators[0])]


def is_kind(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name in {"kind", "ask"}


def is_word(node: ast.expr) -> bool:
    """The name of a kind, alone or in a list of them."""
    return any(isinstance(part, ast.Constant) and part.value in KINDS for part in ast.walk(node))


def refusals_that_name_a_command(module: Module) -> list[str]:
    """What is refused is told in a browser as in a terminal, so it names no command and no option of one."""
    if not is_within(module, TOLD_IN_A_BROWSER) or is_within(module, TOLD_IN_A_TERMINAL):
        return []
    raised = (node for node in ast.walk(module.tree) if isinstance(node, ast.Raise))
    return [f"line {node.lineno}" for node in raised if COMMAND.search(words_in(node))]


def words_in(node: ast.AST) -> str:
    parts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return "".join(part for part in parts if isinstance(part, str))


Rule = Callable[[Module], list[str]]
RULES: tuple[Rule, ...] = (
    arrows_that_point_up,
    survey_knows_analysis,
    analysis_reaches_too_far,
    engine_is_not_pure,
    waist_knows_others,
    sql_outside_storage,
    imports_inside_functions,
    too_long,
    names_that_say_nothing,
    asks_for_a_kind,
    refusals_that_name_a_command,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks_the_rule(rule: Rule) -> None:
    broken = {module.name: found for module in modules() if (found := rule(module))}
    assert not broken


def test_modules_are_found() -> None:
    names = {module.name for module in modules()}
    assert {"survey.errors", "survey.engine.codebook", "survey.storage.database", "analysis.tables"} <= names


# ---------------------------------------------------------------- each rule catches what it is for

PLANTED = [
    (arrows_that_point_up, "survey.engine.journey", "from survey.storage.database import Store"),
    (arrows_that_point_up, "survey.engine.journey", "from survey import settings"),
    (arrows_that_point_up, "survey.storage.database", "import survey.fieldwork.window"),
    (arrows_that_point_up, "survey.storage.tables", "from ..web import app"),
    (arrows_that_point_up, "survey.fieldwork.window", "from survey.web.app import create_app"),
    (arrows_that_point_up, "survey.web.app", "from survey.cli import main"),
    (arrows_that_point_up, "survey.engine.loader", "from survey.xlsform.importing import read_form"),
    (arrows_that_point_up, "survey.fieldwork.shelf", "from survey.xlsform.importing import read_form"),
    (arrows_that_point_up, "survey.web.app", "from survey.xlsform.exporting import write_form"),
    (arrows_that_point_up, "survey.fieldwork.shelf", "from survey.paper.form import PaperForm"),
    (arrows_that_point_up, "survey.paper.form", "from survey.web.app import create_app"),
    (arrows_that_point_up, "survey.xlsform.importing", "from survey.storage.database import Store"),
    (arrows_that_point_up, "survey.xlsform.importing", "from survey import settings"),
    (arrows_that_point_up, "survey.xlsform.importing", "from survey.cli.terminal import say"),
    (survey_knows_analysis, "survey.web.app", "import analysis"),
    (survey_knows_analysis, "survey.cli", "from analysis.tables import Table"),
    (analysis_reaches_too_far, "analysis.tables", "from survey.storage.database import Store"),
    (analysis_reaches_too_far, "analysis.load", "from survey.fieldwork.campaign import status"),
    (analysis_reaches_too_far, "analysis.loading", "from survey.storage.database import Store"),
    (analysis_reaches_too_far, "analysis.worker.reports", "from survey.web.app import create_app"),
    (engine_is_not_pure, "survey.engine.coding", "import pandas as pd"),
    (engine_is_not_pure, "survey.engine.coding", "from random import Random"),
    (engine_is_not_pure, "survey.engine.coding", "from datetime import datetime\nday = datetime.now()"),
    (waist_knows_others, "survey.engine.codebook", "from survey.engine.answers import Answers"),
    (sql_outside_storage, "survey.fieldwork.campaign", "from sqlalchemy import select"),
    (sql_outside_storage, "analysis.load", "from sqlmodel import select"),
    (imports_inside_functions, "survey.web.app", "def late():\n    import json"),
    (
        imports_inside_functions,
        "survey.web.app",
        "class A:\n    async def late(self):\n        from x import y",
    ),
    (
        imports_inside_functions,
        "survey.web.app",
        "def late():\n    try:\n        import survey.cli\n    except ImportError: pass",
    ),
    (too_long, "survey.web.app", "pass\n" * 301),
    (names_that_say_nothing, "survey.web.helpers", ""),
    (asks_for_a_kind, "survey.web.app", "if question.kind == 'grid': pass"),
    (asks_for_a_kind, "survey.web.app", "wide = ask != 'grid'"),
    (
        refusals_that_name_a_command,
        "survey.fieldwork.dates",
        "raise Refused(f'{day} is over. ' 'Leave --at out.')",
    ),
    (refusals_that_name_a_command, "survey.web.staff.team", "raise Refused(f'See `survey staff list {a}`.')"),
]


@pytest.mark.parametrize(("rule", "name", "source"), PLANTED)
def test_a_planted_fault_is_caught(rule: Rule, name: str, source: str) -> None:
    assert rule(Module(name, source))


SOUND = [
    (
        "survey.fieldwork.window",
        "from survey.storage.database import Store\nfrom survey.errors import NotSaved",
    ),
    ("survey.__main__", "from survey.cli import main"),
    ("survey.web.respondent.ways", "from survey.paper.form import PaperForm"),
    ("survey.cli.xlsform", "from survey.xlsform.importing import read_form"),
    (
        "survey.xlsform.importing",
        "from survey.engine.loader import load_text\nfrom survey.errors import Refused",
    ),
    ("survey.storage.database", "from sqlalchemy import select\nfrom survey.settings import Settings"),
    (
        "analysis.worker.contacts",
        "from survey.fieldwork import contacts\nfrom survey.storage.database import Store",
    ),
    ("analysis.pdf", "def write():\n    try:\n        import weasyprint\n    except OSError: pass"),
    ("survey.fieldwork.backups.folder", "raise Refused('survey backup --to FOLDER')"),
    ("survey.engine.amount", "from datetime import date\nday = date(2025, 1, 10)"),
]


@pytest.mark.parametrize(("name", "source"), SOUND)
def test_what_is_sound_passes_every_rule(name: str, source: str) -> None:
    assert not [rule.__name__ for rule in RULES if rule(Module(name, source))]
