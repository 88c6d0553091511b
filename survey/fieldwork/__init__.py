"""Use cases: a campaign and its window, one person's way through it, and the team's work on it."""
