"""A critical result climbs until a clinician answers for it; who covers, is on call or is named may open it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.core.jobs import JOBS
from hub.core.switches import change
from hub.patients import actions as patients
from hub.patients.access import labels
from hub.patients.models import Patient
from hub.staff.duty_models import OnCall, OnCallService
from hub.staff.models import Department, DepartmentKind
from hub.staff.switches import ALERT_SERVICE
from tests.counting import counted
from tests.hub.encounters.test_diagnostics import potassium, result, told
from tests.hub.encounters.test_vitals import begin
from tests.hub_fixture import Client, Hub

REVIEW = "/api/diagnostic-reports"


async def again(hub: Hub, person: Client) -> Client:
    """The same person after a while: the session is over."""
    return await hub.sign_in_as(person.user_id)


async def climb(hub: Hub) -> None:
    async with hub.transaction() as db:
        await JOBS["encounters.climb"](db, SYSTEM)


async def on_call(hub: Hub, person: Client) -> None:
    async with hub.transaction() as db:
        department = await db.scalar(select(Department).limit(1))
        assert department is not None
        service = OnCallService(department_id=department.id, code="alerts", name="Alerts", levels=2)
        db.add(service)
        await db.flush()
        span = Range(now() - timedelta(days=1), now() + timedelta(days=1))
        db.add(OnCall(service_id=service.id, level=1, user_id=person.user_id, during=span))
        await change(db, ALERT_SERVICE, "alerts", "", actor=SYSTEM)


async def test_a_critical_result_climbs_until_somebody_answers_for_it(hub: Hub) -> None:
    doctor, patient_id, _ = await begin(hub)
    cover, called = await hub.sign_in("doctor", "Cover"), await hub.sign_in("doctor", "Called")
    await on_call(hub, called)
    url = f"/api/patients/{patient_id}/diagnostic-reports"
    calm = (await doctor.post(url, result(), expect=201)).data
    made = (await doctor.post(url, result(potassium("6.9")), expect=201)).data
    path = f"{REVIEW}/{made['id']}"
    with counted(hub.database) as statements:
        first = (await doctor.get(REVIEW))["items"]
    assert len(statements) <= 12, statements
    assert [one["id"] for one in first] == [made["id"], calm["id"]], "what cannot wait stands first"
    assert first[0]["unanswered"]["rung"] == 0 and first[0]["unanswered"]["told"][0]["names"] == [doctor.actor.name]
    await called.get(path, expect=404)
    span = {"from_at": now().isoformat(), "until_at": (now() + timedelta(days=2)).isoformat()}
    await doctor.post("/api/absences", {"cover_id": str(cover.user_id), **span}, expect=201)
    await climb(hub)
    assert (await told(hub, doctor)).count("result_unanswered") == 0, "it is not time yet"
    with travel(timedelta(minutes=21)):
        for _ in range(2):  # each rung once
            await climb(hub)
        doctor, cover, called = [await again(hub, one) for one in (doctor, cover, called)]
        for person in (doctor, cover):
            assert (await told(hub, person)).count("result_unanswered") == 1
        assert {one["id"] for one in (await cover.get(REVIEW))["items"]} == {made["id"], calm["id"]}
        await cover.get(path)
        assert await told(hub, called) == []
    with travel(timedelta(minutes=42)):
        doctor, called = await again(hub, doctor), await again(hub, called)
        await climb(hub)
        assert "result_unanswered" in await told(hub, called)
        (line,) = (await called.get(REVIEW))["items"]
        assert line["id"] == made["id"] and not line["mine"] and line["unanswered"]["rung"] == 2
        seen = (await called.post(f"{path}/acknowledge")).data
        (answer,) = seen["critical_results"]
        assert answer["acknowledged_by_name"] == called.actor.name and answer["escalate_at"] is None
        assert [one["rung"] for one in answer["told"]] == [0, 1, 2] and not seen["reviewed_at"]
        await called.post(f"{path}/acknowledge")  # harmless
        assert (await doctor.get(REVIEW))["items"][0]["unanswered"] is None
        assert (await doctor.post(f"{REVIEW}/{calm['id']}/acknowledge", expect=409)).code == "not_critical"
    with travel(timedelta(hours=2)):
        doctor = await again(hub, doctor)
        before = await told(hub, doctor)
        await climb(hub)
        assert await told(hub, doctor) == before, "nobody is told any more"
        # Critical again; without anybody on call everybody who could help is told. Found wrong, it waits no longer.
        async with hub.transaction() as db:
            await change(db, ALERT_SERVICE, "", "", actor=SYSTEM)
        body = result(potassium("7.2"), version=(await doctor.get(path))["version"], why="Measured again")
        version = (await doctor.put(path, body))["version"]
    with travel(timedelta(hours=3)):
        await climb(hub)
        assert (await told(hub, await again(hub, cover))).count("result_unanswered") == 2
    with travel(timedelta(hours=4)):
        doctor, cover, called = [await again(hub, one) for one in (doctor, cover, called)]
        await climb(hub)
        assert (await told(hub, cover)).count("result_unanswered") == 3 and "result_unanswered" in await told(
            hub, called
        )
        await doctor.put(path, {**body, **result(potassium("4.2")), "version": version, "why": "The tube was old"})
        newest, _ = (await doctor.get(path))["critical_results"]
        assert newest["status"] == "withdrawn" and newest["escalate_at"] is None


async def test_where_nobody_near_can_be_reached_the_house_is_told_and_else_the_reviewer(
    hub: Hub,
) -> None:
    doctor, patient_id, _ = await begin(hub)
    url = f"/api/patients/{patient_id}/diagnostic-reports"
    await doctor.post(url, result(potassium("6.9")), expect=201)
    for minutes, times in ((21, 1), (42, 2)):
        with travel(timedelta(minutes=minutes)):
            await climb(hub)
            assert (await told(hub, await again(hub, doctor))).count("result_unanswered") == times, "he is all there is"
    gone, elsewhere = await hub.sign_in("doctor", "Gone"), await hub.sign_in("doctor", "Elsewhere")
    async with hub.transaction() as db:
        await patients.relate(db, patient_id, gone.practitioner_id, "care_team", "test", actor=SYSTEM)
        await db.execute(text("UPDATE user_account SET status = 'suspended' WHERE id = :id"), {"id": gone.user_id})
        department = Department(
            facility_id=await db.scalar(select(Department.facility_id)),
            name="Far",
            code="far",
            kind=DepartmentKind.outpatient,
        )
        db.add(department)
        await db.flush()
        await db.execute(text("UPDATE practitioner SET department_id = :at WHERE id = :id"),
                         {"at": department.id, "id": elsewhere.practitioner_id})  # fmt: skip
    with travel(timedelta(minutes=63)):
        await climb(hub)
        assert "result_unanswered" in await told(hub, await again(hub, elsewhere))


async def test_a_result_is_given_to_another_clinician(hub: Hub) -> None:
    doctor, patient_id, _ = await begin(hub)
    other = await hub.sign_in("doctor", "Other")
    url = f"/api/patients/{patient_id}/diagnostic-reports"
    made = (await doctor.post(url, result(), expect=201)).data
    path, wanted = f"{REVIEW}/{made['id']}", {"practitioner_id": str(other.practitioner_id), "reason": "I am on leave"}
    await other.get(path, expect=404)
    stale = await doctor.post(f"{path}/reassign", {**wanted, "version": made["version"] + 1}, expect=409)
    assert stale.code == "report_changed"
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, patient_id)
        objection = await labels.object_to(db, patient, other.user_id, "A neighbour", actor=SYSTEM)
    out = await doctor.post(f"{path}/reassign", {**wanted, "version": made["version"]}, expect=409)
    assert out.code == "kept_out" and (await doctor.get(REVIEW))["items"][0]["id"] == made["id"]
    async with hub.transaction() as db:
        await labels.withdraw(db, await db.get_one(Patient, patient_id), objection.id, actor=SYSTEM)
    given = (await doctor.post(f"{path}/reassign", {**wanted, "version": made["version"]})).data
    assert given["practitioner_name"].endswith(other.actor.name) and (await doctor.get(REVIEW))["items"] == []
    assert [one["id"] for one in (await other.get(REVIEW))["items"]] == [made["id"]]
    assert "result_arrived" in await told(hub, other)
    same = await doctor.post(f"{path}/reassign", {**wanted, "version": given["version"]}, expect=409)
    assert same.code == "same_reviewer"
    trail = await hub.sql("SELECT reason FROM audit_event WHERE entity = 'diagnostic_report' AND action = 'update'")
    assert [one.reason for one in trail] == ["I am on leave"]
    await other.post(f"{path}/release", {"comment": "All is well.", "version": given["version"]})


async def test_b09_a_result_that_is_closed_to_its_reviewer_goes_to_who_may_open_it_and_he_is_told(hub: Hub) -> None:
    doctor, patient_id, _ = await begin(hub)
    other = await hub.sign_in("doctor", "Other")
    officer = await hub.sign_in("privacy_officer")
    made = (await doctor.post(f"/api/patients/{patient_id}/diagnostic-reports", result(), expect=201)).data
    objections = f"/api/patients/{patient_id}/objections"
    await officer.post(objections, {"user_id": str(doctor.user_id), "reason": "A neighbour"}, expect=201)
    await hub.publish()
    assert (await doctor.get(REVIEW))["items"] == []
    assert "result_handed_on" in await told(hub, doctor)
    assert [one["id"] for one in (await other.get(REVIEW))["items"]] == [made["id"]], "it waits for somebody"
    assert "result_arrived" in await told(hub, other)
    await other.get(f"{REVIEW}/{made['id']}", expect=200)

    await officer.post(objections, {"user_id": str(other.user_id), "reason": "Another one"}, expect=201)
    await hub.publish()
    assert "result_shut" in await told(hub, other) and "result_shut" in await told(hub, officer)
    facts = [fact for fact in hub.facts if fact["kind"] == "ReviewerShutOut"]
    assert [fact["payload"]["practitioner_id"] for fact in facts] == [str(other.practitioner_id), None]
