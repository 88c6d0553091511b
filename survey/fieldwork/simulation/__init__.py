"""Synthetic respondents: people made up from a seed, who take the real journey page by page."""

from survey.fieldwork.simulation.people import SyntheticPerson, Visit, simulate
from survey.fieldwork.simulation.profile import Profile, find_profile, load_profile

__all__ = ["Profile", "SyntheticPerson", "Visit", "find_profile", "load_profile", "simulate"]
