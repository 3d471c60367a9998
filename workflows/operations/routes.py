"""HTTP of operating cases."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from workflows import cases
from workflows.operations import batches, inbox, mend
from workflows.operations.schemas import (
    BatchOut,
    EditData,
    IncidentGroups,
    IncidentQuery,
    MessageReceived,
    MoveToken,
    NewBatch,
    OutsideMessage,
)
from workflows.schemas import CaseOut, CaseReason

api = Api("operations")


@api.get("/incidents", may="case.manage")
async def list_incidents(db: ReadDb, actor: Actor, query: IncidentQuery) -> IncidentGroups:
    """Open incidents by cause."""
    return await batches.groups(db, actor, query)


@api.post("/incidents/batches", may="case.manage", status=201, idempotent=True)
async def begin_batch(db: Db, actor: Actor, data: NewBatch) -> BatchOut:
    """Repair every open incident of one cause."""
    return await batches.repair_all(db, data, actor=actor)


@api.get("/incidents/batches/<uuid:batch_id>", may="case.manage")
async def show_batch(db: ReadDb, actor: Actor, batch_id: UUID) -> BatchOut:
    """How far a bulk repair is."""
    return batches.shown(await batches.access_batch(db, actor, batch_id))


@api.post("/cases/<uuid:case_id>/suspend", may="case.manage")
async def suspend_case(db: Db, actor: Actor, case_id: UUID, data: CaseReason) -> CaseOut:
    """Nothing in the case moves until it is resumed."""
    row = await mend.suspend(db, await cases.access_case(db, actor, case_id), data.reason, actor=actor)
    return await cases.shown(db, row, actor=actor)


@api.post("/cases/<uuid:case_id>/resume", may="case.manage")
async def resume_case(db: Db, actor: Actor, case_id: UUID, data: CaseReason) -> CaseOut:
    """Go on."""
    row = await mend.resume(db, await cases.access_case(db, actor, case_id), data.reason, actor=actor)
    return await cases.shown(db, row, actor=actor)


@api.patch("/cases/<uuid:case_id>/data", may="case.manage")
async def edit_case_data(db: Db, actor: Actor, case_id: UUID, data: EditData) -> CaseOut:
    """Change case data, and try an incident again with them."""
    row = await mend.edit(db, await cases.access_case(db, actor, case_id), data, actor=actor)
    return await cases.shown(db, row, actor=actor)


@api.post("/cases/<uuid:case_id>/move", may="case.manage")
async def move_token(db: Db, actor: Actor, case_id: UUID, data: MoveToken) -> CaseOut:
    """Take a token elsewhere in a suspended case."""
    row = await mend.move_token(db, await cases.access_case(db, actor, case_id), data, actor=actor)
    return await cases.shown(db, row, actor=actor)


@api.post("/cases/<uuid:case_id>/complete", may="case.manage")
async def complete_case(db: Db, actor: Actor, case_id: UUID, data: CaseReason) -> CaseOut:
    """End a case whose drawing is broken: the rest was done by hand."""
    row = await mend.complete(db, await cases.access_case(db, actor, case_id), data.reason, actor=actor)
    return await cases.shown(db, row, actor=actor)


@api.post("/messages", may="case.manage")
async def receive_message(db: Db, actor: Actor, data: OutsideMessage) -> MessageReceived:
    """Give a message to its one receiver."""
    return await inbox.receive(db, data, actor=actor)
