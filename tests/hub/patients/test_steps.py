"""What a pathway does with a patient's answers, and what a claimed task opens."""

from __future__ import annotations

from uuid import uuid4

import pytest

from hub.core.errors import Invalid, NotFound
from hub.patients import queries, steps
from tests.factories import patients
from tests.hub_fixture import Hub
from tests.workflows.hosting import chain, publish, start, todo
from workflows.steps import StepContext


async def test_a_patients_answers_become_details_and_consents(hub: Hub) -> None:
    actor = await hub.actor("patient")
    case = StepContext(uuid4(), "visit", "details", uuid4(), {}, patient_id=actor.patient_id)
    async with hub.transaction() as db:
        said = await steps.confirm_details(
            db, case, actor=actor, answers={"phone": "212 555 0166", "email": None, "confirmed": True}
        )
        assert said == {"confirmed": True}
        agreed = await steps.record_consent(
            db, case, actor=actor, answers={"telehealth": True, "signature": "Maria Test"}
        )
        assert len(agreed["consents"]) == 1
    async with hub.reading() as reading:
        patient = await queries.patient(reading, case.patient_id)  # type: ignore[arg-type]
        assert patient.phone == "+12125550166" and patient.details_confirmed_at is not None
        assert await queries.has_consent(reading, patient.id, "telehealth")


async def test_answers_that_do_not_fit_are_the_patients_422_and_foreign_cases_are_absent(hub: Hub) -> None:
    actor, other = await hub.actor("patient"), await hub.actor("patient", "Other")
    case = StepContext(uuid4(), "visit", "details", uuid4(), {}, patient_id=actor.patient_id)
    async with hub.transaction() as db:
        with pytest.raises(Invalid):
            await steps.confirm_details(db, case, actor=actor, answers={"phone": "12", "confirmed": True})
        with pytest.raises(Invalid):
            await steps.record_consent(db, case, actor=actor, answers={"signature": "Maria"})
        with pytest.raises(NotFound):
            await steps.confirm_details(db, case, actor=other, answers={"confirmed": True})


async def test_whoever_takes_a_patients_task_may_open_the_record_until_it_is_given_back(hub: Hub) -> None:
    nurse = await hub.sign_in("nurse")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
    await publish(hub, chain("look", role="nurse"))
    await start(hub, by=await hub.actor("admin"), patient_id=patient.id)
    await nurse.get(f"/api/patients/{patient.id}", expect=404)
    row = (await todo(nurse))[0]
    await nurse.post(f"/api/tasks/{row['id']}/claim", {"version": row["version"]})
    await nurse.get(f"/api/patients/{patient.id}")
    await nurse.post(f"/api/tasks/{row['id']}/release")
    await nurse.get(f"/api/patients/{patient.id}", expect=404)
