"""Live figures for the team: counted in lumps of 10 or more, so that no two views differ by a few people."""
