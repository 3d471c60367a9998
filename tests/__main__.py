"""`python3 run.py test`: every check there is, one line each, and a count at the end that leaves nothing out.

    --only lint|python|web|browser    one part
    -- ARGUMENTS                      the rest goes to pytest (python and browser parts)

Exit status 0 means: nothing failed. What could not run is named with its reason and counted as skipped.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as Xml
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from hub import boot
from hub.console import Failed, say

ROOT = boot.ROOT
WEB = ROOT / "web"
RESULTS = ROOT / "test-results"
LONGEST = 30 * 60
TAIL = 120
PARTS = ("lint", "python", "web", "browser")


@dataclass
class Count:
    """What one check found. A check that is no test suite is itself one test."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)

    def __iadd__(self, other: Count) -> Count:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.notes += other.notes
        return self

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


Reader = Callable[[], Count]


@dataclass(frozen=True)
class Check:
    """One command. `read` counts the tests of its report; without it the exit status is the test."""

    name: str
    command: Sequence[str | os.PathLike[str]]
    folder: Path = ROOT
    read: Reader | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def run(self) -> Count:
        """Run it, print its line (and the end of its output when it failed), and return the count."""
        started = time.monotonic()
        log = RESULTS / f"{self.name.replace(' ', '-')}.log"
        status = _execute(self.command, log, self.folder, self.environment)
        count = Count(passed=int(status == 0), failed=int(status != 0))
        if self.read is not None:
            with contextlib.suppress(OSError, ValueError, Xml.ParseError, KeyError):
                count = self.read()
                if status and not count.failed:
                    count.failed = 1  # it broke outside of any test
        verdict = "FAILED" if count.failed else "ok"
        detail = f" ({count})" if self.read is not None else ""
        lines = [f"{verdict:<6} {self.name}{detail}  {time.monotonic() - started:.1f} s"]
        if count.failed:
            lines += log.read_text(errors="replace").rstrip().splitlines()[-TAIL:]
            lines.append(f"(all of it: {log.relative_to(ROOT)})")
        say("\n".join(lines))
        return count


