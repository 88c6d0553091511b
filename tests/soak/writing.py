"""A way through every form of the program, for respondents and for the team."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urljoin

from starlette.testclient import TestClient

from survey.fieldwork.practice.register import register
from survey.fieldwork.reading import line
from survey.fieldwork.status import campaign_of
from survey.fieldwork.team.roles import BY_NAME
from survey.fieldwork.team.second_factor import STEP
from tests.engine.test_entries import FORM as REPEATED
from tests.fieldwork.described import CHANGE, TITLE, WHAT, response
from tests.fieldwork.fielded import london_people
from tests.robot import Form, Page, Robot
from tests.web.site import ROOT, Site, tiny
from tests.web.staff.crew import PASSWORD, Crew, code_at
from tests.web.staff.shelved import FIRST, SECOND, put

Send = Callable[..., Page]
NO_WRITE = frozenset(
    {
        "/policy-reports",
        "/s/{slug}/download",
        "/staff/surveys/{slug}/contacts",
        "/staff/questionnaires/{questionnaire}/versions/{version}/preview/{place}",
    }
)
"""Forms that only ask: what they ask for shall stand in no address."""
THROTTLED = frozenset(
    {"/staff/sign-in", "/staff/second-factor", "/staff/confirm", "/staff/account/recovery"}
    | {"/staff/account/password", "/s/{slug}/resume", "/s/{slug}/withdraw"}
)
"""Where each try is counted before it is looked at, so that many tries are refused for being many."""
ANN = {
    "fu_consent": ["1"],
    "fu_interest": ["workshop"],
    "fu_name": ["Ann Webb"],
    "fu_email": ["ann@example.org"],
}
TYPED = {
    "email": "new@example.org",
    "number": "3",
    "most": "5000",
    "password": PASSWORD,
    "words": "Redacted.",
}


def filled(form: Form) -> dict[str, list[str]]:
    """What somebody would send who fills everything: the first choice, and some words in each field."""
    values = form.filled()
    for control in form.controls:
        if control.kind in ("radio", "checkbox", "option") and control.value:
            values.setdefault(control.name, [control.value])
        elif control.kind in ("text", "textarea", "email", "password", "number") and not control.value:
            values[control.name] = [TYPED.get(control.name, "A reason of the test")]
    return values


def sending(page: Page, form: Form, given: dict[str, list[str]]) -> tuple[str, str]:
    """Where a form of a page goes when it is filled, and what is sent there."""
    return urljoin(page.url, form.action or page.url), body({**filled(form), **given})


class Journeys:
    """Reaches each form and sends it by the function that is given."""

    def __init__(self, site: Site, send: Send, post: Callable[[TestClient, str, str], Page]) -> None:
        self.site, self.send, self.post = site, send, post
        self.crew = Crew(site)

    def all(self) -> None:
        self.respondents()
        self.entering()
        self.office()
        self.reading()
        self.members()
        self.account()

    def page(self, client: TestClient, path: str) -> Page:
        reply = client.get(path)
        assert reply.status_code == 200, (path, reply.status_code)
        return Page(str(reply.url), reply.status_code, reply.text)

    def press(self, client: TestClient, path: str, action: str = "", **given: list[str]) -> Page:
        """Send the form of a page whose address ends so."""
        page = self.page(client, path)
        form = form_to(page, action or path)
        return self.send(client, page, form, **given)

    # Those who answer

    def respondents(self) -> None:
        slug = self.site.open(tiny())
        client = self.site.browser()
        robot = Robot(client, slug, choices={"sector": ["health"], "wishes": ["results"]})
        page = robot.get(robot.base)
        self.send(client, page, page.form("start"), device=["shared"])
        page = self.page(client, f"{robot.base}/code")
        page = self.send(client, page, form_to(page, "/code"))
        code = re.search(r"(?:[0-9A-HJKMNP-TV-Z]{4}[ \-]?){6}", page.text)
        assert code is not None
        page = robot.first_question()
        values = {**page.form().filled(), "page": ["work"], "sector": ["health"]}
        self.post(client, f"{robot.base}/save", body(values))
        self.post(client, f"{robot.base}/stay", body(values))
        page = robot.first_question()
        page = self.send(client, page, page.form(), sector=["health"], action=["continue"])
        self.press(client, f"{robot.base}/resume", code=[code.group()], device=["own"])
        page = robot.answer_all(robot.first_question())
        page = self.send(client, page, page.form("check"), action=["send"])
        receipt = re.search(r"(?:[0-9A-HJKMNP-TV-Z]{4}[ \-]?){6}", page.text)
        assert receipt is not None
        page = robot.get(f"{robot.base}/withdraw")
        page = self.send(client, page, page.form("withdraw"), code=[receipt.group()])
        self.send(client, page, page.form("withdraw"), action=["withdraw"])
        robot.start()
        self.press(client, f"{robot.base}/stop")
        self.entries()

    def entries(self) -> None:
        """One of several entries is taken out again."""
        slug = self.site.open(REPEATED, "entries")
        client = self.site.browser()
        names = {f"ex_{number}__name": [name] for number, name in enumerate(("Alpha", "Beta"), 1)}
        robot = Robot(client, slug, choices={"ex_1__another": ["1"], "ex_2__another": ["0"], **names})
        robot.start()
        robot.answer_all(robot.first_question())
        path = f"{robot.base}/p/ex_another_2/remove/1"
        page = self.page(client, path)
        self.send(client, page, form_to(page, "/remove/1"))

    # The team

    def entering(self) -> None:
        """An invitation, the second factor, signing in and out."""
        token = self.crew.accounts.invite("new@example.org", "New", ("viewer",), actor="test")
        client = self.site.browser()
        self.ask(client, f"/staff/invitation/{token}", password=PASSWORD, name="New")
        self.ask(client, "/staff/sign-in", email="new@example.org", password=PASSWORD)
        page = self.page(client, "/staff/second-factor")
        form = form_to(page, "/set-up")
        with self.site.store.read() as tx:
            code = code_at(tx.now, secret_on(page))
        self.send(client, page, form, code=[code])
        self.ask(client, "/staff/sign-out", frm="/staff/account")
        me = self.crew.account("viewer")
        client = self.site.browser()
        self.ask(client, "/staff/sign-in", email=me.email, password=PASSWORD)
        with self.site.store.read() as tx:
            code = code_at(tx.now)
        self.ask(client, "/staff/second-factor", code=code)

    def office(self) -> None:
        """A survey is tried, opened, changed and passed on."""
        client = self.crew.browser(self.crew.account(*BY_NAME))
        q = "/staff/questionnaires/trauma-informed-london"
        for act in ("verify-support", "name-controller", "approve"):
            self.ask(client, f"{q}/{act}", frm=q, how="Looked at", controller="VRU")
        self.ask(client, f"{q}/try-out", frm=q)
        closes = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}"
        words = {"closes_day": closes, "closes_time": "17:00", "invitations": "off", "although": "A test"}
        self.ask(client, f"{q}/open", frm=q, slug="opened", reason="A test", **words)
        self.pulse_of(client)
        site = london_people(self.site.store, [ANN], slug="london")
        s = f"/staff/surveys/{site}"
        later = f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}"
        again = {"day": later, "time": "17:00", "reason": "A test", "step": "do"}
        self.ask(client, f"{s}/change/extend", frm=f"{s}/change/extend", **again)
        self.ask(client, f"{s}/change/limit", frm=s, most="5000", reason="A test", step="do")
        self.ask(client, f"{s}/channels", frm=s, title="Intranet", name="intranet", reason="A test")
        page = self.page(client, f"{s}/texts/email")
        self.send(client, page, form_to(page, "/texts/email"), heading=["Other words"], action=["keep"])
        base = f"{s}/invitations"
        self.ask(client, base, frm=s, rule="beside", reason="A test")
        self.ask(client, f"{base}/make", frm=s, channel="intranet", number="3", reason_make="A test")
        self.ask(client, f"{base}/take-back", frm=s, channel="intranet", reason_back="A test")
        self.ask(client, f"{s}/reports", frm=s)
        self.ask(client, f"{s}/data", frm=s, format="data-csv")
        self.ask(client, f"{s}/written", frm=s)
        with self.site.store.read() as tx:
            (contact,) = tx.contacts.all(campaign_of(tx, site).id)
        self.ask(client, f"{s}/contacts/{contact.id}/forget", frm=s, reason="A test")
        robot = Robot(self.site.browser(), "tiny", choices={"sector": ["health"]})
        robot.start()
        robot.submit(robot.answer_all(robot.first_question()))
        self.ask(client, "/staff/surveys/tiny/erase", frm=s, receipt=robot.receipt, reason="A test")

    def pulse_of(self, client: TestClient) -> None:
        """A second version takes the place of the first."""
        page = self.page(client, "/staff/surveys/tiny/change/revise")
        self.send(client, page, form_to(page, "/change/revise"), reason=["A test"])

    def reading(self) -> None:
        """What people wrote, and the examples that they gave."""
        me = self.crew.account(*BY_NAME)
        client, s, store = self.crew.browser(me), "/staff/surveys/london", self.site.store
        with store.write() as tx:
            own = campaign_of(tx, "london")
            response(tx, own, {CHANGE: "Ring Dr Ada Sample."}, day=date(2025, 1, 12))
            response(tx, own, {TITLE: "The quiet room", WHAT: "People choose where they wait."})
        line.fill(store, "london")
        for last in ("back", "look", "outcome"):
            self.ask(client, f"{s}/reading/next", frm=s)
            text = line.take(store, "london", reader=me.email)
            words = {"outcome": "redact", "words": "[somebody]"}
            self.ask(client, f"{s}/reading/{text}/{last}", frm=s, **words)
        example = next(iter(register(store, "london").entries)).id
        base = f"{s}/practice/{example}"
        self.ask(client, f"{base}/note", frm=s, note="A note")
        self.ask(client, f"{base}/keeper", frm=s, keeper=me.email)
        self.ask(client, f"{base}/state", frm=s, state="declined", reason="A test")

    def members(self) -> None:
        client = self.crew.browser(self.crew.account(*BY_NAME))
        other, t = self.crew.account("viewer"), "/staff/team"
        self.ask(client, f"{t}/invite", frm=t, name="Bea", email="bea@example.org", role="viewer")
        self.ask(client, f"{t}/take-back", frm=t, email="bea@example.org")
        self.ask(client, f"{t}/{other.id}/roles", frm=t, role="analyst")
        self.ask(client, f"{t}/{other.id}/renew", frm=t)
        self.ask(client, f"{t}/{other.id}/end", frm=t, reason="A test")
        self.ask(client, f"{t}/{other.id}/give-back", frm=t, reason="A test")

    def account(self) -> None:
        me = self.crew.account("viewer")
        client, _ = self.crew.browser(me), self.crew.browser(me)
        with self.site.store.read() as tx:
            before, code, after = (code_at(tx.now + timedelta(seconds=s)) for s in (-STEP, 0, STEP))
        frm = "/staff/account"
        self.ask(client, "/staff/confirm", password=PASSWORD, code=before)
        self.press(client, frm, "/account/browser")
        self.ask(client, "/staff/account/others", frm=frm)
        self.ask(client, "/staff/account/recovery", frm=frm, password=PASSWORD, code=code)
        fields = {"old": PASSWORD, "old-code": after, "new": "marble ladder fig comet"}
        self.ask(client, "/staff/account/password", frm=frm, **fields)

    def ask(self, client: TestClient, path: str, *, frm: str = "", **fields: str) -> Page:
        """Send fields to an address with the token of a page, its own unless another is named."""
        page = self.page(client, frm or path)
        token = next(form.filled()["csrf"] for form in page.forms if "csrf" in form.filled())
        return self.post(client, path, body({"csrf": token, **{k: [v] for k, v in fields.items()}}))


def form_to(page: Page, end: str) -> Form:
    """The form of a page that goes to an address with this end."""
    for form in page.forms:
        if (form.action or page.url).partition("?")[0].endswith(end):
            return form
    raise AssertionError(f"{page.url} has no form to {end}: {[form.action for form in page.forms]}")


def body(values: dict[str, list[str]]) -> str:
    return urlencode([(name, value) for name, many in values.items() for value in many])


def shelf(folder: Path) -> Path:
    """A folder with all questionnaires of the project, and two versions of the tiny one."""
    for one in ROOT.joinpath("questionnaires").iterdir():
        folder.mkdir(exist_ok=True)
        folder.joinpath(one.name).symlink_to(one)
    put_at = folder / "tiny"
    put_at.mkdir()
    put(put_at, "v1", FIRST)
    put(put_at, "v1_1", SECOND)
    return folder


def secret_on(page: Page) -> str:
    """The secret of a second factor that a page shows."""
    found = re.search(r"Signs to type: ((?:[A-Z2-7]{4} ?)+)", page.text)
    assert found is not None, page.text
    return found[1].replace(" ", "")
