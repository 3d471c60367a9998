"""The erasure itself: part by part, each in a transaction of its own, so that it goes on where it was after any crash.

First the journal and the keys: from then on nothing that was sealed opens. Then every table, the files, the indexes,
the caches, the record itself, and at last the trail.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import cast, delete, exists, func, null, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text as TextType

from hub.core import audit, rotation
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Base, Database, Db, ReadDb
from hub.core.facts import state
from hub.core.faults import fault
from hub.core.filing import StoredFile
from hub.core.jobs import enqueue
from hub.core.sealed import SEALED
from hub.core.states import move
from hub.core.storage import storage
from hub.core.valkey import valkey
from hub.identity.models import UserAccount, UserRole
from hub.patients import merging
from hub.patients.belongings import LOOSE, Whose
from hub.patients.erasure import journal
from hub.patients.erasure.facts import ErasureChanged
from hub.patients.erasure.models import ErasureRequest, ErasureStatus
from hub.patients.erasure.parts import parts
from hub.patients.index_models import NameSlip, NameWord, PatientWord
from hub.patients.models import Patient, Sex

JOB = "patients.erase"
FILES = 100
"""Files that one part removes."""
TOLD = 10
"""So many parts go by until the officer's page is told how far it is."""
BEFORE, AFTER = ("keys",), ("files", "index", "cache", "record", "trail")
NOBODY = "Erased"


def steps() -> list[str]:
    """The parts of an erasure, in order."""
    return [*BEFORE, *(str(one.table.name) for one in parts()), *AFTER]


async def whose(db: Db | ReadDb, patient_id: UUID) -> Whose:
    """The record, those that became part of it, and the accounts that are nothing else but his."""
    records = await merging.records_of(db, patient_id)
    works = exists().where(UserRole.user_id == UserAccount.id, UserRole.role != "patient")
    owned = select(Patient.user_id).where(Patient.id.in_(records), Patient.user_id.is_not(None))
    his = or_(UserAccount.patient_id.in_(records), UserAccount.id.in_(owned))
    users = await db.scalars(select(UserAccount.id).where(his, ~works, UserAccount.practitioner_id.is_(None)))
    return Whose(records, list(users))


