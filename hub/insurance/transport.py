"""The link to a clearing house: files out, files in. A folder that an SFTP mount, a vendor's client or the simulator
works on from the other side; names ending in .tmp are still being written and are left alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hub.core.db import Db, ReadDb
from hub.core.outbox import head
from hub.core.settings import settings
from hub.insurance.x12.syntax import MAX_BYTES


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for us. `mark` changes when another file takes the same name."""

    name: str
    mark: str


class Transport(Protocol):
    """Every call may block and may be repeated: sending what was sent, finishing what is gone, are nothing."""

    def send(self, name: str, data: bytes) -> None:
        """Leave a file for the other side."""

    def waiting(self) -> list[Waiting]:
        """What the other side has left for us, in the order of names."""

    def fetch(self, name: str) -> bytes:
        """The bytes of a waiting file (at most one more than the limit); FileNotFoundError when it is gone."""

    def finish(self, name: str) -> None:
        """We have it safely: out of the way with it."""


class LocalFolder:
    """<root>/to_payer and <root>/from_payer, with taken/ and done/ beside the files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.outbox, self.inbox = root / "to_payer", root / "from_payer"
        self.taken, self.done = self.outbox / "taken", self.inbox / "done"
        for folder in (self.taken, self.done):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def send(self, name: str, data: bytes) -> None:
        if not (self.outbox / name).exists() and not (self.taken / name).exists():
            write_whole(self.outbox / name, data)

    def waiting(self) -> list[Waiting]:
        return waiting_in(self.inbox)

    def fetch(self, name: str) -> bytes:
        with _inside(self.inbox, name).open("rb") as file:
            return file.read(MAX_BYTES + 1)

    def finish(self, name: str) -> None:
        path = _inside(self.inbox, name)
        if path.exists():
            path.replace(self.done / name)


def waiting_in(folder: Path) -> list[Waiting]:
    """Whole files of a folder, by name."""
    found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    marks = ((path.name, path.stat()) for path in sorted(found) if path.suffix != ".tmp")
    return [Waiting(name, f"{stat.st_size}-{stat.st_mtime_ns}") for name, stat in marks]


def write_whole(path: Path, data: bytes) -> None:
    """Write beside and rename, so that nobody reads half a file."""
    draft = path.with_name(f".{path.name}.tmp")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _inside(folder: Path, name: str) -> Path:
    if Path(name).name != name or name.startswith("."):
        raise FileNotFoundError(name)
    return folder / name


def base_folder() -> Path:
    return settings().clearing_house_dir or settings().data_dir / "clearing"


async def folder(db: Db | ReadDb, partner: str) -> Path:
    """Where the link to a partner lives.

    The simulator's is named after this database's history: it remembers control numbers, as a payer does, so an emptied
    database must meet a simulator that has never heard of it.
    """
    if partner != "simulator":
        return base_folder()
    epoch, _ = await head(db)
    name = (await db.connection()).engine.url.database or "hub"
    return base_folder() / "simulator" / f"{name}-{epoch[:12]}"
