"""Every key of a questionnaire file in one sentence: what editors show, and what the reference page says."""

from __future__ import annotations

from survey.engine.answer_checks import Check
from survey.engine.computed import Case, Computed
from survey.engine.declared import Accepted, Contacts, ScoreRule, Translation
from survey.engine.framing import (
    Block,
    Contact,
    Fact,
    Leave,
    Note,
    Promise,
    Reading,
    Screen,
    Service,
    Start,
    Support,
)
from survey.engine.pages import Page, Section
from survey.engine.parts import Choose, Coded, Option, Part, Row, Scale, Step
from survey.engine.questionnaire import Questionnaire
from survey.engine.questions import (
    Confirm,
    Date,
    Grid,
    Lookup,
    Number,
    PairedGrid,
    PickTop,
    Question,
    Ranking,
    Single,
)
from survey.engine.questions.choosing import Choosing
from survey.engine.questions.grid import Rating
from survey.engine.questions.several import Several
from survey.engine.questions.written import LongText, Written
from survey.engine.versions.code_map import MapEntry, Recoded

SHOW = "A condition: it is shown only where this holds."
SHARE = "The share of people expected to be shown it, 0 to 1; for the timing alone."
SHORT = "Short words for lists and tables; the text where there are none."
MEASURES = "The construct that it measures; the report puts together what measures the same."
LEVEL = "Whether it speaks of the individual, team, organisation or system."
SENSITIVE = "How much care it takes: none, low or high."
IDENTIFYING = "Whether it could help to tell who somebody is; disclosure control then guards it."

