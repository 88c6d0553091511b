"""Getting a survey out: texts to pass on, reminders, and invitations that let one person begin once."""
