"""A password of the list that whoever runs the program put there is taken at neither of the two doors."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path

from survey.settings import Settings
from tests.migrated import migrated
from tests.web.site import Site
from tests.web.staff.crew import PASSWORD, Crew, code_at, heading, press

LEAKED = "marble ladder fig comet"


def test_a_password_that_leaked_is_taken_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "leaked"
    file.write_text(sha1(LEAKED.encode(), usedforsecurity=False).hexdigest() + ":3\n", "ascii")
    settings = Settings.read(data_dir=tmp_path / "var", leaked_passwords_file=file)
    with migrated(settings) as store:
        site = Site(settings, store)
        crew = Crew(site)
        path = f"/staff/invitation/{crew.accounts.first()}"
        new, fields = site.browser(), {"name": "Ada", "email": "ada@example.org"}
        page = press(new, new.get(path).text, path, password=LEAKED, **fields)
        assert "leaked elsewhere" in page
        assert heading(press(new, page, path, password=PASSWORD, **fields)) == "Set up your second factor"

        tab = crew.browser(crew.account("viewer"))
        page = tab.get("/staff/account").text
        with store.read() as tx:
            given = {"old": PASSWORD, "old-code": code_at(tx.now)}
        assert "leaked elsewhere" in press(tab, page, "/staff/account/password", new=LEAKED, **given)
        again = press(tab, page, "/staff/account/password", new=f"{LEAKED} ramp", **given)
        assert "Your password is changed" in again
