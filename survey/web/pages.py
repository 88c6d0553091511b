"""Rendering: what every page knows, and how a page becomes a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from survey.engine.phrases import Phrase
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.window import Window
from survey.languages.tongue import tongue
from survey.storage.records import CampaignRecord
from survey.web.security import Guard


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """What the layout says about the survey, on every page."""

    title: str
    owner: str
    slug: str
    status: str
    language: str
    contact_text: str
    leave_to: str
    leave_name: str


PLATFORM = SurveyWords(
    Phrase("Surveys"), Phrase("London Violence Reduction Unit"), "", "approved", "en-GB", "", "", ""
)


@dataclass(frozen=True)
class Pages:
    """Turns a template and its context into a reply."""

    jinja: Environment
    guard: Guard

    def render(
        self,
        request: Request,
        template: str,
        *,
        campaign: CampaignRecord | None = None,
        questionnaire: Questionnaire | None = None,
        status: int = 200,
        **context: Any,
    ) -> HTMLResponse:
        """A page; with a campaign it carries the survey's words and a token for its forms."""
        slug = campaign.slug if campaign else ""
        common: dict[str, Any] = {
            "survey": words_of(questionnaire, slug) if questionnaire else PLATFORM,
            "base": f"/s/{slug}" if slug else "",
            "csrf": self.guard.form_token(request, slug) if slug else "",
            "synthetic": bool(campaign and campaign.synthetic),
            "trial": bool(campaign and campaign.trial),
            "signed_in": False,
            "progress": None,
            "saved_at": "",
            "sensitive": False,
            "request_id": getattr(request.state, "request_id", ""),
        }
        html = self.jinja.get_template(template).render(**{**common, **context})
        response = HTMLResponse(html, status)
        self.guard.keep_visitor(request, response)
        return response


def words_of(questionnaire: Questionnaire, slug: str) -> SurveyWords:
    return SurveyWords(
        questionnaire.title,
        questionnaire.owner,
        slug,
        questionnaire.status,
        questionnaire.language,
        questionnaire.contact.text,
        questionnaire.leave.to,
        questionnaire.leave.name,
    )


def dates(window: Window, questionnaire: Questionnaire) -> dict[str, Any]:
    """The words that a questionnaire's own texts may ask for in braces, said in its language."""
    spoken = tongue(questionnaire.language)
    return {
        "closes": spoken.says(window.closes_in_words),
        "withdraw_until": spoken.says(window.withdraw_in_words),
        **questionnaire.promise.in_words,
    }


def see_other(url: str) -> RedirectResponse:
    """After a POST: 303, so that reload and back never send twice."""
    return RedirectResponse(url, 303)
