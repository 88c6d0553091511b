"""Coming in: the first account, passwords, second factor, delays, and the end of a session."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from survey.errors import Refused, TooSoon
from survey.fieldwork.codes import Codes
from survey.fieldwork.team.browsers import name_of
from survey.fieldwork.team.delays import BUCKETS, FREE, LONGEST_ELSEWHERE, bucket_of
from survey.settings import Settings
from survey.web.staff.desk import LONGEST_LINE
from tests.conftest import Clock
from tests.migrated import migrated
from tests.web.site import Site, tiny
from tests.web.staff.crew import PASSWORD, SECRET, Crew, code_at, give_code, heading, press, sign_in, token_in

WRONG = "do not belong together"
WAIT = re.compile(r"Wait (\d+) seconds")


def first_account(site: Site, client: TestClient) -> str:
    """Make the first account by its link and set the second factor up; the page with the recovery codes."""
    token = Crew(site).accounts.first()
    page = client.get(f"/staff/invitation/{token}").text
    fields = {"name": "Ada", "email": "Ada@Example.org", "password": PASSWORD}
    page = press(client, page, f"/staff/invitation/{token}", **fields)
    assert heading(page) == "Set up your second factor"
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert sealed is not None
    with site.store.read() as tx:
        code = code_at(tx.now, secret)
    return press(client, page, "/staff/second-factor/set-up", sealed=sealed[1], code=code)


def test_the_first_account_is_made_by_a_link_that_works_once(site: Site) -> None:
    accounts = Crew(site).accounts
    token = accounts.first()
    page = first_account(site, site.browser())
    assert heading(page) == "Keep these recovery codes"
    assert accounts.first() is None
    assert site.browser().get(f"/staff/invitation/{token}").status_code == 404
    (account,) = accounts.all()
    assert (account.email, account.name) == ("ada@example.org", "Ada")
    assert "administrator" in account.roles
    assert "safeguarding" not in account.roles


def test_a_new_link_to_the_first_account_makes_the_one_before_worthless(site: Site) -> None:
    accounts = Crew(site).accounts
    before, after = accounts.first(), accounts.first()
    assert site.browser().get(f"/staff/invitation/{before}").status_code == 404
    assert site.browser().get(f"/staff/invitation/{after}").status_code == 200


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("fourteen signs", "15 characters"),
        ("aaaaaaaaaaaaaaaaaaaa", "easily guessed"),
        ("passwordpassword", "easily guessed"),
        ("trauma informed london", "easily guessed"),
        ("ada@example.org", "easily guessed"),
        ("x" * 200, "128 characters at most"),
    ],
)
def test_a_short_or_common_password_is_refused_and_nothing_else_typed_is_lost(
    sqlite_site: Site, password: str, why: str
) -> None:
    client, token = sqlite_site.browser(), Crew(sqlite_site).accounts.first()
    page = client.get(f"/staff/invitation/{token}").text
    fields = {"name": "Ada", "email": "ada@example.org", "password": password}
    page = press(client, page, f"/staff/invitation/{token}", **fields)
    assert why in page
    assert 'value="Ada"' in page
    assert 'value="ada@example.org"' in page
    assert password not in re.sub(r"ada@example\.org", "", page) or password == "ada@example.org"


def test_a_password_and_a_code_let_somebody_in(site: Site) -> None:
    crew, client = Crew(site), site.browser()
    account = crew.account("viewer")
    assert heading(sign_in(client, account.email.upper())) == "Your code"
    with site.store.read() as tx:
        code = code_at(tx.now)
    assert heading(give_code(client, code)) == "Surveys"


def test_the_link_somebody_followed_is_where_they_come_out(sqlite_site: Site, clock: Clock) -> None:
    crew, client = Crew(sqlite_site), sqlite_site.browser()
    account = crew.account("manager")
    page = client.get("/staff/changes").text
    assert 'name="to" value="/staff/changes"' in page
    fields = {"email": account.email, "password": PASSWORD, "to": "/staff/changes"}
    page = press(client, page, "/staff/sign-in", **fields)
    page = press(client, page, "/staff/second-factor", code=code_at(clock.now), to="/staff/changes")
    assert heading(page) == "Record of changes"


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/s/tiny", "/staff/../s", "/staff\\x"]
)
def test_nobody_is_sent_on_to_another_place(sqlite_site: Site, to: str) -> None:
    page = sqlite_site.browser().get("/staff/sign-in", params={"to": to}).text
    assert 'name="to" value="/staff"' in page


def test_an_unknown_address_and_a_wrong_password_are_told_alike(sqlite_site: Site) -> None:
    account = Crew(sqlite_site).account("viewer")
    wrong = sign_in(sqlite_site.browser(), account.email, "not the password at all")
    unknown = sign_in(sqlite_site.browser(), "nobody@example.org", "not the password at all")
    assert WRONG in wrong
    same = [re.sub(r'value="[^"]*"', "", re.sub(r"Reference.*", "", page)) for page in (wrong, unknown)]
    assert same[0] == same[1]


def test_each_wrong_password_waits_longer_and_nobody_is_shut_out_for_good(
    sqlite_site: Site, clock: Clock
) -> None:
    account, client, waits = Crew(sqlite_site).account("viewer"), sqlite_site.browser(), []
    for _ in range(FREE + 8):
        page = sign_in(client, account.email, "not the password at all")
        assert WRONG in page
        told = WAIT.search(sign_in(client, account.email))
        waits.append(int(told[1]) if told else 0)
        clock.move(seconds=waits[-1])
    assert waits[: FREE + 1] == [0] * FREE + [waits[FREE]] or waits[:FREE] == [0] * FREE
    assert waits == sorted(waits)
    assert max(waits) <= LONGEST_ELSEWHERE + 1
    assert heading(sign_in(client, account.email)) == "Your code"


def test_a_right_password_before_its_time_is_not_even_looked_at(sqlite_site: Site, clock: Clock) -> None:
    account, client = Crew(sqlite_site).account("viewer"), sqlite_site.browser()
    for _ in range(FREE + 3):
        sign_in(client, account.email, "not the password at all")
        clock.move(seconds=LONGEST_ELSEWHERE + 1)
    sign_in(client, account.email, "not the password at all")
    reply = client.post(
        "/staff/sign-in",
        data={
            "csrf": token_in(client.get("/staff/sign-in").text),
            "email": account.email,
            "password": PASSWORD,
        },
    )
    assert reply.status_code == 429


def test_whoever_guesses_from_elsewhere_keeps_no_owner_waiting(sqlite_site: Site, clock: Clock) -> None:
    account, own, stranger = Crew(sqlite_site).account("viewer"), sqlite_site.browser(), sqlite_site.browser()
    sign_in(own, account.email)
    give_code(own, code_at(clock.now))
    page = own.get("/staff/account").text
    press(own, page, "/staff/sign-out")
    for _ in range(FREE + 5):
        sign_in(stranger, account.email, "not the password at all")
        clock.move(seconds=LONGEST_ELSEWHERE + 1)
    sign_in(stranger, account.email, "not the password at all")
    assert WAIT.search(sign_in(stranger, account.email))
    assert heading(sign_in(own, account.email)) == "Your code"


def test_a_code_works_once_and_a_recovery_code_too(sqlite_site: Site, clock: Clock) -> None:
    client = sqlite_site.browser()
    page = first_account(sqlite_site, client)
    (recovery, *others) = re.findall(r"<li>([0-9A-Z-]{29})</li>", page)
    assert len(others) == 7
    press(client, client.get("/staff").text, "/staff/sign-out")
    clock.move(seconds=120)
    sign_in(client, "ada@example.org")
    assert heading(give_code(client, recovery.lower().replace("-", " "))) == "Your account"
    press(client, client.get("/staff").text, "/staff/sign-out")
    sign_in(client, "ada@example.org")
    assert "not the one that is wanted" in give_code(client, recovery)


def test_a_recovery_code_of_before_which_was_shorter_still_opens_the_account(
    sqlite_site: Site, clock: Clock
) -> None:
    client, former = sqlite_site.browser(), "7K3M-9QTX-2BCD-4FGH"
    first_account(sqlite_site, client)
    press(client, client.get("/staff").text, "/staff/sign-out")
    kept = Codes(sqlite_site.store.settings.secret()).hash("recovery", former.replace("-", ""))
    with sqlite_site.store.write() as tx:
        (account,) = tx.accounts.all()
        tx.accounts.change(account, recovery=(kept,))
    clock.move(seconds=120)
    sign_in(client, "ada@example.org")
    assert "0 left" in give_code(client, former)


def test_a_one_time_code_is_not_taken_twice(sqlite_site: Site, clock: Clock) -> None:
    account = Crew(sqlite_site).account("viewer")
    for wanted in ("Surveys", "Your code"):
        client = sqlite_site.browser()
        sign_in(client, account.email)
        assert heading(give_code(client, code_at(clock.now))) == wanted


@pytest.mark.parametrize("code", ["", "000000", "12345", "nonsense", "1" * 500])
def test_a_wrong_code_lets_nobody_in(sqlite_site: Site, code: str) -> None:
    account, client = Crew(sqlite_site).account("viewer"), sqlite_site.browser()
    sign_in(client, account.email)
    assert heading(give_code(client, code)) == "Your code"
    assert client.get("/staff", follow_redirects=False).status_code == 303


def test_the_session_has_another_name_once_the_code_was_given(sqlite_site: Site, clock: Clock) -> None:
    account, client = Crew(sqlite_site).account("viewer"), sqlite_site.browser()
    sign_in(client, account.email)
    before = client.cookies["staff"]
    give_code(client, code_at(clock.now))
    assert client.cookies["staff"] != before
    thief = sqlite_site.browser()
    thief.cookies.set("staff", before)
    assert heading(thief.get("/staff").text) == "Sign in"


def test_an_account_that_is_ended_is_dead_in_every_browser_at_the_next_click(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    sqlite_site.open(tiny())
    account, administrator = crew.account("viewer"), crew.account("administrator")
    tab = crew.browser(account)
    page = tab.get("/staff/account").text
    boss = crew.browser(administrator)
    member = boss.get(f"/staff/team/{account.id}").text
    assert "Why?" in member
    press(boss, member, f"/staff/team/{account.id}/end", reason="Left the unit")
    assert heading(press(tab, page, "/staff/account/others")) == "Sign in"
    assert heading(tab.get("/staff").text) == "Sign in"
    assert "ended" in sign_in(sqlite_site.browser(), account.email)
    assert "Left the unit" in boss.get("/staff/changes").text


def test_a_role_that_was_taken_is_gone_at_the_next_click(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    account = crew.account("manager")
    tab = crew.browser(account)
    assert tab.get("/staff/changes").status_code == 200
    crew.account("administrator")
    crew.accounts.change_roles(account.id, ("viewer",), actor="test")
    assert tab.get("/staff/changes").status_code == 403


def test_the_last_administrator_stays_one(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    account = crew.account("administrator")
    boss = crew.browser(account)
    page = boss.get(f"/staff/team/{account.id}").text
    refused = press(boss, page, f"/staff/team/{account.id}/end", reason="Bored")
    assert "Make somebody else administrator first" in refused
    refused = press(boss, page, f"/staff/team/{account.id}/roles", role="viewer")
    assert "Make somebody else administrator first" in refused
    assert boss.get("/staff/team").status_code == 200


def test_somebody_who_is_away_is_signed_out_and_after_twelve_hours_everybody(
    sqlite_site: Site, clock: Clock
) -> None:
    crew = Crew(sqlite_site)
    tab = crew.browser(crew.account("viewer"))
    for _ in range(25):
        clock.move(minutes=29)
        last = tab.get("/staff")
    assert heading(last.text) == "Sign in"
    tab = crew.browser(crew.account("viewer"))
    clock.move(minutes=61)
    assert heading(tab.get("/staff").text) == "Sign in"


def test_another_password_signs_every_other_browser_out(sqlite_site: Site, clock: Clock) -> None:
    crew = Crew(sqlite_site)
    account = crew.account("viewer")
    here, there = crew.browser(account), crew.browser(account)
    page = here.get("/staff/account").text
    assert page.count("Sign it out<") == 1
    new = "marble ladder fig comet"
    given = {"old": PASSWORD, "old-code": code_at(clock.now), "new": new}
    for wrong, said in (
        ({"old": "not mine at all"}, "not your password"),
        ({"old-code": "000000"}, "not the one"),
        ({"old-code": ""}, "not the one"),
        ({"new": "too short"}, "15 characters"),
    ):
        assert said in press(here, page, "/staff/account/password", **{**given, **wrong})
    page = press(here, page, "/staff/account/password", **given)
    assert "Every other browser was signed out" in page
    assert heading(there.get("/staff").text) == "Sign in"
    assert WRONG in sign_in(sqlite_site.browser(), account.email)
    assert heading(sign_in(sqlite_site.browser(), account.email, new)) == "Your code"


def test_new_recovery_codes_want_both_factors_and_replace_the_old_ones(
    sqlite_site: Site, clock: Clock
) -> None:
    crew = Crew(sqlite_site)
    tab = crew.browser(crew.account("viewer"))
    page, code = tab.get("/staff/account").text, code_at(clock.now)
    send = partial(press, tab, page, "/staff/account/recovery")
    assert "not your password" in send(password="guess", code=code)
    assert "not the one" in send(password=PASSWORD)
    shown = send(password=PASSWORD, code=code)
    assert heading(shown) == "Keep these recovery codes"
    assert "8 are left" in tab.get("/staff/account").text
    (lost_phone, *_) = re.findall(r"<li>([0-9A-Z-]{29})</li>", shown)
    page = tab.get("/staff/account").text
    again = press(tab, page, "/staff/account/recovery", password=PASSWORD, code=lost_phone)
    assert heading(again) == "Keep these recovery codes"
    assert lost_phone not in again


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        pytest.param("/staff/confirm", {"to": "/staff/account"}, id="before texts"),
        pytest.param("/staff/account/password", {"new": "marble ladder fig comet"}, id="another password"),
        pytest.param("/staff/account/recovery", {}, id="recovery codes"),
    ],
)
def test_whoever_shows_again_who_they_are_has_another_session_and_the_old_one_is_dead(
    sqlite_site: Site, clock: Clock, path: str, fields: dict[str, str]
) -> None:
    crew = Crew(sqlite_site)
    tab, thief = crew.browser(crew.account("viewer")), sqlite_site.browser()
    before, page, code = tab.cookies["staff"], tab.get("/staff/account").text, code_at(clock.now)
    given = {"password": PASSWORD, "code": code, "old": PASSWORD, "old-code": code, **fields}
    wrong = {**given, "code": "000000", "old-code": "000000"}
    press(tab, page, path, **wrong)
    assert tab.cookies["staff"] == before
    press(tab, page, path, **given)
    assert tab.cookies["staff"] != before
    assert heading(tab.get("/staff").text) == "Surveys"
    thief.cookies.set("staff", before)
    assert heading(thief.get("/staff").text) == "Sign in"


def test_one_browser_is_signed_out_by_whoever_showed_just_now_who_they_are(
    sqlite_site: Site, clock: Clock
) -> None:
    crew = Crew(sqlite_site)
    account, stranger = crew.account("viewer"), crew.browser(crew.account("viewer"))
    lost, kept, tab = (crew.browser(account) for _ in range(3))
    clock.move(seconds=30)
    lost.get("/staff")
    clock.move(minutes=5)
    kept.get("/staff")
    tab.get("/staff")
    page = tab.get("/staff/account").text
    rows = re.findall(r'name="browser" value="([^"]+)"', page)
    assert len(rows) == 2
    press(stranger, stranger.get("/staff/account").text, "/staff/account/browser", browser=rows[1])
    for path in ("browser", "others"):
        asked = press(tab, page, f"/staff/account/{path}", browser=rows[1])
        assert heading(asked) == "Show that it is you"
    assert heading(lost.get("/staff/account").text) == "Your account"
    code = code_at(clock.now)
    page = press(tab, asked, "/staff/confirm", to="/staff/account", password=PASSWORD, code=code)
    assert heading(page) == "Your account"
    with sqlite_site.store.read() as tx:
        sessions = tx.staff_sessions.of(account.id)
    hashed = crew.codes.hash("staff session", lost.cookies["staff"])
    assert hashed in {each.token_hash for each in sessions}
    names = {name_of(sqlite_site.app.state.staff.sign_in, each.token_hash): each for each in sessions}
    (name,) = (name for name, each in names.items() if each.token_hash == hashed)
    assert "That browser is signed out" in press(tab, page, "/staff/account/browser", browser=name)
    assert heading(lost.get("/staff").text) == "Sign in"
    assert heading(kept.get("/staff").text) == heading(tab.get("/staff").text) == "Surveys"
    page = press(tab, tab.get("/staff/account").text, "/staff/account/others")
    assert "Every other browser was signed out" in page
    assert heading(kept.get("/staff").text) == "Sign in"


def test_an_invitation_is_taken_up_once_and_can_be_taken_back(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    boss = crew.browser(crew.account("administrator"))
    page = boss.get("/staff/team").text
    shown = press(boss, page, "/staff/team/invite", name="Bea", email="bea@example.org", role="analyst")
    link = re.search(r"/staff/invitation/[\w-]+", shown)
    assert link is not None
    assert "bea@example.org" in boss.get("/staff/team").text
    press(boss, page, "/staff/team/take-back", email="bea@example.org")
    assert sqlite_site.browser().get(link[0]).status_code == 404
    shown = press(boss, page, "/staff/team/invite", name="Bea", email="bea@example.org", role="analyst")
    link = re.search(r"/staff/invitation/[\w-]+", shown)
    assert link is not None
    bea = sqlite_site.browser()
    page = bea.get(link[0]).text
    assert "Analyst" in page
    assert heading(press(bea, page, link[0], password=PASSWORD)) == "Set up your second factor"
    assert sqlite_site.browser().get(link[0]).status_code == 404


def test_an_invitation_that_is_three_days_old_is_over(sqlite_site: Site, clock: Clock) -> None:
    token = Crew(sqlite_site).accounts.invite("bea@example.org", "Bea", ("viewer",), actor="test")
    clock.move(days=3, seconds=1)
    assert sqlite_site.browser().get(f"/staff/invitation/{token}").status_code == 404


def test_a_link_for_a_new_password_changes_both_factors_and_ends_every_session(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    account = crew.account("viewer")
    tab = crew.browser(account)
    token = crew.accounts.renew(account.id, actor="test")
    client = sqlite_site.browser()
    page = client.get(f"/staff/invitation/{token}").text
    page = press(client, page, f"/staff/invitation/{token}", password="marble ladder fig comet")
    assert heading(page) == "Set up your second factor"
    assert heading(tab.get("/staff").text) == "Sign in"


def test_a_form_of_another_site_or_session_is_refused(sqlite_site: Site) -> None:
    crew = Crew(sqlite_site)
    tab, other = crew.browser(crew.account("viewer")), crew.browser(crew.account("viewer"))
    theirs = token_in(other.get("/staff/account").text)
    assert tab.post("/staff/account/others", data={"csrf": theirs}).status_code == 403
    own = token_in(tab.get("/staff/account").text)
    foreign = tab.post(
        "/staff/account/others", data={"csrf": own}, headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == 403


def test_the_cookie_of_the_team_goes_nowhere_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("https") / "var", base_url="https://survey.example.org"
    )
    with migrated(settings) as store:
        site = Site(settings, store)
        account = Crew(site).account("viewer")
        client = site.browser(headers={"host": "survey.example.org"})
        page = client.get("/staff/sign-in").text
        reply = client.post(
            "/staff/sign-in",
            data={"csrf": token_in(page), "email": account.email, "password": PASSWORD},
            follow_redirects=False,
        )
        cookie = reply.headers["set-cookie"].lower()
    assert cookie.startswith("__host-staff=")
    assert {"secure", "httponly", "samesite=strict", "path=/"} <= {part.strip() for part in cookie.split(";")}


def test_nothing_that_lets_somebody_in_is_kept_as_it_is(sqlite_site: Site) -> None:
    page = first_account(sqlite_site, sqlite_site.browser())
    recovery = re.findall(r"<li>([0-9A-Z-]{29})</li>", page)
    with sqlite_site.store.read() as tx:
        (account,) = tx.accounts.all()
        kept = str(account)
    assert len(recovery) == 8
    assert not any(code in kept or code.replace("-", "") in kept for code in recovery)
    assert PASSWORD not in kept
    assert SECRET not in kept
    assert account.password_hash is not None
    assert account.password_hash.startswith("$argon2id$")


def test_many_tries_at_once_gain_nothing(site: Site) -> None:
    """Each is counted before it is looked at, the very first ones too."""
    account, sign_in = Crew(site).account("viewer"), site.app.state.staff.sign_in

    def guess(number: int) -> type[Exception]:
        try:
            sign_in.with_password(account.email, f"guess number {number} of many")
        except (Refused, TooSoon) as refused:
            return type(refused)
        raise AssertionError("a guess was right")

    with ThreadPoolExecutor(12) as pool:
        said = list(pool.map(guess, range(12)))
    assert FREE <= said.count(Refused) <= FREE + 2


def test_one_code_lets_one_of_two_in_who_give_it_at_the_same_time(site: Site) -> None:
    crew = Crew(site)
    account = crew.account("viewer")
    tokens = [crew.browser(account, whole=False).cookies["staff"] for _ in range(2)]
    sign_in = site.app.state.staff.sign_in
    with site.store.read() as tx:
        code = code_at(tx.now)

    def give(token: str) -> bool:
        try:
            sign_in.with_code(token, code)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, tokens)) == [False, True]


def test_guessing_at_addresses_that_nobody_has_fills_no_disk(sqlite_site: Site) -> None:
    sign_in = sqlite_site.app.state.staff.sign_in
    for number in range(20):
        with pytest.raises(Refused):
            sign_in.with_password(f"nobody{number}@example.org", "not the password at all")
    names = {bucket_of(sign_in.codes, f"nobody{number}@example.org") for number in range(50_000)}
    assert len(names) <= BUCKETS


def test_respondents_do_not_wait_for_those_who_sign_in(sqlite_site: Site) -> None:
    state = sqlite_site.app.state
    assert state.threads is not state.staff_threads


def test_a_long_line_before_the_hashes_is_told_of_and_not_joined(sqlite_site: Site) -> None:
    """Whoever floods the sign-in with passwords makes others there come back later, and nobody else wait."""
    account, client = Crew(sqlite_site).account("viewer"), sqlite_site.browser()

    class Full:
        def statistics(self) -> SimpleNamespace:
            return SimpleNamespace(tasks_waiting=LONGEST_LINE)

    sqlite_site.app.state.hash_threads = Full()
    assert "Very many people sign in" in sign_in(client, account.email)
    slug = sqlite_site.open(tiny())
    assert sqlite_site.browser().get(f"/s/{slug}").status_code == 200