WORDS: dict[type[Part], dict[str, str]] = {
    Questionnaire: {
        "questionnaire": "Its id, in its address and its folder: small letters, figures and dashes.",
        "version": "The number of this version, in quotes.",
        "status": "draft while the wording is still being agreed, then approved.",
        "language": "The language that it is written in.",
        "translations": "What it says in other languages, by the place of each text.",
        "title": "What people know it by.",
        "owner": "Who asks, and is answerable for the answers.",
        "contact": "How to ask the survey team something.",
        "promise": "What people are promised before they begin.",
        "reading": "How fast people read, for the timing.",
        "leave": "The neutral site that Leave now goes to.",
        "start": "The start page.",
        "support": "Where people can turn to, shown on every page and after the end.",
        "privacy": "The privacy page, in blocks.",
        "formats": "How to get the survey in another form or language.",
        "sent": "The page after sending.",
        "ends": "End screens by id, for those who are not asked on.",
        "stages": "The places of the progress bar, by id, in their order; without it each section is one.",
        "sections": "The sections, in their order.",
        "computed": "Variables that are computed from answers, by id.",
        "scores": "Means of several answers, by id.",
        "contacts": "Which questions make up the contact details, and the consent that covers them.",
        "partial_consent": "The question whose yes allows unsent answers to be used.",
        "retired": "Ids and codes of earlier versions that nothing may use again.",
        "code_map": "The code map: what became of what earlier versions stored.",
        "accepted": "Advice that was weighed and is not followed, with the reason.",
    },
    Translation: {
        "checked": "The day on which somebody who speaks the language had read all of it.",
        "texts": "The texts in the language, by their places.",
    },
    Contact: {"email": "An e-mail address.", "text": "How to reach the team, in words."},
    Promise: {
        "minutes": "How long it takes, as the start page says.",
        "threshold": "The fewest people that any printed figure stands for; 10 or more.",
        "withdraw_days": "For how many days after closing answers can be taken back.",
    },
    Reading: {"words_per_second": "Words that people read in a second."},
    Leave: {"to": "Its address, beginning with https.", "name": "What it is called on the button."},
    Start: {
        "lead": "The first paragraph; the program's own words stand in until there is one.",
        "facts": "Facts at a glance.",
        "blocks": "Paragraphs and lists with headings.",
        "closing": "The words above the button.",
        "button": "The words on the button.",
    },
    Fact: {"strong": "The few words that stand out.", "text": "What they mean."},
    Block: {"title": "A heading.", "text": "A paragraph.", "items": "A list."},
    Support: {
        "checked": "The day on which somebody last checked the details.",
        "services": "The services, in their order.",
    },
    Service: {
        "who": "Whom it is for.",
        "sector": "The code of the main break that it is for; everyone where it has none.",
        "name": "What it is called.",
        "what": "What it offers.",
        "how": "How to reach it.",
    },
    Screen: {"title": "Its heading.", "text": "A paragraph.", "next": "What happens next, as a list."},
    Contacts: {
        "consent": "The tick that allows the details to be kept.",
        "purposes": "The question about what people may be contacted for.",
        "link": "The question whose yes keeps the details together with certain answers.",
        "linked": "The questions and groups that such a yes is about.",
    },
    ScoreRule: {
        "title": "What the score is called.",
        "of": "The questions and statements that it is the mean of.",
        "by": "One score for each of what they measure, or for each level; one in all where it is empty.",
        "needs": "The fewest answers for which there is a score.",
        "labels": "Titles of the single scores, by construct or level.",
    },
    MapEntry: {
        "since": "The first version for which it holds; answers to earlier ones pass through it.",
        "was": "The id before it; group.question within a group, scales.scale for a scale.",
        "now": "The id since then; the same where it says nothing.",
        "codes": "Codes before it, each with the code that it counts as; null where none does.",
        "dropped": "Why it was taken out for good, in place of now: and codes:.",
    },
    Recoded: {
        "was": "The code before it.",
        "now": "The code that it counts as; null where it has no counterpart.",
    },
    Accepted: {
        "advice": "The code of the advice.",
        "about": "The id of the question, statement, page or section that it is about.",
        "why": "Why it is not followed.",
    },
    Section: {
        "id": "Its id.",
        "title": "Its heading.",
        "stage": "The place of the progress bar that it belongs to; needed where there are stages.",
        "show_if": SHOW,
        "shown_to": SHARE,
        "sensitive": f"{SENSITIVE} A section with high begins with a content note and can be skipped.",
        "order": "The order of its pages for each person: as_written, random or rotated.",
        "pages": "Its pages, cut from its questions.",
    },
    Page: {
        "id": "Its id, in its address.",
        "title": "Its heading; the section's where it has none.",
        "caption": "A small line above the heading.",
        "text": "Paragraphs before its questions.",
        "show_if": SHOW,
        "shown_to": SHARE,
        "questions": "What it asks.",
        "note": "The content note that it is.",
        "repeats": "The group that it repeats.",
    },
    Note: {
        "text": "What comes, in a sentence.",
        "items": "What is asked about, as a list.",
        "not_asked": "What is not asked, to put people at ease.",
    },
    Coded: {
        "code": "The code that is stored; it never changes.",
        "label": "The words that people see.",
    },
    Option: {
        "inline": "How it reads within a sentence that quotes the answer.",
        "show_if": "A condition: it is offered only where this holds.",
        "hint": "A line under the label.",
        "say": "Asks for words of one's own beside it: the label of that field.",
        "alone": "Whether it rules out all others.",
        "end": "The end screen that it leads to at once.",
    },
    Step: {"anchor": "What the step looks like in practice."},
    Scale: {
        "id": "Its id.",
        "prompt": "What is asked about each statement.",
        "title": "Its name in tables.",
        "direction": "Which end is the better one: positive, negative, or descriptive for neither.",
        "steps": "Its steps from worst to best, then the ways out, such as dont_know.",
    },
    Row: {
        "id": "Its id, the name of its variable.",
        "text": "The statement.",
        "short": SHORT,
        "measures": MEASURES,
        "level": LEVEL,
        "show_if": SHOW,
        "shown_to": SHARE,
    },
    Choose: {"least": "The fewest choices.", "most": "The most choices."},
    Check: {
        "holds": "The condition that an answer has to meet.",
        "say": "What people are told where it does not.",
        "soft": "Whether it only asks once: a second press accepts the answer.",
    },
    Case: {"holds": "The condition under which it has this code; the first that holds counts."},
    Computed: {
        "text": "What it is, for the codebook.",
        "value": "A formula that gives a number.",
        "decimals": "Places after the point.",
        "cases": "Codes with their conditions.",
        "measures": MEASURES,
        "level": LEVEL,
        "identifying": IDENTIFYING,
        "sensitive": SENSITIVE,
    },
    Question: {
        "ask": "The kind of question.",
        "id": "Its id, the name of its variable; it never changes.",
        "text": "What is asked.",
        "short": SHORT,
        "hint": "A line under the question.",
        "required": "Whether nobody goes on without an answer. Ask for it rarely.",
        "messages": "Own words for what has to be put right, by reason.",
        "checks": "Conditions that an answer has to meet.",
        "show_if": SHOW,
        "shown_to": SHARE,
        "answered_by": "The share of those shown it who are expected to answer; for the timing alone.",
        "seconds": "The seconds it takes to answer; the usual of its kind where it says nothing.",
        "identifying": IDENTIFYING,
        "split": "Whether the report splits by it: main, or role.",
        "place": "Whether its codes are places, and of which sort.",
        "cluster": "Whether it names the organisation that answers belong together by.",
        "sensitive": SENSITIVE,
        "measures": MEASURES,
        "level": LEVEL,
        "framework": "The framework that it is taken from or can be compared with.",
        "blank_means": "The code that an answer left blank stands for.",
        "care": "Codes after which support comes first on the last page.",
        "contact": "Whether it is kept apart from the answers, with the contact details.",
        "repeats": "The group that it repeats.",
    },
    Choosing: {
        "options": "What there is to choose, as code: label, or from elsewhere.",
        "order": "The order of the options for each person: as_written, random or rotated.",
        "chosen_in": "The earlier question whose choices are carried over.",
        "besides": "The codes that are offered beside those carried over.",
        "prefill": "The earlier question whose answer it begins with.",
    },
    Several: {"choose": "The fewest and most choices."},
    Single: {"scale": "The scale whose steps are the options."},
    Lookup: {
        "say": "Asks for words of one's own where the name is not on the list: the label of that field."
    },
    PickTop: {"say": "Adds an option with words of one's own: the label of that field."},
    Rating: {
        "rows": "The statements, as id: text.",
        "order": "The order of the statements for each person: as_written, random or rotated.",
        "unique": "Whether each step may be given once only.",
        "rows_expected": "How many statements one person is expected to see; for the timing alone.",
    },
    Grid: {"scale": "The scale of every statement."},
    PairedGrid: {"scales": "The two scales of every statement."},
    Ranking: {"most": "The most statements to rank; all of them where it says nothing."},
    Written: {"least": "The fewest characters.", "most": "The most characters."},
    LongText: {"before_writing": "What stands with the field about names, and about who reads it and when."},
    Number: {
        "least": "The smallest number that can be given.",
        "most": "The largest number that can be given.",
        "decimals": "Places after the point.",
        "unit": "The unit, shown beside the field.",
    },
    Confirm: {"ticked": "What a tick says."},
    Date: {"earliest": "The first day that can be given.", "latest": "The last day that can be given."},
}
"""By the part that declares the key; what is a kind of it has the same words unless it has its own."""

AUTHORED: dict[str, str] = {
    "languages": "The other languages that it is offered in, such as [pl, ar], or pl: {checked: a day}.",
    "lists": "Lists of options for use in several questions, by name.",
    "scales": "Scales for use in several questions, by name.",
    "texts": "Texts for use in several hints, by name.",
    "page": "Begins a page with this id.",
    "repeat": "How often a group can be repeated, and the words that ask for one more.",
    "questions": "What is asked, in order, with - page: some_id where a page begins.",
}
"""Keys that authors write and the model does not keep: the loader puts what they stand for in place."""


def words_for(part: type[Part]) -> dict[str, str]:
    """The sentence of every key of a part: its own, and those of what it is a kind of."""
    return {
        key: said
        for base in reversed(part.__mro__)
        for key, said in WORDS.get(base, {}).items()
        if key in part.model_fields
    }
