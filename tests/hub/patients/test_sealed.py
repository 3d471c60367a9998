"""Sealed patient fields (B68): a dump of a filled hospital holds none of them; search and merging go on working."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import undefer

import hub.tables  # noqa: F401
from hub import demo
from hub.core import rotation
from hub.core.actor import SYSTEM
from hub.core.db import Base
from hub.core.rotation import RotationKind
from hub.core.sealed import SEALED
from hub.encounters.models import NoteVersion
from tests.counting import counted
from tests.factories import visits
from tests.hub_fixture import Client, Hub

COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')
    ORDER BY 1, 2"""
LOGIN = {("user_account", "email"), ("mail", "recipient")}
"""The address by which somebody signs in is what an account is called; see docs/decisions.md."""
MIXED = {("claim", "snapshot"), ("invoice", "party"), ("patient_letter", "content"), ("patient_merge", "snapshot"),
         ("interchange", "raw"), ("note", "sections"), ("note_version", "content"), ("intake", "answers"),
         ("appointment", "reason"), ("encounter", "reason"), ("prescription", "findings"),
         ("prescription", "instructions"),
         ("record_version", "content"), ("reconciliation", "decisions")}  # fmt: skip
"""They hold what stands elsewhere, too: names of diseases and medicines, the address of the house."""
CANARY: dict[str, Any] = {
    "given": "Clara", "family": "Canary", "birth_date": "1979-05-03", "sex": "female", "phone": "(212) 555-0177",
    "email": "clara.canary@example.org",
    "address": {"line": "17 Aviary Lane", "city": "Finchley", "state": "NY", "postal_code": "10977", "country": "US"},
}  # fmt: skip
NATIONAL = {"code": "national", "name": "National number", "kind": "national", "pattern": "", "check_digit": "",
          "exclusive": True, "required": False, "active": True}  # fmt: skip
EMERGENCY = {"emergency_name": "Konrad Kanarienvogel", "emergency_phone": "(212) 555-0178"}
CHAT, NOTE = "My canary sings at half past three.", "Canary seed, twice a day"
NUMBER = "QX-55-019-772"


async def canary(hub: Hub) -> tuple[Client, dict[str, Any]]:
    """A patient with everything that is sealed, through the desk."""
    desk, admin = await hub.sign_in("receptionist"), await hub.sign_in("admin")
    await admin.put("/api/registration/systems", NATIONAL)
    made = (await desk.post("/api/patients", {**CANARY, "identifiers": {"national": NUMBER}}, expect=201)).data
    changed = await desk.patch(f"/api/patients/{made['patient']['id']}", {"version": 1, **EMERGENCY}, expect=0)
    return desk, changed.data["patient"]


def leaks(known: dict[str, str], clear: str) -> list[str]:
    """Names of the known values that stand in a text."""
    return [name for name, value in known.items() if value in clear]


async def dump(hub: Hub) -> dict[tuple[str, str], str]:
    """(table, column) -> everything that stands in it, as a dump would show it."""
    found = {}
    for table, column, kind in await hub.sql(COLUMNS):
        shown = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
        query = text(f'SELECT string_agg({shown}, chr(10)) FROM "{table}"'.replace("::", "\\:\\:"))
        async with hub.reading() as db:
            found[table, column] = str(await db.scalar(query) or "")
    return found


async def known_values(hub: Hub) -> dict[str, str]:
    """Every sealed text of a patient's own that one can recognise, opened: 'table.column: value' -> value."""
    classes = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]
    public = {str(row[0]) for row in await hub.sql("SELECT phone FROM facility UNION SELECT email FROM user_account")}
    found: dict[str, str] = {}
    async with hub.reading() as db:
        for place in SEALED:
            if (place.table, place.name) in MIXED:
                continue
            kind = classes[place.table]
            everything = select(kind).options(undefer(getattr(kind, place.column)))
            for row in (await db.scalars(everything)).all():
                for value in texts(getattr(row, place.name)):
                    if len(value) > 8 and value not in public:
                        found[f"{place.table}.{place.name}: {value}"] = value
    return found


def texts(value: Any) -> list[str]:
    """The texts somewhere inside a value."""
    if isinstance(value, dict):
        return [one for part in value.values() for one in texts(part)]
    if isinstance(value, list):
        return [one for part in value for one in texts(part)]
    return [value] if isinstance(value, str) else []


