"""Drafts for tests: content, and the words to send it over HTTP."""

from __future__ import annotations

from typing import Any

from tests.hub_fixture import Client, Hub
from tests.workflows import drawing as d

DECIDE = {
    "type": "object",
    "title": "Decide",
    "properties": {
        "urgent": {"type": "boolean", "title": "Urgent?"},
        "note": {"type": "string", "maxLength": 200},
        "level": {"type": "integer", "minimum": 1, "maximum": 5},
    },
    "required": ["urgent"],
}
DONE = {"type": "object", "title": "Done", "properties": {"said": {"type": "string"}}}
FORMS = {"decide": {"schema": DECIDE, "ui": {"note": {"ui:widget": "textarea"}}}, "done": {"schema": DONE}}


def pathway(name: str = "callback", condition: str = "triage.urgent == true", role: str = "nurse") -> str:
    """Two tasks with a condition and a timer: start -> triage -> urgent? -> now or (wait -> later) -> end."""
    return d.bpmn(
        [
            d.start(), d.human("triage", role, form="decide"), d.xor("urgent", default="urgent_wait"),
            d.human("call_now", role, form="done"), d.wait("wait", "PT2H"), d.human("call_later", role, form="done"),
            d.xor("join"), d.end(),
        ],
        [
            "start -> triage", "triage -> urgent", f"urgent -> call_now : {condition}", "urgent -> wait",
            "wait -> call_later", "call_now -> join", "call_later -> join", "join -> end",
        ],
        name=name,
    ).decode()  # fmt: skip


async def drafted(client: Client, process_id: str = "callback", **given: Any) -> dict[str, Any]:
    """A draft, made over HTTP."""
    body = {"process_id": process_id, "name": "Call back", "xml": pathway(process_id), "forms": FORMS, **given}
    made: dict[str, Any] = (await client.post("/api/process-drafts", body)).data
    return made


def edit(draft: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The body of a save."""
    return {name: draft[name] for name in ("version", "name", "xml", "decisions", "forms")} | changes


async def published(hub: Hub, process_id: str = "callback", **given: Any) -> dict[str, Any]:
    """A pathway that went the whole way: drawn by one, approved by another, published. Returns the version."""
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    draft = await drafted(admin, process_id, **given)
    return await released(admin, doctor, draft)


async def released(author: Client, reviewer: Client, draft: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Submit, approve and publish a draft."""
    path = f"/api/process-drafts/{draft['id']}"
    await author.post(f"{path}/submit", {"reason": "Ready to be looked at."})
    await reviewer.post(f"{path}/approve", {"reason": "Read and understood."})
    version: dict[str, Any] = (await author.post(f"{path}/publish", {"reason": "The ward wants it.", **more})).data
    return version
