"""`python -m tests.soak NAME --seed N`: one of the long programs, by its name."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable

from tests.soak import backup

PROGRAMS: dict[str, Callable[[int, list[str]], int]] = {"backup": backup.main}


def main() -> int:
    parser = argparse.ArgumentParser(description="A long program that tries the product for minutes.")
    parser.add_argument("name", choices=PROGRAMS)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    known, rest = parser.parse_known_args()
    print(f"{known.name}, seed {known.seed}", flush=True)  # noqa: T201
    return PROGRAMS[known.name](known.seed, rest)


if __name__ == "__main__":
    sys.exit(main())
