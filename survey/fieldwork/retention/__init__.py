"""What is not kept for ever, and goes by itself: what, when, and what the record of changes says of it."""

from survey.fieldwork.retention.carrying_out import RULES, Due, carry_out, plan
from survey.fieldwork.retention.rules import KEPT, Answers, Contacts, Invitations, Originals, Rule, Unsent

__all__ = [
    "KEPT",
    "RULES",
    "Answers",
    "Contacts",
    "Due",
    "Invitations",
    "Originals",
    "Rule",
    "Unsent",
    "carry_out",
    "plan",
]
