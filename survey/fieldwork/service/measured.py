"""Numbers by name for whoever watches the program by machine."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from math import inf

from survey.errors import SurveyError
from survey.fieldwork.backups.folder import backups_in
from survey.fieldwork.reports import LEASE
from survey.fieldwork.service.looking import PATIENCE
from survey.fieldwork.window import Window
from survey.storage.database import Store


def measures(store: Store) -> Mapping[str, tuple[str, float]]:
    """Numbers by name, each with its meaning, for whoever watches the program, as far as they are known."""
    total, _, free = shutil.disk_usage(store.settings.make_data_dir())
    found = {"disk_free_ratio": ("Part of the disk of the data folder that is free", free / total)}
    up = "Whether the database can be read"
    try:
        with store.read() as tx:
            now = tx.now
            overdue = tx.report_requests.are_overdue(now - PATIENCE, now - LEASE)
            windows = [Window.of(campaign) for campaign in tx.campaigns.all()]
    except SurveyError:
        return {**found, "database_up": (up, 0.0)}
    left = [(window.closes_at - now).total_seconds() for window in windows if window.may_start(now)]
    found["database_up"] = up, 1.0
    found["reports_overdue"] = "Whether a report waits that no worker takes", float(overdue)
    found["open"] = "Surveys that are open", float(len(left))
    if left:
        found["closes_in_seconds"] = "Time until the next open survey closes", min(left)
    if store.settings.backup_dir is not None:
        ages = [(now - kept.header.at).total_seconds() for kept in backups_in(store.settings.backup_dir)]
        found["backup_age_seconds"] = (
            "Age of the newest backup; infinite while there is none",
            min(ages, default=inf),
        )
    return found
