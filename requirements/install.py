"""Make this checkout ready: `install.py run` to serve and analyse, `install.py dev` to test as well.

`install.py security` makes .venv-security, with tools whose own pins do not go with ours.

Standard library only, because it runs before anything is installed. Exact versions come from the files
beside it and are checked by hash. A stamp in .venv makes the second run instant; a file lock makes two runs
at once safe.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"
SECURITY = ROOT / ".venv-security"
STAMP = VENV / ".ready"
PYTHON = VENV / "bin" / "python"
PANGO = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
HOMEBREW = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))
BREW = dict.fromkeys(PANGO, "pango") | {
    "python3-venv": "python",
    "chromium": "chromium",
    "firefox-esr": "firefox",
    "lynx": "lynx",
    "nginx": "nginx",
    "caddy": "caddy",
    "gcc": "gcc",
    "libc6-dev": "gcc",
    "w3m": "w3m",
    "postgresql": "postgresql",
    "default-jre-headless": "openjdk",
    "nodejs": "node",
    "npm": "node",
}


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run(*command: str | Path, quiet: bool = True) -> bool:
    """Run a command; its output is shown only when it fails."""
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=ROOT, capture_output=quiet, text=True)  # nosec B603 # ours, no shell
    if done.returncode and quiet:
        say("\n".join((done.stdout + done.stderr).strip().splitlines()[-15:]))
    return done.returncode == 0


def fingerprint() -> str:
    """What the environment was made from: the files that pin it, the interpreter and where it lies."""
    seen = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for path in (*sorted(REQUIREMENTS.glob("*.*")), ROOT / "pyproject.toml", ROOT / "package-lock.json"):
        seen.update(path.read_bytes())
    return seen.hexdigest()


# ---------------------------------------------------------------- what the system gives


def loads(library: str) -> bool:
    """Whether a shared library is there; macOS names libx.so.0 as libx.0.dylib."""
    if platform.system() == "Darwin":
        stem, _, number = library.partition(".so.")
        return any((folder / f"{stem}.{number}.dylib").exists() for folder in HOMEBREW)
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def found(*commands: str) -> bool:
    return any(shutil.which(command) for command in commands)


def system_packages_to_run() -> list[str]:
    missing = [package for package, library in PANGO.items() if not loads(library)]
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    return missing


def continuous() -> bool:
    """Whether nothing may go untested; elsewhere nobody is given what few tests need, such as web servers."""
    return os.environ.get("CI") == "true"


def system_packages_to_test() -> list[str]:
    browser = os.environ.get("CHROMIUM") or found("chromium", "chromium-browser", "google-chrome")
    wanted = {
        "chromium": bool(browser),
        "firefox-esr": bool(os.environ.get("FIREFOX") or found("firefox-esr", "firefox")),
        "lynx": found("lynx"),
        "w3m": found("w3m"),
        "nginx": found("nginx", "/usr/sbin/nginx") or not continuous(),
        "caddy": found("caddy") or not continuous(),
        "gcc": found("cc") or not continuous(),
        "libc6-dev": Path("/usr/include/dlfcn.h").exists() or not continuous(),
        "postgresql": bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))) or found("initdb"),
        "default-jre-headless": found("java"),
        "nodejs": found("node"),
        "npm": found("npm"),
        "libatomic1": platform.system() == "Darwin" or loads("libatomic.so.1"),  # Playwright's driver
    }
    return [package for package, there in wanted.items() if not there]


def by_hand(packages: list[str]) -> str:
    """What a person types where this program may not install."""
    if platform.system() == "Darwin":
        return f"brew install {' '.join(dict.fromkeys(BREW[package] for package in packages))}"
    return f"sudo apt-get install {' '.join(packages)}   (names of Debian's packages)"


def install_system(packages: list[str]) -> None:
    """By apt where it and the right to use it are there; elsewhere say what to install."""
    if not packages:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not found("apt-get") or (as_root and not (found("sudo") and run("sudo", "-n", "true"))):
        say(f"For everything to work, also run: {by_hand(packages)}")
        return
    words = " ".join(packages)
    say(f"Installing from the system's packages: {words}")
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    if not run(*apt, "install", "--no-install-recommends", *packages):
        run(*apt, "update")
        if not run(*apt, "install", "--no-install-recommends", *packages):
            say(f"Could not install {words}; what needs them will say so.")


# ---------------------------------------------------------------- the environment


def make_environment() -> None:
    if not PYTHON.exists() and not run(sys.executable, "-m", "venv", "--clear", VENV):
        sys.exit("Could not make .venv: this Python has no working venv module.")
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    if not (VENV / "bin" / "uv").exists() and not run(PYTHON, "-m", "pip", "--version"):
        run(PYTHON, "-m", "ensurepip")
    if not run(*pip, "-r", REQUIREMENTS / "uv.txt"):
        say("uv cannot be installed here; going on with pip, which takes a minute.")


def install_python(kind: str) -> None:
    """The pinned set, then this project itself as it lies here."""
    say(f"Installing the pinned Python packages ({kind})")
    pinned = REQUIREMENTS / f"{kind}.txt"
    uv = VENV / "bin" / "uv"
    here = ["--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    if (
        uv.exists()
        and run(uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", pinned)
        and run(uv, "pip", "install", "--python", PYTHON, *here)
    ):
        return
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    if not (run(*pip, "--quiet", "--require-hashes", "-r", pinned) and run(*pip, *here)):
        sys.exit("The pinned Python packages could not be installed; see the lines above.")


def install_test_tools() -> None:
    """Node packages (fixtures, HTML checker, stylesheet); a browser where the system has none."""
    if found("npm"):
        say("Installing the pinned Node packages")
        if not run("npm", "ci", "--silent"):
            say("The Node packages could not be installed; the tests that need them will say so.")
    if "chromium" in system_packages_to_test():
        run(PYTHON, "-m", "playwright", "install", "chromium")


def install(kind: str) -> None:
    now = fingerprint()
    stamp = STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""
    if stamp in {f"{kind} {now}", f"dev {now}"}:
        return
    install_system(system_packages_to_run() + (system_packages_to_test() if kind == "dev" else []))
    make_environment()
    install_python(kind)
    if kind == "dev":
        install_test_tools()
    STAMP.write_text(f"{kind} {now}", encoding="utf-8")


def install_security() -> None:
    """The tools of `make security` in an environment of their own, once for each set of pins."""
    pinned, stamp = REQUIREMENTS / "security.txt", SECURITY / ".ready"
    now = hashlib.sha256(f"{sys.version} {ROOT}".encode() + pinned.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return
    say("Installing the pinned tools of make security")
    own = SECURITY / "bin" / "python"
    if not own.exists() and not run(sys.executable, "-m", "venv", "--clear", SECURITY):
        sys.exit("Could not make .venv-security: this Python has no working venv module.")
    uv = VENV / "bin" / "uv"
    by_uv: list[str | Path] = [uv, "pip", "sync", "--quiet", "--python", own, "--require-hashes", pinned]
    by_pip: list[str | Path] = [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if not (uv.exists() and run(*by_uv)) and not run(*by_pip, "--require-hashes", "-r", pinned):
        sys.exit("The tools of make security could not be installed; see the lines above.")
    stamp.write_text(now, encoding="utf-8")


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (the one file that an older Python may be asked to run)
        sys.exit("Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 ...")
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if sys.argv[1] == "security":
            install_security()
        else:
            install(sys.argv[1])
