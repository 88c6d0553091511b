"""Backups: one snapshot of every table as a sealed stream that either engine can be filled from."""
