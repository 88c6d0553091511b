"""Backups: made while people answer, read back before they count, restored without what was deleted."""
