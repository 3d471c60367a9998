"""Files on the disk are sealed under keys of their owner; rotation touches no file; shredding takes them along."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete

from hub.core import filing, parts, rotation
from hub.core.actor import SYSTEM
from hub.core.keys import Unreadable
from hub.core.settings import settings
from hub.core.storage import storage
from tests.factories import patients
from tests.hub_fixture import Hub

CANARY = b"CANARY-file-7b1d: seen at the HIV clinic"


def on_disk(word: bytes) -> list[Path]:
    """The files of the data folder that hold this."""
    return [path for path in settings().files_dir.rglob("*") if path.is_file() and word in path.read_bytes()]


async def test_b68_b69_a_file_is_sealed_on_the_disk_and_rotation_leaves_it_alone(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
    url = f"/api/patients/{patient.id}/documents"
    filed = await desk.call("POST", url, data=CANARY, query={"folder": "identity", "title": "Pass"}, expect=201,
                            headers={"Content-Type": "application/octet-stream"})  # fmt: skip
    document = f"{url}/{filed['items'][0]['id']}"
    ((file_id,),) = await hub.sql("SELECT file_id FROM document_version")
    stored = await storage().get(file_id)
    assert on_disk(CANARY) == [] and stored.startswith(filing.MAGIC)
    assert (await desk.get(document)).raw == CANARY

    for kind in (rotation.RotationKind.keks, rotation.RotationKind.data):
        async with hub.transaction() as db:
            await rotation.start(db, kind, actor=SYSTEM)
        more = True
        while more:
            async with hub.transaction() as db:
                more = await rotation.step(db)
        assert (await desk.get(document)).raw == CANARY and await storage().get(file_id) == stored

    await storage().delete(file_id)
    assert (await desk.get(document, expect=410)).code == "file_lost", "it should be there"
    await storage().put(b"", file_id)
    assert (await desk.get(document, expect=410)).code == "file_lost", "nothing of it is no file"
    await storage().put(stored, file_id)

    # Exchanged for another file, it does not open; the shredded owner takes it along.
    async with hub.transaction() as db:
        other, _ = await filing.keep(db, b"somebody else's", owner=patient.id)
    await storage().put(await storage().get(other), file_id)
    with pytest.raises(Unreadable):
        async with hub.reading() as db:
            await filing.read(db, file_id)
    await storage().put(stored, file_id)
    async with hub.transaction() as db:
        await rotation.shred(db, patient.id, actor=SYSTEM, reason="test")
    assert (await desk.get(document, expect=410)).code == "file_erased"


async def test_b68_what_was_kept_before_is_sealed_in_its_place(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
    url = f"/api/patients/{patient.id}/documents"
    filed = await desk.call("POST", url, data=CANARY, query={"folder": "identity", "title": "Pass"}, expect=201,
                            headers={"Content-Type": "application/octet-stream"})  # fmt: skip
    ((file_id,),) = await hub.sql("SELECT file_id FROM document_version")
    async with hub.transaction() as db:  # as an installation of former days left it
        await db.execute(delete(filing.StoredFile).where(filing.StoredFile.id == file_id))
    await storage().put(CANARY, UUID(str(file_id)))
    document = f"{url}/{filed['items'][0]['id']}"
    assert on_disk(CANARY) and (await desk.get(document)).raw == CANARY
    for clear in (True, False):  # the key is sure before the file is touched
        async with hub.transaction() as db:
            await filing.seal_former(db, SYSTEM)
        assert bool(on_disk(CANARY)) is clear and (await desk.get(document)).raw == CANARY
    assert [row[0] for row in await hub.sql("SELECT owner_id FROM stored_file WHERE id = :i", i=file_id)] == [
        patient.id
    ]

    # Whose owner is shredded between the two goes, and the others are sealed all the same.
    async with hub.transaction() as db:
        gone = await patients.patient(db)
        ids = [(await storage().put(CANARY))[0] for _ in range(2)]
        for id, owner in zip(ids, (gone.id, patient.id), strict=True):
            row = filing.StoredFile(id=id, owner_id=owner)
            row.key = bytes(32)
            db.add(row)
        await db.flush()
        await rotation.shred(db, gone.id, actor=SYSTEM, reason="test")
    async with hub.transaction() as db:
        await filing.seal_former(db, SYSTEM)
    async with hub.reading() as db:
        assert on_disk(CANARY) == [] and await filing.read(db, ids[1]) == CANARY
        with pytest.raises(FileNotFoundError):
            await filing.read(db, ids[0])


async def test_b68_a_long_file_lies_in_parts_that_are_neither_exchanged_nor_cut_off(hub: Hub) -> None:
    content = b"".join(CANARY + bytes((n % 256,)) * 65_536 for n in range(40))

    async def given(whole: bytes) -> AsyncIterator[bytes]:
        for start in range(0, len(whole), 300_000):
            yield whole[start : start + 300_000]

    async def broken() -> AsyncIterator[bytes]:
        yield content
        raise RuntimeError("in the middle")

    before = on_disk(b"")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        id, digest, size = await filing.keep_pieces(db, given(content), owner=patient.id)
        empty, _, _ = await filing.keep_pieces(db, given(b""), owner=patient.id)
        assert (digest, size) == (hashlib.sha256(content).hexdigest(), len(content))
        assert await filing.read(db, id) == content and await filing.read(db, empty) == b""
        with pytest.raises(RuntimeError):
            await filing.keep_pieces(db, broken(), owner=patient.id)
    assert on_disk(CANARY[:20]) == []
    stored = await storage().get(id)
    sealed = [stored[at : at + parts.SEALED_PART] for at in range(0, len(stored), parts.SEALED_PART)]
    assert len(sealed) == 3
    assert {path.name for path in on_disk(b"") if path not in before} == {id.hex, empty.hex}, "no broken one"
    for wrong in ([sealed[1], sealed[0], sealed[2]], sealed[:2], [*sealed[:2], sealed[2][:-1]], [*sealed, sealed[2]]):
        await storage().put(b"".join(wrong), id)
        async with hub.reading() as db:
            with pytest.raises(Unreadable):
                await filing.read(db, id)
    await storage().put(stored, id)
    async with hub.transaction() as db:
        await rotation.shred(db, patient.id, actor=SYSTEM, reason="test")
    async with hub.reading() as db:
        with pytest.raises(FileNotFoundError):
            await filing.pieces(db, id)
