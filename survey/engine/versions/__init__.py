"""Versions of a questionnaire: what changed from one to another, judged by what stored answers mean."""
