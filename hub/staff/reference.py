"""What every installation starts with: a facility to be named and its usual departments."""

from __future__ import annotations

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.errors import NotFound
from hub.staff import actions, queries
from hub.staff.models import DepartmentKind

DEPARTMENTS = (
    ("OPD", "Outpatient clinic", DepartmentKind.outpatient),
    ("TELE", "Telehealth", DepartmentKind.outpatient),
    ("MED", "Medical ward", DepartmentKind.ward),
    ("SURG", "Surgical ward", DepartmentKind.ward),
    ("LAB", "Laboratory", DepartmentKind.diagnostic),
    ("ADM", "Administration", DepartmentKind.administration),
)


async def load(db: Db) -> None:
    """Make the facility and its departments unless there is a facility."""
    try:
        await queries.facility(db)
    except NotFound:
        facility = await actions.found_facility(db, "Wardline Hospital", "America/New_York", "USD", actor=SYSTEM)
        await db.flush()
        for code, name, kind in DEPARTMENTS:
            await actions.open_department(db, facility, code, name, kind, actor=SYSTEM)
        await db.flush()
