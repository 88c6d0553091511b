"""What a response describes: each entry of its group of examples, in the words of the options and, where a
reader has read them, of its writer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.engine.answers import Answer
from survey.engine.codebook import Codebook, Nature, Variable
from survey.engine.examples import Examples, examples_of, known_as, main_split, places_field, principles_field
from survey.engine.forms import Form, Rejected
from survey.engine.permission import Permission
from survey.engine.questionnaire import Questionnaire
from survey.fieldwork.practice.states import AFTER_ASKING, NO, YES
from survey.storage.records import ResponseRecord

Choices = tuple[tuple[str, str], ...]
"""Codes and words of what was chosen."""


@dataclass(frozen=True)
class Line:
    """One thing that an example says; `words` is None while no reader has read it."""

    label: str
    words: str | None


@dataclass(frozen=True)
class Described:
    """An example as its writer described it, without contact details."""

    id: str
    response_id: str
    number: int
    sector: Choices
    principles: Choices
    places: Choices
    lines: tuple[Line, ...]
    title: str
    """The first words of its writer, once somebody may see them."""
    texts: int
    """How many texts it has."""
    is_read: bool
    allowed: str
    link: str | None


@dataclass(frozen=True)
class Describing:
    """Reads the examples out of responses to one version of a questionnaire."""

    asked: Questionnaire
    codebook: Codebook
    examples: Examples
    principles: str
    places: str
    sector: Variable | None
    permissions: Mapping[str, Permission]

    @classmethod
    def of(cls, asked: Questionnaire, permissions: Mapping[str, Permission]) -> Describing | None:
        """None where the questionnaire asks for no examples."""
        codebook = asked.codebook
        found = examples_of(codebook)
        if found is None:
            return None
        principles, places = principles_field(codebook, found), places_field(codebook, found)
        return cls(asked, codebook, found, principles, places, main_split(codebook), permissions)

    def described(
        self, response: ResponseRecord, texts: Form, read: Mapping[tuple[str, str], str]
    ) -> Iterator[Described]:
        """Every entry in which something is described; what was filled in beforehand describes nothing."""
        fields: Form = {**response.closed, **texts}
        for entry in self.examples.entries:
            variables = tuple(self.examples.variables(self.codebook, entry))
            own = [variable for _, variable in variables if not variable.identifying]
            if any(variable.id in fields for variable in own):
                yield self.one(entry, variables, response, fields, read)

    def one(
        self,
        entry: str,
        variables: tuple[tuple[str, Variable], ...],
        response: ResponseRecord,
        fields: Form,
        read: Mapping[tuple[str, str], str],
    ) -> Described:
        number = entry.rsplit("_", 1)[1]
        written = [v.id for _, v in variables if v.nature is Nature.TEXT and v.id in fields]
        seen = {name for name in written if read.get((response.id, name))}
        lines = [
            Line(variable.label, self.words(variable, fields) if self.may_show(variable, seen) else None)
            for _, variable in variables
            if variable.id in fields
        ]
        return Described(
            id=known_as(response.id, number),
            response_id=response.id,
            number=int(number),
            sector=self.chosen(self.sector.id, fields) if self.sector else (),
            principles=self.chosen(f"{entry}__{self.principles}", fields),
            places=self.chosen(f"{entry}__{self.places}", fields),
            lines=tuple(lines),
            title="\n".join(fields[written[0]]) if seen and written[0] in seen else "",
            texts=len(written),
            is_read=seen == set(written),
            allowed=self.allowed(entry, fields),
            link=response.link,
        )

    def may_show(self, variable: Variable, seen: set[str]) -> bool:
        """Closed answers always; a text once somebody has decided about its words."""
        return variable.nature is Nature.CLOSED or variable.id in seen

    def words(self, variable: Variable, fields: Form) -> str:
        """An answer in words; where the question has words of one's own beside it, without them."""
        if variable.nature is Nature.TEXT:
            return "\n".join(fields[variable.id])
        return "; ".join(words for _, words in self.chosen(variable.id, fields))

    def chosen(self, question_id: str, fields: Form) -> Choices:
        """The codes that an answer holds, with the words of their options."""
        question = self.asked.questions.get(question_id)
        if question is None or question_id not in fields:
            return ()
        answer: Answer | Rejected | None = question.read(fields)
        if answer is None or isinstance(answer, Rejected):
            return ()
        labels = labels_of(self.codebook[question_id])
        return tuple((str(code), labels.get(str(code), str(code))) for code in question.codes_in(answer))

    def allowed(self, entry: str, fields: Form) -> str:
        """What its writer's answer permits: the least, where its texts name several questions."""
        asked = {one.question: one for one in self.permissions.values()}
        found = [
            permitted(one, [code for code, _ in self.chosen(f"{entry}__{question}", fields)])
            for question, one in asked.items()
            if question in self.examples.fields
        ]
        return next((each for each in (NO, AFTER_ASKING) if each in found), YES if found else NO)


def permitted(permission: Permission, codes: list[str]) -> str:
    if any(code in map(str, permission.codes) for code in codes):
        return YES
    return AFTER_ASKING if any(code in map(str, permission.after_asking) for code in codes) else NO


def labels_of(variable: Variable) -> dict[str, str]:
    """The words of each answer to a closed question, declined ones by the name of their reason too."""
    found = {column.name.removeprefix(f"{variable.id}__"): column.label for column in variable.columns}
    for column in variable.columns:
        for category in column.categories:
            found.setdefault(str(category.code), category.label)
            if category.missing is not None:
                found.setdefault(category.missing.reason, category.label)
    return found
