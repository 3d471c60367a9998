"""Third persons: a link that works once, for one browser, one visit and one role, and shows no chart (B22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.visits import guest_letters, queries
from tests.exchanges import Reply
from tests.factories import visits
from tests.hub_fixture import Client, Hub

ANA = {"name": "Ana Lima", "role": "interpreter", "language": "pt"}


async def invited(visit: visits.TheVisit, who: Client | None = None, **more: Any) -> tuple[Reply, str]:
    reply = await (who or visit.doctor).post(f"{visit.path}/guests", ANA | more)
    return reply.data, str(reply["link"]).partition("#")[2]


async def test_b22_a_guest_link_is_good_for_one_browser_one_visit_and_no_chart(hub: Hub) -> None:
    visit = await (await (await visits.booked(hub)).prepare()).wait()
    reply, token = await invited(visit)
    assert len(token) >= 43 and "/guest#" in reply["link"], "256 bits, behind #: no log holds it"
    kept = await hub.sql("SELECT token_hash FROM visit_guest")
    assert token.encode() not in bytes(kept[0][0])
    assert token not in str(await hub.sql("SELECT * FROM audit_event"))
    guest, other = hub.client(), hub.client()
    seen = await guest.post("/api/guest", {"token": token})
    assert (seen["name"], seen["role"], seen["language"], seen["state"]) == ("Ana Lima", "interpreter", "pt", "waiting")
    assert set(seen.data) == {
        "guest_id", "visit_id", "name", "role", "language", "state", "starts_at", "expires_at", "clinician", "patient",
        "hospital", "recording", "transcript",
    }  # fmt: skip
    assert " " not in seen["patient"], "the given name only"
    assert (await other.post("/api/guest", {"token": token}, expect=410)).code == "link_over"
    assert (await guest.post("/api/guest", {"token": token}))["guest_id"] == seen["guest_id"], "its own browser may"
    for path in (visit.path, f"{visit.path}/messages", f"{visit.path}/ice", "/api/visits", "/api/tasks"):
        await guest.get(path, expect=401)
    await visit.admit()
    assert (await guest.get("/api/guest"))["state"] == "open"
    await visit.doctor.post(f"{visit.path}/hold")
    assert (await guest.get("/api/guest"))["state"] == "on_hold"
    await visit.doctor.delete(f"{visit.path}/guests/{seen['guest_id']}")
    assert (await guest.get("/api/guest", expect=401)).code == "guest_over"
    assert (await guest.post("/api/guest", {"token": token}, expect=410)).code == "link_over"


async def test_b22_a_pin_has_five_tries_and_a_link_its_time(hub: Hub) -> None:
    visit = await (await (await visits.booked(hub)).prepare()).wait()
    reply, token = await invited(visit, with_pin=True)
    guest = hub.client()
    assert (await guest.post("/api/guest", {"token": token}, expect=403)).code == "pin_needed"
    wrong = "000000" if reply["pin"] != "000000" else "111111"
    for _ in range(5):
        assert (await guest.post("/api/guest", {"token": token, "pin": wrong}, expect=403)).code == "pin_wrong"
    assert (await guest.post("/api/guest", {"token": token, "pin": reply["pin"]}, expect=410)).code == "link_over"
    reply, token = await invited(visit, with_pin=True)
    assert (await guest.post("/api/guest", {"token": token, "pin": reply["pin"]}))["name"] == "Ana Lima"
    _, late = await invited(visit)
    with travel(timedelta(hours=4)):
        assert (await guest.get("/api/guest", expect=401)).code == "guest_over"
        assert (await guest.post("/api/guest", {"token": late}, expect=410)).code == "link_over"
    assert (await guest.post("/api/guest", {"token": "B" * 43}, expect=410)).code == "link_over"


async def test_who_may_invite_whom_and_how_many(hub: Hub) -> None:
    visit = await (await visits.booked(hub)).prepare()
    await visit.patient.post(f"{visit.path}/guests", {"name": "Rosa", "role": "relative"})
    refused = await visit.patient.post(f"{visit.path}/guests", {"name": "Dr No", "role": "colleague"}, expect=403)
    assert refused.code == "clinician_only"
    await invited(visit)
    await invited(visit)
    assert (await visit.doctor.post(f"{visit.path}/guests", ANA, expect=409)).code == "too_many_guests"
    rows = (await visit.patient.get(f"{visit.path}/guests"))["items"]
    assert [(row["name"], row["invited_side"]) for row in rows][:2] == [("Rosa", "patient"), ("Ana Lima", "clinician")]
    theirs = f"{visit.path}/guests/{rows[1]['id']}"
    assert (await visit.patient.delete(theirs, expect=403)).code == "not_your_guest"
    await visit.doctor.delete(f"{visit.path}/guests/{rows[0]['id']}")
    stranger = await hub.sign_in("doctor", "Stranger")
    await stranger.get(f"{visit.path}/guests", expect=404)
    await stranger.delete(theirs, expect=404)
    for wrong in ({"name": ""}, {"name": "x" * 81}, {"role": "spy"}, {"language": "a b"}, {"name": "A\nB"}):
        await visit.doctor.post(f"{visit.path}/guests", ANA | wrong, expect=422)


async def test_b67_a_link_that_the_hub_sends_is_in_the_message_and_nowhere_else(hub: Hub) -> None:
    visit, admin = await (await (await visits.booked(hub)).prepare()).wait(), await hub.sign_in("admin")
    for wrong in ({"via": "email"}, {"to": "x@example.org"}, {"via": "email", "to": "nobody"},
                  {"via": "sms", "to": "12"}, {"via": "pigeon", "to": "x"}):  # fmt: skip
        await visit.doctor.post(f"{visit.path}/guests", ANA | wrong, expect=422)
    _, first = await invited(visit, via="email", to="Ana.Lima@Example.org")
    texted, second = await invited(visit, visit.patient, via="sms", to="(212) 555-0142", with_pin=True)
    _, third = await invited(visit, via="email", to="late@example.org")
    ((gone,),) = await hub.sql("SELECT id FROM visit_guest WHERE sent_to = 'l…@example.org'")
    assert (await hub.sql("SELECT count(*) FROM visit_guest_letter WHERE link_sealed LIKE '1|%'"))[0][0] == 3
    await visit.doctor.delete(f"{visit.path}/guests/{gone}")
    await hub.run_jobs()
    (mail,) = [one for one in (await admin.get("/api/admin/mailbox"))["items"] if "invited" in one["subject"]]
    assert mail["recipient"] == "ana.lima@example.org"
    body = (await admin.get(f"/api/admin/mailbox/{mail['id']}"))["body_text"]
    assert f"/guest#{first}" in body and visit.patient.actor.name not in body, "no patient's name"
    (listed,) = (await admin.get("/api/admin/text-messages"))["items"]
    assert second not in listed["body"], "only who opens it reads it, and that is written down"
    message = await admin.get(f"/api/admin/text-messages/{listed['id']}")
    assert f"/guest#{second}" in message["body"] and texted["pin"] not in message["body"], "the PIN goes another way"
    guests = (await visit.doctor.get(f"{visit.path}/guests"))["items"]
    assert [(one["sent_via"], one["sent_to"], one["sent_at"] is not None) for one in guests] == [
        ("email", "a…@example.org", True), ("sms", "…0142", True), ("email", "l…@example.org", False),
    ]  # fmt: skip
    async with hub.transaction() as db:
        await guest_letters.give_up(db)
    assert await hub.sql("SELECT 1 FROM visit_guest_letter") == [], "nor does a removed guest's link lie here"
    for table in ("audit_event", "outbox", "job", "visit_guest", "visit_guest_letter"):
        kept = str(await hub.sql(f"SELECT * FROM {table}"))
        assert not any(token in kept for token in (first, second, third)), table
    assert (await hub.client().post("/api/guest", {"token": first}))["name"] == "Ana Lima"

    # The mail server stays away and the job dies: the link does not lie there for ever, and who invited is told.
    await invited(visit, via="email", to="never@example.org")
    with travel(guest_letters.GIVE_UP_AFTER + timedelta(minutes=1)):
        async with hub.transaction() as db:
            await guest_letters.give_up(db)
    assert await hub.sql("SELECT 1 FROM visit_guest_letter") == []
    last = (await visit.doctor.get(f"{visit.path}/guests"))["items"][-1]
    assert (last["sent_to"], last["sent_at"], last["send_problem"]) == ("n…@example.org", None, "not_sent")

    # While a letter is on its way nobody waits for the mail server: the visit may end, and nothing is left to note.
    await visit.doctor.delete(f"{visit.path}/guests/{last['id']}")
    await invited(visit, via="email", to="slow@example.org")
    ((letter_id,),) = await hub.sql("SELECT id FROM visit_guest_letter")
    async with hub.transaction() as sending:
        assert await guest_letters.letter(sending, letter_id)
        async with hub.transaction() as db:
            await db.execute(text("SET LOCAL lock_timeout = '5s'"))
            await guest_letters.forget(db, await queries.visit_by_id(db, visit.id))
        await guest_letters.done(sending, letter_id, "", actor=SYSTEM)
    assert await hub.sql("SELECT sent_at FROM visit_guest WHERE sent_to LIKE 's%'") == [(None,)]
