"""Every page of the team, filled, in a real browser: no barrier, nothing wider than a phone, sound HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.fieldwork.team.roles import BY_NAME
from tests.browser import PHONE, NewPage
from tests.console_sheets import filled
from tests.web.staff.office import office

pytestmark = pytest.mark.alone


def test_no_page_of_the_team_has_a_barrier(tmp_path: Path, new_page: NewPage) -> None:
    with office(tmp_path / "var") as here:
        me = here.crew.account(*BY_NAME)
        pages = filled(here, me)
        for width, dark in ((1280, False), (PHONE, True)):
            worker = here.seated(new_page, me, width=width, dark=dark)
            for path in pages.values():
                worker.open(path)
            assert len(worker.seen) == len(pages)
            worker.leave()
