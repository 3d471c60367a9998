"""Samples of insurance: the matrix's patient with a claim that the payer has denied, and what belongs to it."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import select

from hub.billing.appeals.models import AppealEnclosure, ClaimAppeal
from hub.core import filing
from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.identity.queries import actor_of_user
from hub.insurance import coverages
from hub.insurance.authorization import actions as authorizations
from hub.insurance.authorization.schemas import AskPriorAuthorization
from hub.insurance.models import (
    Claim,
    ClaimStatus,
    Coverage,
    Direction,
    FileStatus,
    Interchange,
    Payer,
    PaymentState,
    Remittance,
    RemittanceClaim,
)
from tests.architecture.samples import BODIES, World, sample
from tests.factories import insurance as make


@sample("payer_id")
async def payer(db: Db, world: World) -> UUID:
    return (await db.scalars(select(Payer))).one().id


@sample("coverage_id")
async def coverage(db: Db, world: World) -> UUID:
    return (await _coverage(db, world)).id


async def _coverage(db: Db, world: World) -> Coverage:
    payer = (await db.scalars(select(Payer))).one()
    return await coverages.add(db, world.patient, payer, {"member_id": "SIMPAID01"}, actor=SYSTEM)


@sample("claim_id")
async def claim(db: Db, world: World) -> UUID:
    cover = await _coverage(db, world)
    row = Claim(
        control_number="W999999999", patient_id=world.patient.id, coverage_id=cover.id, payer_id=cover.payer_id,
        payer_code="SIM01", status=ClaimStatus.denied, total=12_500, denied=12_500, payer_control_number="SIM000000001",
        snapshot=make.claim(control_number="W999999999").model_dump(mode="json"),
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


@sample("appeal_id")
async def appeal(db: Db, world: World) -> UUID:
    return (await _appeal(db, world)).id


async def _appeal(db: Db, world: World) -> ClaimAppeal:
    row = await db.scalar(select(ClaimAppeal))
    if row is None:
        known = await db.scalar(select(Claim).where(Claim.control_number == "W999999999"))
        claim_id = known.id if known is not None else await claim(db, world)
        row = ClaimAppeal(
            claim_id=claim_id, patient_id=world.patient.id, level=1, send_by=make.TODAY, by_name="Clerk",
            body="We ask you to decide anew.",
        )  # fmt: skip
        db.add(row)
        await db.flush()
    return row


@sample("enclosure_id")
async def enclosure(db: Db, world: World) -> UUID:
    file_id, digest = await filing.keep(db, b"%PDF-1.7", owner=world.patient.id)
    row = AppealEnclosure(
        appeal_id=(await _appeal(db, world)).id, patient_id=world.patient.id, kind="document", source_id=uuid7(),
        title="Letter", file_id=file_id, media_type="application/pdf", sha256=digest, by_name="Clerk",
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


@sample("interchange_id")
async def interchange(db: Db, world: World) -> UUID:
    return (await _interchange(db)).id


async def _interchange(db: Db) -> Interchange:
    raw = b"not a file"
    row = await db.scalar(select(Interchange))
    if row is None:
        row = Interchange(
            partner="upload", direction=Direction.inbound, name="upload", kind="unknown", size=len(raw), raw=raw,
            sha256=hashlib.sha256(raw).hexdigest(), status=FileStatus.quarantined,
        )  # fmt: skip
        db.add(row)
        await db.flush()
    return row


@sample("remittance_id")
async def remittance(db: Db, world: World) -> UUID:
    return (await _remittance(db)).id


async def _remittance(db: Db) -> Remittance:
    row = await db.scalar(select(Remittance))
    if row is None:
        row = Remittance(
            interchange_id=(await _interchange(db)).id, payer_code="SIM01", payer_name="Test payer", trace="T1",
            paid_on=make.TODAY, amount=6_700, method="CHK",
        )  # fmt: skip
        db.add(row)
        await db.flush()
    return row


@sample("unmatched_id")
async def unmatched(db: Db, world: World) -> UUID:
    row = RemittanceClaim(
        remittance_id=(await _remittance(db)).id, ordinal=1, state=PaymentState.unmatched, control_number="LOST",
        claim_status="1", charge=12_500, paid=6_700, contractual=3_300, patient_share=2_500, denied=0,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


REQUEST = {"services": [{"code": "G0108", "units": "4"}], "diagnoses": ["E11.9"], "starts_on": "2026-11-01",
           "ends_on": "2027-01-31", "reason": "Newly found diabetes", "urgent": False}  # fmt: skip


@sample("prior_authorization_id")
async def prior_authorization(db: Db, world: World) -> UUID:
    doctor = await actor_of_user(db, world.users["doctor"])
    wanted = AskPriorAuthorization.model_validate(REQUEST | {"coverage_id": (await _coverage(db, world)).id})
    return (await authorizations.ask(db, world.patient, wanted, actor=doctor)).id


_REQUEST = "/api/prior-authorizations/<uuid:prior_authorization_id>"
_APPEAL = "/api/appeals/<uuid:appeal_id>"
BODIES |= {
    "POST /api/patients/<uuid:patient_id>/prior-authorizations": {**REQUEST, "coverage_id": "@coverage_id"},
    f"PUT {_REQUEST}": {**REQUEST, "coverage_id": "@coverage_id", "version": 999},
    f"POST {_REQUEST}/answer": {"decision": "denied", "words": "Ms Ito, on the telephone"},
    f"POST {_REQUEST}/withdraw": {"reason": "Not needed"},
    "PUT /api/payers/<uuid:payer_id>": {"name": "Test Payer", "receiver_id": "SIM", "receiver_name": "Simulator"},
    "PUT /api/coverages/<uuid:coverage_id>": {"member_id": "SIMFULL01"},
    "POST /api/claims/<uuid:claim_id>/authorization": {"number": "A1"},
    "POST /api/claims/<uuid:claim_id>/answer": {"action": "denied", "reason": "Ms Ito, on the telephone"},
    f"PUT {_APPEAL}": {"body": "We ask you to decide anew.", "send_by": "2027-01-31", "version": 1},
    f"POST {_APPEAL}/documents": {"document_id": "@document_id"},
    f"POST {_APPEAL}/ask": {"words": "The note, please", "practitioner_id": "@practitioner_id"},
    f"POST {_APPEAL}/sign": {"version": 1},
    f"POST {_APPEAL}/sent": {"channel": "fax", "sent_on": "2026-01-05"},
    f"POST {_APPEAL}/answer": {"outcome": "upheld", "answered_on": "2026-01-05", "words": "It stays"},
    f"POST {_APPEAL}/withdraw": {"reason": "We correct it"},
    "POST /api/interchanges/<uuid:interchange_id>/dismiss": {"reason": "asked again"},
    "POST /api/unmatched-payments/<uuid:unmatched_id>/assign": {"claim_id": "@claim_id"},
    "POST /api/unmatched-payments/<uuid:unmatched_id>/dismiss": {"reason": "not ours"},
}
