"""A record handed over at the desk, over HTTP: the desk gives it out and reads nothing, the slip opens it."""

from __future__ import annotations

import io
import zipfile

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
