"""Why answers are not weighted.

SurveyError
└── Refused (survey.errors)
    └── NotWeighted           the margins do not fit the answers, with what to do
        └── CannotHold        no weights within the limits hold every margin
"""

from __future__ import annotations

from survey.errors import Refused


class NotWeighted(Refused):
    """Every fault at once, a sentence each."""


class CannotHold(NotWeighted):
    pass
