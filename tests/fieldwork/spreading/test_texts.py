"""The texts of a survey: ours until the team writes others, and filled in on reading."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from survey.engine.loader import load_file
from survey.errors import NotFound, Refused
from survey.fieldwork import audit
from survey.fieldwork.campaign import close, extend, open_campaign
from survey.fieldwork.channels import add_channel
from survey.fieldwork.london import parse_london
from survey.fieldwork.spreading.days import days_of
from survey.fieldwork.spreading.defaults import FILE, GENERAL, defaults_of
from survey.fieldwork.spreading.pack import Pack, pack_of, zipped
from survey.fieldwork.spreading.pieces import PIECES
from survey.fieldwork.spreading.texts import back_to_ours, change_text, texts_of
from survey.fieldwork.trial import open_trial
from survey.fieldwork.window import Window
from survey.storage.database import Store
from tests.builders import LIBRARY
from tests.conftest import Clock
from tests.fieldwork.test_full import SLUG, WHO, opened

CONTACT = "team@example.org"


def pack(store: Store, questionnaires: Path) -> Pack:
    return pack_of(store, questionnaires, "https://survey.example.org", SLUG, "nhs", CONTACT)


@pytest.fixture
def with_channel(store: Store) -> Store:
    opened(store, None)
    add_channel(store, SLUG, "nhs", "NHS newsletter", **WHO)
    return store


def test_every_text_is_filled_in_with_the_link_of_the_channel(with_channel: Store, tmp_path: Path) -> None:
    made = pack(with_channel, tmp_path)
    assert list(made.texts) == [one.name for one in PIECES]
    assert "https://survey.example.org/s/tiny?via=nhs" in made.texts["email"].body
    assert CONTACT in made.texts["email"].body
    for text in made.texts.values():
        assert "{" not in text.plain
        assert "London time" in text.plain or text.piece.name == "poster"
    assert made.poster["closes"].endswith("London time")


def test_a_channel_that_nobody_made_known_has_no_pack(with_channel: Store, tmp_path: Path) -> None:
    for name in ("other", ""):
        with pytest.raises(NotFound):
            pack_of(with_channel, tmp_path, "https://survey.example.org", SLUG, name, CONTACT)


def test_the_teams_words_stand_in_place_of_ours_until_they_go_back(
    with_channel: Store, tmp_path: Path
) -> None:
    before = texts_of(with_channel, tmp_path, SLUG).one("email")
    change_text(with_channel, tmp_path, SLUG, "email", " Take  part ", "Open until {closes}.\r\n\r\n", **WHO)
    now = texts_of(with_channel, tmp_path, SLUG).one("email")
    assert (now.heading, now.body, now.older) == ("Take part", "Open until {closes}.", "")
    assert now.whose.startswith("Written by Ada, ")
    assert "{" not in pack(with_channel, tmp_path).texts["email"].body
    assert texts_of(with_channel, tmp_path, SLUG).one("newsletter").own is None
    back_to_ours(with_channel, SLUG, "email", **WHO)
    assert texts_of(with_channel, tmp_path, SLUG).one("email") == before
    with pytest.raises(Refused, match="the standard words already"):
        back_to_ours(with_channel, SLUG, "email", **WHO)
    actions = [entry.action for entry in audit.entries(with_channel, SLUG)]
    assert actions == ["open", "add channel", "change text", "text back to standard"]
    assert "Open until" not in str([entry.new for entry in audit.entries(with_channel, SLUG)])


@pytest.mark.parametrize(
    ("heading", "body", "said"),
    [
        ("", "Words", "Subject: write something"),
        ("Words", " \n ", "Message: write something"),
        ("x" * 121, "Words", "Subject: at most 120 characters. It has 121."),
        ("Words", "x" * 5001, "Message: at most 5000 characters. It has 5001."),
        ("{titel}", "Words", "Subject: Nothing can be filled in for {titel}. Did you mean title?"),
        ("Words", "{link", "Message: A brace stands alone"),
    ],
)
def test_what_cannot_be_passed_on_is_refused(
    with_channel: Store, tmp_path: Path, heading: str, body: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        change_text(with_channel, tmp_path, SLUG, "email", heading, body, **WHO)
    assert str(refused.value).startswith(said)
    assert texts_of(with_channel, tmp_path, SLUG).one("email").own is None


def test_a_reason_is_wanted_and_a_poster_has_few_lines(with_channel: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Say why"):
        change_text(with_channel, tmp_path, SLUG, "email", "A", "B", actor="Ada", reason=" ")
    with pytest.raises(Refused, match=r"at most 6 lines\. It has 7"):
        change_text(with_channel, tmp_path, SLUG, "poster", "A", "line\n" * 7, **WHO)
    with pytest.raises(NotFound, match="There is: email, newsletter"):
        change_text(with_channel, tmp_path, SLUG, "emial", "A", "B", **WHO)


def test_of_two_who_write_the_second_is_told_and_nothing_is_lost(with_channel: Store, tmp_path: Path) -> None:
    seen = texts_of(with_channel, tmp_path, SLUG).one("email").mark
    change_text(with_channel, tmp_path, SLUG, "email", "Hers", "Hers", **WHO, seen=seen)
    with pytest.raises(Refused, match="Somebody changed this text"):
        change_text(with_channel, tmp_path, SLUG, "email", "His", "His", **WHO, seen=seen)
    assert texts_of(with_channel, tmp_path, SLUG).one("email").heading == "Hers"


def test_when_the_survey_is_extended_every_text_says_so_and_older_ones_are_told(
    with_channel: Store, tmp_path: Path
) -> None:
    change_text(
        with_channel, tmp_path, SLUG, "reminder-week", "Soon", "It closes on {closes}, a Friday.", **WHO
    )
    before = pack(with_channel, tmp_path).texts
    closes = texts_of(with_channel, tmp_path, SLUG).window.closes_at
    extend(with_channel, SLUG, closes + timedelta(days=9), **WHO)
    after = pack(with_channel, tmp_path).texts
    for name in ("reminder-week", "reminder-last-day", "email"):
        assert before[name].body != after[name].body
    texts = texts_of(with_channel, tmp_path, SLUG)
    assert "It was written when the survey closed on" in texts.one("reminder-week").older
    assert texts.one("reminder-last-day").older == ""
    one = texts.one("reminder-week")
    change_text(with_channel, tmp_path, SLUG, "reminder-week", one.heading, one.body, **WHO)
    assert texts_of(with_channel, tmp_path, SLUG).one("reminder-week").older == ""


def test_the_teams_words_without_the_link_are_told(with_channel: Store, tmp_path: Path) -> None:
    for name in ("email", "poster"):
        change_text(with_channel, tmp_path, SLUG, name, "Take part", "Open until {closes}.", **WHO)
    texts = texts_of(with_channel, tmp_path, SLUG)
    assert [texts.one(name).cautions for name in ("poster", "newsletter")] == [(), ()]
    (said,) = texts.one("email").cautions
    assert "cannot come to the survey" in said
    change_text(with_channel, tmp_path, SLUG, "email", "Take part", "At {link} until {closes}.", **WHO)
    assert texts_of(with_channel, tmp_path, SLUG).one("email").cautions == ()


def test_a_pack_says_when_a_survey_is_over_or_only_tried_out(
    sqlite_store: Store, clock: Clock, tmp_path: Path
) -> None:
    form = load_file(LIBRARY / "workshop-feedback" / "1.0.yaml")
    open_trial(sqlite_store, form, grace_minutes=30, slug=SLUG, actor="Ada")
    add_channel(sqlite_store, SLUG, "nhs", "NHS newsletter", **WHO)
    made = pack(sqlite_store, tmp_path)
    assert made.closing.startswith("It closes on ")
    assert "This survey is in test mode" in made.readme()
    clock.move(hours=1)
    close(sqlite_store, SLUG, **WHO)
    made = pack(sqlite_store, tmp_path)
    assert made.closing.startswith("It closed on ")
    assert made.closing in made.readme()


def window(closes: str, opens: str = "2024-12-02 09:00") -> Window:
    end = parse_london(closes, closing=True)
    return Window(parse_london(opens), end, end + timedelta(minutes=30), end + timedelta(days=21))


@pytest.mark.parametrize(
    ("closes", "week", "last", "thanks"),
    [
        ("2025-01-10", date(2025, 1, 3), date(2025, 1, 10), date(2025, 1, 11)),
        ("2025-01-10 17:00", date(2025, 1, 3), date(2025, 1, 10), date(2025, 1, 11)),
        ("2025-01-10 12:00", date(2025, 1, 3), date(2025, 1, 9), date(2025, 1, 11)),
        ("2025-01-10 00:30", date(2025, 1, 3), date(2025, 1, 9), date(2025, 1, 11)),
        ("2025-03-31", date(2025, 3, 24), date(2025, 3, 31), date(2025, 4, 1)),
    ],
)
def test_each_reminder_has_its_day(closes: str, week: date, last: date, thanks: date) -> None:
    days = {due.piece.name: due.day for due in days_of(window(closes), datetime(2024, 12, 1, tzinfo=UTC))}
    assert (days["reminder-week"], days["reminder-last-day"], days["thank-you"]) == (week, last, thanks)


def test_the_days_are_said_in_words_with_what_to_bear_in_mind() -> None:
    now = parse_london("2025-01-04 10:00")
    told = {due.piece.name: due for due in days_of(window("2025-01-11"), now)}
    assert told["reminder-week"].words == "a week before: Saturday 4 January 2025"
    assert told["reminder-week"].note == "That is today."
    assert told["reminder-last-day"].note == "Few people are at work on that day."
    assert (told["email"].note, told["email"].over) == ("That day is over.", True)
    short = {due.piece.name: due for due in days_of(window("2025-01-11", "2025-01-08 09:00"), now)}
    assert "Leave this one out" in short["reminder-week"].note


def test_an_e_mail_has_a_subject_and_no_address(with_channel: Store, tmp_path: Path) -> None:
    change_text(with_channel, tmp_path, SLUG, "email", "Zażółć: {title}", "Café\n.\nFrom here {link}", **WHO)
    mail = message_from_bytes(pack(with_channel, tmp_path).texts["email"].mail, policy=policy.default)
    assert mail["subject"] == "Zażółć: A tiny survey"
    assert {"to", "from", "cc", "bcc", "date"} & {name.lower() for name in mail} == set()
    body = mail.get_content().splitlines()
    assert body == ["Café", ".", "From here https://survey.example.org/s/tiny?via=nhs"]


def test_the_zip_has_every_file_and_says_nothing_of_when(with_channel: Store, tmp_path: Path) -> None:
    made = pack(with_channel, tmp_path)
    whole = zipped(made.in_files)
    assert whole == zipped(dict(reversed(made.in_files.items())))
    with ZipFile(BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert {f"{one.name}.txt" for one in PIECES} < set(archive.namelist())
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        assert archive.read("email.txt").decode().splitlines()[0] == made.texts["email"].heading


@pytest.mark.parametrize("questionnaire", sorted(path.parent.name for path in LIBRARY.glob("*/1.0.yaml")))
def test_the_texts_of_a_questionnaire_say_what_people_must_know(
    sqlite_store: Store, questionnaire: str
) -> None:
    """That it is theirs to decide, how long it takes, that one may stop, who sees it; and until when."""
    asked = load_file(LIBRARY / questionnaire / "1.0.yaml")
    open_campaign(sqlite_store, asked, SLUG, closes_at=sqlite_store.clock() + timedelta(days=9), **WHO)
    add_channel(sqlite_store, SLUG, "nhs", "NHS", **WHO)
    made = pack(sqlite_store, LIBRARY)
    email, poster = made.texts["email"].body, made.texts["poster"].body
    for words in ("It is for you to decide", f"{asked.promise.minutes} minutes", "take", "until", CONTACT):
        assert words in email
    assert "read" in email or "sees" in email
    assert "stop" in poster
    for text in made.texts.values():
        assert "{" not in text.plain
        assert not {"!", "must", "urgent"} & set(text.plain.lower().split())
        assert "!" not in text.plain


def test_a_file_with_a_place_that_is_not_known_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    file = tmp_path / "own" / FILE
    for words, said in (
        ("texts: {email: {heading: '{titel}', body: B}}", "Did you mean title"),
        ("texts: {emial: {heading: A, body: B}}", "no text emial"),
        ("texts: {email: {heading: A}}", "texts > email > body"),
        ("texts: [", "line 3"),
    ):
        file.unlink(missing_ok=True)
        file.write_text(f"{words}\n# {said}\n", "utf-8")
        with pytest.raises(Refused, match=said):
            defaults_of(tmp_path, "own")


def test_a_questionnaire_takes_the_general_texts_for_those_it_has_not(tmp_path: Path) -> None:
    general = defaults_of(tmp_path, "none")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / FILE).write_text("texts: {poster: {heading: Own, body: Words}}\n", "utf-8")
    own = defaults_of(tmp_path, "own")
    assert own.texts["poster"].heading == "Own"
    assert own.texts["email"] == general.texts["email"]
    assert set(general.texts) == {one.name for one in PIECES}
    assert GENERAL.is_file()
