"""Documents, photos, proxies and consents over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.core.scanner import EICAR
from hub.patients import actions, proxies, rules
from hub.patients.models import Proxy, ProxyKind, ProxyStatus
from tests.exchanges import Reply
from tests.factories import patients, scheduling
from tests.hub.core.test_files import PDF, png
from tests.hub_fixture import Client, Hub


async def send(client: Client, method: str, path: str, content: bytes, *, expect: int | None = None) -> Reply:
    return await client.call(method, path, data=content, expect=expect)


async def test_the_folder_of_identity_documents_is_for_the_patient_and_the_desk(hub: Hub) -> None:
    """Like the pictures that he sends before the first visit; who treats him sees all else."""
    desk, own, doctor = await hub.sign_in("receptionist"), await hub.sign_in("patient"), await hub.sign_in("doctor")
    async with hub.transaction() as db:
        await actions.relate(db, own.patient_id, doctor.practitioner_id, "care_team", "manual", actor=SYSTEM)
    url = f"/api/patients/{own.patient_id}/documents"
    await send(own, "POST", "/api/my/documents?folder=identity&title=Passport", PDF, expect=201)
    await send(own, "POST", "/api/my/documents?folder=insurance&title=Card", PDF, expect=201)
    found = {row["title"]: row["id"] for row in (await own.get("/api/my/documents"))["items"]}
    path, card = f"{url}/{found['Passport']}", f"{url}/{found['Card']}"
    assert (await own.get(f"/api/my/documents/{found['Passport']}", expect=200)).raw == PDF
    assert {row["title"] for row in (await desk.get(url))["items"]} == {"Passport", "Card"}
    assert (await desk.get(path, expect=200)).raw == PDF
    looks = await hub.sql("SELECT count(*) FROM audit_event WHERE entity = 'document' AND action = 'read' "
                          "AND entity_id = :id", id=found["Passport"])  # fmt: skip
    assert looks[0][0] >= 2, "each look is written down"

    listed = await doctor.get(url, expect=200)
    assert [row["title"] for row in listed["items"]] == ["Card"] and not listed["restricted"]
    for answer in (
        await doctor.get(path, expect=404), await doctor.get(f"{path}/versions", expect=404),
        await doctor.patch(path, {"title": "X"}, expect=404),
        await doctor.patch(path, {"folder": "other"}, expect=404),
        await doctor.post(f"{path}/entered-in-error", {"reason": "x"}, expect=404),
        await send(doctor, "POST", f"{path}/versions?name=x.pdf", PDF, expect=404),
    ):  # fmt: skip
        assert answer.code == "not_found"
    # Nor can he put there what he will not see again.
    filed = await send(doctor, "POST", f"{url}?folder=identity&title=Licence", PDF, expect=403)
    moved = await doctor.patch(card, {"folder": "identity"}, expect=403)
    assert filed.code == moved.code == "identity_folder"
    await desk.patch(path, {"folder": "correspondence"}, expect=200)
    await doctor.get(path, expect=200)


async def test_documents_are_filed_seen_replaced_and_marked(hub: Hub) -> None:
    desk, own, doctor = await hub.sign_in("receptionist"), await hub.sign_in("patient"), await hub.sign_in("doctor")
    url = f"/api/patients/{own.patient_id}/documents"
    made = await send(
        desk, "POST", f"{url}?folder=identity&title=Passport&name=..%2F..%2Fp%22ass.html", PDF, expect=201
    )
    row = made["items"][0]
    assert (row["latest"]["name"], row["latest"]["media_type"], row["visibility"]) == (
        "pass.pdf", "application/pdf", "staff",
    )  # fmt: skip
    assert (await own.get("/api/my/documents"))["items"] == []
    await own.get(f"/api/my/documents/{row['id']}", expect=404)
    got = await desk.get(f"{url}/{row['id']}", expect=200)
    assert got.raw == PDF and got.headers["Content-Disposition"].startswith('attachment; filename="pass.pdf"')
    assert got.headers["X-Content-Type-Options"] == "nosniff" and got.headers["Content-Security-Policy"].startswith(
        "sandbox; default-src 'none'"
    )
    await desk.patch(f"{url}/{row['id']}", {"visibility": "patient"}, expect=200)
    assert (await own.get(f"/api/my/documents/{row['id']}", expect=200)).raw == PDF

    await send(desk, "POST", f"{url}/{row['id']}/versions?name=new.png", png(), expect=201)
    assert (await desk.get(f"{url}/{row['id']}", version=1, expect=200)).raw == PDF
    assert (await desk.get(f"{url}/{row['id']}", expect=200)).raw == png()
    assert [v["number"] for v in (await desk.get(f"{url}/{row['id']}/versions"))["items"]] == [2, 1]

    # B33, B32, the scanner: nothing of it is kept.
    for content, status, code in ((b"<svg onload=x>", 415, "file_type"), (EICAR, 422, "file_infected"),
                                  (png(30_000, 30_000), 413, "too_large"), (b"", 422, "file_empty")):  # fmt: skip
        refused = await send(desk, "POST", f"{url}?folder=other&title=X", content, expect=status)
        assert refused.code == code
    assert (await hub.sql("SELECT count(*) FROM document"))[0][0] == 1

    # Clinical folders are the chart's: reception files them and does not read them.
    await send(desk, "POST", f"{url}?folder=result&title=Blood&visibility=patient", PDF, expect=201)
    assert [d["title"] for d in (await desk.get(url))["items"]] == ["Passport"]
    await doctor.get(url, expect=404)
    async with hub.transaction() as db:
        await actions.relate(db, own.patient_id, doctor.practitioner_id, "treating", "stay:1", actor=SYSTEM)
    blood = (await doctor.get(url))["items"][0]
    assert blood["title"] == "Blood"
    await desk.get(f"{url}/{blood['id']}", expect=404)  # B08: as if it were not there

    mine = await send(own, "POST", "/api/my/documents?folder=insurance&title=Card&name=card.png", png(), expect=201)
    assert mine["items"][0]["by_patient"] and mine["items"][0]["visibility"] == "patient"
    await send(own, "POST", "/api/my/documents?folder=result&title=X", PDF, expect=422)
    other = await hub.sign_in("patient", "Other")
    await other.get(f"/api/my/documents/{mine['items'][0]['id']}", expect=404)  # B04
    await desk.post(f"{url}/{row['id']}/entered-in-error", {"reason": "Of somebody else"}, expect=200)
    await own.get(f"/api/my/documents/{row['id']}", expect=404)
    assert (await send(desk, "POST", f"{url}/{row['id']}/versions", PDF, expect=409)).code == "entered_in_error"
    assert (await desk.post(f"{url}/{row['id']}/entered-in-error", {"reason": "x"}, expect=409)).code == "illegal_move"
    await hub.run_jobs()
    assert "Passport" not in str(hub.facts) and "DocumentChanged" in [fact["kind"] for fact in hub.facts]


async def test_a_photo_is_given_shown_and_taken_away(hub: Hub) -> None:
    own, desk = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    await own.get("/api/my/photo", expect=404)
    assert (await send(own, "PUT", "/api/my/photo", PDF, expect=415)).code == "file_type"
    assert (await send(own, "PUT", "/api/my/photo", png(), expect=200))["patient"]["has_photo"]
    url = f"/api/patients/{own.patient_id}/photo"
    got = await desk.get(url, expect=200)
    assert got.raw == png() and got.headers["Content-Type"] == "image/png"
    assert not (await send(desk, "PUT", url, b"", expect=200))["patient"]["has_photo"]
    await hub.run_jobs()
    await desk.get(url, expect=404)


def test_rights_shrink_as_a_child_grows_up() -> None:
    born, ages = date(2010, 3, 1), proxies.Ages(12, 18)
    row = Proxy(
        kind=ProxyKind.parent, status=ProxyStatus.active, rights=list(proxies.RIGHTS), starts_on=date(2011, 1, 1)
    )
    everything = frozenset(proxies.RIGHTS)
    for day, reach in ((date(2010, 12, 31), frozenset()), (date(2011, 1, 1), everything),
                       (date(2022, 2, 28), everything), (date(2022, 3, 1), everything - proxies.CONFIDENTIAL),
                       (date(2028, 2, 29), everything - proxies.CONFIDENTIAL),
                       (date(2028, 3, 1), frozenset())):  # fmt: skip
        assert proxies.rights_today(row, born, day, ages) == reach, day
    row.kind = ProxyKind.paper
    assert proxies.rights_today(row, born, date(2040, 1, 1), ages) == everything
    row.ends_on = date(2039, 12, 31)
    assert proxies.rights_today(row, born, date(2040, 1, 1), ages) == frozenset()
    row.status = ProxyStatus.revoked
    assert proxies.rights_today(row, born, date(2039, 1, 1), ages) == frozenset()


async def test_parents_papers_and_invitations(hub: Hub) -> None:
    desk, parent, other = (
        await hub.sign_in("receptionist"),
        await hub.sign_in("patient"),
        await hub.sign_in("patient", "Ola"),
    )
    today = scheduling.day()
    async with hub.transaction() as db:
        child = await patients.patient(db, account=False, given="Kim", birth_date=today - timedelta(days=9 * 366))
        grown = await patients.patient(db, account=False, birth_date=today - timedelta(days=30 * 366))
    url = f"/api/patients/{child.id}/proxies"
    parents: dict[str, Any] = {"kind": "parent", "kinship": "mother", "proxy_patient_id": str(parent.patient_id),
                               "identity": "passport", "rights": ["book", "record", "details"]}  # fmt: skip
    given = await desk.post(url, parents, expect=201)
    assert given["items"][0]["rights_today"] == ["details", "book", "record"]
    assert (await desk.post(url, parents, expect=409)).code == "proxy_already"
    for wrong, code in (({"proxy_patient_id": str(grown.id)}, "no_account"), ({"kind": "paper"}, "no_paper"),
                        ({"ends_on": "2020-01-01"}, "period")):  # fmt: skip
        assert (await desk.post(url, {**parents, "proxy_patient_id": str(other.patient_id), **wrong}, expect=422)
                ).code == code  # fmt: skip
    await desk.post(url, {**parents, "rights": ["everything"]}, expect=422)  # B07
    assert (await desk.post(f"/api/patients/{grown.id}/proxies", parents, expect=422)).code == "not_a_minor"
    family = await parent.get("/api/my/family", expect=200)
    assert [(one["name"], one["rights"]) for one in family["acts_for"]] == [(child.name, ["details", "book", "record"])]
    assert (await other.get("/api/my/family"))["acts_for"] == []
    with travel(timedelta(days=5 * 366)):
        grown_up = await hub.sign_in("receptionist", "Later")
        assert (await grown_up.get(url))["items"][0]["rights_today"] == ["details", "book"]
    await (await hub.sign_in("admin")).put("/api/registration/ages", {"teen": 5, "adult": 16}, expect=200)
    assert (await desk.get(url))["items"][0]["rights_today"] == ["details", "book"]

    # By invitation: only the invited address can agree, once; both sides can end it.
    address = (await parent.get("/api/my/details"))["patient"]["email"]
    ask = {"email": address.upper(), "rights": ["bills", "book"], "kinship": "friend"}
    asked = await other.post("/api/my/family/invitations", ask, expect=201)
    proxy_id = asked["acted_for_by"][0]["id"]
    assert (await other.post("/api/my/family/invitations", {**ask, "email": "xxx"}, expect=422)).code == "bad_email"
    await other.post(f"/api/my/family/{proxy_id}/accept", expect=404)
    await desk.post(f"/api/my/family/{proxy_id}/accept", expect=404)
    assert [row["proxy_id"] for row in (await parent.get("/api/my/family"))["invitations"]] == [proxy_id]
    agreed = await parent.post(f"/api/my/family/{proxy_id}/accept", expect=200)
    assert {one["patient_id"] for one in agreed["acts_for"]} == {str(child.id), str(other.patient_id)}
    await parent.post(f"/api/my/family/{proxy_id}/accept", expect=404)
    await parent.post(f"/api/my/family/{proxy_id}/revoke", {"reason": "x"}, expect=404)  # it is not about him
    await other.post(f"/api/my/family/{proxy_id}/revoke", {"reason": "No longer"}, expect=200)
    assert len((await parent.get("/api/my/family"))["acts_for"]) == 1
    await parent.post(f"/api/my/family/{given['items'][0]['id']}/leave", expect=200)
    assert (await parent.get("/api/my/family"))["acts_for"] == []
    await hub.publish()
    told = [fact["payload"]["ended"] for fact in hub.facts if fact["kind"] == "ProxyChanged"]
    assert told == [False, False, False, True, True]


async def test_consents_keep_text_version_language_and_signature(hub: Hub) -> None:
    admin, own, desk = await hub.sign_in("admin"), await hub.sign_in("patient"), await hub.sign_in("receptionist")
    texts = {row["kind"]: row for row in (await own.get("/api/my/consent-texts"))["items"]}
    assert (
        texts["treatment"]["text_version"] == rules.CONSENT_VERSIONS["treatment"]
        and texts["treatment"]["language"] == "en"
    )
    strokes = [[1, 2, 3, 4, 500, 600] * 3]
    drawn = {"kind": "treatment", "signature": "Pat Test", "signed": "drawn", "strokes": strokes}
    for wrong in ({"strokes": None}, {"strokes": [[1, 2]]}, {"strokes": [[5000, 1] * 10]}, {"signature": " "},
                  {"signed": "paper"}):  # fmt: skip
        assert (await own.post("/api/my/consents/sign", {**drawn, **wrong}, expect=422)).code == "no_signature"
    signed = (await own.post("/api/my/consents/sign", drawn, expect=201))["consents"][0]
    assert signed["signed"] == "drawn" and signed["strokes"] == drawn["strokes"]
    again = await own.post("/api/my/consents/sign", drawn, expect=201)
    assert len(again["consents"]) == 1
    await hub.run_jobs()
    [paper] = (await own.get("/api/my/documents"))["items"]
    assert (await own.get("/api/my/details"))["consents"][0]["document_id"] == paper["id"]
    assert (paper["folder"], paper["title"]) == ("consent", texts["treatment"]["title"])
    assert (await own.get(f"/api/my/documents/{paper['id']}", expect=200)).raw.startswith(b"%PDF")

    new = {
        "kind": "treatment",
        "text_version": "2027-01",
        "language": "es",
        "title": "Nuevo",
        "body": "Acepto todo. " * 3,
    }
    await admin.post("/api/registration/consent-texts", new, expect=201)
    assert (await admin.post("/api/registration/consent-texts", new, expect=409)).code == "version_taken"
    await own.post("/api/registration/consent-texts", new, expect=403)
    await own.patch("/api/my/details", {"language": "es-MX"}, expect=200)
    texts = {row["kind"]: row for row in (await own.get("/api/my/consent-texts"))["items"]}
    assert texts["treatment"]["title"] == "Nuevo" and texts["billing"]["language"] == "es"
    paper = {"kind": "treatment", "signature": "Pat Test", "signed": "paper"}
    url = f"/api/patients/{own.patient_id}/consents"
    page = await desk.post(url, paper, expect=201)
    assert [(c["text_version"], c["language"], c["signed"]) for c in page["consents"] if c["kind"] == "treatment"] == [
        ("2027-01", "es", "paper"), (rules.CONSENT_VERSIONS["treatment"], "en", "drawn"),
    ]  # fmt: skip
    hashes = await hub.sql("SELECT count(DISTINCT text_sha256), min(length(text_sha256)) FROM consent")
    assert tuple(hashes[0]) == (2, 64)
    ended = await desk.post(f"{url}/{page['consents'][0]['id']}/withdraw", {"reason": "By letter"}, expect=200)
    assert ended["consents"][0]["withdrawn_at"]
    assert (await hub.sql("SELECT withdrawn_by FROM consent WHERE withdrawn_at IS NOT NULL"))[0][0] == desk.user_id
