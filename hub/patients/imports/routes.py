"""HTTP of imports of patients."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Page
from hub.core.settings import settings
from hub.patients.imports import actions, queries, undoing
from hub.patients.imports import views as shown
from hub.patients.imports.schemas import (
    AcceptLine,
    CheckImport,
    ImportPage,
    ImportRowOut,
    ImportsOut,
    ResultQuery,
    RowsQuery,
    UploadImport,
)

api = Api("patient_imports")
_IMPORT = "/patient-imports/<uuid:import_id>"


@api.get("/patient-imports", may="patient.import")
async def read_imports(db: ReadDb) -> ImportsOut:
    """The latest imports."""
    return await shown.recent(db)


@api.post("/patient-imports", may="patient.import", status=201, max_bytes=settings().max_upload_bytes)
async def upload_import(db: Db, actor: Actor, query: UploadImport, raw: bytes) -> ImportPage:
    """Upload a CSV file of patients (the request body is the file); nothing is registered by it."""
    return await shown.page(db, await actions.upload(db, query.name, raw, actor=actor))


@api.get(_IMPORT, may="patient.import")
async def read_import(db: ReadDb, actor: Actor, import_id: UUID) -> ImportPage:
    """One import: its columns, its first lines, how far it is."""
    return await shown.page(db, await queries.access_import(db, actor, import_id))


@api.post(f"{_IMPORT}/check", may="patient.import")
async def check_import(db: Db, actor: Actor, import_id: UUID, data: CheckImport) -> ImportPage:
    """Name the columns and try every line without effect."""
    row = await queries.access_import(db, actor, import_id, lock=True)
    return await shown.page(db, await actions.check(db, row, data.model_dump(), actor=actor))


@api.get(f"{_IMPORT}/rows", may="patient.import")
async def read_import_rows(db: ReadDb, actor: Actor, import_id: UUID, query: RowsQuery) -> Page[ImportRowOut]:
    """What is wrong with the lines, whom they look like, whom they became."""
    return await shown.rows(db, actor, await queries.access_import(db, actor, import_id), query)


@api.post(f"{_IMPORT}/rows/<int:line>/accept", may="patient.import")
async def accept_import_row(db: Db, actor: Actor, import_id: UUID, line: int, data: AcceptLine) -> ImportPage:
    """Another person than the one whom this line looks like."""
    row = await queries.access_import(db, actor, import_id, lock=True)
    await actions.accept(db, row, line, data.accepted, actor=actor)
    return await shown.page(db, row)


@api.post(f"{_IMPORT}/run", may="patient.import")
async def run_import(db: Db, actor: Actor, import_id: UUID) -> ImportPage:
    """Register the people of the lines that the check found good."""
    row = await queries.access_import(db, actor, import_id, lock=True)
    return await shown.page(db, await actions.run(db, row, actor=actor))


@api.post(f"{_IMPORT}/stop", may="patient.import")
async def stop_import(db: Db, actor: Actor, import_id: UUID) -> ImportPage:
    """Go no further."""
    row = await queries.access_import(db, actor, import_id, lock=True)
    return await shown.page(db, await actions.stop(db, row, actor=actor))


@api.post(f"{_IMPORT}/undo", may="patient.import", fresh=True)
async def undo_import(db: Db, actor: Actor, import_id: UUID) -> ImportPage:
    """Remove whoever came in by it and has not been worked with since."""
    row = await queries.access_import(db, actor, import_id, lock=True)
    return await shown.page(db, await undoing.undo(db, row, actor=actor))


@api.get(f"{_IMPORT}/result", may="patient.import")
async def download_import_result(db: Db, actor: Actor, import_id: UUID, query: ResultQuery) -> Response:
    """The file again with what became of each line, as CSV."""
    row = await queries.access_import(db, actor, import_id)
    return await shown.result(db, row, only_refused=query.refused, actor=actor)
