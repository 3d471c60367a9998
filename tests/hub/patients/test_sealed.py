"""Sealed patient fields (B68): a dump of a filled hospital holds none of them; search and merging go on working."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import undefer

import hub.tables  # noqa: F401
from hub import demo
from hub.core.db import Base
from hub.core.sealed import SEALED
from tests.hub_fixture import Client, Hub

COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')
    ORDER BY 1, 2"""
LOGIN = {("user_account", "email"), ("mail", "recipient")}
"""The address by which somebody signs in is what an account is called; see docs/decisions.md."""
SNAPSHOTS = {
    ("claim", "snapshot"),
    ("invoice", "party"),
    ("patient_letter", "content"),
    ("patient_merge", "snapshot"),
    ("interchange", "raw"),
    ("note_version", "content"),
}
"""They hold the values of other fields, and words of the house's own beside them."""
CANARY: dict[str, Any] = {
    "given": "Clara", "family": "Canary", "birth_date": "1979-05-03", "sex": "female", "phone": "(212) 555-0177",
    "email": "clara.canary@example.org",
    "address": {"line": "17 Aviary Lane", "city": "Finchley", "state": "NY", "postal_code": "10977", "country": "US"},
}  # fmt: skip
SYSTEM = {"code": "national", "name": "National number", "kind": "national", "pattern": "", "check_digit": "",
          "exclusive": True, "required": False, "active": True}  # fmt: skip
EMERGENCY = {"emergency_name": "Konrad Kanarienvogel", "emergency_phone": "(212) 555-0178"}
NUMBER = "QX-55-019-772"


async def canary(hub: Hub) -> tuple[Client, dict[str, Any]]:
    """A patient with everything that is sealed, through the desk."""
    desk, admin = await hub.sign_in("receptionist"), await hub.sign_in("admin")
    await admin.put("/api/registration/systems", SYSTEM)
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
            if (place.table, place.name) in SNAPSHOTS:
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
    known = await known_values(hub)
    mine = {"phone": person["phone"], "email": CANARY["email"], "line": "17 Aviary Lane", "number": NUMBER,
            "emergency": "Kanarienvogel", "emergency_phone": person["emergency_phone"]}  # fmt: skip
    assert len(known) > 150
    found = {
        place: names for place, clear in (await dump(hub)).items()
        if place not in LOGIN and (names := leaks(known, clear) + leaks(mine, clear))
    }  # fmt: skip
    assert found == {}, {place: sorted(names)[:3] for place, names in found.items()}
