"""What a writer's answer permits: the questions of `themes.yaml`, which lies beside a questionnaire.

The themes themselves belong to the analysis; whoever shows words to others reads the permissions alone.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from survey.engine.parts import Id, OptionCode
from survey.engine.yaml_source import Map, YamlFaults, as_list, read_yaml

FILE = "themes.yaml"


class Strict(BaseModel):
    """Frozen, and nothing in it that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Permission(Strict):
    """The question of the same entry that asks its writer how the words may be shown."""

    question: Id
    codes: Annotated[tuple[OptionCode, ...], Field(min_length=1)]
    """Answers that permit a quotation."""
    after_asking: tuple[OptionCode, ...] = ()
    """Answers that permit one once its writer has seen it."""


class Asked(Strict):
    """A question whose texts are coded; of a repeated group, the id within an entry."""

    id: Id
    quoted: Literal["checked", "asked", "never"]
    """checked: the notice says that words are quoted once a person has checked them; asked: as each writer
    allowed in the question under `permission`; never."""
    permission: Permission | None = None


def permissions_in(text: str) -> dict[str, Permission]:
    """The permission of each question that names one; none where the file cannot be read.

    What is wrong with the file is told by whoever codes themes by it: here, nothing is permitted then.
    """
    try:
        found = [
            Asked.model_validate(one)
            for one in as_list(read_yaml(text).get("questions"))
            if isinstance(one, Map)
        ]
    except (YamlFaults, ValidationError):
        return {}
    return {asked.id: asked.permission for asked in found if asked.permission is not None}
