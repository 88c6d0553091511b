"""Replies come packed as the browser takes them, and a secret stays one while they do."""

from __future__ import annotations

import gzip

import brotli
import pytest
from starlette.testclient import TestClient

from survey.web.static_files import static_url
from tests.web.site import Site, tiny

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.fixture
def client(sqlite_site: Site) -> TestClient:
    sqlite_site.open(tiny())
    return sqlite_site.browser()


def fetched(client: TestClient, url: str, **headers: str) -> tuple[str, bytes, bytes]:
    """How a reply is packed, as it came, and unpacked."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream("GET", url, headers=names) as reply:
        came = b"".join(reply.iter_raw())
        coding = reply.headers.get("content-encoding", "")
        assert int(reply.headers["content-length"]) == len(came)
        return coding, came, UNPACK[coding](came)


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        pytest.param("gzip, deflate, br, zstd", "br", id="brotli where it is taken"),
        pytest.param("gzip, deflate", "gzip", id="else gzip"),
        pytest.param("br;q=0, GZIP;q=0.5", "gzip", id="what is refused is not sent"),
        pytest.param("identity", "", id="nothing for who takes neither"),
    ],
)
@pytest.mark.parametrize("url", ["/s/tiny", static_url("site.css")], ids=["page", "file"])
def test_a_reply_is_packed_as_the_browser_takes_it(
    client: TestClient, url: str, accepts: str, coding: str
) -> None:
    found, came, whole = fetched(client, url, accept_encoding=accepts)
    assert found == coding
    assert b"</html>" in whole or b"--paper" in whole
    assert not coding or len(came) < len(whole) / 2


def test_a_file_is_kept_for_a_year_however_it_is_packed(client: TestClient) -> None:
    for accepts in ("br", "identity"):
        reply = client.get(static_url("site.js"), headers={"accept-encoding": accepts})
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "accept-encoding" in reply.headers["vary"].lower()


def test_what_is_packed_otherwise_is_another_version_to_caches(client: TestClient) -> None:
    tags = {
        client.get(static_url("site.js"), headers={"accept-encoding": accepts}).headers["etag"]
        for accepts in ("br", "gzip", "identity")
    }
    assert len(tags) == 3


def test_a_font_goes_as_it_is(client: TestClient) -> None:
    coding, _, _ = fetched(client, static_url("fonts/letters.woff2"), accept_encoding="br")
    assert coding == ""


@pytest.mark.parametrize(
    ("site", "cookie", "coding"),
    [
        pytest.param("same-origin", "language=en-GB", "br", id="our own page"),
        pytest.param("none", "language=en-GB", "br", id="an address typed"),
        pytest.param("cross-site", "", "br", id="a link elsewhere, followed by somebody new"),
        pytest.param("cross-site", "language=en-GB", "", id="a page elsewhere, for somebody known"),
        pytest.param("same-site", "language=en-GB", "", id="a neighbour, for somebody known"),
    ],
)
def test_another_site_cannot_measure_what_somebody_is_shown(
    client: TestClient, site: str, cookie: str, coding: str
) -> None:
    known = {"cookie": cookie} if cookie else {}
    found, _, _ = fetched(client, "/s/tiny", accept_encoding="br", sec_fetch_site=site, **known)
    assert found == coding
