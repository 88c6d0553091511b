"""What a survey can be written and tried without, and nobody should be asked without."""

from __future__ import annotations

from collections.abc import Iterator

from survey.engine.framing import STAND_IN_LEAD
from survey.engine.parts import Finding
from survey.engine.questionnaire import Questionnaire

NO_START = "The start page has stand-in words. Say under start: who asks, why, and what comes of it."
NO_CONTACT = "Nobody can ask you anything. Say under contact: where to write or ring."
NO_PRIVACY = "The privacy page is empty. Say under privacy: who is responsible, what is kept, and how long."


def of_opening(form: Questionnaire) -> Iterator[Finding]:
    """Words that only the author can find, and that people need before they decide."""
    lacking = {
        "no-start": (form.start.lead == STAND_IN_LEAD, NO_START),
        "no-contact": (not (form.contact.email or form.contact.text), NO_CONTACT),
        "no-privacy": (not form.privacy, NO_PRIVACY),
    }
    for code, (lacks, message) in lacking.items():
        if lacks:
            yield Finding(("questionnaire",), code, message, form.questionnaire)


def unsaid(form: Questionnaire) -> list[str]:
    """What to tell whoever opens the survey: words that are missing, and that nobody has accepted to lack."""
    accepted = {one.advice for one in form.accepted}
    return [found.message for found in of_opening(form) if found.code not in accepted]
