"""Tasks over HTTP on a real database: who sees what, claims, completions, drafts, lists."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

from hub.core.clock import now, travel
from hub.core.ids import uuid7
from tests.exchanges import Reply
from tests.hub_fixture import Client, Hub
from tests.workflows import drawing as d
from tests.workflows.hosting import chain, effects, finish, probes, publish, start, switches, todo
from workflows import tasks


def signed(name: str = "note") -> bytes:
    """One task with a domain effect."""
    return d.bpmn([d.start(), d.human(name, onComplete="probe.sign"), d.end()], [f"start -> {name}", f"{name} -> end"])


async def complete(
    client: Client, row: dict[str, object], answers: object = None, *, expect: int = 0, **more: object
) -> Reply:
    body = {"answers": answers or {}, "version": row["version"], **more}
    return await client.post(f"/api/tasks/{row['id']}/complete", body, expect=expect)


async def test_a_case_offers_its_task_and_completing_it_offers_the_next(hub: Hub) -> None:
    await publish(hub, chain("vitals", "handover"))
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    assert (row["element_id"], row["status"], row["case_id"]) == ("vitals", "open", str(case_id))
    done = await finish(nurse, "vitals")
    assert done["task"]["status"] == "completed"
    assert done["next_task_for_me"]["element_id"] == "handover"
    last = await finish(nurse, "handover")
    assert last["next_task_for_me"] is None
    assert last["case_status"] == "completed"
    assert await todo(nurse) == []
    assert [row["element_id"] for row in await todo(nurse, "done")] == ["handover", "vitals"]


async def test_fifty_claims_at_once_have_one_winner_and_the_others_are_told_who(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    nurses = [await hub.sign_in("nurse", f"N{n}") for n in range(5)]
    await start(hub, by=nurses[0].actor)
    [row] = await todo(nurses[0])
    replies = await asyncio.gather(
        *(nurses[n % 5].post(f"/api/tasks/{row['id']}/claim", {}, expect=0) for n in range(50))
    )
    won = [reply for reply in replies if reply.status == 200]
    lost = [reply for reply in replies if reply.status == 409]
    assert len(won) == 10  # one nurse, and again is the same
    assert len(lost) == 40
    assert {reply["assignee_id"] for reply in won} == {won[0]["assignee_id"]}
    assert {reply.code for reply in lost} == {"task_taken"}
    assert {reply["by"] for reply in lost} == {won[0]["assignee_name"]}
    assert (await hub.sql("SELECT count(*) FROM outbox WHERE kind = 'TaskClaimed'"))[0][0] == 1
    [shown] = await todo(nurses[1])
    assert shown["assignee_name"] == won[0]["assignee_name"]


async def test_what_is_claimed_by_another_cannot_be_completed_until_it_is_released(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    ada, ben = await hub.sign_in("nurse", "Ada"), await hub.sign_in("nurse", "Ben")
    await start(hub, by=ada.actor)
    [row] = await todo(ada)
    await ada.post(f"/api/tasks/{row['id']}/claim", {"version": row["version"]}, expect=200)
    [row] = await todo(ben)
    taken = await complete(ben, row, expect=409)
    assert taken.code == "task_taken"
    assert (await ben.post(f"/api/tasks/{row['id']}/release", expect=409)).code == "task_taken"
    freed = await ada.post(f"/api/tasks/{row['id']}/release", expect=200)
    assert freed["status"] == "open"
    assert freed["assignee_id"] is None
    assert (await complete(ben, row, expect=409)).code == "stale"
    [row] = await todo(ben)
    await complete(ben, row, expect=200)


async def test_the_same_completion_twenty_times_at_once_is_done_once_with_one_reply(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, signed())
    nurse = await hub.sign_in("nurse")
    await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    replies = await asyncio.gather(*(complete(nurse, row) for _ in range(20)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.raw for reply in replies}) == 1
    assert await effects(hub, "sign") == 1


async def test_two_people_complete_at_once_and_one_is_told_it_is_done(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, signed())
    ada, ben = await hub.sign_in("nurse", "Ada"), await hub.sign_in("nurse", "Ben")
    await start(hub, by=ada.actor)
    [row] = await todo(ada)
    replies = await asyncio.gather(complete(ada, row), complete(ben, row))
    assert sorted(reply.status for reply in replies) == [200, 409]
    assert {reply.code for reply in replies if reply.status == 409} == {"task_done"}
    assert await effects(hub, "sign") == 1


async def test_other_answers_after_the_end_are_refused(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, signed())
    nurse = await hub.sign_in("nurse")
    await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    await complete(nurse, row, expect=200)
    again = await nurse.post(
        f"/api/tasks/{row['id']}/complete", {"answers": {"x": 1}, "version": row["version"]}, expect=409
    )
    assert again.code == "task_done"


async def test_a_stale_version_is_refused_with_the_current_one(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    nurse = await hub.sign_in("nurse")
    await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    stale = await complete(nurse, {**row, "version": 7}, expect=409)
    assert stale.code == "stale"
    assert stale["current"] == row["version"]


async def test_b01_a_task_that_is_not_mine_looks_like_none_at_all(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    nurse, doctor, patient = [await hub.sign_in(role) for role in ("nurse", "doctor", "patient")]
    case_id = await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    for stranger in (doctor, patient):
        for task_id in (row["id"], str(uuid4()), str(uuid7())):
            seen = await stranger.get(f"/api/tasks/{task_id}", expect=404)
            assert seen.code == "not_found"
            for verb, body in (("claim", {}), ("release", {}), ("complete", {"answers": {}, "version": 1})):
                refused = await stranger.post(f"/api/tasks/{task_id}/{verb}", body, expect=404)
                assert refused.data == {**seen.data}
            await stranger.put(f"/api/tasks/{task_id}/draft", {"content": {}}, expect=404)
        assert await todo(stranger) == []
        assert await todo(stranger, case_id=case_id) == []


async def test_a_patient_sees_only_their_own_to_do_list(hub: Hub) -> None:
    await publish(hub, chain("intake", role="patient"))
    maria, john = await hub.sign_in("patient", "Maria"), await hub.sign_in("patient", "John")
    await start(hub, by=maria.actor, patient_id=maria.patient_id)
    await start(hub, by=john.actor, patient_id=john.patient_id)
    [row] = await todo(maria, "mine")
    assert row["patient"]["id"] == str(maria.patient_id)
    [other] = await todo(john, "mine")
    assert (await complete(maria, other, expect=404)).code == "not_found"
    nurse = await hub.sign_in("nurse")
    assert await todo(nurse) == []
    await complete(maria, row, expect=200)
    assert await todo(maria, "mine") == []


async def test_the_domain_step_answers_the_person_and_nothing_is_half_done(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, signed())
    nurse = await hub.sign_in("nurse")
    case_id = await start(hub, by=nurse.actor)
    switches.add("sign")
    [row] = await todo(nurse)
    refused = await complete(nurse, row, expect=409)
    assert refused.code == "note_unfinished"
    assert await effects(hub, "sign") == 0
    assert (await hub.sql("SELECT status FROM case_instance WHERE id = :c", c=case_id))[0][0] == "running"
    switches.clear()
    await complete(nurse, row, expect=200)
    assert await effects(hub, "sign") == 1


async def test_a_draft_belongs_to_one_person_and_goes_with_the_task(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    ada, ben = await hub.sign_in("nurse", "Ada"), await hub.sign_in("nurse", "Ben")
    await start(hub, by=ada.actor)
    [row] = await todo(ada)
    await ada.put(f"/api/tasks/{row['id']}/draft", {"content": {"bp": "120/"}}, expect=200)
    await ada.put(f"/api/tasks/{row['id']}/draft", {"content": {"bp": "120/80"}}, expect=200)
    assert (await ada.get(f"/api/tasks/{row['id']}"))["draft"] == {"bp": "120/80"}
    same = {"content": {"bp": "120/80"}, "based_on": None}  # its answer was lost: nothing to ask anybody
    again = await ada.put(f"/api/tasks/{row['id']}/draft", same, expect=200)
    both = [{"content": {"bp": value}, "based_on": again["saved_at"]} for value in ("120/80", "121/80", "122/80")]
    at_once = await asyncio.gather(*[ada.put(f"/api/tasks/{row['id']}/draft", one, expect=0) for one in both[1:]])
    assert sorted(reply.status for reply in at_once) == [200, 409], "of two devices at one moment one is asked"
    await ada.put(f"/api/tasks/{row['id']}/draft", {"content": {"bp": "120/80"}}, expect=200)
    older = await ada.put(f"/api/tasks/{row['id']}/draft", {"content": {"bp": "?"}, "based_on": None}, expect=409)
    assert (older.code, older["content"]) == ("draft_newer", {"bp": "120/80"})
    known = older["saved_at"]  # what the refusal says is what a page goes on from
    await ada.put(f"/api/tasks/{row['id']}/draft", {"content": {"bp": "120/80"}, "based_on": known}, expect=200)
    assert (await ben.get(f"/api/tasks/{row['id']}"))["draft"] is None
    huge = await ada.put(f"/api/tasks/{row['id']}/draft", {"content": {"x": "y" * 270_000}}, expect=413)
    assert huge.code == "too_large"
    await complete(ben, row, expect=200)
    assert (await hub.sql("SELECT count(*) FROM task_draft"))[0][0] == 0
    assert (await ada.put(f"/api/tasks/{row['id']}/draft", {"content": {}}, expect=0)).status in (404, 409)


async def test_reading_a_task_is_audited_and_completing_it_too(hub: Hub) -> None:
    await publish(hub, chain("intake", role="patient"))
    maria = await hub.sign_in("patient")
    await start(hub, by=maria.actor, patient_id=maria.patient_id)
    [row] = await todo(maria)
    await maria.get(f"/api/tasks/{row['id']}")
    await complete(maria, row, expect=200)
    found = await hub.sql(
        "SELECT action, patient_id FROM audit_event WHERE entity = 'task' AND entity_id = :t ORDER BY id", t=row["id"]
    )
    assert [tuple(entry) for entry in found] == [("read", maria.patient_id), ("complete", maria.patient_id)]


async def test_pages_hold_every_task_once_in_order_of_urgency(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    nurse = await hub.sign_in("nurse")
    async with hub.transaction() as db:
        from workflows import instances

        for _ in range(7):
            await instances.start(db, "demo", actor=nurse.actor)
    waiting = (await todo(nurse))[-1]
    async with hub.transaction() as db:
        number = await tasks.annotate(
            db, UUID(waiting["case_id"]), "vitals", actor=nurse.actor, waiting_since=now() - timedelta(hours=1),
            note="patient_here",
        )  # fmt: skip
    assert number == 1
    seen: list[str] = []
    after = None
    while True:
        page = await nurse.get("/api/tasks", scope="open", limit=3, after=after)
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert seen[0] == waiting["id"]
    [first] = [row for row in await todo(nurse) if row["id"] == waiting["id"]]
    assert first["note"] == "patient_here"
    assert first["version"] == waiting["version"]  # an annotation makes nobody's open page stale
    assert (await nurse.get("/api/tasks", after="bm9uc2Vuc2U=", expect=400)).code == "bad_cursor"
    counts = (await nurse.get("/api/tasks/counts")).data
    assert counts == {"mine": 0, "open": 7, "waiting": 1, "late": 0, "later": 0, "others": 0, "done_today": 0}


async def test_counts_follow_what_happens(hub: Hub) -> None:
    await publish(hub, chain("vitals", "handover", due="minutes(10)"))
    nurse = await hub.sign_in("nurse")
    await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    await nurse.post(f"/api/tasks/{row['id']}/claim", {})
    with travel(timedelta(minutes=11)):
        counts = (await nurse.get("/api/tasks/counts")).data
        assert (counts["mine"], counts["open"], counts["late"]) == (1, 0, 1)
    await finish(nurse, "vitals")
    counts = (await nurse.get("/api/tasks/counts")).data
    assert (counts["mine"], counts["open"], counts["done_today"]) == (0, 1, 1)


async def test_a_clinician_sees_what_others_have_to_do_in_their_cases(hub: Hub) -> None:
    await publish(hub, chain("intake", role="patient"))
    maria, doctor, other = (
        await hub.sign_in("patient"),
        await hub.sign_in("doctor", "Ada"),
        await hub.sign_in("doctor", "Ben"),
    )
    subject = {"practitioner_id": str(doctor.practitioner_id)}
    await start(hub, by=maria.actor, patient_id=maria.patient_id, subject=subject)
    [row] = await todo(doctor, "others")
    assert row["patient"]["name"].startswith("Maria")
    assert await todo(other, "others") == []
    assert (await complete(doctor, row, expect=404)).code == "not_found"  # seen, but not theirs to do


async def test_b09_an_objection_empties_every_list(hub: Hub) -> None:
    """Also the lists of what one has done, and of what others have to do in one's cases."""
    await publish(hub, d.bpmn([d.start(), d.human("vitals"), d.human("intake", "patient"), d.end()],
                              ["start -> vitals", "vitals -> intake", "intake -> end"]))  # fmt: skip
    maria, doctor, nurse, officer = [await hub.sign_in(r) for r in ("patient", "doctor", "nurse", "privacy_officer")]
    subject = {"practitioner_id": str(doctor.practitioner_id)}
    await start(hub, by=maria.actor, patient_id=maria.patient_id, subject=subject)
    await finish(nurse, "vitals")
    assert len(await todo(nurse, "done")) == len(await todo(doctor, "others")) == 1
    for client in (nurse, doctor):
        body = {"user_id": str(client.user_id), "reason": "A neighbour"}
        await officer.post(f"/api/patients/{maria.patient_id}/objections", body, expect=201)
    assert await todo(nurse, "done") == [] and await todo(doctor, "others") == []
    for client, name in ((nurse, "done_today"), (doctor, "others")):
        assert (await client.get("/api/tasks/counts"))[name] == 0


