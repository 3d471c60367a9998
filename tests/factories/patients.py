"""Patients for tests."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.patients import actions
from hub.patients.models import Patient, Sex
from tests.factories.notifications import mails

if TYPE_CHECKING:
    from tests.hub_fixture import Client, Hub

PERSON: dict[str, Any] = {
    "given": "Maria",
    "birth_date": date(1980, 5, 17),
    "sex": Sex.female,
    "phone": "+12125550123",
    "address": {"line": "12 Elm Street", "city": "Albany", "state": "NY", "postal_code": "12207", "country": "US"},
}


async def patient(db: Db, *, account: bool = True, password: str | None = None, **values: Any) -> Patient:
    """A patient with an account (`account=False`: without)."""
    tail = uuid7().hex[-8:]
    person = {**PERSON, "family": f"Test{tail}", "email": f"patient.{tail}@example.org", **values}
    if not account:
        return await actions.register(db, actor=SYSTEM, **person)
    from tests.factories import identity

    id = uuid7()
    user = await identity.user(
        db, "patient", email=person["email"], name=f"{person['given']} {person['family']}", patient_id=id,
        password=password,
    )  # fmt: skip
    row = await actions.register(db, id=id, actor=SYSTEM, **person)
    row.user_id = user.id
    await db.flush()
    return row


async def registered(hub: Hub, person: dict[str, Any]) -> Client:
    """Somebody registers, uses the link of the letter, and is signed in."""
    browser = hub.client()
    await browser.post("/api/patients/register", person, expect=202)
    made = await browser.post("/api/patients/register/confirm", {"token": await link(hub)}, expect=201)
    browser.csrf = made["csrf"]
    return browser


async def link(hub: Hub) -> str:
    """The token of the letter that ends a registration, the last one."""
    last = next(mail for mail in await mails(hub) if "/confirm#" in mail.body_text)
    return last.body_text.partition("/confirm#")[2].split()[0]
