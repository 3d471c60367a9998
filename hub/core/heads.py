"""Signed heads of the audit trail, outside the database: what a rewrite of the whole trail cannot forge (B66).

Every minute one line is appended to <data_dir>/audit/heads.jsonl (or HUB_AUDIT_HEADS_FILE, best on another machine):
the head of each lane, the Merkle root over them, the hash of the line before, and an Ed25519 signature by a key that
stands outside the database, too. `verify()` checks the chains in the database, every line of the file, and that the
database still holds each row that a line has seen.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import text

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.jobs import job
from hub.core.settings import settings

Lane = tuple[int, int, str]
"""(lane, seq, hash as hex)."""


@dataclass(frozen=True)
class Verdict:
    """`problem` None = the trail is whole; else what is wrong first. `signed_rows`: how far the last line reaches."""

    problem: str | None
    rows: int
    lines: int
    signed_at: str


def path() -> Path:
    """The file of signed heads."""
    return settings().audit_heads_file or settings().data_dir / "audit" / "heads.jsonl"


def _key() -> Ed25519PrivateKey:
    def make() -> str:
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return base64.b64encode(raw).decode()

    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings().secret("audit_signing_key", make)))


def public_key() -> str:
    """Keep it elsewhere: with it alone a line can be checked."""
    return base64.b64encode(_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 style: leaves and nodes are hashed with different prefixes; an odd one goes up alone."""
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs] + (level[-1:] if len(level) % 2 else [])
    return level[0] if level else b""


def _leaf(lane: Lane) -> bytes:
    return f"{lane[0]}|{lane[1]}|{lane[2]}".encode()


async def lanes(db: Db | ReadDb) -> list[Lane]:
    """The head of each lane that has rows."""
    rows = await db.execute(text("SELECT lane, seq, encode(hash, 'hex') FROM audit_lane WHERE seq > 0 ORDER BY lane"))
    return [(row[0], row[1], row[2]) for row in rows]


@job("core.sign_audit_heads", every=60)
async def sign(db: Db, actor: Actor) -> None:
    """Append one signed line when the trail has grown."""
    found = await lanes(db)
    await asyncio.to_thread(_append, found)


def _append(found: list[Lane]) -> None:
    last = _last_line()
    if last and [tuple(lane) for lane in orjson.loads(last)["lanes"]] == found:
        return
    line = {
        "at": now().isoformat(), "lanes": found, "root": merkle_root([_leaf(lane) for lane in found]).hex(),
        "before": hashlib.sha256(last).hexdigest() if last else "",
    }  # fmt: skip
    line["signature"] = base64.b64encode(_key().sign(_signed(line))).decode()
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path().open("ab") as file:
        file.write(orjson.dumps(line) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _last_line() -> bytes:
    try:
        with path().open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 8192))
            lines = file.read().splitlines()
            return lines[-1] if lines else b""
    except FileNotFoundError:
        return b""


def _signed(line: dict[str, Any]) -> bytes:
    return orjson.dumps({name: line[name] for name in ("at", "lanes", "root", "before")}, option=orjson.OPT_SORT_KEYS)


async def verify(db: Db | ReadDb) -> Verdict:
    """Whether the trail is whole, as far as the signed lines reach and beyond."""
    rows = await db.scalar(text("SELECT count(*) FROM audit_event")) or 0
    lines, problem = await asyncio.to_thread(_checked)
    signed_at = str(lines[-1]["at"]) if lines else ""
    if bad := await audit.verify(db):
        problem = f"lane {bad['lane']}, row {bad['seq']}: {bad['why']}"
    elif problem is None:
        problem = await _against(db, lines)
    return Verdict(problem, rows, len(lines), signed_at)


def _checked() -> tuple[list[dict[str, Any]], str | None]:
    """The lines of the file, and what is wrong with it."""
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key()))
    found: list[dict[str, Any]] = []
    before = b""
    if not path().exists():
        return [], None
    for number, raw in enumerate(path().read_bytes().splitlines(), 1):
        try:
            line = orjson.loads(raw)
            public.verify(base64.b64decode(line["signature"]), _signed(line))
            root = merkle_root([_leaf((lane[0], lane[1], lane[2])) for lane in line["lanes"]]).hex()
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, InvalidSignature):
            return found, f"line {number} of the signed heads is not ours"
        if root != line["root"] or line["before"] != (hashlib.sha256(before).hexdigest() if before else ""):
            return found, f"line {number} of the signed heads does not follow the one before"
        found.append(line)
        before = raw
    return found, None


async def _against(db: Db | ReadDb, lines: list[dict[str, Any]]) -> str | None:
    """Every head that was signed must still be a row of the trail, with the same hash; the earliest that is not."""
    seen: dict[tuple[int, int], tuple[str, str]] = {}
    for line in lines:
        for lane, seq, hash in line["lanes"]:
            seen.setdefault((lane, seq), (hash, line["at"]))
    if not seen:
        return None
    pairs = list(seen)
    rows = await db.execute(
        text("SELECT w.lane, w.seq, encode(e.hash, 'hex') "
             "FROM unnest(cast(:lanes AS bigint[]), cast(:seqs AS bigint[])) w(lane, seq) "
             "LEFT JOIN audit_event e ON e.lane = w.lane AND e.seq = w.seq ORDER BY w.seq, w.lane"),
        {"lanes": [lane for lane, _ in pairs], "seqs": [seq for _, seq in pairs]},
    )  # fmt: skip
    for lane, seq, hash in rows:
        signed, at = seen[(lane, seq)]
        if hash is None:
            return f"lane {lane}: the trail ends before row {seq}, which was signed at {at}"
        if hash != signed:
            return f"lane {lane}, row {seq}: the trail was written anew after it was signed at {at}"
    return None
