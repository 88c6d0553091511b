"""Signing in by the organisation's own provider: who comes in, who does not, and what is never believed."""

from __future__ import annotations

import base64
import html
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import structlog
import time_machine
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from playwright.sync_api import expect
from starlette.testclient import TestClient

from survey.errors import Refused
from survey.fieldwork.audit import lines
from survey.fieldwork.security_events import Event
from survey.settings import Settings
from survey.storage.database import Store
from survey.web.provider.way import BACK, BEGIN_AGAIN
from tests.accessibility import violations
from tests.browser import NewPage
from tests.conftest import Clock
from tests.html_checker import problems
from tests.serving import serving
from tests.web.site import Site
from tests.web.staff.crew import (
    PASSWORD,
    SECRET,
    Crew,
    code_at,
    give_code,
    heading,
    press,
    sign_in,
    token_in,
)
from tests.web.staff.organisation import CLIENT, Organisation, organisation_at_work
from tests.web.staff.organisation import SECRET as CLIENT_SECRET

ADA = "ada@example.org"


@pytest.fixture
def organisation(clock: Clock) -> Iterator[Organisation]:
    with organisation_at_work(lambda: clock.now.timestamp()) as at_work:
        yield at_work


@pytest.fixture
def joined(sqlite_store: Store, organisation: Organisation, tmp_path: Path) -> Site:
    """The site of a team whose organisation has a provider."""
    return site_of(sqlite_store, organisation, tmp_path)


def site_of(store: Store, organisation: Organisation, folder: Path, **more: object) -> Site:
    store.settings.secret()
    return Site(Settings(**{**dict(store.settings), **organisation.settings(folder, **more)}), store)


def leave(client: TestClient, to: str = "") -> str:
    """Go to the provider and sign in there; the way back, as its page links it."""
    reply = client.get("/staff/provider", params={"to": to} if to else {}, follow_redirects=False)
    assert reply.status_code == 303, reply.text
    page = httpx2.get(reply.headers["location"]).text
    found = re.search(r'href="([^"]+)"', page)
    assert found is not None, page
    parts = urlsplit(html.unescape(found[1]))
    assert parts.path == BACK
    return f"{parts.path}?{parts.query}"


def come_back(client: TestClient, way: str) -> tuple[int, str]:
    reply = client.get(way, follow_redirects=False)
    return reply.status_code, reply.text


def go(client: TestClient, to: str = "") -> tuple[int, str]:
    """There and back."""
    return come_back(client, leave(client, to))