def _execute(command: Sequence[str | os.PathLike[str]], log: Path, folder: Path, environment: dict[str, str]) -> int:
    """Run a command with its output in a log; it and its children end with us, or after the longest time."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=folder,
            env={**os.environ, **environment}, process_group=0,
        )  # fmt: skip
        try:
            return process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            output.write(f"\nstopped after {LONGEST} s\n".encode())
            return 1
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGTERM if process.poll() is None else signal.SIGKILL)


def main(arguments: list[str]) -> int:
    """Run the parts asked for; returns the exit status."""
    own, _, extra = _split(arguments)
    parts = _parts(own)
    RESULTS.mkdir(exist_ok=True)
    _forget_the_real_hospital()
    started, total = time.monotonic(), Count()
    tests, styles = _web_tests(total) if "web" in parts else [], _styles(total, parts)
    if "python" in parts:
        total += _side_by_side(tests)
        total += _above(styles, extra)
    else:
        total += _side_by_side([*tests, *styles])
    if "browser" in parts:
        total += _browser(extra)
    say()
    for note in total.notes:
        say(f"skipped: {note}")
    say(f"in {time.monotonic() - started:.0f} s; reports are in {RESULTS.relative_to(ROOT)}/")
    sys.stdout.write(f"{total}\n")
    return 1 if total.failed else 0


def _split(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in arguments:
        return arguments, "", []
    at = arguments.index("--")
    return arguments[:at], "--", arguments[at + 1 :]


def _parts(arguments: list[str]) -> tuple[str, ...]:
    if not arguments:
        return PARTS
    if len(arguments) == 2 and arguments[0] == "--only" and arguments[1] in PARTS:
        return (arguments[1],)
    raise Failed(f"usage: python3 run.py test [--only {'|'.join(PARTS)}] [-- PYTEST-ARGUMENTS]", 2)


def _forget_the_real_hospital() -> None:
    """Settings of an installation in this shell must not reach the tests, which would write to its database."""
    for name in [n for n in os.environ if n.startswith("HUB_")]:
        if not name.startswith("HUB_TEST_") and name != "HUB_CHROMIUM":
            del os.environ[name]


def _styles(total: Count, parts: tuple[str, ...]) -> list[Check]:
    """What reads the code and runs none of it, the longest first."""
    style = "lint" in parts
    return [
        *(_web_style(total, parts) if style else []),
        *(_python_style() if style else []),
        *(_interface() if "web" in parts and not _web_missing() else []),
    ]


def _side_by_side(checks: list[Check], most: int = 2) -> Count:
    """Run checks that do not disturb each other, at most two at a time, in their order."""
    total = Count()
    with ThreadPoolExecutor(most) as pool:
        for count in pool.map(Check.run, checks):
            total += count
    return total


def _above(styles: list[Check], extra: list[str]) -> Count:
    """The tests of the servers. What they leave of the processor goes to the styles, which never take their turn."""
    with ThreadPoolExecutor(1) as below:
        patient = [replace(check, command=["nice", "-n", "19", *check.command]) for check in styles]
        style = below.submit(_side_by_side, patient, 1)
        total = _pytest("pytest", ["tests", "--ignore=tests/browser", *_workers("worksteal", 4)], extra)
        total += style.result()
    return total


# --- the parts --------------------------------------------------------------------------------------------------


def _python_style() -> list[Check]:
    python = sys.executable
    return [
        Check("mypy", [python, "-m", "mypy"]),
        Check("imports", [Path(python).with_name("lint-imports")]),
        Check("ruff check", [python, "-m", "ruff", "check", "."]),
        Check("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
    ]


def _web_style(total: Count, parts: tuple[str, ...]) -> list[Check]:
    if reason := _web_missing():
        total += Count(skipped=1, notes=[f"web style: {reason}"]) if parts == ("lint",) else Count()
        return []
    return [_npm("eslint", "lint"), _npm("tsc", "typecheck")]


def _web_missing() -> str:
    if not (WEB / "package.json").exists():
        return "web/ has no package.json yet"
    if not (WEB / "node_modules").is_dir():
        return "web packages are not installed; `python3 run.py setup` installs them"
    return ""


def _npm(name: str, script: str, *arguments: str, read: Reader | None = None) -> Check:
    command = [*boot.node(), "run", "--silent", script, *(["--", *arguments] if arguments else [])]
    return Check(name, command, WEB, read, boot.node_path())


def _web_tests(total: Count) -> list[Check]:
    if reason := _web_missing():
        total += Count(skipped=1, notes=[f"web tests: {reason}"])
        return []
    report = RESULTS / "vitest.json"
    report.unlink(missing_ok=True)
    arguments = ("--reporter=default", "--reporter=json", f"--outputFile.json={report}")
    checks = [_npm("vitest", "test", *arguments, read=lambda: _vitest_report(report))]
    if "budget" in json.loads((WEB / "package.json").read_text())["scripts"] and (WEB / "dist").is_dir():
        checks.append(_npm("bundle budget", "budget"))
    return checks


def _interface() -> list[Check]:
    """The front end's types are generated from the server's interface as it is now."""
    if not (WEB / "openapi.json").exists():
        return []
    exported = RESULTS / "openapi.json"
    exported.unlink(missing_ok=True)
    command = [sys.executable, "-m", "hub.cli", "openapi", "export", "-o", str(exported)]
    return [Check("interface types", command, read=lambda: _interface_is_current(exported))]


def _interface_is_current(exported: Path) -> Count:
    same = exported.read_bytes() == (WEB / "openapi.json").read_bytes()
    if not same:
        say("web/openapi.json is not the interface of this server. Run:\n"
            "python3 run.py openapi export -o web/openapi.json && cd web && npm run types")  # fmt: skip
    return Count(passed=int(same), failed=int(not same))


def _vitest_report(report: Path) -> Count:
    found = json.loads(report.read_text())
    return Count(
        found["numPassedTests"],
        found["numFailedTests"] + found.get("numFailedTestSuites", 0) * (not found["numFailedTests"]),
        found["numPendingTests"] + found.get("numTodoTests", 0),
    )


def _pytest(name: str, arguments: list[str], extra: list[str]) -> Count:
    report = RESULTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", f"--junitxml={report}", *arguments, *extra]
    return Check(name, command, read=lambda: _junit(report)).run()


def _junit(report: Path) -> Count:
    suites = [*Xml.parse(report).getroot().iter("testsuite")]
    tests, failed, skipped = (
        sum(int(suite.get(key, 0)) for suite in suites for key in keys)
        for keys in (["tests"], ["failures", "errors"], ["skipped"])
    )
    notes = sorted(
        {f"{case.get('classname')}: {skip.get('message')}" for suite in suites for case in suite.iter("testcase")
         for skip in case.iter("skipped")}
    )  # fmt: skip
    return Count(tests - failed - skipped, failed, skipped, notes)


def _browser(extra: list[str]) -> Count:
    if not any((ROOT / "tests" / "browser").glob("test_*.py")):
        return Count(skipped=1, notes=["browser tests: tests/browser has none yet"])
    if not (WEB / "dist" / "index.html").exists():
        return Count(skipped=1, notes=["browser tests: the web app is not built"])
    found = boot.chromium()
    if found is None:
        return Count(skipped=1, notes=["browser tests: no Chromium (apt install chromium, or set HUB_CHROMIUM)"])
    os.environ["HUB_CHROMIUM"] = found
    # Each worker has a hospital of its own; a file stays whole, because the pages count what they have seen.
    return _pytest("browser", ["tests/browser", *_workers("loadfile", 2)], extra)


def _workers(share: str, most: int) -> list[str]:
    """xdist's options: a worker per core, at most `most`."""
    return ["-n", str(min(os.cpu_count() or 2, most)), "--dist", share]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as error:
        say(str(error))
        sys.exit(error.status)
    except KeyboardInterrupt:
        sys.exit(130)
