"""`hub doctor`: looks at this machine and this installation; each finding is OK, WARN or FAIL with what to do."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import shutil
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from hub import boot, embedded
from hub.embedded import EmbeddedError
from hub.embedded.places import LONGEST_SOCKET_NAME, LONGEST_SOCKET_PATH

Verdict = Literal["OK", "WARN", "FAIL"]
LEAST_FREE_GB, SCARCE_GB = 1, 5
MOST_CLOCK_SKEW = 5.0


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    name: str
    verdict: Verdict
    detail: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


Check = Callable[[Path], Awaitable[Finding]]


async def examine(folder: Path) -> list[Finding]:
    """Every finding, in reading order. A check that breaks is itself a FAIL, never a traceback."""
    findings = []
    for check in SERVED if _in_production() else CHECKS:
        name = check.__name__.lstrip("_").replace("_", " ")
        try:
            findings.append(await asyncio.wait_for(check(folder), 15))
        except Exception as error:
            findings.append(Finding(name, "FAIL", f"the check itself failed: {type(error).__name__}: {error}"))
    return findings


def _in_production() -> bool:
    return os.environ.get("HUB_ENVIRONMENT") == "production"


def render(findings: list[Finding]) -> str:
    """The report for a terminal."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.verdict:<4}  {finding.name:<16} {finding.detail}")
        if finding.remedy and finding.verdict != "OK":
            lines.append(f"{'':<22} -> {finding.remedy}")
    bad = sum(f.verdict == "FAIL" for f in findings)
    lines.append(f"\n{bad} to mend, {sum(f.verdict == 'WARN' for f in findings)} to know, "
                 f"{sum(f.verdict == 'OK' for f in findings)} fine.")  # fmt: skip
    return "\n".join(lines)


async def _python(_: Path) -> Finding:
    return Finding("python", "OK", f"{platform.python_version()} at {sys.executable}")


async def _node(_: Path) -> Finding:
    found = boot.system_node()
    if found:
        return Finding("node", "OK", f"{_said(found, '--version')}, the system's")
    if wheel := boot.wheel_node():
        return Finding("node", "OK", f"{_said(str(wheel), '--version')}, from its wheel")
    return Finding("node", "WARN", "none yet", "Nothing to do: `python3 run.py up` installs one when it has to build.")


async def _web_app(_: Path) -> Finding:
    if (boot.ROOT / "web" / "dist" / "index.html").exists():
        return Finding("web app", "OK", "built")
    return Finding("web app", "FAIL", "not built, so browsers get nothing", "Run `python3 run.py setup`.")


async def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_first_existing(folder)).free / 1e9
    verdict: Verdict = "FAIL" if free < LEAST_FREE_GB else "WARN" if free < SCARCE_GB else "OK"
    return Finding("disk", verdict, f"{free:.1f} GB free for {folder}", "Free some space, or move HUB_DATA_DIR.")


def _first_existing(folder: Path) -> Path:
    return next(p for p in [folder, *folder.parents] if p.exists())


async def _data_folder(folder: Path) -> Finding:
    secrets = folder / "secrets"
    if not folder.exists():
        return Finding("data folder", "OK", f"{folder} will be made at the first start")
    if secrets.exists() and stat.S_IMODE(secrets.stat().st_mode) & 0o077:
        return Finding("data folder", "FAIL", f"others can look into {secrets}", f"chmod 700 {secrets}")
    if len(os.fsencode(folder / "run" / LONGEST_SOCKET_NAME)) > LONGEST_SOCKET_PATH:
        return Finding("data folder", "OK", f"{folder} (sockets in the temporary folder: its name is long)")
    return Finding("data folder", "OK", str(folder))


async def _postgresql(_: Path) -> Finding:
    if os.environ.get("HUB_DATABASE_URL"):
        return Finding("postgresql", "OK", "the one of HUB_DATABASE_URL")
    try:
        found = embedded.find_postgres()
    except EmbeddedError as error:
        return Finding("postgresql", "FAIL", "none", str(error))
    return Finding("postgresql", "OK", f"{found.source}: {_said(str(found.bin / 'postgres'), '--version')}")


async def _valkey(_: Path) -> Finding:
    if os.environ.get("HUB_REDIS_URL"):
        return Finding("valkey", "OK", "the one of HUB_REDIS_URL")
    try:
        source, program = embedded.find_valkey()
    except EmbeddedError as error:
        return Finding("valkey", "FAIL", "none", str(error))
    version = re.search(r"v=(\S+)", _said(str(program), "--version"))
    return Finding("valkey", "OK", f"{source}: {version[1] if version else 'unknown version'}")