async def step(db: Db, *, only: UUID | None = None) -> bool:
    """Do one part of the oldest erasure that runs; whether there was one."""
    found = select(ErasureRequest).where(ErasureRequest.status == ErasureStatus.running)
    if only is not None:
        found = found.where(ErasureRequest.id == only)
    row = await db.scalar(found.order_by(ErasureRequest.id).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return False
    todo = steps()
    row.parts = len(todo)
    if row.part < len(todo):
        await db.execute(text("SELECT set_config('hub.erasing', 'on', true)"))
        name, him = todo[row.part], await whose(db, row.patient_id)
        count, more = await _do(db, row, name, him)
        row.tally = {**row.tally, name: row.tally.get(name, 0) + count}
        row.part += 0 if more else 1
        await db.flush()
        fault("erasure.part", name)
        await db.execute(text("SELECT set_config('hub.erasing', '', true)"))
    if row.part >= len(todo):
        move(row, ErasureStatus.done)
        audit.noted(db, SYSTEM, "erase", "erasure_request", row.id, patient_id=row.patient_id,
                    after={"parts": len(todo), "rows": sum(row.tally.values())})  # fmt: skip
    else:
        await go_on(db, row)
    if row.part % TOLD == 0 or row.part >= len(todo):
        state(db, ErasureChanged(patient_id=row.patient_id, patient_user_id=None), actor=SYSTEM)
    return True


async def go_on(db: Db, row: ErasureRequest) -> None:
    """The next part follows with this transaction: once, whoever else asks for it."""
    await enqueue(db, JOB, once=f"{row.id}:{row.part}:{sum(row.tally.values())}")


async def _do(db: Db, row: ErasureRequest, name: str, him: Whose) -> tuple[int, bool]:
    """(rows or files, whether the same part has more to do)."""
    match name:
        case "keys":
            return await _shred(db, row, him, actor=SYSTEM), False
        case "files":
            return await _files(db, him)
        case "index":
            return await _index(db), False
        case "cache":
            return await _cache(him), False
        case "record":
            return await _record(db, him), False
        case "trail":
            return await audit.redact(db, him.records, him.users, pseudonym(row.patient_id), actor=SYSTEM), False
    part = next(one for one in parts() if one.table.name == name)
    return await part.run(db, him), False


def pseudonym(patient_id: UUID) -> str:
    """What stands where a name stood: the same for one record everywhere, and nothing of him."""
    return f"erased-{patient_id.hex[-12:]}"


async def _shred(db: Db, row: ErasureRequest, him: Whose, *, actor: Actor) -> int:
    """The journal first: were it not written, a restored backup would not forget him."""
    journal.write(row.id, him.records)
    return sum([await rotation.shred(db, id, actor=actor, reason="erasure") for id in (*him.records, *him.users)])


async def _files(db: Db, him: Whose) -> tuple[int, bool]:
    owners = [*him.records, *him.users]
    ids = list(await db.scalars(select(StoredFile.id).where(StoredFile.owner_id.in_(owners)).limit(FILES)))
    loose = [id for files in LOOSE for id in await db.scalars(files(him))] if len(ids) < FILES else []
    for id in (*ids, *loose):
        await storage().delete(id)  # before the row goes: after a crash it is found again
    await db.execute(delete(StoredFile).where(StoredFile.id.in_(ids)))
    return len(ids) + len(loose), len(ids) == FILES


async def _index(db: Db) -> int:
    """Names that nobody here has any more can no longer be misspelt."""
    used = exists().where(or_(PatientWord.word == NameWord.word, PatientWord.other == NameWord.word))
    left = select(NameWord.word).where(~used)
    await db.execute(delete(NameSlip).where(NameSlip.word.in_(left)))
    gone = await db.execute(delete(NameWord).where(~used).returning(NameWord.word))
    return len(gone.all())


async def _cache(him: Whose) -> int:
    """What Valkey holds under his ids: counters of tries, presence. Words of people are never in it (B67)."""
    store, gone = valkey(), 0
    for id in (*him.records, *him.users):
        async for key in store.scan_iter(match=f"*{id}*", count=500):
            gone += int(await store.delete(key))
    return gone


async def _record(db: Db, him: Whose) -> int:
    """The tombstones: that there was a record and an account, and nothing of whom."""
    table = Base.metadata.tables["patient"]
    values: dict[str, object] = {one.column: "" for one in SEALED if one.table == "patient"}
    values |= {
        "number": func.concat("X-", func.right(cast(table.c.id, TextType), 12)), "given": "", "family": NOBODY,
        "birth_date": date(1900, 1, 1), "birth_estimated": True, "sex": Sex.unknown, "preferred_name": "",
        "pronouns": "", "sound": "", "photo_type": "", "photo_id": null(), "identity_document": "",
        "details_confirmed_at": null(), "identity_verified_at": null(), "deceased_on": null(), "deceased": False,
        "interpreter": False, "confidential": False, "unidentified": False, "user_id": null(), "language": "en",
        "other_languages": cast("{}", ARRAY(TextType)), "version": table.c.version + 1,
        "closed_at": func.coalesce(table.c.closed_at, now()), "erased_at": func.coalesce(table.c.erased_at, now()),
    }  # fmt: skip
    await db.execute(update(table).where(table.c.id.in_(him.records)).values(values))
    return len(him.records)


async def replay(database: Database) -> int:
    """Erase again what a restored backup has brought back, by the journal; returns how many records."""
    known = journal.read()
    if not known:
        return 0
    async with database.reading() as db:
        if await db.scalar(text("SELECT to_regclass('erasure_request')")) is None:
            return 0
        back = Patient.id.in_(list(known)), Patient.erased_at.is_(None)
        ids = list(await db.scalars(select(Patient.id).where(*back).order_by(Patient.merged_into_id.is_not(None))))
    for patient_id in ids:
        request_id, more = await _again(database, patient_id, known[patient_id]), True
        while more:
            async with database.transaction() as db:
                more = await step(db, only=request_id)
    return len(ids)


async def _again(database: Database, patient_id: UUID, request_id: UUID) -> UUID:
    """The request of the backup, or one like it, running from its first part."""
    async with database.transaction() as db:
        open_one = ErasureRequest.status.in_(("asked", "restricted", "approved", "running"))
        found = await db.scalar(
            select(ErasureRequest).where(ErasureRequest.patient_id == patient_id, open_one).with_for_update()
        )
        if found is None:
            taken = await db.get(ErasureRequest, request_id)
            fresh = {} if taken else {"id": request_id}
            found = ErasureRequest(patient_id=patient_id, by_patient=False, **fresh)
            db.add(found)
            await db.flush()
        # No move: what was decided and confirmed is in the journal, whatever the backup remembers of it.
        found.status, found.status_at, found.part = ErasureStatus.running, now(), 0
        audit.noted(db, SYSTEM, "erase", "erasure_request", found.id, patient_id=patient_id, reason="restored")
        id: UUID = found.id
        return id
