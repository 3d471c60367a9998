"""Clinicians for tests."""

from __future__ import annotations

from typing import Any

from hub.core.db import Db
from hub.core.ids import uuid7
from hub.staff.models import Practitioner, PractitionerRole
from tests.factories import identity


async def practitioner(db: Db, role: str = "doctor", **values: Any) -> Practitioner:
    """A doctor of family medicine (or a nurse) with an account."""
    id = uuid7()
    given = values.pop("given", "Ada" if role == "doctor" else "Noor")
    family = values.pop("family", f"Test{id.hex[-6:]}")
    email, password = values.pop("email", ""), values.pop("password", None)
    user = await identity.user(db, role, email=email, password=password, name=f"{given} {family}", practitioner_id=id)
    row = Practitioner(
        **{
            "id": id, "user_id": user.id, "role": PractitionerRole(role), "given": given, "family": family,
            "title": "Dr" if role == "doctor" else "RN", "active": True, "languages": ["en"], "npi": "1234567893",
            "specialty": "family_medicine" if role == "doctor" else "nursing", **values,
        }
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row
