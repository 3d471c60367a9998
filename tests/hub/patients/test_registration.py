"""Registration at the desk: duplicates while typing, numbers by rule, own fields, relatives, newborns, the unknown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.errors import Invalid
from hub.core.ids import uuid7
from hub.patients import numbering
from tests.factories import patients, scheduling
from tests.hub_fixture import Hub

PERSON: dict[str, Any] = {"given": "Maria", "family": "García", "birth_date": "1984-02-09", "sex": "female",
                          "phone": "(212) 555-0123", "email": "m.garcia@example.org"}  # fmt: skip


async def test_duplicates_are_shown_while_typing_with_reasons(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    maria = await desk.post("/api/patients", PERSON, expect=201)
    await desk.post("/api/patients", {**PERSON, "given": "Elena", "email": ""}, expect=201)  # the twin

    async def alike(**typed: Any) -> list[tuple[str, bool]]:
        found = (await desk.get("/api/patients/alike", expect=200, **typed))["items"]
        return [(row["patient"]["given"], row["likely"]) for row in found]

    assert await alike(given="Mar") == []
    assert ("Maria", False) in await alike(given="Maria", family="Garzia")
    assert await alike(given="Maria", family="Garzia", birth_date="1984-09-02") == [("Maria", True)]
    assert dict(await alike(family="X", phone="212 555 0123", birth_date="1984-02-09")) == {
        "Elena": False, "Maria": False,
    }  # fmt: skip
    found = (await desk.get("/api/patients/alike", given="Marya", family="Garcia", birth_date="1984-02-09"))["items"]
    assert found[0]["patient"]["id"] == maria["patient"]["id"] and found[0]["score"] >= 80
    assert {(r["what"], r["how"]) for r in found[0]["reasons"]} == {
        ("family", "same"), ("given", "slip"), ("birth_date", "same"),
    }  # fmt: skip

    # Later, too: on the patient's page, until somebody says that they are two.
    second = await desk.post("/api/patients", {**PERSON, "given": "Marya"}, expect=201)
    url = f"/api/patients/{second['patient']['id']}"
    ids = [row["patient"]["id"] for row in (await desk.get(f"{url}/alike"))["items"]]
    assert ids[0] == maria["patient"]["id"]
    left = await desk.post(f"{url}/not-duplicates", {"other_id": ids[0]}, expect=200)
    assert ids[0] not in [row["patient"]["id"] for row in left["items"]]
    await desk.post(f"{url}/not-duplicates", {"other_id": ids[0]}, expect=200)  # saying it again is nothing new
    assert (await desk.post(f"{url}/not-duplicates", {"other_id": str(uuid7())}, expect=404)).code == "not_found"


@given(st.integers(0, 10**9), st.sampled_from(sorted(numbering.CHECKS)), st.integers(0, 30), st.integers(1, 9))
def test_a_wrong_digit_never_fits_its_check_digit(n: int, check: str, at: int, more: int) -> None:
    pattern = "K{n:6}-{c}"
    numbering.check_rule(pattern, check)
    number = numbering.made(pattern, check, n, 2026)
    assert numbering.fits(pattern, check, number)
    body = number[1 : number.index("-")]
    place = at % len(body)
    wrong = body[:place] + str((int(body[place]) + more) % 10) + body[place + 1 :]
    assert not numbering.fits(pattern, check, f"K{wrong}{number[number.index('-') :]}")


@pytest.mark.parametrize(
    ("pattern", "check"),
    [("{n}{n}", ""), ("{n:4}{c}", ""), ("{n:4}", "luhn"), ("A{n}", ""), ("{c}", "luhn"), ("##{c}{c}", "luhn"),
     ("##{c}", "md5")],
)  # fmt: skip
def test_a_rule_that_cannot_work_is_refused(pattern: str, check: str) -> None:
    with pytest.raises(Invalid, match=r"pattern|check|cannot hold"):
        numbering.check_rule(pattern, check)


def test_check_digits_as_published() -> None:
    assert numbering.luhn("7992739871") == "3"  # the example of every text on it
    assert numbering.mod11("943476591") == "9"  # NHS number 943 476 5919
    assert numbering.mod97("794") == "44"  # ISO 7064 example
    assert numbering.damm("572") == "4"  # Damm's thesis


async def test_numbers_follow_the_rules_of_the_hospital(hub: Hub) -> None:
    admin, desk = await hub.sign_in("admin"), await hub.sign_in("receptionist")
    national = {"code": "ssn", "name": "Social security number", "kind": "national", "pattern": "###-##-####"}
    await admin.put("/api/registration/systems", national, expect=200)
    card = {"code": "card", "name": "Card", "kind": "other", "pattern": "C{n:5}{c}", "check_digit": "luhn"}
    await admin.put("/api/registration/systems", card, expect=200)
    mrn = {"code": "mrn", "name": "MRN", "kind": "mrn", "pattern": "HP{yyyy}-{n:5}{c}", "check_digit": "damm"}
    await admin.put("/api/registration/systems", {**mrn, "pattern": "HP####"}, expect=422)
    await admin.put("/api/registration/systems", mrn, expect=200)
    await desk.put("/api/registration/systems", mrn, expect=403)

    made = await desk.post("/api/patients", {**PERSON, "identifiers": {"ssn": "078-05-1120", "card": ""}}, expect=201)
    assert numbering.fits(mrn["pattern"], "damm", made["patient"]["number"])
    numbers = {row["system"]: row for row in made["identifiers"]}
    assert numbering.fits("C{n:5}{c}", "luhn", numbers["card"]["value"])
    for search in ("078-05-1120", "078051120", made["patient"]["number"].lower(), numbers["card"]["value"]):
        assert [row["id"] for row in (await desk.get("/api/patients", search=search))["items"]] == [
            made["patient"]["id"]
        ], search
    alike = (await desk.get("/api/patients/alike", system="ssn", identifier="078 05 1120"))["items"]
    assert [row["reasons"][0]["what"] for row in alike] == ["identifier"]

    other = {**PERSON, "given": "Ana", "family": "Other", "email": "", "birth_date": "1990-01-01"}
    refused = await desk.post("/api/patients", {**other, "identifiers": {"ssn": "078-05-1120"}}, expect=409)
    assert refused.code == "identifier_taken"
    bad = await desk.post("/api/patients", {**other, "identifiers": {"ssn": "78-05-1120"}}, expect=422)
    assert bad.code == "bad_identifier" and bad["errors"][0]["path"] == "identifiers.ssn"
    url = f"/api/patients/{made['patient']['id']}/identifiers"
    await desk.delete(f"{url}/{numbers['ssn']['id']}", expect=200)
    await desk.delete(f"{url}/{numbers['ssn']['id']}", expect=404)
    await desk.post("/api/patients", {**other, "identifiers": {"ssn": "078-05-1120"}}, expect=201)
    await admin.put("/api/registration/systems", {**national, "required": True}, expect=200)
    assert (await desk.post("/api/patients", {**other, "given": "New"}, expect=422)).code == "identifier_missing"
    assert [row["code"] for row in (await desk.get("/api/registration"))["systems"]] == ["card", "mrn", "ssn"]


async def test_fields_of_the_hospitals_own(hub: Hub) -> None:
    admin, desk = await hub.sign_in("admin"), await hub.sign_in("receptionist")
    faith = {"code": "faith", "label": "Faith", "kind": "choice", "choices": ["none", "other"], "required": True}
    await admin.put("/api/registration/fields", {**faith, "choices": ["one"]}, expect=422)
    await admin.put("/api/registration/fields", faith, expect=200)
    await admin.put("/api/registration/fields", {"code": "veteran", "label": "Veteran", "kind": "boolean"}, expect=200)
    for extra, path in (({}, "extra.faith"), ({"faith": "x"}, "extra.faith"), ({"faith": "none", "z": 1}, "extra.z"),
                        ({"faith": "none", "veteran": "yes"}, "extra.veteran")):  # fmt: skip
        refused = await desk.post("/api/patients", {**PERSON, "extra": extra}, expect=422)
        assert refused.code == "bad_field" and refused["errors"][0]["path"] == path
    made = await desk.post("/api/patients", {**PERSON, "extra": {"faith": "none", "veteran": True}}, expect=201)
    url = f"/api/patients/{made['patient']['id']}"
    changed = await desk.patch(url, {"extra": {"faith": "other"}}, expect=200)
    assert changed["patient"]["extra"] == {"faith": "other", "veteran": True}


async def test_the_unknown_the_newborn_the_deceased_and_the_confidential(hub: Hub) -> None:
    desk, doctor = await hub.sign_in("receptionist"), await hub.sign_in("doctor")
    unknown = await desk.post("/api/patients/unknown", {"sex": "male", "age": 40, "note": "blue jacket"}, expect=201)
    assert (unknown["patient"]["given"], unknown["patient"]["family"]) == ("Unknown", "male, ~40")
    assert unknown["patient"]["unidentified"] and unknown["patient"]["birth_estimated"]
    assert len((await desk.get("/api/patients", search="unknown male"))["items"]) == 1
    assert len((await desk.get("/api/patients", search="jacket"))["items"]) == 1
    url = f"/api/patients/{unknown['patient']['id']}"
    named = await desk.patch(url, {"given": "Igor", "family": "Petrov", "preferred_name": ""}, expect=200)
    assert not named["patient"]["unidentified"]
    assert (await desk.get("/api/patients", search="unknown"))["items"] == []

    mother = await desk.post("/api/patients", PERSON, expect=201)
    baby = await desk.post("/api/patients", {
        "given": "Baby of Maria", "family": "García", "birth_date": scheduling.day().isoformat(), "sex": "unknown",
        "mother_id": mother["patient"]["id"],
    }, expect=201)  # fmt: skip
    assert baby["patient"]["phone"] == mother["patient"]["phone"]
    assert [(row["kinship"], row["patient_id"]) for row in baby["relatives"]] == [("mother", mother["patient"]["id"])]
    hers = await desk.get(f"/api/patients/{mother['patient']['id']}")
    assert [(row["kinship"], row["name"], row["own"]) for row in hers["relatives"]] == [
        ("child", "Baby of Maria García", False)
    ]

    died = {"deceased_on": scheduling.day(9).isoformat()}
    assert (await desk.patch(url, died, expect=422)).code == "bad_death_date"
    gone = await desk.patch(url, {"deceased_on": scheduling.day().isoformat()}, expect=200)
    assert gone["patient"]["deceased"]

    await desk.patch(f"/api/patients/{mother['patient']['id']}", {"confidential": True}, expect=200)
    line = (await desk.get("/api/patients", search="garcia maria 1984-02-09"))["items"][0]
    assert (line["given"], line["family"], line["phone"], line["confidential"]) == ("M.", "G.", "", True)
    async with hub.transaction() as db:
        from hub.core.actor import SYSTEM
        from hub.patients import actions

        await actions.relate(db, line["id"], doctor.practitioner_id, "treating", "stay:1", actor=SYSTEM)
    assert (await doctor.get("/api/patients"))["items"][0]["given"] == "Maria"


async def test_relatives_are_seen_from_both_sides(hub: Hub) -> None:
    desk, own = await hub.sign_in("receptionist"), await hub.sign_in("patient")
    async with hub.transaction() as db:
        father = await patients.patient(db, account=False, given="Luis", sex="male")
    url = f"/api/patients/{own.patient_id}/relatives"
    await desk.post(url, {"kinship": "father", "relative_id": str(father.id), "emergency": True}, expect=201)
    assert (await desk.post(url, {"kinship": "father", "relative_id": str(father.id)}, expect=409)).code == (
        "related_already"
    )
    for wrong, code in (({"relative_id": str(own.patient_id)}, "same_patient"), ({}, "no_name"),
                        ({"name": "X", "phone": "1"}, "bad_phone")):  # fmt: skip
        assert (await desk.post(url, {"kinship": "friend", **wrong}, expect=422)).code == code
    mine = await own.post(
        "/api/my/relatives", {"kinship": "friend", "name": "Zoe", "phone": "212 555 0111"}, expect=201
    )
    assert {(row["kinship"], row["name"].split()[0]) for row in mine["relatives"]} == {
        ("father", "Luis"), ("friend", "Zoe"),
    }  # fmt: skip
    his = (await desk.get(f"/api/patients/{father.id}"))["relatives"]
    assert [row["kinship"] for row in his] == ["child"]
    await own.post("/api/my/relatives", {"kinship": "friend", "relative_id": str(father.id)}, expect=422)  # B07
    other = await hub.sign_in("patient", "Other")
    await other.delete(f"/api/my/relatives/{his[0]['id']}", expect=404)  # B04
    left = await own.delete(f"/api/my/relatives/{his[0]['id']}", expect=200)
    assert [row["name"] for row in left["relatives"]] == ["Zoe"]
