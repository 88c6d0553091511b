"""The pages of the team, under /staff: one module a desk, and one gate before all of them."""
