"""Money for tests: a patient who owes something, with the prices of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hub.billing import actions, demo
from hub.billing.models import Invoice, Price
from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.patients.models import Patient
from hub.staff.queries import facility


@dataclass(frozen=True)
class Given:
    """A service as billing sees it."""

    id: UUID
    code: str = "G0425"
    display: str = "Video consultation, about 30 minutes"
    units: int = 1


async def invoice(db: Db, patient_id: UUID, *codes: str, case_id: UUID | None = None) -> Invoice:
    """An issued invoice of a patient who pays personally, for these services."""
    patient, house, case_id = await db.get_one(Patient, patient_id), await facility(db), case_id or uuid7()
    if await db.scalar(select(Price.id).limit(1)) is None:
        await demo.prices(db)
        await db.flush()
    await actions.raise_charges(
        db, [Given(uuid7(), code) for code in codes or ("G0425",)], patient=patient, facility=house, case_id=case_id,
        encounter_id=uuid7(), actor=SYSTEM,
    )  # fmt: skip
    await db.flush()
    made = await actions.issue_invoice(
        db, patient=patient, facility=house, case_id=case_id, encounter_id=None, actor=SYSTEM
    )
    assert made is not None
    return made
