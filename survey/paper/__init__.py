"""A questionnaire on paper: the same questions, numbered, every skip in words, every code beside its box."""
