"""Child processes that cannot outlive their parent: start, stop, and reap what an earlier run left behind.

Three nets, because one is never enough: on Linux the kernel signals the child when its parent dies
(`PR_SET_PDEATHSIG`); every child leads its own process group, so that stopping it stops its children too; and a
pid file names it, so that the next start ends a survivor (macOS has no parent-death signal) before it touches
the data. Imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import pwd
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
LINUX = sys.platform.startswith("linux")
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


@dataclass(frozen=True)
class Account:
    """The unprivileged user that servers run as when we are root (PostgreSQL refuses to run as root)."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """`nobody` when we are root, else None: servers then run as ourselves."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def die_with_parent(death_signal: signal.Signals = signal.SIGKILL, parent: int | None = None) -> None:
    """Ask the kernel to signal this process when the thread that started it ends. No-op outside Linux."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    # The parent may have died between fork and prctl: then no signal will ever come.
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def birth(pid: int) -> str | None:
    """A token that changes when a pid is reused, or None when no such process runs."""
    if LINUX:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] == "Z" else fields[19]
    found = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True)
    state, _, started = found.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else started.strip()


class Forked:
    """A forked child, with as much of Popen's interface as `Child` needs."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if deadline is not None and timeout is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("a forked child", timeout)
            time.sleep(0.01)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


@dataclass
class Child:
    """One running child and what it takes to stop it."""

    name: str
    process: subprocess.Popen[bytes] | Forked
    stop_signal: signal.Signals
    pid_file: Path | None = None

    @property
    def pid(self) -> int:
        return self.process.pid

    def ended(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self.process.poll()

    def ask_to_stop(self) -> None:
        if self.ended() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)

    def stop(self, patience: float = 10.0) -> int:
        """Ask, wait `patience` seconds, then kill the whole group. Returns the exit status."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        # The leader is gone or stubborn; either way nothing of its group may stay.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        status = self.process.wait()
        if self.pid_file is not None:
            self.pid_file.unlink(missing_ok=True)
        return status


def spawn(
    name: str,
    argv: Sequence[str | os.PathLike[str]],
    *,
    stop_signal: signal.Signals = signal.SIGTERM,
    death_signal: signal.Signals | None = None,
    account: Account | None = None,
    pid_dir: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
    errors: IO[bytes] | None = None,
    pass_fds: Sequence[int] = (),
) -> Child:
    """Start a child in its own process group that dies with us. Call it from the main thread.

    The parent-death signal is tied to the *thread* that forks, so a child started from a pool thread would be
    killed when that thread ends. `death_signal` defaults to `stop_signal`.
    """
    process = subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors or (subprocess.STDOUT if output is not None else None),
        env=env,
        cwd=cwd,
        pass_fds=pass_fds,
        process_group=0,
        preexec_fn=_before_exec(death_signal or stop_signal, os.getpid()),
        **_as(account),
    )
    return Child(name, process, stop_signal, _named(name, process.pid, stop_signal, pid_dir))


def fork(
    name: str,
    work: Callable[[], object],
    *,
    pid_dir: Path | None = None,
    env: Mapping[str, str],
    output: IO[bytes],
    errors: IO[bytes] | None = None,
    keep: Sequence[int] = (),
) -> Child:
    """Run `work()` in a forked child that inherits everything imported so far: no second import, shared memory.

    The caller must have a single thread and no event loop. The child writes to `output` and `errors` (both to
    `output` when there is one only), keeps only the open files in `keep`, and dies with us; it ends when `work`
    returns (status 0) or raises (1).
    """
    sys.stdout.flush()
    sys.stderr.flush()
    environment = dict(env)  # it may be os.environ itself
    parent, pid = os.getpid(), os.fork()
    if pid:
        return Child(name, Forked(pid), signal.SIGTERM, _named(name, pid, signal.SIGTERM, pid_dir))
    status = 1
    try:
        os.setpgid(0, 0)
        die_with_parent(signal.SIGKILL, parent)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal is the parent's business
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output.fileno(), 1)
        os.dup2((errors or output).fileno(), 2)
        _close_all_but({0, 1, 2, *keep})
        os.environ.clear()
        os.environ.update(environment)
        _rename(f"hub {name}")
        work()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)  # never back into the parent's code


def _rename(name: str) -> None:
    """What `ps` and `top` show."""
    if _libc is not None:
        _libc.prctl(PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def _close_all_but(kept: set[int]) -> None:
    low = 0
    for number in sorted(kept):
        if low < number:  # an empty range that begins at 0 would close everything
            os.closerange(low, number)
        low = number + 1
    os.closerange(low, os.sysconf("SC_OPEN_MAX"))


def _named(name: str, pid: int, stop_signal: signal.Signals, pid_dir: Path | None) -> Path | None:
    """Write the pid file by which the next start recognises a survivor."""
    if pid_dir is None:
        return None
    file = pid_dir / f"{name}.pid"
    file.write_text(json.dumps({"pid": pid, "birth": birth(pid), "stop": int(stop_signal)}))
    return file


def _before_exec(death_signal: signal.Signals, parent: int) -> Callable[[], None]:
    def ask() -> None:
        # Runs after the change of user, which would have cleared the request.
        die_with_parent(death_signal, parent)

    return ask


def _as(account: Account | None) -> dict[str, Any]:
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def run_as(account: Account | None, argv: Sequence[str | os.PathLike[str]], stdin: str = "") -> str:
    """Run a short command as `account` and return its output; raises RuntimeError with the output on failure."""
    done = subprocess.run(
        argv, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/", **_as(account)
    )
    if done.returncode:
        raise RuntimeError(f"{Path(argv[0]).name} ended with {done.returncode}: {done.stdout.strip()[-2000:]}")
    return str(done.stdout)


def reap(pid_dir: Path, patience: float = 5.0) -> list[str]:
    """End what an earlier run in the same folder left running; return the names. Never touches a reused pid."""
    found: list[tuple[str, int, str]] = []
    for file in sorted(pid_dir.glob("*.pid")):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            note = json.loads(file.read_text())
            pid, born, how = int(note["pid"]), str(note["birth"]), int(note["stop"])
            if birth(pid) == born:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, how)
                found.append((file.stem, pid, born))
        file.unlink(missing_ok=True)
    deadline = time.monotonic() + patience
    for _, pid, born in found:
        while birth(pid) == born:
            if time.monotonic() > deadline:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
            time.sleep(0.02)
    return [name for name, _, _ in found]
