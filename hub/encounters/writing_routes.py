"""HTTP of what helps to write, of second signatures, and of code sets that were brought."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from hub.encounters import code_sets, cosign, writing
from hub.encounters.meeting_schemas import OpenedOut
from hub.encounters.queries import access_encounter
from hub.encounters.record_schemas import (
    CodeOut,
    CodesOut,
)
from hub.encounters.schemas import (
    GiveReason,
    NoteOut,
)
from hub.encounters.writing_models import NoteTemplate, Phrase
from hub.encounters.writing_schemas import (
    AppliedOut,
    ApplyOrderSet,
    AskCosign,
    BroughtSearch,
    CodeSystemOut,
    CodeSystemsOut,
    CosignQueueOut,
    ImportCodes,
    ImportedOut,
    NoteTemplateOut,
    OrderSetOut,
    OrderSetsOut,
    PhraseOut,
    SaveOrderSet,
    SavePhrase,
    SaveTemplate,
    SetSupervision,
    SupervisionOut,
    SupervisionsOut,
    WritingOut,
)

api = Api("writing")


@api.get("/writing", may="chart.write")
async def helps(db: ReadDb, actor: Actor) -> WritingOut:
    """Templates and phrases that this person may use."""
    return await writing.helps(db, actor)


@api.get("/writing/shared", may="chart.manage")
async def shared(db: ReadDb, actor: Actor) -> WritingOut:
    """The hospital's templates and phrases, for who keeps them."""
    return await writing.helps(db, actor)


@api.put("/note-templates", may="chart.write")
async def save_template(db: Db, actor: Actor, data: SaveTemplate) -> NoteTemplateOut:
    """Keep a template of one's own."""
    return writing.template_out(await writing.save_template(db, data, actor=actor))


@api.put("/note-templates/shared", may="chart.manage")
async def save_shared_template(db: Db, actor: Actor, data: SaveTemplate) -> NoteTemplateOut:
    """Keep a template of the hospital."""
    wanted = data.model_copy(update={"shared": True})
    return writing.template_out(await writing.save_template(db, wanted, actor=actor))


@api.delete("/note-templates/<uuid:template_id>", may="session.manage")
async def drop_template(db: Db, actor: Actor, template_id: UUID) -> Done:
    """Take one's own template away; the hospital's, for who keeps them."""
    await writing.drop(db, actor, NoteTemplate, template_id)
    return Done()


@api.put("/phrases", may="chart.write")
async def save_phrase(db: Db, actor: Actor, data: SavePhrase) -> PhraseOut:
    """Keep a phrase of one's own."""
    return writing.phrase_out(await writing.save_phrase(db, data, actor=actor))


@api.put("/phrases/shared", may="chart.manage")
async def save_shared_phrase(db: Db, actor: Actor, data: SavePhrase) -> PhraseOut:
    """Keep a phrase of the hospital."""
    wanted = data.model_copy(update={"shared": True})
    return writing.phrase_out(await writing.save_phrase(db, wanted, actor=actor))


@api.delete("/phrases/<uuid:phrase_id>", may="session.manage")
async def drop_phrase(db: Db, actor: Actor, phrase_id: UUID) -> Done:
    """Take one's own phrase away; the hospital's, for who keeps them."""
    await writing.drop(db, actor, Phrase, phrase_id)
    return Done()


@api.get("/order-sets", may="staff.read")
async def order_sets(db: ReadDb) -> OrderSetsOut:
    """Order sets in use."""
    return OrderSetsOut(items=await writing.order_sets(db))


@api.post("/order-sets", may="chart.manage", status=201, idempotent=True)
async def make_order_set(db: Db, actor: Actor, data: SaveOrderSet) -> OrderSetOut:
    """Make an order set."""
    return OrderSetOut.model_validate(await writing.save_order_set(db, data, actor=actor))


