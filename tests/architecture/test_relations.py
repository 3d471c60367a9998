"""Role x department x relation: whom a patient's record is open to, over HTTP, is what was committed (relations.txt).

Beside the matrix of routes: there each role calls every route once. Here every relation to the patient, in and outside
the department of a rule, and lent, calls the doors of the record: of a plain one, and of one row that bears a label.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select, update

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.encounters import actions as encounters
from hub.encounters.models import EncounterClass
from hub.identity.models import UserAccount, UserDepartment
from hub.identity.policy import actions as policy
from hub.identity.policy.models import AccessDenial, AccessRule, BreakGlass, Effect
from hub.patients import actions as patients_actions
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.models import CareRelation, Patient
from hub.staff.models import Department
from tests.factories import patients, staff
from tests.hub_fixture import Client, Hub

COMMITTED = Path(__file__).parent / "relations.txt"
RELATIONS = ("none", "scheduled", "care_team", "treating", "break_glass")
DEPARTMENTS = ("outside", "home", "further", "lent", "lent away", "lent until yesterday")
RULES: dict[str, tuple[Effect, str] | None] = {
    "no rule": None, "only care_team in the department": (Effect.allow, "care_team"),
    "not scheduled in the department": (Effect.deny, "scheduled"),
}  # fmt: skip


async def test_b02_role_department_and_relation_decide_as_committed(hub: Hub) -> None:
    people = {role: await hub.sign_in(role, "Relations") for role in ("doctor", "nurse")}
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        holder = await staff.practitioner(db, "doctor", given="Holder")
        met = await encounters.plan(db, patient_id=patient.id, practitioner_id=holder.id,
                                    kind=EncounterClass.ambulatory, reason="A cough", actor=SYSTEM)  # fmt: skip
        await labels.put(db, patient, Label.hiv, actor=SYSTEM, entity=Labelled.encounter, entity_id=met.id)
        places = list(await db.scalars(select(Department.id).order_by(Department.code).limit(2)))
        encounter_id = met.id
    lines = []
    for role, client in people.items():
        for name, rule in RULES.items():
            for department in DEPARTMENTS if rule else DEPARTMENTS[:1]:
                seen = []
                for relation in RELATIONS:
                    async with hub.transaction() as db:
                        await _arrange(db, client, patient, role, rule, department, relation, places)
                    seen.append(f"{relation} {await _doors(client, patient.id, encounter_id)}")
                lines.append(f"{role}, {name}, {department}: " + "; ".join(seen))
        async with hub.transaction() as db:
            await _arrange(db, client, patient, role, None, "home", "treating", places)
            await labels.object_to(db, patient, None, "Neighbours", department_id=places[0], actor=SYSTEM)
        lines.append(f"{role}, objection to the department, home: treating "
                     f"{await _doors(client, patient.id, encounter_id)}")  # fmt: skip
        async with hub.transaction() as db:
            await db.execute(update(UserAccount).where(UserAccount.id == client.user_id).values(department_id=None))
        lines.append(f"{role}, objection to the department, outside: treating "
                     f"{await _doors(client, patient.id, encounter_id)}")  # fmt: skip
        async with hub.transaction() as db:
            await db.execute(delete(AccessDenial))
    found = "\n".join(lines) + "\n"
    if os.environ.get("HUB_WRITE_MATRIX"):
        COMMITTED.write_text(found)
    assert found == COMMITTED.read_text(), "run with HUB_WRITE_MATRIX=1 and read the difference"


async def _doors(client: Client, patient_id: UUID, encounter_id: UUID) -> str:
    """+ or - for the record and for the row that bears a label."""
    record = await client.get(f"/api/patients/{patient_id}/record", expect=0)
    row = await client.get(f"/api/encounters/{encounter_id}", expect=0)
    assert {record.status, row.status} <= {200, 404}, (record.raw, row.raw)
    listed = record.status == 200 and str(encounter_id) in record.raw.decode()
    assert listed == (row.status == 200) or record.status == 404, "the list and the door differ"
    return f"record{'+' if record.status == 200 else '-'} labelled{'+' if row.status == 200 else '-'}"


async def _arrange(
    db: Db, client: Client, patient: Patient, role: str, rule: tuple[Effect, str] | None, department: str,
    relation: str, places: list[UUID],
) -> None:  # fmt: skip
    user_id, here, elsewhere = client.user_id, *places
    for table in (AccessRule, CareRelation, BreakGlass):
        await db.execute(delete(table))
    await db.execute(delete(UserDepartment).where(UserDepartment.user_id == user_id))
    home = here if department == "home" else elsewhere
    if department == "lent away":  # the rule is for the home, which rests meanwhile
        home = here
        db.add(UserDepartment(user_id=user_id, department_id=elsewhere, until=now() + timedelta(days=1), away=True))
    elif department not in ("outside", "home"):
        days = {"further": None, "lent": 1, "lent until yesterday": -1}[department]
        until = now() + timedelta(days=days) if days is not None else None
        db.add(UserDepartment(user_id=user_id, department_id=here, until=until))
    await db.execute(update(UserAccount).where(UserAccount.id == user_id).values(department_id=home))
    if rule is not None:
        await policy.add_rule(db, rule[0], "chart.read", role=role, relation=rule[1], department_id=here,
                              reason="Matrix", actor=SYSTEM)  # fmt: skip
    if relation != "none":
        await patients_actions.relate(
            db, patient.id, client.practitioner_id, relation, "matrix", actor=SYSTEM
        )  # fmt: skip
