"""The crowd of `hub demo load --patients`: within every constraint, the same every time, as people would find it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from hub import demo
from hub.console import Failed
from hub.core import audit
from hub.core.db import Base
from hub.crowd import load as crowd
from hub.crowd.people import address_of
from hub.crowd.scale import SCALES, Scale
from hub.crowd.sink import Sink
from hub.encounters.models import Note
from hub.identity import demo_logins
from hub.patients.models import Patient
from tests.hub_fixture import Hub

PATIENTS = 120


async def _loaded(db: Any) -> dict[str, int]:
    return await crowd.load(db, await demo.load(db), Scale(PATIENTS), lambda _: None)


async def test_a_small_crowd_is_a_whole_hospital(hub: Hub) -> None:
    async with hub.transaction() as db:
        counts = await _loaded(db)
    assert counts["patient"] == PATIENTS
    assert counts["appointment"] == PATIENTS * 5
    assert counts["encounter"] == PATIENTS * 10
    assert counts["diagnosis"] >= counts["encounter"]
    assert counts["note"] == counts["note_version"] > PATIENTS
    assert await hub.sql("SELECT sum(minor) FROM posting GROUP BY currency HAVING sum(minor) <> 0") == []
    assert (await hub.sql("SELECT count(*) FROM invoice WHERE paid > total OR total <= 0"))[0][0] == 0
    async with hub.reading() as reading:
        assert await audit.verify(reading) is None
    doctor = hub.client()
    entered = await doctor.post("/api/session", {"email": address_of("doctor", 0), "password": demo_logins.password()})
    assert "doctor" in entered["user"]["roles"]
    doctor.csrf = entered["csrf"]
    desk = await hub.sign_in("receptionist")
    async with hub.reading() as reading:
        somebody = await reading.scalar(select(Patient).where(Patient.phone_sealed != "").order_by(Patient.id).limit(1))
    assert somebody is not None
    number, phone = somebody.number, somebody.phone
    assert number in [row["number"] for row in (await desk.get("/api/patients", search=phone))["items"]]
    # The next registration goes on where the crowd ended.
    made = await desk.post("/api/patients", {"given": "Nora", "family": "Neu", "birth_date": "1980-01-01",
                                             "sex": "female"})  # fmt: skip
    assert int(made["patient"]["number"].removeprefix("W-")) > PATIENTS
    [(encounter_id,)] = await hub.sql(
        "SELECT e.id FROM encounter e JOIN note n ON n.encounter_id = e.id JOIN practitioner p "
        "ON p.id = e.practitioner_id WHERE p.user_id = cast(:user AS uuid) LIMIT 1", user=entered["user"]["id"],
    )  # fmt: skip
    assert (await doctor.get(f"/api/encounters/{encounter_id}"))["note"]["status"] == "signed"


async def test_the_crowd_is_the_same_every_time(hub: Hub) -> None:
    seen = []
    async with hub.transaction() as db:
        made = await demo.load(db)
        for _ in range(2):
            nested = await db.begin_nested()
            await crowd.load(db, made, Scale(PATIENTS), lambda _: None)
            rows = await db.execute(text(
                "SELECT p.given, p.family, p.birth_date, a.reason, a.status FROM patient p "
                "JOIN appointment a ON a.patient_id = p.id ORDER BY p.number, a.reason, a.status"
            ))  # fmt: skip
            seen.append(rows.all())
            await nested.rollback()
    assert len(seen[0]) > PATIENTS * 5
    assert seen[0] == seen[1]


@pytest.mark.parametrize("patients", [0, 99, 1_000_001])
def test_a_crowd_that_is_no_hospital_is_refused_in_words(patients: int) -> None:
    with pytest.raises(Failed, match="--patients takes"):
        crowd.check(patients)


def test_the_large_scale_is_what_the_targets_are_measured_on() -> None:
    large = Scale(SCALES["large"])
    assert (large.patients, large.staff, large.appointments, large.encounters) == (100_000, 200, 500_000, 1_000_000)


async def test_a_column_that_nobody_fills_is_named(hub: Hub) -> None:
    model: type[Base] = Note
    async with hub.transaction() as db:
        with pytest.raises(RuntimeError, match=r"note\.encounter_id is required"):
            Sink(db, model, ("id", "patient_id"), lambda *_: None)
