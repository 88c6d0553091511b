"""Words that can mean that somebody is at risk. They bring a text forward and decide nothing.

They are English, they miss much and they find much that is harmless: every text is read all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CHILD = (
    r"(?:child(?:ren)?|kids?|bab(?:y|ies)|toddlers?|teenagers?|(?:my|his|her|their|our) (?:son|daughter)s?)"
)
HARM = (
    r"(?:abus\w+|hurt\w*|harm(?:ed|ing|s)?|hit(?:s|ting)?|beat(?:s|en|ing)?|neglect\w*|groom\w+|exploit\w+|"
    r"danger|at risk|unsafe|not safe|bruis\w+|assault\w*|touch(?:ed|es|ing))"
)
STAFF = (
    r"(?:colleagues?|co-?workers?|managers?|supervisors?|officers?|sergeants?|inspectors?|doctors?|nurses?|"
    r"consultants?|teachers?|carers?|(?:social|support|key) ?workers?|(?:member of )?staff|team leaders?)"
)
WRONG = (
    r"(?:abus\w+|assault\w*|hit(?:s|ting)?|harass\w*|bull(?:y|ied|ies|ying)|grop\w+|rap(?:e|ed|es|ing|ist)|"
    r"racis\w+|sexist\w*|sexual(?:ly)?|threat\w*|humiliat\w+|blackmail\w*|stalk\w*|cover(?:ed)?[- ]?up|"
    r"touch(?:ed|es|ing)|exploit\w+|groom\w+)"
)
NEAR = r"(?:\W+\w+){0,12}?\W+"
"""At most so many words between two."""


@dataclass(frozen=True)
class Worry:
    """A kind of risk, and the words that can mean it."""

    sign: str
    pattern: re.Pattern[str]


def worry(sign: str, *patterns: str) -> Worry:
    return Worry(sign, re.compile("|".join(rf"\b(?:{one})\b" for one in patterns), re.IGNORECASE))


def near(one: str, other: str) -> str:
    """Either of two, with the other shortly after it."""
    return rf"{one}{NEAR}{other}|{other}{NEAR}{one}"


WORRIES = (
    worry("a child or young person at risk", near(CHILD, HARM), r"child protection|safeguarding concern\w*"),
    worry(
        "self-harm or suicide",
        r"suicid\w*|self[- ]?harm\w*|(?:kill|killed|killing|hurt|cut|cutting) (?:my|him|her)self",
        r"(?:end|ended|ending|take|took|taking) (?:my|his|her|their) (?:own )?li(?:fe|ves)|overdos\w+",
        r"(?:want|wanted|wants|wish|better off) (?:to )?(?:die|be dead|dead)|no reason to (?:live|go on)",
    ),
    worry(
        "harm by a colleague or a service", near(STAFF, WRONG), r"whistle ?-?blow\w*|safe ?guarded? against"
    ),
    worry(
        "violence or abuse",
        r"rap(?:e|ed|ist)|domestic (?:abuse|violence)|honou?r[- ]based|traffick\w+|stabb\w+|strangl\w+",
        r"sexual(?:ly)? (?:abus\w+|assault\w*)|(?:is|was|being|been) (?:abused|beaten|threatened|groomed)",
    ),
)


def worries(text: str) -> Iterator[str]:
    """The kinds of risk that words in a text can mean."""
    return (worry.sign for worry in WORRIES if worry.pattern.search(text))
