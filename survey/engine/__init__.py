"""The questionnaire engine: pure, with no web, database, clock or randomness in it."""
