"""B05: the token of an app that acts for a patient reaches that patient's own record, by every route, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hub.core.db import Base
from hub.core.http import ROUTES, Route
from hub.identity.oauth.rules import IDENTITY, SCOPES
from hub.identity.roles import ROLES
from tests.architecture.caller import Caller, objects, opened
from tests.hub.identity import test_oauth as apps
from tests.hub_fixture import Client, Hub

REACH = sorted(ROLES["patient"] & set(SCOPES))
"""All that a patient can let an app do."""


async def app_for(hub: Hub, person: Client) -> Client:
    """An app that the person has let do everything it may ask for."""
    app = await apps.app_of(hub, scopes=[*IDENTITY, *REACH])
    gone = await person.post("/api/oauth/authorize", {
        **apps.asked(app["client_id"], scope=" ".join([*IDENTITY, *REACH])), "allow": True})  # fmt: skip
    code = gone["url"].partition("code=")[2].partition("&")[0]
    client = apps.bearer(hub, (await apps.exchange(hub, app["client_id"], code))["access_token"])
    client.actor = replace(person.actor, permissions=frozenset(REACH))
    return client


async def marks_of(caller: Caller) -> list[bytes]:
    """What would give the patient of the matrix away: who he is, and the id of every row that is his."""
    patient = caller.world.patient
    found = {str(patient.id), patient.number, patient.email, f"{patient.given} {patient.family}", patient.family}
    for table in Base.metadata.sorted_tables:
        if {"id", "patient_id"} <= set(table.c.keys()):
            rows = await caller.hub.sql(f"SELECT id FROM {table.name} WHERE patient_id = :p", p=patient.id)
            found |= {str(row[0]) for row in rows if len(str(row[0])) == 36}
    return [mark.encode() for mark in found if mark]


def ways(caller: Caller, route: Route, after: str) -> Iterator[dict[str, Any]]:
    """The route as it is, and asked for somebody else by each of its filters, and from a place in somebody's list."""
    yield {}
    patient = caller.world.patient
    names = set(getattr(route.hints.get("query"), "model_fields", ()))
    for name in names:
        if name in caller.values:
            yield {"query": {name: str(caller.values[name])}}
    yield from ({"query": {name: patient.family}} for name in names & {"search", "name", "family"})
    if after:
        yield {"query": {"after": after}}


async def test_b05_the_token_of_an_app_sees_the_record_of_its_patient_alone(hub: Hub) -> None:
    stranger = await hub.sign_in("patient", "Stranger")
    app = await app_for(hub, stranger)
    async with opened(hub) as caller:
        caller.clients["app"] = app
        marks, leaks, answered, shown, pages = await marks_of(caller), [], 0, set(), 0
        assert len(marks) > 30
        for route in ROUTES:
            if route.method != "GET" or not (caller.lets_in(route, "app") or objects(route)):
                continue
            own = await caller.call(route, "patient", query={"limit": "1"} if _pages(route) else None)
            if own.status == 200 and any(mark in own.raw for mark in marks):
                shown.add(route.name)
            after = own.data.get("next") or "" if _pages(route) and own.status == 200 else ""
            pages += bool(after)
            for way in ways(caller, route, after):
                reply = await caller.call(route, "app", **way)
                assert reply.status < 500
                answered += reply.status == 200
                told = [mark for mark in marks if reply.status == 200 and mark in reply.raw]
                leaks += [f"{route.path} {way}: {told[:3]}"] if told else []
        assert leaks == []
        assert len(shown) > 15 and answered > 40, "the same routes show the patient his own"
        assert pages, "a cursor of somebody else's list was tried"
        for path in ("/api/my/details", "/api/appointments"):
            refused = await app.get(path, acting_for=caller.world.patient.id, expect=403)
            assert refused.code == "needs_person"


def _pages(route: Route) -> bool:
    fields = getattr(route.hints.get("query"), "model_fields", {})
    return {"after", "limit"} <= set(fields)
