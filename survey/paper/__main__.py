"""`python -m survey.paper`: a questionnaire and its dates come in as JSON, its form goes out as PDF.

Setting it in type takes seconds of computing, so whoever serves people has it done in this process.
"""

from __future__ import annotations

import json
import os
import sys

from survey.engine.questionnaire import Questionnaire
from survey.errors import Refused
from survey.paper.printing import pdf

if __name__ == "__main__":
    os.nice(10)  # after those who are answering
    asked = json.load(sys.stdin)
    try:
        made = pdf(Questionnaire.model_validate(asked["questionnaire"]), asked["dates"])
    except Refused as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(made)
