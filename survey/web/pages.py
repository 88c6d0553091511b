"""Rendering: what every page knows, and how a page becomes a reply."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from survey.engine.framing import Contact
from survey.engine.phrases import Phrase
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.seat import Found
from survey.languages.choosing import chosen
from survey.languages.tongue import languages
from survey.settings import Settings
from survey.web.languages import asked, switch, wanted
from survey.web.security import Guard
from survey.web.sheets import Sheets
from survey.web.templating import environment


@dataclass(frozen=True, slots=True)
class Team:
    """How to reach the survey team: what the settings say, and what the questionnaire does."""

    email: str = ""
    phone: str = ""
    text: str = ""

    @classmethod
    def of(cls, settings: Settings, questionnaire: Questionnaire | None = None) -> Team:
        """The settings come first: a questionnaire travels, and may bring an address of elsewhere."""
        contact = questionnaire.contact if questionnaire else Contact()
        return cls(settings.contact_email or contact.email, settings.contact_phone or "", contact.text)

    @property
    def reached(self) -> str:
        """One way to reach it in a line; empty where none is known."""
        return self.email or self.phone

    @property
    def dialled(self) -> str:
        """The telephone number as a telephone takes it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """What the layout says about the survey, on every page."""

    title: str
    owner: str
    slug: str
    status: str
    language: str
    unchecked: bool
    """Whether it is a translation that nobody who speaks the language has checked."""
    leave_to: str
    leave_name: str


OWNER = Phrase("London Violence Reduction Unit")
TITLE = Phrase("Surveys")


def platform(wanted: tuple[str, ...]) -> SurveyWords:
    """What the layout says on pages that belong to no survey."""
    language = chosen(languages(), wanted)
    return SurveyWords(TITLE, OWNER, "", "approved", language, False, "", "")


@dataclass(frozen=True)
class Pages:
    """Turns a template and its context into a reply."""

    guard: Guard
    settings: Settings

    @cached_property
    def sheets(self) -> Sheets:
        """What stands around the questions of a page, drawn once for many."""
        return Sheets()

    def wanted(self, request: Request) -> tuple[str, ...]:
        """The languages that somebody wants, the best first."""
        return wanted(request, self.guard.language(request))

    def address(self, slug: str) -> str:
        """The address of a survey as people pass it on: whole, and without what was said behind it."""
        return f"{self.settings.base_url}/s/{slug}"

    def reachable(self, questionnaire: Questionnaire) -> Questionnaire:
        """The questionnaire with the address of the team here, for what is taken away on paper."""
        email = Team.of(self.settings, questionnaire).email
        contact = questionnaire.contact.model_copy(update={"email": email})
        return questionnaire.model_copy(update={"contact": contact})

    def fragment(self, language: str, template: str, **context: Any) -> HTMLResponse:
        """A piece of a page on its own, for a page that is there already."""
        return HTMLResponse(environment(language).get_template(template).render(**context))

    def render(
        self,
        request: Request,
        template: str,
        *,
        found: Found | None = None,
        questionnaire: Questionnaire | None = None,
        about: SurveyWords | None = None,
        status: int = 200,
        for_many: bool = False,
        **context: Any,
    ) -> HTMLResponse:
        """A page; one of a survey that was found carries its words, its end and a token for its forms.

        `about` is what the layout says where it is neither a survey's page nor one for anybody. `for_many`:
        its words are the same for many, so that what stands around the questions is kept.
        """
        campaign = found.campaign if found else None
        slug = campaign.slug if campaign else ""
        questionnaire = found.questionnaire if found else questionnaire
        if about is None:
            about = words_of(questionnaire, slug) if questionnaire else platform(self.wanted(request))
        common: dict[str, Any] = {
            "survey": about,
            "languages": switch(request, questionnaire),
            "base": f"/s/{slug}" if slug else "",
            "home": "",
            "address": self.address(slug) if slug else "",
            "team": Team.of(self.settings, questionnaire),
            "csrf": self.guard.form_token(request, slug) if slug else "",
            "synthetic": bool(campaign and campaign.synthetic),
            "trial": bool(campaign and campaign.trial),
            "closing": found.window.closing_notice(found.now) if found else None,
            "state": found.window.state(found.now).value if found else "",
            "signed_in": False,
            "progress": None,
            "saved_at": "",
            "sensitive": False,
            "limits": self.settings,
            "staying": None,
            "whose": "",
            "request_id": getattr(request.state, "request_id", ""),
        }
        page, values = environment(about.language).get_template(template), {**common, **context}
        html = self.sheets(page, values) if for_many else page.render(values)
        response = HTMLResponse(html, status)
        self.guard.keep_visitor(request, response)
        if language := asked(request):
            self.guard.keep_language(response, language)
        return response


def words_of(questionnaire: Questionnaire, slug: str) -> SurveyWords:
    return SurveyWords(
        questionnaire.title,
        questionnaire.owner,
        slug,
        questionnaire.status,
        questionnaire.language,
        questionnaire.is_unchecked,
        questionnaire.leave.to,
        questionnaire.leave.name,
    )


def see_other(url: str) -> RedirectResponse:
    """After a POST: 303, so that reload and back never send twice."""
    return RedirectResponse(url, 303)
