"""A record handed over at the desk, over HTTP: the desk gives it out and reads nothing, the slip opens it."""

from __future__ import annotations

import io
import zipfile

from hub.patients.proxies import RIGHTS
from tests.hub_fixture import Hub

REASON = "The patient moves to another town"


async def test_a_record_is_handed_over_at_the_desk(hub: Hub) -> None:
    desk, patient, stranger = await hub.sign_in("receptionist"), await hub.sign_in("patient"), hub.client()
    url = f"/api/patients/{patient.patient_id}/handovers"
    await desk.post(url, {"identity": "a friend", "reason": REASON}, expect=422)
    made = (await desk.post(url, {"identity": "passport", "reason": REASON}, expect=201)).data
    assert len(made["code"]) == 19 and made["items"][0]["status"] == "queued"
    born = (await patient.get("/api/my/details"))["patient"]["birth_date"]
    slip = {"code": made["code"], "birth_date": born}
    assert (await stranger.post("/api/exports/pick-up", slip, expect=409)).code == "not_ready"
    assert (await desk.post(url, {"identity": "passport", "reason": REASON}, expect=409)).code == "export_running"
    await hub.run_jobs()
    for wrong in ({**slip, "birth_date": "1900-01-01"}, {**slip, "code": "ABCD-EFGH-JKLM-NPQR"}):
        assert (await stranger.post("/api/exports/pick-up", wrong, expect=404)).code == "nothing_to_pick_up"
    raw = (await stranger.post("/api/exports/pick-up", {**slip, "code": made["code"].lower()})).raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert "patient.json" in archive.namelist()
    listed = (await desk.get(url))["items"][0]
    assert listed["downloads"] == 1 and listed["identity"] == "passport" and "code" not in listed
    await desk.get(f"/api/patients/{patient.patient_id}/exports/{listed['id']}", expect=403)
    for _ in range(4):
        await stranger.post("/api/exports/pick-up", slip)
    assert (await stranger.post("/api/exports/pick-up", slip, expect=410)).code == "export_expired"
    await (await hub.sign_in("nurse")).post(url, {"identity": "passport", "reason": REASON}, expect=403)
    trail = await hub.sql(
        "SELECT action, coalesce(after::text, '') AS t FROM audit_event WHERE entity = 'patient_export'"
    )
    assert [one.action for one in trail].count("export") == 5
    assert not any(made["code"].replace("-", "") in one.t for one in trail)


async def test_a_slip_is_given_to_who_acts_for_the_patient_and_can_be_taken_back(hub: Hub) -> None:
    desk, patient, aunt = [await hub.sign_in(*who) for who in (["receptionist"], ["patient"], ["patient", "Aunt"])]
    stranger, here = hub.client(), f"/api/patients/{patient.patient_id}"
    url, paper = f"{here}/handovers", {"kind": "paper", "paper": "court", "identity": "passport"}
    given = {**paper, "proxy_patient_id": str(aunt.patient_id)}
    (few,) = (await desk.post(f"{here}/proxies", {**given, "rights": ["book"]}, expect=201))["items"]
    asked = {"identity": "passport", "reason": REASON, "proxy_id": few["id"]}
    assert (await desk.get(url))["receivers"] == []
    assert (await desk.post(url, asked, expect=422)).code == "not_acting"
    await desk.post(f"{here}/proxies/{few['id']}/revoke", {"reason": "over"})
    await desk.post(f"{here}/proxies", {**given, "rights": list(RIGHTS)}, expect=201)
    (receiver,) = (await desk.get(url))["receivers"]
    asked["proxy_id"] = receiver["proxy_id"]
    first = await desk.post(url, asked, expect=201)
    assert (receiver["name"], first["items"][0]["handed_to"]) == (aunt.actor.name, aunt.actor.name)
    born = (await patient.get("/api/my/details"))["patient"]["birth_date"]
    taken_back = await desk.delete(f"{url}/{first['items'][0]['id']}")
    assert taken_back["items"][0]["status"] == "withdrawn"
    second = await desk.post(url, asked, expect=201)  # the one that was taken back is not in its way
    await hub.run_jobs()
    slip = {"code": second["code"], "birth_date": born}
    gone = await stranger.post("/api/exports/pick-up", {**slip, "code": first["code"]}, expect=410)
    assert gone.code == "export_expired"
    for _ in range(3):  # what is right counts for nothing
        await stranger.post("/api/exports/pick-up", slip)
    assert (await hub.sql("SELECT labels FROM patient_export WHERE downloads = 3"))[0][0] == "veiled"
    await desk.post(f"{here}/proxies/{receiver['proxy_id']}/revoke", {"reason": "over"})
    assert (await stranger.post("/api/exports/pick-up", slip, expect=410)).code == "export_expired"
    for _ in range(10):
        await stranger.post("/api/exports/pick-up", {**slip, "birth_date": "1900-01-01"}, expect=404)
    await stranger.post("/api/exports/pick-up", slip, expect=429)
    third = await desk.post(url, {"identity": "passport", "reason": REASON}, expect=201)
    (again,) = [one for one in third["items"] if one["status"] == "ready"]
    await desk.delete(f"{url}/{again['id']}")
    await desk.delete(f"{url}/{again['id']}", expect=409)
