"""A pathway in a real database for tests: publish a drawn diagram, start it, play it over HTTP. And steps that do
something that can be counted."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import text

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict
from tests.hub_fixture import Client, Hub
from tests.workflows import drawing as d
from workflows import instances, reference
from workflows.models import Case
from workflows.steps import StepContext, step

switches: set[str] = set()
"""Names of the test steps that fail now."""


async def _mark(db: Db, name: str, case: StepContext) -> None:
    """An effect outside the case, in the same transaction: one row per time the step ran."""
    await db.execute(
        text("INSERT INTO mail_probe (step, case_id) VALUES (:s, :c)"), {"s": name, "c": case.instance_id}
    )  # fmt: skip


class Amount(BaseModel):
    amount: int


@step("probe.first", title="First probe")
async def first(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    await _mark(db, "first", case)
    if "first" in switches:
        raise Conflict("The first probe does not work today.", code="probe_broken")
    return {"by": actor.name, "probe_id": str(case.instance_id)}


@step("probe.second", params=Amount, title="Second probe")
async def second(db: Db, case: StepContext, *, actor: Actor, amount: int) -> dict[str, Any]:
    await _mark(db, "second", case)
    if "second" in switches:
        raise RuntimeError("a bug with a name in it: Maria")
    return {"amount": amount + 1}


@step("probe.strict", title="Strict probe", raises=True)
async def strict(db: Db, case: StepContext, *, actor: Actor) -> None:
    raise Conflict("Strictly not.", code="strictly_not")


@step("probe.tells_itself", title="Sends a message to its own case")
async def tells_itself(db: Db, case: StepContext, *, actor: Actor) -> None:
    await instances.deliver(db, case.instance_id, "answer", {"from": "inside"}, actor=actor)


@step("probe.sign", title="Domain effect of a task")
async def sign(db: Db, case: StepContext, *, actor: Actor, answers: dict[str, Any]) -> dict[str, Any]:
    await _mark(db, "sign", case)
    if "sign" in switches:
        raise Conflict("The note is not finished.", code="note_unfinished")
    return {"note_id": str(case.task_id), "seen": sorted(answers)}


async def probes(hub: Hub) -> None:
    """Make the table that the probes write to."""
    switches.clear()
    async with hub.transaction() as db:
        await db.execute(text("CREATE TABLE mail_probe (step text NOT NULL, case_id uuid NOT NULL)"))


async def effects(hub: Hub, name: str) -> int:
    """How often a probe took effect."""
    rows = await hub.sql("SELECT count(*) FROM mail_probe WHERE step = :n", n=name)
    return int(rows[0][0])


async def publish(hub: Hub, xml: bytes) -> None:
    async with hub.transaction() as db:
        await reference.publish(db, xml.decode())


async def start(hub: Hub, process: str = "demo", *, by: Actor, **options: Any) -> UUID:
    """Start a case and return its id."""
    async with hub.transaction() as db:
        case = await instances.start(db, process, actor=by, **options)
        return case.id


async def case_row(hub: Hub, case_id: UUID) -> Case:
    async with hub.reading() as db:
        row: Case = await db.get_one(Case, case_id)
        return row


async def todo(client: Client, scope: str = "open", **query: Any) -> list[dict[str, Any]]:
    """The rows of a worklist."""
    items: list[dict[str, Any]] = (await client.get("/api/tasks", scope=scope, **query))["items"]
    return items


async def finish(client: Client, element: str, answers: Any = None, *, expect: int | None = None, **more: Any) -> Any:
    """Complete the (first) open task at an element."""
    row = next(row for row in await todo(client) if row["element_id"] == element)
    body = {"answers": answers or {}, "version": row["version"], **more}
    return await client.post(f"/api/tasks/{row['id']}/complete", body, expect=expect)


def chain(*names: str, role: str = "nurse", **attributes: str) -> bytes:
    """start -> human tasks one after the other -> end."""
    nodes = [d.start(), *(d.human(name, role, form=f"form_{name}", **attributes) for name in names), d.end()]
    stops = ["start", *names, "end"]
    return d.bpmn(nodes, [f"{a} -> {b}" for a, b in pairwise(stops)])