async def test_b68_a_dump_of_a_filled_hospital_holds_no_sealed_value(hub: Hub) -> None:
    async with hub.transaction() as db:
        await demo.load(db)
    await hub.run_jobs()
    _, person = await canary(hub)
    visit = await visits.booked(hub)
    for _ in range(2):  # the second time it is the kept answer
        await visit.patient.post(f"{visit.path}/messages", {"body": CHAT}, key="canary-message")
    chart = f"/api/encounters/{visit.encounter_id}"
    version = (await visit.doctor.get(chart))["note"]["version"]
    await visit.doctor.put(f"{chart}/note", {"version": version, "sections": {"plan": NOTE}})
    known = await known_values(hub)
    mine = {"phone": person["phone"], "email": CANARY["email"], "line": "17 Aviary Lane", "number": NUMBER,
            "emergency": "Kanarienvogel", "chat": CHAT, "note": NOTE,
            "emergency_phone": person["emergency_phone"]}  # fmt: skip
    assert len(known) > 150
    found = {
        place: names for place, clear in (await dump(hub)).items()
        if place not in LOGIN and (names := leaks(known, clear) + leaks(mine, clear))
    }  # fmt: skip
    assert found == {}, [(place, sorted(names)[:4]) for place, names in found.items()]


async def test_b68_search_duplicates_and_merging_work_on_sealed_values(hub: Hub) -> None:
    desk, person = await canary(hub)
    one = person["id"]
    for typed in (CANARY["phone"], "2125550177", "555-0177", CANARY["email"].upper(), NUMBER.lower()):
        found = (await desk.get("/api/patients", search=typed))["items"]
        assert [row["id"] for row in found] == [one], typed
    asked: dict[str, Any] = {"family": "X", "system": "national", "identifier": NUMBER.replace("-", " ")}
    (alike,) = (await desk.get("/api/patients/alike", **asked))["items"]
    assert alike["patient"]["id"] == one and {reason["what"] for reason in alike["reasons"]} == {"identifier"}
    taken = await desk.post("/api/patients", {**CANARY, "identifiers": {"national": NUMBER}}, expect=409)
    assert taken.code == "identifier_taken"

    # The same value again is no change: nobody else's screen goes stale over it.
    before = (await desk.get(f"/api/patients/{one}"))["patient"]["version"]
    again = await desk.patch(f"/api/patients/{one}", {"version": before, "phone": CANARY["phone"]})
    assert again["patient"]["version"] == before

    # What the other record had is sealed for whom it belongs to now, and back.
    other = (await desk.post("/api/patients", {**CANARY, "given": "Klara"}, expect=201))["patient"]["id"]
    contact = {"kinship": "friend", "name": "Frieda Fink", "phone": "(212) 555-0179"}
    await desk.post(f"/api/patients/{other}/relatives", contact, expect=201)

    async def contacts(id: str) -> list[str]:
        return [row["name"] for row in (await desk.get(f"/api/patients/{id}"))["relatives"]]

    body = {"other_id": other, "take": ["email", "address"], "reason": "One person"}
    merged = await desk.post(f"/api/patients/{one}/merges", body, expect=201)
    assert await contacts(one) == ["Frieda Fink"]
    merge = merged["items"][0]["id"]
    await desk.post(f"/api/patients/{one}/merges/{merge}/undo", {"reason": "Two after all"})
    assert await contacts(one) == [] and await contacts(other) == ["Frieda Fink"]


async def test_a_page_of_patients_is_opened_in_the_statements_that_load_it(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    for n in range(6):
        person = {**CANARY, "given": f"Clara{'abcdef'[n]}", "email": f"c{n}@example.org"}
        await desk.post("/api/patients", person, expect=201)
    with counted(hub.database) as statements:
        rows = (await desk.get("/api/patients", search="canary"))["items"]
    assert len(rows) == 6 and not [one for one in statements if "FROM data_key" in one and "patient.id" not in one]


async def test_b69_a_rotation_seals_what_may_never_change_again(hub: Hub) -> None:
    """A signed note is append-only; its content is sealed under the new key all the same, and nothing else changes."""
    async with hub.transaction() as db:
        made = (await demo.load(db)).made
    before = await hub.sql("SELECT id, content_sealed, sha256 FROM note_version ORDER BY id")
    patient_id = made["patient"].id
    async with hub.transaction() as db:
        await rotation.start(db, RotationKind.data, actor=SYSTEM)
        while await rotation.step(db):
            pass
    after = await hub.sql("SELECT id, content_sealed, sha256 FROM note_version ORDER BY id")
    assert len(after) == len(before) > 20
    assert all(a[1] != b[1] and a[2] == b[2] for a, b in zip(after, before, strict=True))
    async with hub.reading() as db:
        for row in await db.scalars(select(NoteVersion).where(NoteVersion.patient_id == patient_id)):
            assert hashlib.sha256(orjson.dumps(row.content, option=orjson.OPT_SORT_KEYS)).hexdigest() == row.sha256
    with pytest.raises(DBAPIError, match="append-only"):
        async with hub.transaction() as db:
            await db.execute(text("UPDATE note_version SET sha256 = 'x'"))
