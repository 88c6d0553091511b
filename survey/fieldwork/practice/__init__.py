"""Examples of practice: what people described, once a reader has read it, and what the team makes of it."""
