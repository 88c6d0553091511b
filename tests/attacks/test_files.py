"""Y1: each hostile file is refused within a second of work and 100 MB, those of other programs too."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from survey.engine.loader import FaultyQuestionnaire, load_file
from survey.errors import SurveyError
from survey.fieldwork.codes import Codes
from survey.fieldwork.importing import import_responses, rows_in
from survey.xlsform.importing import read_form
from tests.effort import EFFORT
from tests.engine.test_hostile_yaml import REFUSED
from tests.web.site import Site, tiny
from tests.xlsform.test_workbooks import save, tampered

SECONDS = 1.0 if EFFORT >= 10 else 3.0
"""Of a processor: one second where nothing else runs beside it."""
MEGABYTES = 100
REFUSED_AS_ASKED, READ, TOO_MUCH, BROKEN = range(4)


def apart(work: Callable[[], None]) -> tuple[int, float, float]:
    """How work ended in a process of its own, its seconds of processor, and the megabytes that it added."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        try:
            work()
            ended = READ
        except SurveyError:
            ended = REFUSED_AS_ASKED
        except BaseException:
            ended = BROKEN
        took = time.process_time() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        os.write(writing, f"{ended} {took} {grown}".encode())
        os._exit(0)
    os.close(writing)
    said = os.read(reading, 200).decode().split()
    os.close(reading)
    os.waitpid(child, 0)
    return int(said[0]), float(said[1]), float(said[2])


def test_each_hostile_questionnaire_is_refused_soon_and_with_little_memory(tmp_path: Path) -> None:
    found = {}
    for name, text in REFUSED.items():
        path = tmp_path / "hostile.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        found[name] = apart(partial(refuse, path))
    assert {name: one for name, one in found.items() if one[0] != REFUSED_AS_ASKED} == {}
    assert {name: one for name, one in found.items() if one[1] > SECONDS or one[2] > MEGABYTES} == {}


def refuse(path: Path) -> None:
    try:
        load_file(path)
    except FaultyQuestionnaire as error:
        if any(report.line < 1 for report in error.reports):
            raise AssertionError("a fault without its line") from error
        raise


def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    save(path, ["type", "name", "label"], ["text", "a", "A"])
    return path


def with_parts(path: Path, parts: dict[str, str]) -> Path:
    with ZipFile(path, "a", ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


BOMB = " " * 70_000_000
WORKBOOKS: dict[str, tuple[int, Callable[[Path], Path]]] = {
    "a zip bomb": (REFUSED_AS_ASKED, lambda path: tampered(path, "</sheetData>", f"</sheetData>{BOMB}")),
    "very many parts": (REFUSED_AS_ASKED, lambda path: with_parts(path, {f"x/{n}": "" for n in range(1100)})),
    "an entity that names a file": (
        REFUSED_AS_ASKED,
        lambda path: tampered(
            tampered(path, "<worksheet", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'),
            "</sheetData>",
            '<row r="3"><c r="A3" t="inlineStr"><is><t>text &e;</t></is></c></row></sheetData>',
        ),
    ),
    "no workbook at all": (REFUSED_AS_ASKED, lambda path: written(path, b"PK\x03\x04 and no more")),
    "a part above the folder": (READ, lambda path: with_parts(path, {"../../owned.txt": "x"})),
    "a part at a place of the machine": (
        READ,
        lambda path: with_parts(path, {"/tmp/owned-by-a-form.txt": "x"}),
    ),
    "a link to another workbook": (
        READ,
        lambda path: with_parts(path, {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}),
    ),
}


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", WORKBOOKS)
def test_each_hostile_workbook_is_refused_or_harmless(tmp_path: Path, name: str) -> None:
    ending, tamper = WORKBOOKS[name]
    path = tamper(workbook(tmp_path))
    before = set(tmp_path.rglob("*"))
    ended, seconds, megabytes = apart(lambda: kept(path))
    assert ended == ending
    assert seconds <= SECONDS
    assert megabytes <= MEGABYTES
    assert set(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent.parent / "owned.txt").exists()
    assert not Path("/tmp/owned-by-a-form.txt").exists()


def kept(path: Path) -> None:
    read_form(path)


TABLES = {
    "a cell of 20 MB.csv": b"sector\n" + b"x" * 20_000_000,
    "a heading of 20 MB.csv": b"x" * 20_000_000 + b"\nhealth\n",
    "very many cells.csv": b"sector\nhealth" + b",x" * 1_000_000 + b"\n",
    "a quote that never ends.csv": b'sector\n"health' + b"\nx" * 2_000_000,
    "bytes that are no text.csv": b"sector\n\xff\xfe\x00",
    "a column twice.csv": b"sector,sector\nhealth,police\n",
    "columns that nobody asked.csv": b"sector,__class__,../../x,=cmd()\nhealth,b,c,d\n",
    "a formula for a code.csv": b"sector\n=1+1\n",
    "an option that is not there.csv": b"sector\nzebra\n",
    "brackets in brackets.jsonl": b'{"sector": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "a list for a value.jsonl": b'{"sector": ["health", "police"]}',
    "a number without end.jsonl": b'{"sector": ' + b"9" * 100_000 + b"}",
    "no object.jsonl": b'"sector"',
    "half an object.jsonl": b'{"sector": "health"',
}


@pytest.mark.parametrize("name", TABLES)
def test_each_hostile_table_of_answers_is_refused_and_stores_nothing(
    sqlite_site: Site, tmp_path: Path, name: str
) -> None:
    slug, path = sqlite_site.open(tiny()), written(tmp_path / name, TABLES[name])
    began = time.process_time()
    with pytest.raises(SurveyError) as refused:
        import_responses(
            sqlite_site.store,
            slug,
            rows_in(path),
            actor="test",
            reason="test",
            codes=Codes(b"s" * 32),
            random_bytes=os.urandom,
        )
    assert time.process_time() - began <= SECONDS
    assert str(refused.value)
    with sqlite_site.store.read() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM response").scalar() == 0
