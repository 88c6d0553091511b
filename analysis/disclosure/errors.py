"""Why a release is refused.

SurveyError
├── NotSafe                   the audit found a figure that can be worked out: nothing is released
│   └── TooFewChanged         all that differs from an earlier release would be about a few people
├── TablesDisagree            the tables contradict one another, so no audit can be trusted
├── SolverFailed              the solver gave no answer, which is never the same as safe
├── Unsolvable                no world fits what is printed
└── Refused (survey.errors)
    ├── SecondFinal           a second final release without a reason
    └── ThresholdTooLow       a request for a threshold under the one that was promised
"""

from __future__ import annotations

from survey.errors import Refused, SurveyError


class NotSafe(SurveyError):
    pass


class TooFewChanged(NotSafe):
    pass


class TablesDisagree(SurveyError):
    pass


class SolverFailed(SurveyError):
    pass


class Unsolvable(SurveyError):
    pass


class ThresholdTooLow(Refused):
    pass


class SecondFinal(Refused):
    pass
