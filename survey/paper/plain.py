"""Every question of a questionnaire as plain text, to read before anybody begins."""

from __future__ import annotations

from collections.abc import Iterator

from survey.engine.phrases import Phrase
from survey.languages.tongue import Tongue, tongue
from survey.paper.form import Asked, Box, PaperForm, Part, Rated

HOW_TO_READ = Phrase(
    "Here is every question, in order, to read before you decide. Nobody is asked all of them: words such "
    "as \u201cOnly if\u201d say who is asked. Nothing can be answered here."
)
LEAVE_OUT = Phrase("You can leave this section out, without a reason.")
STOP = Phrase("If you tick this, stop here. Thank you.")
INDENT = "   "


def text(form: PaperForm) -> str:
    """The whole form, a line a thing; its lines are as long as they are, so that any reader can fold them."""
    return Plain(tongue(form.questionnaire.language)).whole(form)


class Plain:
    """Writes in one language."""

    def __init__(self, spoken: Tongue) -> None:
        self.spoken = spoken

    def said(self, words: str) -> str:
        return str(self.spoken.says(words))

    def only_if(self, condition: str) -> Iterator[str]:
        if condition:
            yield self.said(Phrase("Only if {condition}.", condition=condition))

    def whole(self, form: PaperForm) -> str:
        survey = form.questionnaire
        lines = [survey.title, survey.owner, "", form.told(survey.start.lead), "", self.said(HOW_TO_READ)]
        for part in form.parts:
            lines += ["", "", part.section.title, "-" * len(part.section.title), *self.section(part)]
        return "\n".join(lines) + "\n"

    def section(self, part: Part) -> Iterator[str]:
        yield from self.only_if(part.shown_if)
        for sheet in part.sheets:
            if note := sheet.page.note:
                yield from filter(None, (note.text, *bullets(note.items), note.not_asked))
                yield self.said(LEAVE_OUT)
            if sheet.title or sheet.shown_if or sheet.page.text:
                yield ""
            yield from filter(None, (sheet.title, *self.only_if(sheet.shown_if), *sheet.page.text))
            for asked in sheet.questions:
                yield from ("", f"{asked.number}. {asked.question.text}")
                yield from (f"{INDENT}{line}" for line in self.question(asked))

    def question(self, asked: Asked) -> Iterator[str]:
        yield from self.only_if(asked.shown_if)
        if asked.question.hint:
            yield asked.question.hint
        yield from map(self.said, (*asked.notes, asked.how))
        for box in asked.boxes:
            yield from bullets((self.choice(box),))
        for one in asked.rated:
            yield from self.rated(one)

    def choice(self, box: Box) -> str:
        """An option in a line: its words, what stands under them, and who is offered it."""
        beside = [box.hint, box.say, *self.only_if(box.shown_if), STOP if box.ends else ""]
        return ". ".join(filter(None, (self.said(box.words).rstrip("."), *map(self.said, beside))))

    def rated(self, one: Rated) -> Iterator[str]:
        if one.title:
            yield one.title
        yield from bullets(self.choice(row) for row in one.rows)
        yield self.said(one.answers)


def bullets(items: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    return (f"- {item}" for item in items)
