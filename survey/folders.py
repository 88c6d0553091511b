"""Where the templates and the questionnaires lie: beside the packages in a checkout, inside one if installed.

In a wheel `templates` and `questionnaires` are folders of `survey/shipped`, so that site-packages, which all
programs share, gets no folder of so common a name. See decision 52.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
INSTALLED = PACKAGE / "shipped"


def shipped(name: str) -> Path:
    """A folder that comes with the program."""
    within = INSTALLED / name
    return within if within.is_dir() else ROOT / name


TEMPLATES = shipped("templates")
QUESTIONNAIRES = shipped("questionnaires")
