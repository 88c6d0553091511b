"""All that is kept: the tables, the one door through which they are written, and all SQL."""
