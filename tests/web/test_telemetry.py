"""What the framework could tell a collector of each request stays here."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from survey.storage.database import Store
from survey.web.app import create_app


def test_the_framework_tells_nothing_to_a_collector_that_the_environment_names(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    with TestClient(FastAPI()):
        assert "telemetry" in caplog.text  # it would, if what sends it were installed
    caplog.clear()
    app = create_app(sqlite_store.settings, sqlite_store)
    with TestClient(app, base_url=sqlite_store.settings.base_url) as client:
        assert client.get("/health/live").status_code == 200
    assert "telemetry" not in caplog.text
