"""The body of a POST: read once, by hand, within limits. Only what a browser form sends is taken."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from survey.engine.forms import Form
from survey.errors import BadRequest
from survey.web.limits import FORM_FIELDS

FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted form: every field with its values, in the order they came."""

    fields: Form

    def one(self, name: str) -> str:
        """The one value of a field; empty when it is absent or stands twice."""
        values = self.fields.get(name, ())
        return values[0] if len(values) == 1 else ""

    def number(self, name: str) -> int:
        """A whole number that our own form carried; 0 when somebody changed it."""
        text = self.one(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


async def posted(request: Request) -> Posted:
    """The form of a request, or BadRequest in a sentence."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise BadRequest("This address takes a form as a browser sends it.")
    try:
        body = await request.body()
    except ClientDisconnect as error:
        raise BadRequest("The form broke off on the way.") from error
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FORM_FIELDS,
            strict_parsing=False,
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise BadRequest("The form could not be read.") from error
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return Posted(fields)