def leads_to(page: str) -> str:
    """Where a page goes on to by itself."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    return html.unescape(found[1]) if found else ""


def said(page: str) -> str:
    """What is amiss, as the page to sign in says it."""
    found = re.search(r'<li><a href="#by-provider">(.*?)</a>', page)
    return html.unescape(found[1]) if found else ""


# Who comes in


def test_who_has_an_account_comes_in_by_a_verified_address_and_our_second_factor(
    joined: Site, clock: Clock
) -> None:
    crew = Crew(joined)
    account = crew.account("viewer", email=ADA)
    client = joined.browser()
    assert "Sign in with Greater London House" in client.get("/staff/sign-in").text
    status, page = go(client, "/staff/account")
    assert (status, leads_to(page)) == (200, "/staff/second-factor?to=/staff/account")
    assert heading(client.get("/staff").text) == "Your code"
    give_code(client, code_at(clock.now))
    assert heading(client.get("/staff").text) == "Surveys"
    found = crew.accounts.get(account.id)
    assert (found.provider_subject, found.password_hash) == ("1001", account.password_hash)


def test_on_either_database_an_invitation_is_taken_up_without_a_password(
    store: Store, organisation: Organisation, tmp_path: Path
) -> None:
    organisation.now = time.time
    joined = site_of(store, organisation, tmp_path)
    crew = Crew(joined)
    token = crew.accounts.invite(ADA, "Ada Lovelace", ("viewer", "analyst"), actor="test")
    client = joined.browser()
    page = client.get(f"/staff/invitation/{token}").text
    assert "you can sign in there instead of choosing a password" in page
    assert leads_to(go(client)[1]) == "/staff/second-factor"
    assert heading(client.get("/staff/second-factor").text) == "Set up your second factor"
    account = crew.accounts.by_email(ADA)
    assert (account.name, account.roles, account.password_hash) == (
        "Ada Lovelace",
        ("viewer", "analyst"),
        None,
    )
    assert client.get(f"/staff/invitation/{token}").status_code == 404
    history = "\n".join(lines(store))
    assert "join to provider" in history
    assert re.search(r"ada@example.org.*join\b", history)


def test_once_known_somebody_comes_in_whatever_their_address_has_become(
    joined: Site, organisation: Organisation
) -> None:
    crew = Crew(joined)
    crew.account("viewer", email=ADA)
    go(joined.browser())
    organisation.person = {"sub": "1001", "email": "ada.king@example.org", "email_verified": False}
    assert leads_to(go(joined.browser())[1]) == "/staff/second-factor"


def test_the_address_may_come_from_the_userinfo_endpoint(joined: Site, organisation: Organisation) -> None:
    Crew(joined).account("viewer", email=ADA)
    organisation.person = {"sub": "1001"}
    organisation.userinfo = {"sub": "1001", "email": ADA, "email_verified": True}
    assert leads_to(go(joined.browser())[1]) == "/staff/second-factor"
    organisation.person = {"sub": "1002"}
    assert "who somebody is" not in said(go(joined.browser())[1])
    assert said(go(joined.browser())[1]) == "The provider names nobody, or two people at once."


@pytest.mark.parametrize("value", [True, 1, "1"])
def test_microsoft_s_word_for_a_verified_address_counts_where_the_standard_one_is_not_sent(
    joined: Site, organisation: Organisation, value: object
) -> None:
    Crew(joined).account("viewer", email=ADA)
    organisation.changed = {"email_verified": None, "xms_edov": value}
    assert leads_to(go(joined.browser())[1]) == "/staff/second-factor"


@pytest.mark.parametrize("way", ["client_secret_basic", "client_secret_post"])
def test_a_signature_by_an_elliptic_curve_and_either_way_of_the_secret_will_do(
    joined: Site, organisation: Organisation, way: str
) -> None:
    Crew(joined).account("viewer", email=ADA)
    organisation.key = ECKey.generate_key("P-256", {"kid": "curve"})
    organisation.document = {"token_endpoint_auth_methods_supported": [way]}
    assert leads_to(go(joined.browser())[1]) == "/staff/second-factor"


def test_the_provider_s_second_factor_is_enough_where_the_setting_says_so(
    sqlite_store: Store, organisation: Organisation, tmp_path: Path
) -> None:
    joined = site_of(sqlite_store, organisation, tmp_path, oidc_second_factor="provider")
    crew = Crew(joined)
    crew.accounts.invite(ADA, "Ada", ("administrator",), actor="test")
    client = joined.browser()
    with structlog.testing.capture_logs() as logged:
        assert leads_to(go(client, "/staff/team")[1]) == "/staff/team"
    assert Event.SIGNED_IN in [line.get("what") for line in logged]
    assert "No second factor yet" not in client.get("/staff/team").text
    assert "staff-device" in client.cookies
    assert re.search(r"ada@example.org.*sign in", "\n".join(lines(sqlite_store)))
    # by the password ours is asked for all the same
    crew.account("viewer", email="bea@example.org")
    sign_in(other := joined.browser(), "bea@example.org")
    assert heading(other.get("/staff").text) == "Your code"


def test_who_has_no_password_makes_recovery_codes_only_just_after_signing_in(
    joined: Site, clock: Clock
) -> None:
    crew = Crew(joined)
    crew.accounts.invite(ADA, "Ada", ("viewer",), actor="test")
    client = joined.browser()
    go(client)
    page = client.get("/staff/second-factor").text
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert sealed is not None
    press(client, page, "/staff/second-factor/set-up", sealed=sealed[1], code=code_at(clock.now, secret))
    page = client.get("/staff/account").text
    assert "You have none here: you sign in with Greater London House" in page
    assert "Your password now" not in page
    assert "not the one" in press(client, page, "/staff/account/recovery")
    clock.move(minutes=1)
    code = code_at(clock.now, secret)
    assert "recovery codes" in heading(press(client, page, "/staff/account/recovery", code=code))
    clock.move(minutes=10)
    page, code = client.get("/staff/account").text, code_at(clock.now, secret)
    refused = press(client, page, "/staff/account/recovery", code=code)
    assert "within ten minutes of signing in" in refused
    refused = press(client, page, "/staff/account/password", old="", new="violet kettle orbit rampart")
    assert "Your account has no password" in refused
    assert crew.accounts.by_email(ADA).password_hash is None


# Who does not


def test_who_was_not_invited_is_told_so_and_nothing_is_kept(joined: Site) -> None:
    client = joined.browser()
    status, page = go(client)
    assert status == 403
    assert said(page) == (
        "ada@example.org has no account here. Ask an administrator of the survey team to invite that address."
    )
    assert "staff" not in client.cookies
    assert Crew(joined).accounts.all() == ()


def test_an_invitation_that_is_over_lets_nobody_in(joined: Site, clock: Clock) -> None:
    Crew(joined).accounts.invite(ADA, "Ada", ("viewer",), actor="test")
    clock.move(days=4)
    assert "has no account here" in said(go(joined.browser())[1])


def test_the_link_of_the_first_account_is_no_invitation_for_an_address(joined: Site) -> None:
    crew = Crew(joined)
    first = crew.accounts.first()
    assert "by-provider" not in joined.browser().get(f"/staff/invitation/{first}").text
    assert "has no account here" in said(go(joined.browser())[1])


@pytest.mark.parametrize("known", [False, True])
def test_an_ended_account_stays_ended(joined: Site, known: bool) -> None:
    crew = Crew(joined)
    crew.account("administrator", email="boss@example.org")
    account = crew.account("viewer", email=ADA)
    if known:
        go(joined.browser())
    crew.accounts.disable(account.id, actor="test", reason="left")
    with structlog.testing.capture_logs() as logged:
        status, page = go(client := joined.browser())
    events = [(line["what"], line.get("account")) for line in logged if line["event"] == "security"]
    assert events == [(Event.ENDED, account.id), (Event.PROVIDER_FAILED, None)]
    assert (status, said(page)) == (403, "This account was ended. An administrator can give it back.")
    assert "staff" not in client.cookies
    assert (crew.accounts.get(account.id).provider_subject is not None) == known


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"email_verified": False}, id="it says no"),
        pytest.param({"email_verified": "true"}, id="it says so in words"),
        pytest.param({"email_verified": None}, id="it says nothing"),
        pytest.param({"email_verified": None, "xms_edov": False}, id="not the organisation's domain"),
        pytest.param(
            {"email_verified": False, "xms_edov": True}, id="it says no, and Microsoft's word is yes"
        ),
        pytest.param({"email": "ada at example.org"}, id="no address"),
        pytest.param({"email": ["ada@example.org"]}, id="a list"),
    ],
)
def test_an_address_that_nobody_made_sure_of_finds_no_account(
    joined: Site, organisation: Organisation, told: dict[str, object]
) -> None:
    account = Crew(joined).account("viewer", email=ADA)
    organisation.changed = told
    status, page = go(joined.browser())
    assert status == 403
    assert "does not say that it made sure of your e-mail address" in said(page)
    assert Crew(joined).accounts.get(account.id).provider_subject is None


def test_an_account_that_is_somebody_else_s_there_needs_an_administrator_s_link(
    joined: Site, organisation: Organisation
) -> None:
    crew = Crew(joined)
    account = crew.account("viewer", email=ADA)
    go(joined.browser())
    organisation.person = {**organisation.person, "sub": "2002"}
    assert "belongs to another sign-in" in said(go(joined.browser())[1])
    crew.accounts.accept(crew.accounts.renew(account.id, actor="test"), "lantern gravel mosaic piano")
    assert leads_to(go(joined.browser())[1]) == "/staff/second-factor"
    assert crew.accounts.get(account.id).provider_subject == "2002"


def test_without_a_provider_there_is_no_such_way_in(sqlite_site: Site) -> None:
    client = sqlite_site.browser()
    assert "by-provider" not in client.get("/staff/sign-in").text
    assert client.get("/staff/provider").status_code == 404
    assert client.get(BACK).status_code == 404


# What is never believed


def unsigned(claims: dict[str, object]) -> str:
    parts = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "none"}, claims)
    )
    return ".".join([*parts, ""])


def by_secret(claims: dict[str, object]) -> str:
    key = OctKey.import_key(CLIENT_SECRET.ljust(32))
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key, algorithms=["HS256"])


def by_a_stranger(claims: dict[str, object]) -> str:
    key = RSAKey.generate_key(2048, {"kid": "one"})
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key, algorithms=["RS256"])


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"nonce": "another"}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"exp": 1_700_000_000}, id="expired"),
        pytest.param({"exp": None}, id="without an end"),
        pytest.param({"iat": 4_000_000_000}, id="issued in the future"),
        pytest.param({"aud": "another-client"}, id="for somebody else"),
        pytest.param({"aud": [CLIENT, "another"]}, id="for several, without saying for whom it was made"),
        pytest.param({"azp": "another"}, id="made for somebody else"),
        pytest.param({"iss": "https://elsewhere.example"}, id="another issuer"),
        pytest.param({"iss": None}, id="no issuer"),
        pytest.param({"sub": None}, id="nobody"),
        pytest.param({"sub": 7}, id="a number for somebody"),
        pytest.param({"at_hash": "wrong"}, id="with another access token"),
    ],
)
def test_a_token_that_says_something_else_lets_nobody_in(
    joined: Site, organisation: Organisation, changed: dict[str, object]
) -> None:
    Crew(joined).account("viewer", email=ADA)
    organisation.changed = changed
    refused(joined)


@pytest.mark.parametrize("sign", [unsigned, by_secret, by_a_stranger, lambda _: "no token", lambda _: 7])
def test_a_token_that_the_provider_s_key_did_not_sign_lets_nobody_in(
    joined: Site, organisation: Organisation, sign: Callable[[dict[str, object]], str]
) -> None:
    Crew(joined).account("viewer", email=ADA)
    organisation.sign = sign
    refused(joined)


@pytest.mark.parametrize("path", ["/token", "/keys"])
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param((500, b"{}"), id="a fault"),
        pytest.param((200, b"<p>Maintenance</p>"), id="a page"),
        pytest.param((200, b"[]"), id="a list"),
        pytest.param((200, b"{}"), id="nothing in it"),
        pytest.param((200, b'{"keys": [7], "access_token": 7, "id_token": 7}'), id="nonsense"),
        pytest.param((400, b'{"error": "invalid_client"}'), id="we are not known"),
    ],
)
def test_a_provider_that_answers_amiss_is_a_sentence(
    joined: Site, organisation: Organisation, path: str, reply: tuple[int, bytes]
) -> None:
    Crew(joined).account("viewer", email=ADA)
    organisation.replies[path] = reply
    refused(joined)


def refused(joined: Site) -> None:
    """Nobody comes in, the page to sign in says so, and the next try is a new one."""
    client = joined.browser()
    status, page = go(client)
    assert status == 502
    assert said(page).startswith(
        ("What the sign-in of Greater London House said", "The sign-in of Greater London House does not")
    )
    assert heading(page) == "Sign in"
    assert set(client.cookies) <= {"visitor"}
    assert heading(client.get("/staff").text) == "Sign in"


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"issuer": "https://elsewhere.example"}, id="another issuer"),
        pytest.param({"token_endpoint": "http://login.example.org/token"}, id="plain http"),
        pytest.param({"authorization_endpoint": "javascript:alert(1)"}, id="no address"),
        pytest.param({"jwks_uri": None}, id="no keys"),
    ],
)
def test_a_document_that_is_not_the_provider_s_leads_nowhere(
    joined: Site, organisation: Organisation, document: dict[str, object]
) -> None:
    organisation.document = document
    reply = joined.browser().get("/staff/provider", follow_redirects=False)
    assert (reply.status_code, "location" in reply.headers) == (502, False)
    assert "cannot be believed" in said(reply.text)


def test_a_provider_that_takes_no_secret_is_told_as_a_sentence(
    joined: Site, organisation: Organisation
) -> None:
    organisation.document = {"token_endpoint_auth_methods_supported": ["private_key_jwt"]}
    refused(joined)


# The way


def test_what_the_browser_keeps_on_the_way_is_short_and_says_nothing(joined: Site) -> None:
    client = joined.browser()
    reply = client.get("/staff/provider", follow_redirects=False)
    cookie = next(
        line for line in reply.headers.get_list("set-cookie") if line.startswith("staff-left=")
    ).lower()
    assert {"httponly", "samesite=lax", "max-age=600", "path=/"} <= set(cookie.split("; "))
    asked = parse_qs(urlsplit(reply.headers["location"]).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 43
        assert asked[name][0].lower() not in cookie
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{joined.settings.base_url}{BACK}"]


def test_the_page_that_leads_on_is_sound_and_has_a_link_for_who_stays(joined: Site) -> None:
    Crew(joined).account("viewer", email=ADA)
    _, page = go(joined.browser(), "/staff/account")
    assert problems({"going on": page}) == []
    assert '<a class="govuk-link" href="/staff/second-factor?to=/staff/account">go on here</a>' in page


def test_a_page_elsewhere_is_never_gone_on_to(joined: Site) -> None:
    Crew(joined).account("viewer", email=ADA)
    assert leads_to(go(joined.browser(), "//elsewhere.example/staff")[1]) == "/staff/second-factor"


def test_the_way_back_works_once(joined: Site) -> None:
    Crew(joined).account("viewer", email=ADA)
    client = joined.browser()
    way = leave(client)
    kept = client.cookies["staff-left"]
    assert come_back(client, way)[0] == 200
    status, page = come_back(client, way)
    assert (status, said(page)) == (403, BEGIN_AGAIN)
    # nor for whoever copied what the browser kept: the provider's code is used up
    thief = joined.browser()
    thief.cookies.set("staff-left", kept)
    status, page = come_back(thief, way)
    assert (status, said(page)) == (403, BEGIN_AGAIN)
    assert "staff" not in thief.cookies


def test_another_browser_s_way_back_leads_nowhere(joined: Site, organisation: Organisation) -> None:
    Crew(joined).account("viewer", email=ADA)
    own, other = joined.browser(), joined.browser()
    leave(own)
    for client in (own, joined.browser()):
        status, page = come_back(client, leave(other))
        assert (status, said(page)) == (403, BEGIN_AGAIN)
    assert organisation.asked.count("/token") == 0


def test_what_the_browser_kept_is_not_read_when_it_was_changed_or_is_old(joined: Site) -> None:
    Crew(joined).account("viewer", email=ADA)
    client = joined.browser()
    way = leave(client)
    kept = client.cookies["staff-left"]

    def come_back_with(cookie: str) -> str:
        return joined.browser().get(way, headers={"cookie": f"staff-left={cookie}"}).text

    for spoiled in (f"x{kept}", kept[:-1], "", "%ff"):
        assert said(come_back_with(spoiled)) == BEGIN_AGAIN
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        assert said(come_back_with(kept)) == BEGIN_AGAIN
    assert leads_to(come_back_with(kept)) == "/staff/second-factor"


def test_who_says_no_at_the_provider_is_back_at_the_page_to_sign_in(joined: Site) -> None:
    client = joined.browser()
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    words = "Your account is locked, ring 0900 1234"
    status, page = come_back(client, f"{BACK}?error=access_denied&error_description={words}&state={state}")
    assert (status, words in page) == (403, False)
    assert said(page).startswith("The sign-in of Greater London House let nobody in.")


@pytest.mark.parametrize("told", ["&iss=https://elsewhere.example", ""])
def test_an_answer_that_must_name_its_issuer_and_does_not_is_not_taken(
    joined: Site, organisation: Organisation, told: str
) -> None:
    Crew(joined).account("viewer", email=ADA)
    organisation.document = {"authorization_response_iss_parameter_supported": True}
    client = joined.browser()
    assert "cannot be believed" in said(come_back(client, leave(client) + told)[1])
    client = joined.browser()
    assert leads_to(come_back(client, f"{leave(client)}&iss={organisation.address}")[1])


def test_a_provider_that_is_down_is_a_sentence_and_passwords_go_on_working(
    joined: Site, organisation: Organisation, sqlite_store: Store, tmp_path: Path
) -> None:
    Crew(joined).account("viewer", email=ADA)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        organisation.address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    away = site_of(sqlite_store, organisation, tmp_path)
    client = away.browser()
    with structlog.testing.capture_logs() as logged:
        reply = client.get("/staff/provider", follow_redirects=False)
    assert Event.PROVIDER_FAILED in [line.get("what") for line in logged]
    assert reply.status_code == 502
    assert "does not answer" in said(reply.text)
    assert heading(sign_in(client, ADA, PASSWORD)) == "Your code"


def test_a_provider_that_is_too_slow_is_given_up(joined: Site) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        by = joined.app.state.staff.by_provider
        by.way.kept.issuer = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        hurried = replace(by, way=replace(by.way, seconds=0.2))
        joined.app.state.staff = replace(joined.app.state.staff, by_provider=hurried)
        reply = joined.browser().get("/staff/provider", follow_redirects=False)
    assert "does not answer" in said(reply.text)


def test_what_the_provider_publishes_is_kept_for_an_hour(
    joined: Site, organisation: Organisation, clock: Clock
) -> None:
    Crew(joined).account("viewer", email=ADA)
    documents = ("/.well-known/openid-configuration", "/keys")

    def fetched() -> list[int]:
        go(joined.browser())
        return [organisation.asked.count(path) for path in documents]

    assert fetched() == [1, 1]
    clock.move(minutes=59)
    assert fetched() == [1, 1]
    clock.move(minutes=2)
    assert fetched() == [2, 2]


def test_a_new_key_of_the_provider_is_fetched_at_once(joined: Site, organisation: Organisation) -> None:
    Crew(joined).account("viewer", email=ADA)
    go(joined.browser())
    organisation.key = RSAKey.generate_key(2048, {"kid": "two"})
    assert leads_to(go(joined.browser())[1]) == "/staff/second-factor"
    assert organisation.asked.count("/keys") == 2


# Settings


@pytest.mark.parametrize("left_out", ["oidc_issuer", "oidc_client_id", "oidc_secret_file"])
def test_half_a_provider_is_refused(organisation: Organisation, tmp_path: Path, left_out: str) -> None:
    given = organisation.settings(tmp_path)
    del given[left_out]
    with pytest.raises(Refused, match=r"^These settings cannot be used\. SURVEY_OIDC_ISSUER, .* or none\.$"):
        Settings.read(data_dir=tmp_path, **given)


@pytest.mark.parametrize(
    "address", ["http://login.example.org", "login.example.org", "https://u@login.example.org", "ftp://x/"]
)
def test_a_provider_to_which_others_could_listen_is_refused(
    organisation: Organisation, tmp_path: Path, address: str
) -> None:
    given = {**organisation.settings(tmp_path), "oidc_issuer": address}
    with pytest.raises(Refused, match="oidc_issuer: write"):
        Settings.read(data_dir=tmp_path, **given)


def test_the_provider_s_secret_is_for_its_owner_alone(
    sqlite_store: Store, organisation: Organisation, tmp_path: Path
) -> None:
    given = organisation.settings(tmp_path)
    secret = tmp_path / "provider-secret"
    sqlite_store.settings.secret()
    settings = Settings(**{**dict(sqlite_store.settings), **given})
    assert CLIENT_SECRET not in repr(settings.describe())
    secret.chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        Site(settings, sqlite_store)
    secret.chmod(0o600)
    secret.write_text("\n")
    with pytest.raises(Refused, match="which is empty"):
        Site(settings, sqlite_store)
    secret.unlink()
    with pytest.raises(Refused, match="cannot be read"):
        Site(settings, sqlite_store)


# In a browser


@pytest.mark.alone
@pytest.mark.parametrize("javascript", [True, False])
def test_a_real_browser_comes_back_from_the_other_site_with_its_strict_cookie(
    tmp_path: Path, new_page: NewPage, javascript: bool
) -> None:
    """The provider is another site to the browser, so a redirect after it would not bring the cookie."""
    data_dir = tmp_path / "var"
    with organisation_at_work(time.time) as organisation, Store.open(Settings(data_dir=data_dir)) as store:
        store.migrate()
        crew = Crew(Site(store.settings, store))
        crew.account("viewer", email=ADA)
        environment = {
            f"SURVEY_{name.upper()}": str(value) for name, value in organisation.settings(tmp_path).items()
        }
        with serving(data_dir, environment=environment) as address:
            page = new_page(javascript=javascript)
            page.goto(f"{address}/staff/account")
            assert not javascript or violations(page) == []
            assert problems({"sign in": page.content()}) == []
            page.click("#by-provider")
            assert urlsplit(page.url).hostname == "localhost"
            page.click("text=Sign in as Ada")
            expect(page.locator("h1")).to_have_text("Your code")
            assert urlsplit(page.url).path == "/staff/second-factor"
            cookies = {each["name"]: each for each in page.context.cookies()}
            assert cookies["staff"]["sameSite"] == "Strict"
            assert "staff-left" not in cookies
            page.fill("#code", code_at(datetime.now(UTC), SECRET))
            page.click("button:has-text('Sign in')")
            expect(page.locator("h1")).to_have_text("Your account")
            page.goto(f"{address}{BACK}?code=x&state=y")
            expect(page.locator(".govuk-error-summary")).to_contain_text("begun in another tab")
            assert not javascript or violations(page) == []
            assert problems({"over": page.content()}) == []
            assert token_in(page.content())
