"""The second factor: one-time codes of an app (RFC 6238), and recovery codes for when it is lost."""

from __future__ import annotations

import secrets
from datetime import datetime

import pyotp

from survey.fieldwork.codes import Codes, read, render

ISSUER = "London surveys"
STEP = 30
"""Seconds that a code lasts."""
EITHER_SIDE = 1
"""Steps by which a telephone's clock may be out."""
RECOVERY_CODES = 8
RECOVERY_LENGTH = 24
"""Signs of a recovery code: 120 bits, so that a fast hash of it is as good as a slow one."""
FORMER_LENGTH = 16
"""Signs of the codes of before, which go on opening the accounts that have them."""


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """What an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(typed: str, secret: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed, later than the last one that was used; None where there is none.

    Figures of any script count as what they mean: a telephone may be set to Arabic ones.
    """
    code = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    one_time, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    fitting = [
        step
        for step in range(current - EITHER_SIDE, current + EITHER_SIDE + 1)
        if secrets.compare_digest(one_time.at(step * STEP), code)
    ]
    return next((step for step in fitting if step > last_step), None)


def new_recovery_codes() -> tuple[str, ...]:
    fresh = (secrets.token_bytes(RECOVERY_LENGTH * 5 // 8) for _ in range(RECOVERY_CODES))
    return tuple(render(each, RECOVERY_LENGTH) for each in fresh)


def recovery_hash(codes: Codes, typed: str) -> str | None:
    """The hash under which a recovery code is kept; None for what cannot be one."""
    code = read(typed, RECOVERY_LENGTH) or read(typed, FORMER_LENGTH)
    return None if code is None else codes.hash("recovery", code)


def hashes(codes: Codes, shown: tuple[str, ...]) -> tuple[str, ...]:
    """What is kept of recovery codes."""
    return tuple(filter(None, (recovery_hash(codes, code) for code in shown)))
