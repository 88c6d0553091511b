"""Coded data for the team: answers as rows, in the format of whoever analyses them, with their codebook."""
