"""Rules of our own for the traps of this program, run by semgrep (`make security`)."""
