"""Closing, extending and opening again while people send: no answer is taken inside a closed interval."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import timedelta

from survey.fieldwork import audit
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.window import Window
from survey.settings import Settings
from survey.storage.database import Store
from tests.fieldwork.invented import pulse
from tests.soak.changing import SENDERS, Sender, changes
from tests.soak.place import Place

CHANGES = 10


def test_nothing_is_taken_inside_a_closed_interval(settings: Settings, store: Store) -> None:
    place = Place(settings.data_dir.parent, 1, settings.database_url)
    assert changes(place, CHANGES).wrong == []


def test_whoever_waited_for_a_closing_is_judged_by_a_moment_after_it(store: Store) -> None:
    with store.read() as tx:
        closes_at = tx.now + timedelta(days=1)
    open_campaign(store, pulse(), closes_at=closes_at, actor="Ada", grace_minutes=0)
    judged: list[bool] = []
    begun = threading.Event()

    def send() -> None:
        begun.set()
        with store.write() as tx:
            campaign = tx.campaigns.by_slug("pulse")
            assert campaign is not None
            judged.append(Window.of(campaign).may_write(tx.now))

    sender = threading.Thread(target=send)
    with store.write() as tx:
        campaign = tx.campaigns.by_slug("pulse", to_change=True)
        assert campaign is not None
        sender.start()
        begun.wait()
        time.sleep(0.1)
        tx.campaigns.update_window(
            campaign.id, opens_at=campaign.opens_at, closes_at=tx.now, withdraw_until=campaign.withdraw_until
        )
    sender.join()
    assert judged == [False]


CLOSING = """
import sys
from survey.fieldwork.campaign import close
from survey.settings import Settings
from survey.storage.database import Store
from tests.migrated import migrated

settings = Settings(data_dir=sys.argv[1], database_url=sys.argv[2], unsafe_database=True)
with migrated(settings) as store:
    close(store, "pulse", actor="command line", reason="from another process")
"""


def test_a_command_closes_the_survey_while_the_server_writes(settings: Settings, store: Store) -> None:
    with store.read() as tx:
        closes_at = tx.now + timedelta(days=1)
    open_campaign(store, pulse(), closes_at=closes_at, actor="Ada", grace_minutes=0)
    over = threading.Event()
    senders = [Sender(store, over) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    arguments = [str(settings.data_dir), settings.database_url]
    done = subprocess.run([sys.executable, "-c", CLOSING, *arguments], capture_output=True, text=True)
    time.sleep(0.1)
    over.set()
    for sender in senders:
        sender.join()
    closed_at = audit.entries(store, "pulse")[-1].at
    assert (done.returncode, done.stderr) == (0, "")
    assert [sender.failures for sender in senders] == [[]] * SENDERS
    assert all(moment < closed_at for sender in senders for moment in sender.taken)
    assert any(sender.refused for sender in senders)
