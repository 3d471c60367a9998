"""Messages from outside over HTTP: each has its sender's unique id and exactly one receiver."""

from __future__ import annotations

import hashlib
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from workflows import engine_data, instances, rights, starts
from workflows.models import Case, EarlyMessage, ProcessStart, Subscription
from workflows.operations.models import MessageReceipt
from workflows.operations.schemas import MessageReceived, OutsideMessage


async def receive(db: Db, given: OutsideMessage, *, actor: Actor) -> MessageReceived:
    """Give a message to its one receiver: the case that it names, else the pathway that begins with it. The same id
    again: the same answer, no second effect; with other content 409 message_id_reused. No receiver 404, several 409
    message_ambiguous."""
    digest = hashlib.sha256(orjson.dumps(given.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)).hexdigest()
    mine = await db.scalar(
        insert(MessageReceipt).values(message_id=given.message_id, digest=digest, outcome="", at=now())
        .on_conflict_do_nothing().returning(MessageReceipt.message_id)
    )  # fmt: skip
    receipt = await db.get_one(MessageReceipt, given.message_id)
    if mine is None:
        if receipt.digest != digest or receipt.case_id is None:
            raise Conflict("This message id was used for another message.", code="message_id_reused")
        return MessageReceived(case_id=receipt.case_id, outcome=receipt.outcome, repeated=True)
    case_id = await _receiver(db, given)
    if case_id is None:
        case_id, outcome = await _begin(db, given, actor)
        receipt.case_id, receipt.outcome = case_id, outcome
        return MessageReceived(case_id=case_id, outcome=outcome, repeated=False)
    case = await db.get_one(Case, case_id)
    await rights.must(db, actor, case.process_id, "operate")
    if case.status in instances.ENDED:
        outcome = "refused"
    elif await instances.deliver(db, case_id, given.name, given.payload, actor=actor, key=given.key):
        outcome = "delivered"
    else:
        kept = select(EarlyMessage.id).where(EarlyMessage.case_id == case_id, EarlyMessage.name == given.name).limit(1)
        await db.flush()
        outcome = "kept" if await db.scalar(kept) else "refused"
    receipt.case_id, receipt.outcome = case_id, outcome
    audit.noted(db, actor, "message", "case_instance", case_id, patient_id=case.patient_id,
                after={"name": given.name, "outcome": outcome})  # fmt: skip
    return MessageReceived(case_id=case_id, outcome=outcome, repeated=False)


async def _begin(db: Db, given: OutsideMessage, actor: Actor) -> tuple[UUID, str]:
    """The case that the message has begun; one that has its business key already is given the message instead."""
    process_id = await starts.receiver(db, given.name, given.process_id)
    await rights.must(db, actor, process_id, "start")
    case, new = await instances.begin_by_itself(
        db, process_id, engine_data.clean(given.payload), key=given.business_key or given.key, actor=actor,
        patient_id=given.patient_id,
    )  # fmt: skip
    outcome = "started" if new else "delivered"
    audit.noted(db, actor, "message", "case_instance", case.id, patient_id=case.patient_id,
                after={"name": given.name, "outcome": outcome})  # fmt: skip
    return case.id, outcome


async def _receiver(db: Db, given: OutsideMessage) -> UUID | None:
    """The case that is meant; None where it may be a new one."""
    by_business = given.process_id is not None and given.business_key is not None
    begins = await db.scalar(
        select(ProcessStart.process_id).where(ProcessStart.kind == "message", ProcessStart.name == given.name)
    )
    if (given.case_id is not None) + by_business + (given.key is not None and not by_business) < 1:
        if begins is not None:
            return None
        raise Invalid("Say which case, which business key or which key is meant.", code="receiver_missing")
    if given.case_id is not None:
        statement = select(Case.id).where(Case.id == given.case_id)
    elif by_business:
        statement = select(Case.id).where(Case.process_id == given.process_id, Case.business_key == given.business_key)
    else:
        statement = select(Subscription.case_id).where(
            Subscription.name == given.name, Subscription.key == given.key
        ).distinct()  # fmt: skip
    found = list(await db.scalars(statement.limit(2)))
    if not found and begins is not None and given.case_id is None:
        return None
    if not found:
        raise NotFound()
    if len(found) > 1:
        raise Conflict("Several cases wait for this message; name one.", code="message_ambiguous")
    return found[0]
