"""Running a survey: where it stands, what a change would do, what to see to before it opens."""
