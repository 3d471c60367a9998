"""Third persons: a link that works once, for one browser, one visit and one role, and shows no chart (B22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.core.clock import travel
from tests.factories import visits
from tests.hub_fixture import Client, Hub, Reply

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
        "hospital", "recording",
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