@api.put("/order-sets/<uuid:order_set_id>", may="chart.manage")
async def change_order_set(db: Db, actor: Actor, order_set_id: UUID, data: SaveOrderSet) -> OrderSetOut:
    """Change an order set."""
    row = await writing.save_order_set(db, data, order_set_id=order_set_id, actor=actor)
    return OrderSetOut.model_validate(row)


@api.delete("/order-sets/<uuid:order_set_id>", may="chart.manage")
async def drop_order_set(db: Db, actor: Actor, order_set_id: UUID) -> Done:
    """Take an order set out of use."""
    await writing.drop_order_set(db, order_set_id, actor=actor)
    return Done()


@api.post("/encounters/<uuid:encounter_id>/order-sets/<uuid:order_set_id>", may="chart.write", idempotent=True)
async def apply_order_set(
    db: Db, actor: Actor, encounter_id: UUID, order_set_id: UUID, data: ApplyOrderSet
) -> AppliedOut:
    """Carry out what was left standing, all of it or nothing."""
    row = await access_encounter(db, actor, encounter_id, lock=True, silent=True)
    return await writing.apply(db, row, order_set_id, data, actor=actor)


@api.post("/encounters/<uuid:encounter_id>/note/unlock", may="chart.write")
async def unlock(db: Db, actor: Actor, encounter_id: UUID, data: GiveReason) -> NoteOut:
    """Open a signed note again; what was signed stays."""
    row = await access_encounter(db, actor, encounter_id, lock=True, silent=True)
    return NoteOut.model_validate(await cosign.unlock(db, row, data.reason, actor=actor))


@api.post("/encounters/<uuid:encounter_id>/cosignatures", may="chart.write", status=201, idempotent=True)
async def ask_cosign(db: Db, actor: Actor, encounter_id: UUID, data: AskCosign) -> OpenedOut:
    """Ask a colleague to sign beside."""
    row = await access_encounter(db, actor, encounter_id, lock=True, silent=True)
    await cosign.ask(db, row, data.cosigner_id, data.remark, actor=actor)
    return OpenedOut.model_validate(row)


@api.get("/supervisions", may="chart.manage")
async def supervisions(db: ReadDb) -> SupervisionsOut:
    """Who signs beside whom."""
    return await cosign.supervisions(db)


@api.put("/practitioners/<uuid:practitioner_id>/supervision", may="chart.manage")
async def supervise(db: Db, actor: Actor, practitioner_id: UUID, data: SetSupervision) -> SupervisionOut:
    """Say who signs beside this clinician."""
    await cosign.supervise(
        db, practitioner_id, data.supervisor_id, data.until, prescribing=data.prescribing, actor=actor
    )
    return SupervisionOut(practitioner_id=practitioner_id, supervisor_id=data.supervisor_id, until=data.until,
                          prescribing=data.prescribing)  # fmt: skip


@api.get("/cosignatures", may="chart.write")
async def cosign_queue(db: ReadDb, actor: Actor) -> CosignQueueOut:
    """Notes that wait for my second signature, and mine that wait for somebody's."""
    return await cosign.queue(db, actor)


@api.get("/code-systems", may="chart.manage")
async def code_systems(db: ReadDb) -> CodeSystemsOut:
    """Code sets that were brought."""
    return CodeSystemsOut(items=[CodeSystemOut.model_validate(row) for row in await code_sets.systems(db)])


@api.post("/code-systems", may="chart.manage", max_bytes=32_000_000)
async def bring_codes(db: Db, actor: Actor, data: ImportCodes) -> ImportedOut:
    """Bring a code set, or see what it would bring."""
    return await code_sets.bring(db, data, actor=actor)


@api.get("/terminology/brought", may="chart.write")
async def brought(db: ReadDb, query: BroughtSearch) -> CodesOut:
    """Codes of a set that was brought."""
    found = await code_sets.search(db, query.system, query.search, query.on, query.limit)
    return CodesOut(items=[CodeOut.model_validate(row) for row in found])
