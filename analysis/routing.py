"""Who is asked what, in the questionnaire's words: conditions of section, page and question together."""

from __future__ import annotations

from collections.abc import Mapping

from survey.engine.questionnaire import Questionnaire


def asked_when(questionnaire: Questionnaire) -> Mapping[str, str]:
    """The condition of each variable that some are not asked, as its author wrote it."""
    found: dict[str, str] = {}
    for section in questionnaire.sections:
        for page in section.pages:
            for question in page.questions:
                said = (one.show_if for one in (section, page, question) if one.show_if is not None)
                conditions = list(dict.fromkeys(condition.text for condition in said))
                together = conditions if len(conditions) == 1 else [f"({text})" for text in conditions]
                found |= {variable.id: " and ".join(together) for variable in question.variables()}
    return {name: condition for name, condition in found.items() if condition}
