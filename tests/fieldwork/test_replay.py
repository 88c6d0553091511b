"""A draft out of the database leads the same way as the one that went in, whatever was asked and answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.engine.journey import Journey
from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire
from survey.engine.reading import read_answers
from survey.fieldwork.campaign import open_campaign
from survey.fieldwork.typed import put_page
from survey.storage.database import Store
from tests.engine.made_up import Author
from tests.engine.travelling import travel
from tests.storage.made import draft

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(number=st.integers(0, 2**32))
def test_a_journey_replayed_from_storage_is_the_same(store: Store, number: int) -> None:
    luck = Random(number)
    form = load_text(
        Author(luck).text().replace("questionnaire: tiny", f"questionnaire: q{luck.getrandbits(60)}")
    )
    saved = travel(form, luck, 5)
    before = Journey(form, read_answers(form, saved), 5)
    closes = datetime.now(UTC) + timedelta(days=1)
    campaign = open_campaign(store, form, closes_at=closes, actor="test")
    with store.write() as tx:
        made = draft(tx, campaign)
        for name, page in saved.items():
            put_page(tx, form, made.id, name, page, None, 1)
    with store.read() as tx:
        kept = Questionnaire.model_validate_json(tx.versions.get(campaign.version_id).document)
        pages = tx.drafts.pages(made.id)
    again = Journey(kept, read_answers(kept, pages), 5)
    assert again.pages == before.pages
    assert again.kept == before.kept
    assert again.end == before.end
