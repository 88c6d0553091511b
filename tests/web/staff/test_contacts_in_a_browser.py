"""An analyst may not see contacts; a manager finds somebody who asks to be taken out, and deletes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, NewPage
from tests.fieldwork.fielded import london_people
from tests.web.staff.office import office

pytestmark = pytest.mark.alone
ANN = {
    "fu_consent": ["1"],
    "fu_interest": ["workshop", "results"],
    "fu_name": ["Ann Webb"],
    "fu_email": ["ann.webb.of.a.very.long.name@community-safety.example.org"],
    "fu_access": ["Step-free way in"],
}
CONTACTS = "/staff/surveys/london/contacts"


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (PHONE, True)])
def test_an_analyst_may_not_see_contacts_and_a_manager_lets_somebody_out(
    tmp_path: Path, new_page: NewPage, width: int, dark: bool
) -> None:
    with office(tmp_path / "var") as here:
        london_people(here.store, [ANN, {"fu_consent": ["1"], "fu_name": ["Bo Li"]}], linked=0)
        analyst = here.worker(new_page, "analyst", width=width, dark=dark)
        analyst.open("/staff/surveys/london")
        assert analyst.page.locator("a[href*=contacts]").count() == 0
        analyst.open(CONTACTS)
        expect(analyst.page.locator("h1")).to_have_text("You cannot open this")
        reply = analyst.page.request.get(f"{here.address}{CONTACTS}.csv")
        assert (reply.status, "Webb" in reply.text()) == (403, False)

        manager = here.worker(new_page, "manager", width=width, dark=dark)
        manager.open("/staff/surveys/london")
        manager.page.click("text=Those who agreed to be contacted")
        expect(manager.page.locator("main")).to_contain_text("Bo Li")
        manager.look()
        manager.page.click("main a:has-text('Come to a promising-practice workshop')")
        expect(manager.page.locator("main")).not_to_contain_text("Bo Li")
        manager.page.fill("#wanted", "webb")
        manager.page.click("button:has-text('Find')")
        manager.look()
        assert "webb" not in manager.page.url
        manager.page.click("main a:has-text('Delete')")
        manager.look()
        manager.page.fill("#reason", "Ann Webb wrote")
        manager.page.click("button:has-text('Delete for good')")
        manager.look()
        manager.page.fill("#reason", "Asked by e-mail")
        manager.page.click("button:has-text('Delete for good')")
        expect(manager.page.locator("[role=status]").first).to_contain_text("Their details are deleted")
        expect(manager.page.locator("main")).not_to_contain_text("Ann Webb")
        manager.look()
        for worker in (analyst, manager):
            worker.leave()
