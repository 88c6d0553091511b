"""Which tables a survey allows, and what they say: chosen by what the codebook declares."""
