"""The questionnaire file described for editors and for people: every key with a sentence, from one table."""

from survey.engine.schema.authored import schema
from survey.engine.schema.page import reference

__all__ = ["reference", "schema"]
