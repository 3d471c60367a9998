"""Conversations over HTTP: who reads what, nothing twice, urgent words, cover, the chart, tasks, search."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import text

from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.messaging import routing
from hub.messaging.models import Thread
from hub.patients import actions as patient_actions
from hub.patients import merging
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.models import Patient, RelationKind, Sex
from tests.counting import counted
from tests.hub_fixture import Client, Hub

Json = dict[str, Any]


def words(text: str, **more: Any) -> Json:
    return {"client_id": str(uuid4()), "text": text, **more}


async def care(hub: Hub, patient: Client, doctor: Client, kind: RelationKind = RelationKind.care_team) -> None:
    async with hub.transaction() as db:
        await patient_actions.relate(db, patient.patient_id, doctor.practitioner_id, kind, "test", actor=SYSTEM)


async def people(hub: Hub) -> tuple[Client, Client, Client]:
    """A patient, his doctor, and a doctor who is a stranger to him."""
    patient, doctor, stranger = [
        await hub.sign_in(*who) for who in (("patient",), ("doctor",), ("doctor", "Stranger"))
    ]  # fmt: skip
    await care(hub, patient, doctor)
    return patient, doctor, stranger


async def asked(patient: Client, text: str = "May I swim with the bandage?", **more: Any) -> Json:
    body = words(text, kind="care", subject="My knee", **more)
    return dict((await patient.post("/api/threads", body, expect=201)).data)


async def test_a_patient_asks_and_is_answered(hub: Hub) -> None:
    patient, doctor, stranger = await people(hub)
    thread = await asked(patient)
    path = f"/api/threads/{thread['thread']['id']}"
    assert thread["thread"]["people"] == [doctor.actor.name] and thread["thread"]["unread"] == 0
    await stranger.get(path, expect=404)
    await (await hub.sign_in("patient", "Other")).get(path, expect=404)
    await (await hub.sign_in("receptionist")).get(path, expect=404)
    assert (await doctor.get("/api/threads/counts")).data == {"unread": 1, "urgent": 0, "waiting": 1}
    with counted(hub.database) as statements:
        (row,) = (await doctor.get("/api/threads"))["items"]
    assert len(statements) <= 12, statements
    assert row["patient"]["id"] == str(patient.patient_id) and row["last_text"].startswith("May I swim")
    assert row["waits_since"] and row["reply_due_at"] > row["waits_since"]
    await doctor.post(f"{path}/read", {"seq": 1})
    seen = await patient.get(path)
    assert next(one for one in seen["members"] if one["user_id"] == str(doctor.user_id))["read_seq"] == 1
    with travel(timedelta(minutes=10)):
        await doctor.post(f"{path}/messages", words("After three days."), expect=201)
    ((took, waits),) = await hub.sql(
        "SELECT m.answers_after, t.waits_since FROM message m JOIN message_thread t ON t.id = m.thread_id WHERE seq = 2"
    )
    assert 590 < took < 700 and waits is None
    facts = [fact for fact in await hub.publish() if fact["kind"] == "MessageSent"]
    assert [fact["payload"]["seq"] for fact in facts] == [1, 2]
    assert all("swim" not in str(fact) and "three days" not in str(fact) for fact in facts)
    assert {f"user:{patient.user_id}", f"user:{doctor.user_id}"} <= set(facts[0]["rooms"])


async def test_b60_what_was_sent_twice_is_there_once(hub: Hub) -> None:
    """A phone that lost the answer sends again, from two windows at once: one message, one conversation."""
    patient, doctor, _ = await people(hub)
    body = words("Hello?", kind="care", subject="A question")
    made = await asyncio.gather(*(patient.same().post("/api/threads", body, expect=201) for _ in range(4)))
    assert len({one["thread"]["id"] for one in made}) == 1
    path = f"/api/threads/{made[0]['thread']['id']}/messages"
    again = words("Are you there?")
    sent = await asyncio.gather(*(patient.same().post(path, again, expect=201) for _ in range(4)))
    assert len({one["id"] for one in sent}) == 1
    ((n, seqs),) = await hub.sql("SELECT count(*), max(seq) FROM message")
    assert (n, seqs) == (2, 2)
    other = await asked(patient)
    clash = await patient.post(f"/api/threads/{other['thread']['id']}/messages", again, expect=409)
    assert clash.code == "client_id_used"
    # Everybody writes at once: numbers without gaps, in every order.
    both = [patient, doctor]
    await asyncio.gather(*(both[n % 2].same().post(path, words(f"{n}"), expect=201) for n in range(8)))
    rows = await hub.sql("SELECT seq FROM message WHERE thread_id = :id ORDER BY seq",
                         id=UUID(made[0]["thread"]["id"]))  # fmt: skip
    assert [seq for (seq,) in rows] == list(range(1, 11))


async def test_b68_no_word_stands_in_the_database_and_b67_none_in_audit_or_facts(hub: Hub) -> None:
    patient, doctor, _ = await people(hub)
    thread = await asked(patient, "CANARYWORD in my message")
    path = f"/api/threads/{thread['thread']['id']}"
    file = await patient.call("POST", f"{path}/files", data=b"CANARYFILE", query={"name": "CANARYNAME.txt"}, expect=201)
    await patient.post(f"{path}/messages", words("", file_ids=[file["id"]]), expect=201)
    note = words("CANARYWORD note", kind="staff", subject="CANARYWORD", user_ids=[str(doctor.user_id)])
    await (await hub.sign_in("nurse")).post("/api/threads", note, expect=201)
    await hub.run_jobs()
    tables = [name for (name,) in await hub.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    for table in tables:
        ((found,),) = await hub.sql(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%CANARY%'")
        assert found == 0, table
    async with hub.reading() as db:
        row = await db.get(Thread, UUID(thread["thread"]["id"]))
    assert row is not None and row.key_owner == patient.patient_id and row.subject == "My knee"


async def test_b10_who_loses_the_patient_loses_the_conversation(hub: Hub) -> None:
    patient, doctor, stranger = await people(hub)
    thread = await asked(patient)
    path = f"/api/threads/{thread['thread']['id']}"
    await doctor.get(path)
    # A colleague is asked for advice: the record opens for him, and closes with the conversation.
    talk = words("What do you think?", kind="staff", subject="Knee", patient_id=str(patient.patient_id),
                 user_ids=[str(stranger.user_id)])  # fmt: skip
    asked_about = (await doctor.post("/api/threads", talk, expect=201))["thread"]["id"]
    await stranger.get(f"/api/threads/{asked_about}")
    await patient.get(f"/api/threads/{asked_about}", expect=404)
    await stranger.get(path)
    await doctor.post(f"/api/threads/{asked_about}/close")
    await stranger.get(path, expect=404)
    await stranger.get(f"/api/threads/{asked_about}", expect=404)
    async with hub.transaction() as db:
        await patient_actions.unrelate(db, patient.patient_id, doctor.practitioner_id, "test", actor=SYSTEM)
    await doctor.get(path, expect=404)
    assert (await doctor.get("/api/threads/counts")).data == {"unread": 0, "urgent": 0, "waiting": 0}
    # Nobody would read what he writes now: it is refused in words, and goes to who takes care of him next.
    hello = words("Hello?")
    assert (await patient.post(f"{path}/messages", hello, expect=409)).code == "no_team"
    begun = words("Anybody?", kind="care", subject="My knee")
    assert (await patient.post("/api/threads", begun, expect=409)).code == "no_team"
    await care(hub, patient, stranger)
    await patient.post(f"{path}/messages", hello, expect=201)
    ((told,),) = await hub.sql(
        "SELECT payload->>'staff_ids' FROM outbox WHERE kind = 'MessageSent' ORDER BY id DESC LIMIT 1"
    )
    assert told == f'["{stranger.user_id}"]', "who may not read it is not told of it"
    assert (await stranger.get(path))["messages"][-1]["text"] == "Hello?"


async def test_urgent_words_are_acknowledged_or_climb(hub: Hub) -> None:
    nurse, doctor = await hub.sign_in("nurse"), await hub.sign_in("doctor")
    body = words("Potassium 6.1", kind="staff", subject="Bed 4", user_ids=[str(doctor.user_id)], urgent=True)
    thread = (await nurse.post("/api/threads", body, expect=201)).data
    message = thread["messages"][0]["id"]
    await hub.run_jobs()
    assert (await doctor.get("/api/threads/counts"))["urgent"] == 1
    assert [one["kind"] for one in (await doctor.get("/api/notifications"))["items"]] == ["message_urgent"]
    for minutes in (16, 32, 48, 64):
        with travel(timedelta(minutes=minutes)):
            await hub.tick()
            await hub.tick()  # a second beat tells nothing twice
            await hub.run_jobs()
    nurse, doctor = await hub.sign_in("nurse"), await hub.sign_in("doctor")  # an hour is long for a session
    kinds = [one["kind"] for one in (await doctor.get("/api/notifications"))["items"]]
    assert kinds == ["message_urgent"] * 4, "once at once, and once on each of three rungs"
    assert [one["kind"] for one in (await nurse.get("/api/notifications"))["items"]] == ["message_unanswered"]
    assert (await nurse.post(f"/api/messages/{message}/acknowledge", expect=409)).code == "own_message"
    seen = await doctor.post(f"/api/messages/{message}/acknowledge")
    assert seen["acknowledged_by_name"] == doctor.actor.name
    assert (await doctor.post(f"/api/messages/{message}/acknowledge"))["acknowledged_at"] == seen["acknowledged_at"]
    assert (await doctor.get("/api/threads/counts"))["urgent"] == 0
    patient = (await people(hub))[0]
    refused = await patient.post("/api/threads", words("Now!", kind="care", subject="x", urgent=True), expect=403)
    assert refused.code == "urgent_by_staff"


async def test_who_is_away_is_covered(hub: Hub) -> None:
    patient, doctor, cover = await people(hub)
    day = timedelta(days=1)
    away = {"cover_id": str(cover.user_id), "from_at": now().isoformat(), "until_at": (now() + day).isoformat()}
    await doctor.post("/api/absences", away, expect=201)
    with travel(timedelta(seconds=5)):
        thread = await asked(patient)
        path = f"/api/threads/{thread['thread']['id']}"
        shown = await cover.get(path)
        assert [one["code"] for one in shown["messages"]] == ["", "away"]
        covering = next(one for one in shown["members"] if one["user_id"] == str(cover.user_id))
        assert covering["covers_name"] == doctor.actor.name
        who = (await patient.get("/api/message-recipients"))["items"]
        assert [one["cover_name"] for one in who if one["away_until"]] == [cover.actor.name]
        await patient.post(f"{path}/messages", words("Still there?"), expect=201)
        assert len((await cover.get(path))["messages"]) == 3, "it is said once who answers"
    with travel(2 * day):
        await (await hub.sign_in("doctor", "Stranger")).get(path, expect=404)


async def test_a_proxy_writes_for_a_child_and_no_further(hub: Hub) -> None:
    parent = await hub.sign_in("patient", "Parent")
    async with hub.transaction() as db:
        child = await patient_actions.register(
            db, given="Mia", family="Small", birth_date=now().date() - timedelta(days=2200), sex=Sex.female,
            actor=SYSTEM,
        )  # fmt: skip
        child_id = child.id
    desk, doctor = await hub.sign_in("receptionist"), await hub.sign_in("doctor")
    body = words("She has a fever.", kind="care", subject="Fever", patient_id=str(child_id))
    await parent.post("/api/threads", body, expect=404)
    given = {"kind": "parent", "proxy_patient_id": str(parent.patient_id), "rights": ["messages"],
             "identity": "passport"}  # fmt: skip
    (proxy,) = (await desk.post(f"/api/patients/{child_id}/proxies", given, expect=201))["items"]
    async with hub.transaction() as db:
        await patient_actions.relate(
            db, child_id, doctor.practitioner_id, RelationKind.treating, "test", actor=SYSTEM
        )  # fmt: skip
    thread = (await parent.post("/api/threads", body, expect=201))["thread"]["id"]
    assert (await doctor.get(f"/api/threads/{thread}"))["messages"][0]["side"] == "patient"
    # B09: what a label keeps from a parent, no message rings for either.
    async with hub.transaction() as db:
        patient, about = await db.get_one(Patient, child_id), await db.get_one(Thread, UUID(thread))
        assert parent.user_id in await routing.hearers(db, about)
        label = await labels.put(db, patient, Label.psychiatry, actor=SYSTEM)
        await db.flush()
        assert parent.user_id not in await routing.hearers(db, about)
        await labels.take(db, patient, label.id, actor=SYSTEM)
    await desk.post(f"/api/patients/{child_id}/proxies/{proxy['id']}/revoke", {"reason": "moved"})
    await parent.get(f"/api/threads/{thread}", expect=404)


async def test_the_office_of_a_topic_answers(hub: Hub) -> None:
    patient = (await people(hub))[0]
    clerk, desk = await hub.sign_in("billing_clerk"), await hub.sign_in("receptionist")
    other = await hub.sign_in("billing_clerk", "Other")
    thread = (await asked(patient, "Why two bills?", topic="billing"))["thread"]["id"]
    await hub.run_jobs()
    for one in (clerk, other):
        assert [notice["kind"] for notice in (await one.get("/api/notifications"))["items"]] == ["message"]
    await desk.get(f"/api/threads/{thread}", expect=404)
    assert [one["id"] for one in (await clerk.get("/api/threads", view="waiting"))["items"]] == [thread]
    assert (await clerk.get("/api/threads", view="mine"))["items"] == []
    await clerk.post(f"/api/threads/{thread}/messages", words("One is cancelled."), expect=201)
    assert [one["id"] for one in (await clerk.get("/api/threads", view="mine"))["items"]] == [thread]
    assert (await clerk.get("/api/threads", view="waiting"))["items"] == []
    await hub.run_jobs()
    for one in (clerk, other):
        assert (await one.get("/api/notifications"))["unread"] == 0, "it is answered, by whom does not matter"
    # Ten messages ring once; who reads the conversation has no bell for it any more.
    for n in range(3):
        await patient.post(f"/api/threads/{thread}/messages", words(f"Thank you {n}."), expect=201)
        await hub.run_jobs()
    assert len((await clerk.get("/api/notifications"))["items"]) == 2
    assert (await other.get("/api/notifications"))["unread"] == 0, "one has taken it"
    await clerk.post(f"/api/threads/{thread}/read", {"seq": 4})
    await hub.run_jobs()
    assert (await clerk.get("/api/notifications"))["unread"] == 1, "the last word is not read yet"
    await clerk.post(f"/api/threads/{thread}/read", {"seq": 99})
    await hub.run_jobs()
    assert (await clerk.get("/api/notifications"))["unread"] == 0


async def test_what_a_patient_writes_to_an_office_outlives_the_clerk_who_took_it(hub: Hub) -> None:
    patient = (await people(hub))[0]
    clerk = await hub.sign_in("billing_clerk")
    thread = (await asked(patient, "Why two bills?", topic="billing"))["thread"]["id"]
    await clerk.post(f"/api/threads/{thread}/messages", words("One is cancelled."), expect=201)
    async with hub.transaction() as db:
        await db.execute(text("UPDATE user_account SET status = 'disabled' WHERE id = :id"), {"id": clerk.user_id})
    other = await hub.sign_in("billing_clerk", "Other")
    await patient.post(f"/api/threads/{thread}/messages", words("And the second?"), expect=201)
    await hub.run_jobs()
    assert [one["kind"] for one in (await other.get("/api/notifications"))["items"]] == ["message"]


async def test_who_answers_or_has_read_before_he_is_told_has_no_bell(hub: Hub) -> None:
    patient, doctor, _ = await people(hub)
    thread = (await asked(patient))["thread"]["id"]
    await hub.run_jobs()
    assert (await doctor.get("/api/notifications"))["unread"] == 1
    await doctor.post(f"/api/threads/{thread}/messages", words("After three days."), expect=201)
    await hub.run_jobs()
    assert (await doctor.get("/api/notifications"))["unread"] == 0
    # The page is open: it has been read before the message's own job ran.
    await patient.post(f"/api/threads/{thread}/messages", words("Thank you."), expect=201)
    await doctor.post(f"/api/threads/{thread}/read", {"seq": 3})
    await hub.run_jobs()
    assert len((await doctor.get("/api/notifications"))["items"]) == 1


async def test_hiding_a_message_leaves_a_reason_and_no_word(hub: Hub) -> None:
    patient, doctor, _ = await people(hub)
    thread = await asked(patient, "<script>alert(1)</script> wrong patient")
    path, message = f"/api/threads/{thread['thread']['id']}", thread["messages"][0]["id"]
    assert (await doctor.get(path))["messages"][0]["text"] == "<script>alert(1)</script> wrong patient"
    await doctor.post(f"/api/messages/{message}/hide", {"reason": "about somebody else"})
    gone = (await patient.get(path))["messages"][0]
    assert (gone["text"], gone["hidden"]) == ("", True)
    assert (await doctor.get(path))["messages"][0]["hidden_reason"] == "about somebody else"
    assert (await doctor.get("/api/threads", search="script"))["items"] == []
    ((reason,),) = await hub.sql("SELECT reason FROM audit_event WHERE entity = 'message' AND action = 'update'")
    assert reason == "about somebody else"
    await patient.post(f"/api/messages/{message}/show", expect=403)
    await doctor.post(f"/api/messages/{message}/show")
    assert (await patient.get(path))["messages"][0]["text"]


async def test_a_message_goes_into_the_chart_and_into_a_task(hub: Hub) -> None:
    patient, doctor, stranger = await people(hub)
    nurse = await hub.sign_in("nurse")
    thread = await asked(patient, "My weight is 80 kg today.")
    path, message = f"/api/threads/{thread['thread']['id']}", thread["messages"][0]["id"]
    file = await patient.call("POST", f"{path}/files", data=b"80 kg", query={"name": "scale.txt"}, expect=201)
    await doctor.get(f"/api/message-files/{file['id']}", expect=404)  # not sent yet
    with_file = await patient.post(f"{path}/messages", words("The scale", file_ids=[file["id"]]), expect=201)
    assert (await doctor.get(f"/api/message-files/{file['id']}")).raw == b"80 kg"
    await stranger.get(f"/api/message-files/{file['id']}", expect=404)
    filed = await doctor.post(f"/api/messages/{message}/chart", {"title": "Weight"}, expect=201)
    assert (await doctor.post(f"/api/messages/{message}/chart", {"title": "Weight"}, expect=409)).code == "filed"
    paper = await doctor.get(f"/api/patients/{patient.patient_id}/documents/{filed['document_id']}")
    assert paper.status == 200 and b"My weight is 80 kg today." in paper.raw
    desk, papers = await hub.sign_in("receptionist"), f"/api/patients/{patient.patient_id}/documents"
    assert (await desk.get(papers))["items"] == [], (
        "what a clinician files is the chart's, in the folder of letters, too"
    )
    await desk.get(f"{papers}/{filed['document_id']}", expect=404)
    scale = {"title": "Scale", "file_id": file["id"]}
    await doctor.post(f"/api/messages/{with_file['id']}/chart", scale, expect=201)
    assert (await doctor.post(f"/api/messages/{with_file['id']}/chart", scale, expect=409)).code == "filed"
    assert [one["filed"] for line in (await doctor.get(path))["messages"] for one in line["files"]] == [True]
    await patient.post(f"/api/messages/{message}/chart", {"title": "Weight"}, expect=403)
    # A task of a nurse's, who sees the message with it, and whose answer the conversation hears of.
    note = {"role": "nurse", "note": "Please call about the weight.", "user_id": str(nurse.user_id)}
    await doctor.post(f"/api/messages/{message}/task", note, expect=201)
    # B09: one for the whole pool does not tell it what a patient with a label has written; who takes it reads it.
    async with hub.transaction() as db:
        about_him = await db.get_one(Patient, patient.patient_id)
        label = await labels.put(db, about_him, Label.psychiatry, actor=SYSTEM)
    everybody = {"role": "nurse", "note": "Look at the scale."}
    await doctor.post(f"/api/messages/{with_file['id']}/task", everybody, expect=201)
    rows = (await nurse.get("/api/tasks", scope="open"))["items"]
    hers, pooled = sorted((one for one in rows if one["form"] == "follow_up"), key=lambda one: one["patient"] is None)
    assert hers["patient"] and pooled["patient"] is None, "what is offered to her by name names him"
    await nurse.get(f"/api/tasks/{pooled['id']}/message", expect=404)
    await nurse.post(f"/api/tasks/{pooled['id']}/claim", {"version": pooled["version"]})
    assert (await nurse.get(f"/api/tasks/{pooled['id']}/message"))["message"]["text"] == "The scale"
    await nurse.post(f"/api/tasks/{pooled['id']}/release")
    async with hub.transaction() as db:
        await labels.take(db, await db.get_one(Patient, patient.patient_id), label.id, actor=SYSTEM)
    assert (await doctor.post(f"/api/messages/{message}/task", note, expect=409)).code == "task_made"
    (task,) = [one for one in (await nurse.get("/api/tasks", scope="open"))["items"] if one["id"] == hers["id"]]
    about = await nurse.get(f"/api/tasks/{task['id']}/message")
    assert about["message"]["text"] == "My weight is 80 kg today." and about["note"].startswith("Please call")
    taken = await nurse.post(f"/api/tasks/{task['id']}/claim", {"version": task["version"]})
    await nurse.post(f"/api/tasks/{task['id']}/complete", {"answers": {}, "version": taken["version"]})
    marks = [f["payload"]["what"] for f in await hub.publish() if f["kind"] == "MessageChanged"]
    assert marks == ["filed", "filed", "task", "task", "task_done"]


async def test_words_are_found_by_who_may_read_them(hub: Hub) -> None:
    patient, doctor, stranger = await people(hub)
    await asked(patient, "The rash on my left elbow is back")
    await asked(patient, "May I drive?")
    found = (await doctor.get("/api/threads", search="ELBOW rash"))["items"]
    assert len(found) == 1 and "elbow" in found[0]["last_text"]
    assert len((await doctor.get("/api/threads", search="knee"))["items"]) == 2, "by subject"
    assert (await stranger.get("/api/threads", search="elbow"))["items"] == []
    assert len((await patient.get("/api/threads", search="drive"))["items"]) == 1


async def test_bad_input_is_refused_in_words(hub: Hub) -> None:
    patient, doctor, stranger = await people(hub)
    body = words("x", kind="care", subject="y")
    assert (await patient.post("/api/threads", {**body, "text": ""}, expect=422)).code
    await patient.post("/api/threads", {**body, "text": "a" * 4001}, expect=422)
    await patient.post("/api/threads", {**body, "subject": "turned \u202e round"}, expect=422)
    assert (
        await patient.post("/api/threads", {**body, "user_ids": [str(stranger.user_id)]}, expect=422)
    ).code == "not_in_team"
    assert (await doctor.post("/api/threads", {**body, "kind": "staff"}, expect=422)).code == "nobody"
    await stranger.post("/api/threads", {**body, "patient_id": str(patient.patient_id)}, expect=404)
    thread = (await asked(patient))["thread"]["id"]
    gone = await patient.post(f"/api/threads/{thread}/messages", words("", file_ids=[str(uuid4())]), expect=422)
    assert gone.code == "file_gone"
    script = await patient.call("POST", f"/api/threads/{thread}/files", data=b"<script>", expect=415)
    assert script.code == "file_type"
    message = (await patient.get(f"/api/threads/{thread}"))["messages"][0]["id"]
    assert (
        await doctor.post(f"/api/messages/{message}/translate", {"language": "es"}, expect=409)
    ).code == "no_translator"
    refused = await patient.post(f"/api/threads/{thread}/close", expect=403)
    assert refused.code == "staff_only"
    await doctor.get("/api/threads", after="nonsense", expect=400)
    clerk = await hub.sign_in("billing_clerk")
    shut = await doctor.post(f"/api/threads/{thread}/members", {"user_id": str(clerk.user_id)}, expect=409)
    assert shut.code == "kept_out", "who could not read it takes no part, and is told of nothing"
    assert len((await doctor.get(f"/api/threads/{thread}"))["members"]) == 2


async def test_b70_messages_of_a_merged_record_are_sealed_for_the_one_that_stays(hub: Hub) -> None:
    patient, doctor, _ = await people(hub)
    other = await hub.sign_in("patient", "Twin")
    await care(hub, other, doctor)
    thread = (await asked(other, "About my shoulder"))["thread"]["id"]
    async with hub.transaction() as db:
        stays, goes = [await db.get_one(Patient, one.patient_id) for one in (patient, other)]
        await merging.merge(db, stays, goes, (), "the same person", actor=SYSTEM)
    rows = await hub.sql("SELECT key_owner FROM message UNION SELECT key_owner FROM message_thread")
    assert [row[0] for row in rows] == [patient.patient_id]
    assert (await patient.get(f"/api/threads/{thread}"))["messages"][0]["text"] == "About my shoulder"


async def test_b70_files_of_conversations_are_in_the_archive_but_for_what_is_not_the_patients(hub: Hub) -> None:
    """Sent ones with their bytes and sums; hidden by the house, not sent or under a veil: neither row nor bytes."""
    patient, doctor, _ = await people(hub)
    path = f"/api/threads/{(await asked(patient))['thread']['id']}"

    async def sent(writer: Client, name: str) -> tuple[str, str]:
        """(message, file) of a message with one file."""
        raw = f"the words of {name}".encode()
        file = await writer.call("POST", f"{path}/files", data=raw, query={"name": name}, expect=201)
        made = await writer.post(f"{path}/messages", words("", file_ids=[file["id"]]), expect=201)
        return made["id"], file["id"]

    (_, mine), (_, theirs), (wrong, _), (veiled, labelled) = [
        await sent(*one) for one in ((patient, "a.txt"), (doctor, "b.txt"), (doctor, "c.txt"), (doctor, "d.txt"))
    ]  # fmt: skip
    await doctor.call("POST", f"{path}/files", data=b"not sent", query={"name": "e.txt"}, expect=201)
    await doctor.post(f"/api/messages/{wrong}/hide", {"reason": "of another patient"})
    filed = await doctor.post(f"/api/messages/{veiled}/chart", {"title": "D", "file_id": labelled}, expect=201)
    async with hub.transaction() as db:
        row = await db.get_one(Patient, patient.patient_id)
        document = UUID(filed["document_id"])
        await labels.put(db, row, Label.hiv, actor=SYSTEM, entity=Labelled.document, entity_id=document)
    colleague = await hub.sign_in("doctor", "Colleague")
    await care(hub, patient, colleague)
    about = words("I would wait", kind="staff", subject="Knee", patient_id=str(patient.patient_id),
                  user_ids=[str(colleague.user_id)])  # fmt: skip
    await doctor.post("/api/threads", about, expect=201)
    officer = await hub.sign_in("privacy_officer")
    url = f"/api/patients/{patient.patient_id}/exports"
    found = {}
    for whole in (False, True):
        await officer.post(url, {"reason": "court", "whole": whole}, expect=201)
        await hub.run_jobs()
        made = (await officer.get(url))["items"][0]
        reply = await officer.get(f"{url}/{made['id']}")
        assert len(reply.raw) == made["size"] == int(reply.headers["Content-Length"])
        archive = zipfile.ZipFile(io.BytesIO(reply.raw))
        assert archive.testzip() is None
        sums = orjson.loads(archive.read("manifest.json"))["files"]
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == one for name, one in sums.items())
        rows = {one["name"] for one in orjson.loads(archive.read("message_file.json"))}
        found[whole] = {name for name in sums if name.startswith("message_file/")}
        assert {name.rpartition("-")[2] for name in found[whole]} == rows
        said = {one["text"] for one in orjson.loads(archive.read("message.json"))}
        assert ("I would wait" in said) is whole and "May I swim with the bandage?" in said
    assert found[False] == {f"message_file/{mine}-a.txt", f"message_file/{theirs}-b.txt"}
    assert {name[-5:] for name in found[True]} == {f"{one}.txt" for one in "abcde"}