async def test_facts_go_to_the_rooms_that_may_list_the_row_and_carry_it(hub: Hub) -> None:
    from hub.core import outbox

    await publish(hub, chain("vitals"))
    nurse = await hub.sign_in("nurse")
    await start(hub, by=nurse.actor)
    [row] = await todo(nurse)
    await nurse.post(f"/api/tasks/{row['id']}/claim", {})
    await complete(nurse, (await todo(nurse))[0], expect=200)
    facts = {fact["kind"]: fact for fact in await hub.publish()}
    assert facts["TaskOpened"]["rooms"] == ["role:nurse"]
    assert facts["TaskClaimed"]["rooms"] == [f"cover:{nurse.user_id}", "role:nurse", f"user:{nurse.user_id}"]
    assert facts["CaseEnded"]["rooms"] == [f"case:{row['case_id']}", "role:admin"]
    async with hub.transaction() as db:
        (message,) = await outbox.messages(db, [facts["TaskCompleted"]])
    assert message["row"]["id"] == row["id"]
    assert message["row"]["status"] == "completed"


async def test_a_patients_task_is_told_to_nobody_but_the_patient_and_their_clinician(hub: Hub) -> None:
    await publish(hub, chain("intake", role="patient"))
    maria, doctor = await hub.sign_in("patient"), await hub.sign_in("doctor")
    subject = {"practitioner_id": str(doctor.practitioner_id)}
    await start(hub, by=maria.actor, patient_id=maria.patient_id, subject=subject)
    facts = {fact["kind"]: fact for fact in await hub.publish()}
    assert facts["TaskOpened"]["rooms"] == [
        f"acting-record:{maria.patient_id}", f"practitioner:{doctor.practitioner_id}", f"user:{maria.user_id}",
    ]  # fmt: skip
