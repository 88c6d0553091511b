"""A questionnaire for the tests of fieldwork: one page, two questions."""

from __future__ import annotations

from survey.engine.loader import load_text
from survey.engine.questionnaire import Questionnaire

PULSE = """
questionnaire: pulse
version: "{version}"
title: Pulse
owner: The team
start: {{lead: One page}}
stages: {{one: First}}
contact: {{email: team@example.org, text: Write to us}}
promise: {{minutes: 1, threshold: 10, withdraw_days: 21}}
sections:
  - id: work
    title: {title}
    stage: one
    questions:
      - id: mood
        ask: single
        text: How was your week?
        options: {{good: Good, bad: Bad}}
"""


def pulse(version: str = "1.0", title: str = "Your week") -> Questionnaire:
    return load_text(PULSE.format(version=version, title=title))
