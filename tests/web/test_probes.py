"""The probes: yes or no to anybody, and why not to the log alone."""

from __future__ import annotations

import structlog

from tests.web.site import Site


def test_a_process_that_can_take_answers_says_so_and_no_more(site: Site) -> None:
    browser = site.browser()
    with structlog.testing.capture_logs() as logged:
        replies = [browser.get(path) for path in ("/health/live", "/health/ready")]
    assert [reply.status_code for reply in replies] == [200, 200]
    assert [reply.json() for reply in replies] == [{"live": True}, {"ready": True}]
    assert not any("set-cookie" in reply.headers for reply in replies)
    assert logged == []


def test_why_a_process_is_not_ready_is_for_the_log_alone(site: Site) -> None:
    with site.store.write() as tx:
        (before,) = tx.connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'r0001'")
    with structlog.testing.capture_logs() as logged:
        reply = site.browser().get("/health/ready")
    assert (reply.status_code, reply.json()) == (503, {"ready": False})
    assert [line["event"] for line in logged] == ["not_ready"]
    assert "of this version" in str(logged[0]["faults"])
    with site.store.write() as tx:
        tx.connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{before}'")
    assert site.browser().get("/health/ready").status_code == 200
