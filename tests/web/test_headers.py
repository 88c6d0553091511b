"""The headers of a reply, written at once, are those that would be set one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import MutableHeaders

from survey.web.headers import ALWAYS, OWN, POLICY_NAME, SECURE_TRANSPORT, Headers, Raw

OURS = {**ALWAYS, "Strict-Transport-Security": SECURE_TRANSPORT}
NAMES = ("content-type", "set-cookie", "cache-control", "vary", *(name.lower() for name in OURS))
VALUES = ("no-cache", "DENY", "max-age=1", f"{OWN}allow-scripts; default-src 'none'", "default-src *")


def one_by_one(given: list[Raw]) -> list[Raw]:
    """Each of ours put in the place of what a reply brings, but for a policy of its own that shuts it in."""
    headers = MutableHeaders(raw=list(given))
    own = headers.get(POLICY_NAME, "")
    for name, value in OURS.items():
        headers[name] = value
    if own.startswith(OWN):
        headers[POLICY_NAME] = own
    headers.setdefault("Cache-Control", "no-store")
    return sorted(headers.raw)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), unique_by=lambda pair: pair))
def test_headers_written_at_once_are_those_set_one_by_one(brought: list[tuple[str, str]]) -> None:
    policies = [pair for pair in brought if pair[0] == POLICY_NAME.lower()][1:]
    given = [(name.encode(), value.encode()) for name, value in brought if (name, value) not in policies]
    whole = Headers(lambda *_: None, https=True).whole(given)  # type: ignore[arg-type]  # asks nobody
    assert sorted(whole) == one_by_one(given)


def test_a_header_of_ours_stands_once_whatever_a_reply_brings() -> None:
    headers = Headers(lambda *_: None, https=False)  # type: ignore[arg-type]  # asks nobody
    whole = headers.whole([(b"x-frame-options", b"ALLOW"), (b"x-frame-options", b"ALLOW"), (b"a", b"b")])
    assert [value for name, value in whole if name == b"x-frame-options"] == [b"DENY"]
    assert (b"a", b"b") in whole
    assert (b"cache-control", b"no-store") in whole
