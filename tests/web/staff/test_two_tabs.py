"""Two tabs of one browser, or two browsers of one person, that press at the same moment."""

from __future__ import annotations

import pyotp
import pytest

from survey.errors import SignedOut
from survey.fieldwork.team import browsers
from survey.fieldwork.team.confirming import confirm
from survey.fieldwork.team.signing_in import SignIn
from survey.web.staff.desk import StaffDesk
from tests.web.site import Site
from tests.web.staff.crew import PASSWORD, SECRET, Crew, heading


def sign_in_of(site: Site) -> SignIn:
    desk: StaffDesk = site.app.state.staff
    return desk.sign_in


def now(site: Site) -> str:
    with site.store.read() as tx:
        return pyotp.TOTP(SECRET).at(tx.now)


def test_a_tab_that_is_behind_signs_nobody_out(site: Site) -> None:
    """It would take its own browser, under the new token, for another one."""
    crew, sign_in = Crew(site), sign_in_of(site)
    account = crew.account("viewer")
    tab, other = crew.browser(account), crew.browser(account)
    old = tab.cookies["staff"]
    (name,) = (each.name for each in browsers.browsers(sign_in, sign_in.person(old)) if not each.is_this)
    fresh = confirm(sign_in, old, PASSWORD, now(site))
    with pytest.raises(SignedOut):
        browsers.end_others(sign_in, old)
    with pytest.raises(SignedOut):
        browsers.end_one(sign_in, old, name)
    for token in (fresh, other.cookies["staff"]):
        assert sign_in.person(token).account == sign_in.person(fresh).account


def test_a_browser_that_was_signed_out_meanwhile_takes_no_other_along(site: Site) -> None:
    crew, sign_in = Crew(site), sign_in_of(site)
    account = crew.account("viewer")
    owner, thief = crew.browser(account).cookies["staff"], crew.browser(account).cookies["staff"]
    assert browsers.end_others(sign_in, owner) == 1
    with pytest.raises(SignedOut):
        browsers.end_others(sign_in, thief)
    assert sign_in.person(owner).account.id == account.id


def test_an_answer_to_the_old_token_does_not_take_the_new_one_away(site: Site) -> None:
    """A second press, or a page that another tab had asked for, is answered after the first one's cookie."""
    crew = Crew(site)
    tab = crew.browser(crew.account("viewer"))
    old = tab.cookies["staff"]
    fresh = confirm(sign_in_of(site), old, PASSWORD, now(site))
    late = tab.get("/staff/account", follow_redirects=False)
    assert late.headers["location"] == "/staff/sign-in?to=/staff/account"
    assert "set-cookie" not in late.headers
    tab.cookies.clear()
    tab.cookies.set("staff", fresh, domain=tab.base_url.host)
    assert heading(tab.get(late.headers["location"]).text) == "Your account"


def test_two_confirmations_at_once_leave_one_session_and_use_one_code(site: Site) -> None:
    crew, sign_in = Crew(site), sign_in_of(site)
    account = crew.account("viewer")
    old = crew.browser(account).cookies["staff"]
    code = now(site)
    fresh = confirm(sign_in, old, PASSWORD, code)
    with pytest.raises(SignedOut):
        confirm(sign_in, old, PASSWORD, code)
    assert [each.is_this for each in browsers.browsers(sign_in, sign_in.person(fresh))] == [True]
