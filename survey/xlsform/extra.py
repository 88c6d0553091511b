"""The packages that only XLSForm needs: an extra of its own, so that nobody else installs them."""

from __future__ import annotations

import importlib
from typing import Any

from survey.errors import NotInstalled

INSTALL_IT = "XLSForm needs pyxform, which is not installed. Install it with: pip install '.[xlsform]'"


def pyxform_module(name: str) -> Any:
    """A module of pyxform, or of what comes with it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NotInstalled(INSTALL_IT) from error
