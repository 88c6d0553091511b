"""Attacks on a running program, by the rows of docs/security/results.md."""
