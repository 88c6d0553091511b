"""Speed as ratios within one run: what is ours against the same stack doing nothing of ours."""