async def _database(folder: Path) -> Finding:
    """Schema and clock, if the database can be asked now."""
    import asyncpg

    url = os.environ.get("HUB_DATABASE_URL") or embedded.database_url(folder / "run")
    try:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""), timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        if os.environ.get("HUB_DATABASE_URL"):
            return Finding("database", "FAIL", f"does not answer ({type(error).__name__})", "Check HUB_DATABASE_URL.")
        return Finding("database", "OK", "not running now; `python3 run.py up` starts it")
    try:
        skew = abs(time.time() - float(await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())")))
        version = await connection.fetchval("SHOW server_version")
        ready = await connection.fetchval("SELECT to_regclass('outbox') IS NOT NULL")
    finally:
        await connection.close()
    if skew > MOST_CLOCK_SKEW:
        return Finding(
            "database", "FAIL", f"its clock is {skew:.0f} s off ours", "Run a time service on both machines."
        )
    if not ready:
        return Finding("database", "WARN", f"PostgreSQL {version} without our tables", "Run `hub migrate`.")
    return Finding("database", "OK", f"PostgreSQL {version}, with our tables, clock {skew:.1f} s off")


async def _hub(folder: Path) -> Finding:
    """The running installation's own report; in production that of the web process of this container, if any."""
    port = _running_port(folder) if not _in_production() else _listening(int(os.environ.get("HUB_PORT") or 8000))
    if port is None:
        return Finding("hub", "OK", "not running here now")

    def ask() -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as reply:
            report: dict[str, Any] = json.load(reply)
            return report

    try:
        report = await asyncio.to_thread(ask)
    except OSError as error:
        return Finding("hub", "FAIL", f"port {port}: {error}", f"Look into {folder / 'logs'}.")
    broken = [f"{name} ({part['detail']})" for name, part in report["parts"].items() if not part["ok"]]
    if broken:
        return Finding("hub", "FAIL", f"port {port}: {', '.join(broken)}", f"Look into {folder / 'logs'}.")
    return Finding("hub", "OK", f"running on port {port}: {', '.join(report['parts'])}")


def _running_port(folder: Path) -> int | None:
    try:
        return int((folder / "port").read_text())
    except (OSError, ValueError):
        return None


def _listening(port: int) -> int | None:
    """The port, if somebody answers at it."""
    with socket.socket() as probe:
        return port if probe.connect_ex(("127.0.0.1", port)) == 0 else None


async def _port(folder: Path) -> Finding:
    port = int(os.environ.get("HUB_PORT") or 8000)
    if _running_port(folder):
        return Finding("port", "OK", "in use by us")
    if _listening(port):
        return Finding("port", "WARN", f"{port} is taken", "`up` takes the next free one, or set HUB_PORT.")
    return Finding("port", "OK", f"{port} is free")


async def _phones(_: Path) -> Finding:
    url = os.environ.get("HUB_PUBLIC_URL", "")
    if url.startswith("https://"):
        return Finding("phones", "OK", f"{url} is a secure address")
    return Finding("phones", "WARN", "camera and microphone work on this machine's browser only",
                   "Browsers want https elsewhere: put a TLS proxy in front and set HUB_PUBLIC_URL (see the "
                   "production notes in README.md).")  # fmt: skip


async def _turn(_: Path) -> Finding:
    urls = [u for u in os.environ.get("HUB_TURN_URLS", "").split(",") if u]
    if not urls:
        return Finding("turn", "WARN", "none: calls work within one network only",
                       "Run coturn and set HUB_TURN_URLS and HUB_TURN_SECRET.")  # fmt: skip
    if not os.environ.get("HUB_TURN_SECRET"):
        return Finding("turn", "FAIL", "HUB_TURN_URLS is set, but not its secret", "Set HUB_TURN_SECRET.")
    closed = [url for url in urls if not await asyncio.to_thread(_turn_listens, url)]
    if closed:
        return Finding("turn", "FAIL", f"no answer from {', '.join(closed)}", "Check the address and the firewall.")
    return Finding("turn", "OK", ", ".join(urls))


def _turn_listens(url: str) -> bool:
    """Whether a TCP connection opens (coturn listens on both TCP and UDP by default)."""
    scheme, _, rest = url.partition(":")
    address = urlsplit("//" + rest.split("?")[0])
    try:
        port = address.port or (5349 if scheme == "turns" else 3478)
        with socket.create_connection((address.hostname or "", port), timeout=3):
            return True
    except OSError:
        return False


async def _livekit(_: Path) -> Finding:
    """Whether LiveKit, where one is set up, takes our key and can be reached by secure pages."""
    from hub.core.errors import HubError
    from hub.core.settings import settings
    from signaling.livekit.api import RoomService

    options = settings()
    if not options.livekit_url:
        return Finding("livekit", "OK", "none: our own relay carries calls with guests")
    if not options.livekit:
        return Finding("livekit", "FAIL", "HUB_LIVEKIT_URL is set, but not its key or secret, so it is not used",
                       "Set HUB_LIVEKIT_KEY and HUB_LIVEKIT_SECRET.")  # fmt: skip
    if options.secure_cookies and not options.livekit_url.startswith("wss://"):
        return Finding("livekit", "FAIL", "HUB_LIVEKIT_URL is not wss://, and a secure page opens nothing else",
                       "Put a TLS proxy in front of LiveKit.")  # fmt: skip
    try:
        rooms = await RoomService(options).rooms()
    except HubError as error:
        return Finding("livekit", "FAIL", error.detail, "Check HUB_LIVEKIT_URL, HUB_LIVEKIT_API_URL, key and secret.")
    return Finding("livekit", "OK", f"takes our key, {len(rooms)} rooms open")


async def _chromium(_: Path) -> Finding:
    if found := boot.chromium():
        return Finding("chromium", "OK", found)
    return Finding("chromium", "WARN", "none, so browser tests are skipped",
                   "Only for developers. Debian: apt install chromium; or set HUB_CHROMIUM.")  # fmt: skip


CHECKS: tuple[Check, ...] = (
    _python, _node, _web_app, _disk, _data_folder, _postgresql, _valkey, _database, _port, _hub, _phones, _turn,
    _livekit, _chromium,
)  # fmt: skip
SERVED = tuple(check for check in CHECKS if check not in (_node, _port, _chromium))
"""In production nothing is built or tested here, and who serves on the port is another container."""


def _said(program: str, argument: str) -> str:
    done = subprocess.run([program, argument], capture_output=True, text=True, timeout=10)
    return (done.stdout or done.stderr).strip().splitlines()[0] if (done.stdout or done.stderr).strip() else "silent"
