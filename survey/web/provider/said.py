"""What a provider says in an ID token: believed where signature, issuer, audience, time and nonce fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from survey.errors import NotVouched
from survey.fieldwork.team.provided import Vouched

ALGORITHMS = ["RS256", "ES256"]
"""Signatures with a key pair alone; an unsigned token, or one signed by a shared secret, is none."""
LEEWAY = 60
"""Seconds by which the provider's clock may be out."""
LONGEST_SUBJECT = 255


@dataclass(frozen=True)
class Expected:
    """What an ID token must say, and when it is read (in seconds since 1970)."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    now: int


def claims_of(token: str, keys: KeySet, expected: Expected) -> dict[str, Any]:
    """The claims of an ID token that was checked; joserfc's errors say what is wrong with one."""
    signed = jwt.decode(token, keys, algorithms=ALGORITHMS)
    options = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "nonce": {"essential": True, "value": expected.nonce},
    }
    known = {
        "nonce": expected.nonce,
        "client_id": expected.client_id,
        "access_token": expected.access_token,
    }
    claims = CodeIDToken(signed.claims, signed.header, options, known)
    claims.validate(expected.now, LEEWAY)
    return dict(claims)


def vouched(claims: Mapping[str, Any], more: Mapping[str, Any]) -> Vouched:
    """Who somebody is; `more` is what the userinfo endpoint adds, about the same subject."""
    subject = claims["sub"]
    if not subject or len(subject) > LONGEST_SUBJECT or more.get("sub", subject) != subject:
        raise NotVouched("The provider names nobody, or two people at once.")
    told = claims if "email" in claims else more
    email = told.get("email")
    return Vouched(claims["iss"], subject, email if isinstance(email, str) else "", made_sure(told))


def made_sure(told: Mapping[str, Any]) -> bool:
    """Whether the provider made sure of the address.

    Microsoft Entra ID never sends the standard claim; its own says that the address lies in a domain that the
    organisation proved to own. It counts only where the standard claim is not there at all.
    """
    if "email_verified" in told:
        return told["email_verified"] is True
    return told.get("xms_edov") in (True, "1", "true")
