"""How a difference between two versions is said: one sentence an administrator understands."""

from __future__ import annotations

KINDS = {
    "startEvent": "start", "endEvent": "end", "userTask": "person's task", "manualTask": "person's task",
    "serviceTask": "service step", "businessRuleTask": "decision", "scriptTask": "script",
    "receiveTask": "awaited task", "sendTask": "message that is sent", "callActivity": "call of another pathway",
    "subProcess": "subprocess", "exclusiveGateway": "either-or gateway", "inclusiveGateway": "one-or-several gateway",
    "parallelGateway": "all-at-once gateway", "eventBasedGateway": "whatever-comes-first gateway",
    "complexGateway": "counting gateway", "intermediateCatchEvent": "wait", "intermediateThrowEvent": "event",
    "boundaryEvent": "event on a border", "sequenceFlow": "way", "process": "pathway", "participant": "pool",
    "lane": "lane", "message": "message", "signal": "signal", "error": "error", "escalation": "escalation",
    "task": "task", "form": "form", "decision": "decision table", "field": "field",
}  # fmt: skip

_PROPERTIES = {
    "name": "name", "source": "beginning", "target": "end", "condition": "condition", "attachedToRef": "place",
    "cancelActivity": "interrupting", "default": "default way", "isInterrupting": "interrupting",
    "calledElement": "called pathway", "timer": "time", "message": "message", "signal": "signal", "error": "error",
    "escalation": "escalation", "event": "trigger", "lane": "lane", "task.form": "form", "task.role": "role",
    "task.roles": "role in the case", "task.priority": "priority", "task.due": "due time", "task.sla": "time allowed",
    "task.followUp": "follow-up time",
    "task.department": "department", "task.candidate": "person it is meant for", "task.result": "data key",
    "task.onComplete": "effect when done", "step.name": "step", "step.result": "data key", "message.key": "message key",
    "message.payload": "message content", "message.result": "data key", "decision.ref": "decision table",
    "decision.result": "data key", "documentation": "description", "loop": "repetition", "script": "script",
    "scope": "subprocess it lies in", "extension": "settings of another tool", "title": "title", "type": "type",
    "enum": "choices", "required": "required", "triggeredByEvent": "being set off by an event",
    "isForCompensation": "undoing", "processRef": "pathway", "errorCode": "code", "escalationCode": "code",
}  # fmt: skip


def kind(name: str) -> str:
    """What a kind of element is called."""
    return KINDS.get(name, name)


def label(name: str) -> str:
    """What a property is called."""
    if name.startswith("param "):
        return f"parameter '{name.removeprefix('param ')}'"
    return _PROPERTIES.get(name, name)


def added(what: str, name: str) -> str:
    return f"“{name}” ({what}) is new."


def removed(what: str, name: str) -> str:
    return f"“{name}” ({what}) is gone."


def moved(name: str) -> str:
    return f"“{name}” stands elsewhere in the drawing."


def changed(name: str, prop: str, before: str | None, after: str | None) -> str:
    """Which property of what, from what to what."""
    shown = label(prop)
    if before in (None, ""):
        return f"“{name}” now has the {shown} “{_short(after)}”."
    if after in (None, ""):
        return f"“{name}” no longer has a {shown} (it was “{_short(before)}”)."
    return f"The {shown} of “{name}” changes from “{_short(before)}” to “{_short(after)}”."


def _short(text: str | None) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= 120 else words[:117] + "…"
