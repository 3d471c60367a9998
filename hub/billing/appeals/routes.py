"""HTTP of appeals."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.billing.appeals import actions, queries
from hub.billing.appeals.schemas import (
    AppealAnswer,
    AppealRecordsOut,
    AppealSent,
    AppealsOut,
    AskRecords,
    EnclosePaper,
    SaveAppeal,
    SignAppeal,
    WithdrawAppeal,
)
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.http import Api
from hub.encounters import letters
from hub.insurance.queries import access_claim

api = Api("appeals")
_CLAIM = "/claims/<uuid:claim_id>/appeals"
_ONE = "/appeals/<uuid:appeal_id>"


@api.get(_CLAIM, may="appeal.write")
async def read_appeals(db: Db, actor: Actor, claim_id: UUID) -> AppealsOut:
    """Every level of appeal against the denial of a claim."""
    return await queries.shown(db, await access_claim(db, actor, claim_id))


@api.post(_CLAIM, may="appeal.write", status=201, idempotent=True)
async def start_appeal(db: Db, actor: Actor, claim_id: UUID) -> AppealsOut:
    """Begin a letter; it is prefilled with what the claim says."""
    claim = await access_claim(db, actor, claim_id, lock=True)
    await actions.start(db, claim, actor=actor)
    return await queries.shown(db, claim)


@api.put(_ONE, may="appeal.write")
async def save_appeal(db: Db, actor: Actor, appeal_id: UUID, data: SaveAppeal) -> AppealsOut:
    """Write on the letter."""
    row, claim = await queries.access_to_write(db, actor, appeal_id)
    await actions.save(db, row, data, actor=actor)
    return await queries.shown(db, claim)


@api.post(f"{_ONE}/documents", may="appeal.write", status=201)
async def enclose_paper(db: Db, actor: Actor, appeal_id: UUID, data: EnclosePaper) -> AppealsOut:
    """Enclose a document of the patient that one may open oneself."""
    row, claim = await queries.access_to_write(db, actor, appeal_id)
    await actions.enclose_paper(db, row, data.document_id, actor=actor)
    return await queries.shown(db, claim)


@api.delete("/appeals/<uuid:appeal_id>/enclosures/<uuid:enclosure_id>", may="appeal.write")
async def leave_out(db: Db, actor: Actor, appeal_id: UUID, enclosure_id: UUID) -> AppealsOut:
    """Leave something out after all."""
    row, claim = await queries.access_to_write(db, actor, appeal_id)
    await actions.leave_out(db, row, enclosure_id, actor=actor)
    return await queries.shown(db, claim)


@api.get(f"{_ONE}/enclosures/<uuid:enclosure_id>", may="appeal.write")
async def read_enclosure(db: Db, actor: Actor, appeal_id: UUID, enclosure_id: UUID) -> Response:
    """What goes along, as it was copied."""
    row = await queries.access_appeal(db, actor, appeal_id)
    return await queries.download(db, await queries.enclosure(db, actor, row, enclosure_id))


@api.post(f"{_ONE}/ask", may="appeal.write")
async def ask_for_records(db: Db, actor: Actor, appeal_id: UUID, data: AskRecords) -> AppealsOut:
    """Ask a clinician which parts of the record shall go along."""
    row, claim = await queries.access_to_write(db, actor, appeal_id)
    await actions.ask(db, row, claim, data, actor=actor)
    return await queries.shown(db, claim)


@api.get(f"{_ONE}/records", may="chart.write")
async def read_records(db: Db, actor: Actor, appeal_id: UUID) -> AppealRecordsOut:
    """What a clinician is asked for, and what of the record he may enclose."""
    return await queries.to_choose(db, await queries.access_for_records(db, actor, appeal_id), actor=actor)


@api.post(f"{_ONE}/sign", may="appeal.write")
async def sign_appeal(db: Db, actor: Actor, appeal_id: UUID, data: SignAppeal) -> AppealsOut:
    """Sign the letter; its PDF is made."""
    row, claim = await queries.access_to_write(db, actor, appeal_id)
    await actions.sign(db, row, claim, data, actor=actor)
    return await queries.shown(db, claim)


@api.get(f"{_ONE}/letter.pdf", may="appeal.write")
async def read_letter(db: Db, actor: Actor, appeal_id: UUID) -> Response:
    """The signed letter."""
    row = await queries.access_appeal(db, actor, appeal_id)
    return await letters.pdf(db, await queries.letter(db, actor, row))


@api.post(f"{_ONE}/sent", may="appeal.write")
async def appeal_sent(db: Db, actor: Actor, appeal_id: UUID, data: AppealSent) -> AppealsOut:
    """Keep how and when it went."""
    row, claim = await queries.access_to_write(db, actor, appeal_id)
    await actions.sent(db, row, claim, data, actor=actor)
    return await queries.shown(db, claim)


@api.post(f"{_ONE}/answer", may="appeal.write")
async def appeal_answered(db: Db, actor: Actor, appeal_id: UUID, data: AppealAnswer) -> AppealsOut:
    """Keep what the payer answered."""
    row, claim = await queries.access_to_write(db, actor, appeal_id)
    await actions.answered(db, row, claim, data, actor=actor)
    return await queries.shown(db, claim)


@api.post(f"{_ONE}/withdraw", may="appeal.write")
async def withdraw_appeal(db: Db, actor: Actor, appeal_id: UUID, data: WithdrawAppeal) -> AppealsOut:
    """Do not send it, or take it back."""
    row, claim = await queries.access_to_write(db, actor, appeal_id)
    await actions.withdraw(db, row, data.reason, actor=actor)
    return await queries.shown(db, claim)
