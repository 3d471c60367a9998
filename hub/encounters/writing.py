"""What helps to write a note: templates, phrases that grow while typing, order sets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, NotFound
from hub.encounters import prescribing, records, referrals
from hub.encounters.models import Encounter
from hub.encounters.prescription_schemas import PrescribedOut
from hub.encounters.referral_schemas import Refer
from hub.encounters.schemas import (
    AddService,
    DiagnosisOut,
    ServiceOut,
)
from hub.encounters.writing_models import NoteTemplate, OrderSet, Phrase
from hub.encounters.writing_schemas import (
    AppliedOut,
    ApplyOrderSet,
    DiagnosisItem,
    LaboratoryItem,
    NoteTemplateOut,
    OrderSetOut,
    PhraseOut,
    PrescriptionItem,
    ReferralItem,
    SaveOrderSet,
    SavePhrase,
    SaveTemplate,
    ServiceItem,
    WritingOut,
)

MANAGES = "chart.manage"
Carry = Callable[..., Awaitable[None]]
_CARRIED: dict[str, Carry] = {}
"""Kinds of items that a room above carries out: nothing here may import it."""


def carries_out(kind: str) -> Callable[[Carry], Carry]:
    """Register who carries out a kind of item: `async (db, encounter, item, *, actor)`, an ordinary action."""

    def register(handler: Carry) -> Carry:
        if kind in _CARRIED:
            raise RuntimeError(f"two rooms carry out {kind}")
        _CARRIED[kind] = handler
        return handler

    return register


Kept = TypeVar("Kept", NoteTemplate, Phrase, OrderSet)
Owned = TypeVar("Owned", NoteTemplate, Phrase)


async def helps(db: Db | ReadDb, actor: Actor) -> WritingOut:
    """The hospital's and one's own templates and phrases; of two phrases with one word one's own counts."""
    mine = [or_(kind.owner_id.is_(None), kind.owner_id == actor.user_id) for kind in (NoteTemplate, Phrase)]
    templates = await db.scalars(select(NoteTemplate).where(NoteTemplate.active, mine[0]).order_by(NoteTemplate.name))
    phrases = await db.scalars(select(Phrase).where(Phrase.active, mine[1]).order_by(Phrase.short, Phrase.owner_id))
    by_word = {}
    for one in sorted(phrases, key=lambda one: (one.short, one.owner_id is not None)):
        by_word[one.short] = one
    return WritingOut(templates=[template_out(one) for one in templates],
                      phrases=[phrase_out(one) for one in by_word.values()])  # fmt: skip


def template_out(row: NoteTemplate) -> NoteTemplateOut:
    return NoteTemplateOut(id=row.id, name=row.name, sections=row.sections, shared=row.owner_id is None)


def phrase_out(row: Phrase) -> PhraseOut:
    return PhraseOut(id=row.id, short=row.short, words=row.words, shared=row.owner_id is None)


def _owner(actor: Actor, shared: bool) -> UUID | None:
    if shared and not actor.may(MANAGES):
        raise Forbidden("Only an administrator writes for the whole hospital.")
    if not shared and actor.practitioner_id is None:
        raise Forbidden("Only clinicians have templates of their own.")
    return None if shared else actor.user_id


async def save_template(db: Db, wanted: SaveTemplate, *, actor: Actor) -> NoteTemplate:
    """Keep a template; one of that name (the hospital's, or one's own) is replaced."""
    owner = _owner(actor, wanted.shared)
    query = select(NoteTemplate).where(NoteTemplate.active, NoteTemplate.owner_id.is_not_distinct_from(owner))
    same = [one for one in await db.scalars(query.with_for_update()) if one.name.lower() == wanted.name.lower()]
    row = same[0] if same else NoteTemplate(owner_id=owner)
    row.name = wanted.name
    row.sections = {name: text for name, text in wanted.sections.model_dump().items() if text.strip()}
    return await _kept(db, row, actor)


