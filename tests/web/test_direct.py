"""Routes that take the request alone: told apart, listed and refused like any other."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from survey.web.direct import Direct
from survey.web.respondent import answering
from tests.web.site import Site, tiny


@pytest.mark.filterwarnings("ignore:Duplicate Operation")  # one function answers GET and HEAD
def test_they_are_in_the_programs_own_description(sqlite_site: Site) -> None:
    paths = sqlite_site.app.openapi()["paths"]
    direct = [route for route in answering.router.routes if isinstance(route, Direct)]
    assert len(direct) == len(answering.router.routes)
    for route in direct:
        assert {method.lower() for method in route.methods or ()} <= set(paths[route.path])


@pytest.mark.parametrize(
    ("method", "status"),
    [("GET", 204), ("HEAD", 204), ("POST", 405), ("DELETE", 405)],
)
def test_the_log_has_their_pattern_and_never_the_address(sqlite_site: Site, method: str, status: int) -> None:
    slug = sqlite_site.open(tiny())
    with capture_logs() as lines:
        assert sqlite_site.browser().request(method, f"/s/{slug}/here").status_code == status
    assert [line["route"] for line in lines if line["event"] == "request"] == ["/s/{slug}/here"]
    assert slug not in str(lines)
