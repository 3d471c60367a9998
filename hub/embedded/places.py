"""The data folder: what lies where, who may enter, and the shape of a running server."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hub.processes import Account, Child, server_account

# sun_path holds 108 bytes with its closing zero on Linux, 104 on macOS.
LONGEST_SOCKET_PATH = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
START_SECONDS = 60.0


class EmbeddedError(RuntimeError):
    """A server could not be found or started. The message ends with what to do about it."""


@dataclass
class Server:
    """A server at `url`. `child` is None when somebody else runs it."""

    name: str
    source: str
    url: str
    child: Child | None = None

    def stop(self, patience: float = 15.0) -> None:
        """Stop it if it is ours; what its log says stays in the log."""
        if self.child is not None:
            self.child.stop(patience)


@dataclass(frozen=True)
class Places:
    """The folders of one installation. `run` holds the sockets and belongs to the servers' user alone."""

    data: Path
    run: Path
    pids: Path
    logs: Path
    account: Account | None

    @classmethod
    def prepare(cls, data: Path) -> Places:
        """Make the folders. Raises EmbeddedError when the servers' user could not work there."""
        account = server_account()
        data = data.absolute()
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EmbeddedError(
                f"The data folder {data} cannot be made ({error.strerror}). Set HUB_DATA_DIR."
            ) from None
        if account is not None:
            data.chmod(data.stat().st_mode | stat.S_IXOTH)
            if blocked := blocked_parent(data, account):
                raise EmbeddedError(
                    f"As root the servers run as '{account.name}', who may not enter {blocked}. Set HUB_DATA_DIR to a "
                    f"folder that others may enter (such as /var/lib/wardline), or run as an ordinary user."
                )
        run = data / "run"
        if len(os.fsencode(run / LONGEST_SOCKET_NAME)) > LONGEST_SOCKET_PATH:
            mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
            run = Path(tempfile.gettempdir()) / f"wardline-{os.geteuid()}-{mark}"
        own(run, account)
        for folder in (data / "pids", data / "logs"):
            own(folder, None)
        return cls(data, run, data / "pids", data / "logs", account)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def last_words(self, name: str) -> str:
        """The end of a server's log, for an error message."""
        log = self.log(name)
        return f"The end of {log}:\n{log.read_text(errors='replace')[-1500:]}" if log.exists() else ""


def default_data_dir(root: Path) -> Path:
    """`data/` beside the code; for root in a private folder, one under /var/lib that the servers' user can reach."""
    account = server_account()
    if account is None or blocked_parent(root, account) is None:
        return root / "data"
    mark = hashlib.sha256(os.fsencode(root)).hexdigest()[:8]
    return Path("/var/lib") / f"wardline-{mark}"


def own(folder: Path, account: Account | None) -> None:
    """Make `folder` private to the account (else to us), refusing one that somebody else prepared."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owners = {os.geteuid(), os.geteuid() if account is None else account.uid}
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        raise EmbeddedError(f"{folder} belongs to somebody else. Remove it, or set HUB_DATA_DIR to another folder.")
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def blocked_parent(path: Path, account: Account) -> Path | None:
    """The first folder on the way to `path`, itself included, that the account may not enter."""
    return next((p for p in [*reversed(path.resolve().parents), path.resolve()] if not _may(p, account, 1)), None)


def reachable(program: Path, account: Account) -> bool:
    """Whether the account may read and run a program where it lies."""
    return _may(program, account, 5) and blocked_parent(program.parent, account) is None


def _may(path: Path, account: Account, bits: int) -> bool:
    info = path.stat()
    shift = 6 if info.st_uid == account.uid else 3 if info.st_gid == account.gid else 0
    return info.st_mode >> shift & bits == bits


def copy_open(source: Path, target: Path) -> None:
    """Copy a file or folder so that every user may read and run it; a half-made copy is never left in place."""
    half = target.with_name(target.name + ".half")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    if source.is_dir():
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(source, half, symlinks=True)
    else:
        shutil.copy2(source, half)
    for path in [half, *half.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & stat.S_IXUSR else 0o444))
    half.rename(target)


def package_folder(name: str) -> Path | None:
    """Where an installed package lies, without importing it."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None
