"""Every error that this program raises on purpose.

SurveyError
├── NotFound                 404  no such survey, page or address
├── NotOpen                  403  not open yet, or closed: the closed page
│   ├── DraftClosed          403  the time to finish a draft is over; it can only be deleted
│   └── Full                 403  as many have sent as it takes: nobody new begins
├── InvitedOnly              403  one begins by invitation, and there is none
├── InvitationUsed           404  an invitation that was used already, or never was
├── Forged                   403  a form that did not come from our own page
│   └── OldForm              403  one of ours perhaps, from before this session
├── SignedOut                403  no session, or one that has ended: the way back in
├── NotVouched               403  the organisation's sign-in did not say credibly who somebody is
│   └── ProviderFailed       502  it does not answer, or answers amiss
├── NotAllowed               403  signed in, and no role that may do this
├── TooSoon                  429  a wrong password or code was just given: wait a little
├── Stale                    409  the page was changed elsewhere since it was opened
├── BadRequest               400  a form that cannot be read
│   └── TooLarge             413  more than the server takes
├── NotSaved                 503  the write did not happen; what was typed is given back
│   └── Locked               503  sealed with a key that is not here, or changed since
├── UnknownCode              404  no draft or response has this code
├── Refused                  409  a command that cannot be carried out, with what to do instead
├── NotInstalled             500  an optional package is missing, with what to install
└── QuestionnaireError       500  a YAML file with problems, all of them at once

Each knows the HTTP status and the template that tell a person about it.
"""

from __future__ import annotations

from typing import ClassVar


class SurveyError(Exception):
    """The root: a sentence for people, an HTTP status and the page that shows it."""

    status: ClassVar[int] = 500
    template: ClassVar[str] = "errors/problem.html"


class NotFound(SurveyError):
    status = 404
    template = "errors/not_found.html"


class NotOpen(SurveyError):
    status = 403
    template = "respondent/closed.html"


class DraftClosed(NotOpen):
    pass


class Full(NotOpen):
    template = "respondent/full.html"


class InvitedOnly(SurveyError):
    status = 403
    template = "respondent/invited_only.html"


class InvitationUsed(SurveyError):
    status = 404
    template = "respondent/invitation_used.html"


class Forged(SurveyError):
    status = 403
    template = "errors/forged.html"


class OldForm(Forged):
    pass


class SignedOut(SurveyError):
    status = 403
    template = "errors/signed_out.html"


class NotVouched(SurveyError):
    status = 403
    template = "errors/problem.html"


class ProviderFailed(NotVouched):
    status = 502


class NotAllowed(SurveyError):
    status = 403
    template = "errors/problem.html"


class TooSoon(SurveyError):
    """Says after how many seconds the next try is looked at."""

    status = 429
    template = "errors/problem.html"

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class Stale(SurveyError):
    status = 409
    template = "errors/problem.html"


class BadRequest(SurveyError):
    status = 400
    template = "errors/bad_request.html"


class TooLarge(BadRequest):
    status = 413


class NotSaved(SurveyError):
    status = 503
    template = "errors/not_saved.html"


class Locked(NotSaved):
    pass


class UnknownCode(SurveyError):
    status = 404
    template = "errors/not_found.html"


class Refused(SurveyError):
    status = 409
    template = "errors/problem.html"


class NotInstalled(SurveyError):
    status = 500


class QuestionnaireError(SurveyError):
    status = 500
