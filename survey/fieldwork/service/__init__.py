"""How the service is: the lines that the team's page and `survey doctor` share, and numbers for machines."""

from survey.fieldwork.service.examined import examined
from survey.fieldwork.service.line import PACKAGE, Line, State
from survey.fieldwork.service.looking import standing
from survey.fieldwork.service.measured import measures

__all__ = ["PACKAGE", "Line", "State", "examined", "measures", "standing"]
