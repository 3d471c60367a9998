"""Patients for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.patients import actions
from hub.patients.models import Patient, Sex

PERSON: dict[str, Any] = {
    "given": "Maria",
    "birth_date": date(1980, 5, 17),
    "sex": Sex.female,
    "phone": "+12125550123",
    "address": {"line": "12 Elm Street", "city": "Albany", "state": "NY", "postal_code": "12207", "country": "US"},
}


async def patient(db: Db, *, account: bool = True, password: str | None = None, **values: Any) -> Patient:
    """A patient with an account (`account=False`: without)."""
    tail = uuid7().hex[-8:]
    person = {**PERSON, "family": f"Test{tail}", "email": f"patient.{tail}@example.org", **values}
    if not account:
        return await actions.register(db, actor=SYSTEM, **person)
    from tests.factories import identity

    id = uuid7()
    user = await identity.user(
        db, "patient", email=person["email"], name=f"{person['given']} {person['family']}", patient_id=id,
        password=password,
    )  # fmt: skip
    row = await actions.register(db, id=id, actor=SYSTEM, **person)
    row.user_id = user.id
    await db.flush()
    return row
