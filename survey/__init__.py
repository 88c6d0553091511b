"""The Trauma-Informed London Survey platform: questionnaires, fieldwork and respondent pages."""
