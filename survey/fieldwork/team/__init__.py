"""The team's accounts: who may do what, how they come in, and how they are kept out."""
