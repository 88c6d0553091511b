"""`python -m survey.paper`: what is to be printed comes in as JSON, and goes out as PDF.

A questionnaire with its dates becomes a form; `python -m survey.paper poster` makes a poster. Setting it in
type takes seconds of computing, so whoever serves people has it done in this process.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.paper import poster, printing


def form(asked: Any) -> bytes:
    return printing.pdf(Questionnaire.model_validate(asked["questionnaire"]), asked["dates"])


def wall(asked: Any) -> bytes:
    return poster.pdf(asked["words"], asked["code"].encode(), asked["size"])


MAKERS: dict[str, Callable[[Any], bytes]] = {"form": form, "poster": wall}

if __name__ == "__main__":
    os.nice(10)  # after those who are answering
    try:
        made = MAKERS[sys.argv[1] if sys.argv[1:] else "form"](json.load(sys.stdin))
    except Refused as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(made)
