"""`python -m tests.security_rules`: the rules on all of the program. Ends with 1 where one is broken."""

from __future__ import annotations

import sys

from tests.security_rules.running import LOOKED_AT, ROOT, found

if __name__ == "__main__":
    broken = found(ROOT / ".venv-security" / "bin" / "semgrep", ROOT, LOOKED_AT)
    sys.stderr.write("".join(f"{one}\n" for one in broken))
    sys.exit(bool(broken))
