"""The worker makes the final report from frozen answers, checks it, and packs data and texts, for real."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.worker.reports import Reports
from analysis.worker.rounds import once
from analysis.worker.stop import Stop
from survey.cli import app
from survey.engine.taking_out import UNREAD
from survey.errors import Refused
from survey.fieldwork import products, reports
from survey.fieldwork.final import releases
from survey.fieldwork.products import PACKED, Product
from survey.fieldwork.reading import line, outcomes
from survey.fieldwork.reading.unread import unread
from survey.fieldwork.rehearsal import rehearse
from survey.settings import Settings
from survey.storage.database import Store
from tests.fieldwork.described import READER
from tests.migrated import migrated
from tests.over import be_over, be_people

WORKSHOP = "workshop-feedback"


@pytest.fixture
def over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A survey that is over, with the answers of sixty people, which commands find in the environment."""
    monkeypatch.setenv("SURVEY_DATA_DIR", str(tmp_path / "var"))
    with migrated(Settings.read()) as store:
        for _ in rehearse(store, store.settings, WORKSHOP, number=60, seed=2):
            pass
        be_people(store, WORKSHOP)
        be_over(store, WORKSHOP)
        yield store


def run(*command: str) -> str:
    """What a command of the team says, which goes well."""
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    return done.output


def delete_some(store: Store, number: int) -> None:
    """Delete so many responses, as for people who ask."""
    with store.write() as tx:
        campaign = tx.campaigns.by_slug(WORKSHOP)
        assert campaign is not None
        for one in [response for response, _ in tx.responses.each(campaign.id)][:number]:
            tx.responses.withdraw(one.id, one.receipt_hash, one.day)


def test_the_final_report_is_made_checked_and_published_and_the_next_is_checked_beside_it(
    over: Store,
) -> None:
    why = ("--reason", "Agreed with the partners")
    assert "Nothing was changed" in run("freeze", WORKSHOP, "--dry-run")
    assert "Frozen" in run("freeze", WORKSHOP, *why)
    assert "being made" in run("release", WORKSHOP, *why)
    once([Reports(over)], Stop())
    (listed,) = json.loads(run("releases", "--json"))
    assert (listed["state"], listed["as_frozen"], listed["checked_beside"]) == ("checked", True, 0)
    assert listed["entry"].startswith("release 1 of ")
    (made,) = releases.register(over)
    assert made.request.told_more is not None
    assert made.request.told_more["release"] == "final"
    assert "final" in run("reports", WORKSHOP, "--json")
    assert "/results/workshop-feedback" in run("publish", WORKSHOP, *why)
    assert "Nothing of" in run("unpublish", WORKSHOP, "--reason", "Somebody asked for deletion")
    delete_some(over, 3)
    run("release", WORKSHOP, "--reason", "Without those who asked")
    once([Reports(over)], Stop())
    newest, _ = releases.register(over)
    assert (newest.state, newest.as_frozen) == ("failed", False)
    assert "release 1 of" in newest.check
    with pytest.raises(Refused, match="did not pass the check"):
        releases.publish(over, WORKSHOP, actor="Ada", reason="at any price")


def test_a_final_report_of_answers_that_are_not_frozen_is_refused_by_the_command_itself(over: Store) -> None:
    """What is asked for while the freeze is taken back must not come out provisional."""
    with over.write() as tx:
        campaign = tx.campaigns.by_slug(WORKSHOP)
        assert campaign is not None
        tx.report_requests.add(campaign.id, "ann", products.RELEASE.name)
    once([Reports(over)], Stop())
    (failed,) = reports.all_of(over, WORKSHOP)
    assert "These answers are not frozen" in failed.request.problem


@pytest.mark.parametrize("product", [products.DATA[0], products.DATA[2]], ids=["csv", "sav"])
def test_coded_data_are_packed_without_words_and_contact_details(over: Store, product: Product) -> None:
    with packed(over, product) as made:
        names = {name.rpartition("/")[2] for name in made.namelist()}
        assert {"codebook.json", "codebook.csv", "README.txt"} < names
        assert f"answers.{product.name.removeprefix('data-')}" in names
        assert not any(name.startswith("texts") for name in names)


def test_texts_are_packed_alone_once_read_with_nothing_that_leads_to_answers(over: Store) -> None:
    taken = line.take(over, WORKSHOP, reader=READER)
    assert taken is not None
    words = line.open_text(over, WORKSHOP, taken, reader=READER).words
    outcomes.leave(over, WORKSHOP, taken, reader=READER)
    waiting = unread(over, WORKSHOP)
    assert waiting > 0
    with packed(over, products.TEXTS) as made:
        assert UNREAD.format(many=waiting) in made.read(f"{WORKSHOP}-texts/README.txt").decode()
        names = {name.rpartition("/")[2] for name in made.namelist()}
        assert names == {"texts.csv", "codebook.json", "codebook.csv", "README.txt"}
        rows = list(csv.DictReader(io.StringIO(made.read(f"{WORKSHOP}-texts/texts.csv").decode("utf-8-sig"))))
    assert [value for row in rows for name, value in row.items() if name != "response" and value] == [words]


def packed(store: Store, product: Product) -> zipfile.ZipFile:
    """What a worker makes of a request; nobody else on the machine can read it."""
    reports.ask(store, WORKSHOP, product, actor="ann")
    once([Reports(store)], Stop())
    (found,) = reports.all_of(store, WORKSHOP, [product])
    assert found.state == "ready", found.request.problem
    assert [path.name for path in found.folder.iterdir()] == [PACKED]
    assert (found.folder.stat().st_mode & 0o077, (found.folder / PACKED).stat().st_mode & 0o077) == (0, 0)
    return zipfile.ZipFile(found.folder / PACKED)