async def save_phrase(db: Db, wanted: SavePhrase, *, actor: Actor) -> Phrase:
    """Keep a phrase; one of that word is replaced."""
    owner = _owner(actor, wanted.shared)
    query = select(Phrase).where(Phrase.active, Phrase.owner_id.is_not_distinct_from(owner),
                                 Phrase.short == wanted.short)  # fmt: skip
    row = await db.scalar(query.with_for_update()) or Phrase(owner_id=owner, short=wanted.short)
    row.words = wanted.words
    return await _kept(db, row, actor)


async def _kept(db: Db, row: Kept, actor: Actor) -> Kept:
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("Somebody has just made one of that name. Please look again.", code="name_taken") from error
    return row


async def drop(db: Db, actor: Actor, kind: type[Owned], row_id: UUID) -> None:
    """Take one's own away, or as an administrator the hospital's; else 404."""
    query = select(kind).where(kind.id == row_id, kind.active).with_for_update()
    row: Owned | None = await db.scalar(query)
    if row is None or (row.owner_id is None and not actor.may(MANAGES)) or row.owner_id not in (None, actor.user_id):
        raise NotFound()
    row.active = False
    audit.wrote(db, actor, row)


# ---- order sets -----------------------------------------------------------------------------------------------------


async def order_sets(db: Db | ReadDb) -> list[OrderSetOut]:
    """By name."""
    rows = await db.scalars(select(OrderSet).where(OrderSet.active).order_by(OrderSet.name))
    return [OrderSetOut.model_validate(row) for row in rows]


async def save_order_set(db: Db, wanted: SaveOrderSet, *, order_set_id: UUID | None = None, actor: Actor) -> OrderSet:
    """Make an order set, or change one; 409 name_taken, order_set_changed."""
    row = OrderSet(name=wanted.name)
    if order_set_id is not None:
        found = await db.scalar(select(OrderSet).where(OrderSet.id == order_set_id, OrderSet.active).with_for_update())
        if found is None:
            raise NotFound()
        if wanted.version != found.version:
            raise Conflict("Somebody changed this order set. Please look again.", code="order_set_changed")
        row = found
    row.name, row.about = wanted.name, wanted.about
    row.items = [item.model_dump(mode="json") for item in wanted.items]
    return await _kept(db, row, actor)


async def drop_order_set(db: Db, order_set_id: UUID, *, actor: Actor) -> None:
    """Take an order set out of use."""
    row = await db.scalar(select(OrderSet).where(OrderSet.id == order_set_id, OrderSet.active).with_for_update())
    if row is None:
        raise NotFound()
    row.active = False
    audit.wrote(db, actor, row)


async def apply(
    db: Db, encounter: Encounter, order_set_id: UUID, wanted: ApplyOrderSet, *, actor: Actor
) -> AppliedOut:  # fmt: skip
    """Carry out what was left standing, all of it or nothing; prescriptions are checked like any other."""
    found = await db.scalar(select(OrderSet).where(OrderSet.id == order_set_id, OrderSet.active))
    if found is None:
        raise NotFound()
    done = AppliedOut(diagnoses=[], services=[], prescriptions=[], referrals=0, laboratory=0)
    for item in wanted.items:
        if isinstance(item, DiagnosisItem):
            given = await records.add_diagnosis(db, encounter, item.code, actor=actor)
            done.diagnoses.append(DiagnosisOut.model_validate(given))
        elif isinstance(item, ServiceItem):
            service = AddService(code=item.code, units=item.units)
            done.services.append(
                ServiceOut.model_validate(await records.add_service(db, encounter, service, actor=actor))
            )
        elif isinstance(item, PrescriptionItem):
            reason = item.prescription.override_reason or wanted.override_reason
            asked = item.prescription.model_copy(update={"override_reason": reason})
            done.prescriptions.append(PrescribedOut.of(*await prescribing.prescribe(db, encounter, asked, actor=actor)))
        elif isinstance(item, ReferralItem):
            refer = Refer(specialty=item.specialty, question=item.question, urgent=item.urgent,
                          encounter_id=encounter.id)  # fmt: skip
            await referrals.refer(db, actor, encounter.patient_id, refer)
            done.referrals += 1
        elif isinstance(item, LaboratoryItem):
            await _CARRIED[item.kind](db, encounter, item, actor=actor)
            done.laboratory += 1
    audit.noted(db, actor, "execute", "order_set", found.id, patient_id=encounter.patient_id)
    return done
