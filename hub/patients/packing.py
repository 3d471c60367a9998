"""How an export is packed: a zip that is written piece by piece, and of a file one piece is in memory at a time.

The manifest comes last, for only then is every file known; a zip is read from its end.
"""

from __future__ import annotations

import asyncio
import hashlib
import zipfile
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import date, datetime, time
from io import RawIOBase
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from hub.core import filing
from hub.core.clock import now
from hub.core.db import Db
from hub.core.keys import Unreadable
from hub.patients.belongings import ALONGSIDE, BELONGINGS, STREAMS, Pieces
from hub.patients.filed import Document, DocumentVersion
from hub.patients.models import Patient

README = """This archive holds everything that the hospital keeps about one patient, one JSON file per kind of record,
the documents themselves in the folder documents, and the files of messages and video visits in folders of their own.
Recordings of video visits are in the folder visit_recording: what each person sent, as a WebM film that browsers play;
visit_recording_file.json says at which moment of the recording each of them begins.
The folder fhir tells the same as FHIR R4 (http://hl7.org/fhir/R4), for other hospitals' programs: one file per type of
resource, one resource per line (NDJSON). What FHIR has no place for is in our own JSON only.
manifest.json lists the files with their SHA-256. Results that the care team has not released to the patient yet, or has
taken back, messages that it has taken back, and conversations of colleagues among themselves are in it only if the
hospital took out the whole record for itself."""
Tables = dict[str, list[dict[str, Any]]]


Papers = AsyncIterator[tuple[str, Pieces]]
LOST = b"The storage has lost this file, or the rest of it."


async def packed(patient: Patient, tables: Tables, papers: Papers) -> Pieces:
    """The zip: what to read first, each table as JSON, the files, and the manifest with the SHA-256 of all of them."""
    out, sums = _Pipe(), dict[str, str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(path: str, content: bytes) -> bytes:
            sums[path] = hashlib.sha256(content).hexdigest()
            archive.writestr(path, content)
            return out.taken()

        yield await asyncio.to_thread(add, "README.txt", README.encode())
        for name, rows in sorted(tables.items()):
            yield await asyncio.to_thread(add, f"{name}.json", _table(rows))
        async for path, pieces in papers:
            try:
                first = await anext(pieces, b"")
                with archive.open(_entry(path), "w", force_zip64=True) as entry:
                    digest = hashlib.sha256()
                    async for piece in _from(first, pieces):
                        digest.update(piece)
                        await asyncio.to_thread(entry.write, piece)
                        yield out.taken()
                sums[path] = digest.hexdigest()
            except (FileNotFoundError, Unreadable):
                yield await asyncio.to_thread(add, f"{path}.missing", LOST)
        manifest = {
            "patient": {"id": str(patient.id), "number": patient.number}, "made_at": now().isoformat(),
            "tables": {name: len(rows) for name, rows in sorted(tables.items())}, "files": sums,
        }  # fmt: skip
        archive.writestr("manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    yield out.taken()


def _entry(path: str) -> zipfile.ZipInfo:
    """A film does not become smaller, and packing it takes long."""
    entry = zipfile.ZipInfo(path, now().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_STORED if path.endswith(".webm") else zipfile.ZIP_DEFLATED
    return entry


async def _from(first: bytes, rest: Pieces) -> Pieces:
    yield first
    async for piece in rest:
        yield piece


async def papers(db: Db, patient: Patient, tables: Tables) -> Papers:
    """(path in the archive, bytes) of every version of the documents in `tables`, of other files there and of what lies
    beside its rows, and the photo."""
    for file_id, path in await _wanted(db, patient, tables):
        yield path, _read(db, file_id)
    for table, streams in STREAMS.items():
        async for path, pieces in streams(db, tables.get(table, [])):
            yield path, pieces
    for files in ALONGSIDE:
        async for path, pieces in files(db, tables):
            yield path, pieces


async def _read(db: Db, file_id: UUID) -> Pieces:
    async for piece in await filing.pieces(db, file_id):
        yield piece


async def _wanted(db: Db, patient: Patient, tables: Tables) -> list[tuple[UUID, str]]:
    shown = {one["id"] for one in tables.get("document", ())}
    rows = await db.execute(
        select(DocumentVersion.file_id, DocumentVersion.name, DocumentVersion.number, Document.id)
        .join(Document, Document.id == DocumentVersion.document_id).where(Document.patient_id == patient.id)
        .order_by(Document.id, DocumentVersion.number)
    )  # fmt: skip
    wanted = [
        (file_id, f"documents/{document}-{number}-{name}") for file_id, name, number, document in rows
        if document in shown
    ]  # fmt: skip
    for table, id, name in (one for belonging in BELONGINGS.values() for one in belonging.files):
        wanted += [(row[id], f"{table}/{row['id']}-{row[name]}") for row in tables.get(table, ()) if row[id]]
    if patient.photo_id is not None:
        wanted.append((patient.photo_id, f"photo.{patient.photo_type.partition('/')[2]}"))
    return wanted


class _Pipe(RawIOBase):
    """What the zip is written to: nothing stays, and nobody goes back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        found, self._written = bytes(self._written), bytearray()
        return found


def _table(rows: list[dict[str, Any]]) -> bytes:
    return orjson.dumps(rows, default=_json, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _json(value: Any) -> Any:
    if isinstance(value, Range):
        return {"start": value.lower, "end": value.upper}
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else str(value)
