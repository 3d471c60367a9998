"""What belongs to something else: events on borders, event gateways, links, compensation, joins by count."""

from __future__ import annotations

from collections import Counter

from workflows.check.drawing import ACTIVITIES, Drawing, Node, Scope
from workflows.check.language import expression
from workflows.check.problem import Problems, error, warning
from workflows.engine_parse import tag


def check(drawing: Drawing) -> Problems:
    for scope in drawing.scopes():
        yield from _links(scope)
        yield from _compensation(scope)
        for node in scope.nodes.values():
            if node.kind == "boundaryEvent":
                yield from _boundary(drawing, scope, node)
            elif node.kind == "eventBasedGateway":
                yield from _event_gateway(scope, node)
            elif node.kind == "complexGateway":
                yield from _complex(scope, node)
        for host in scope.nodes:
            yield from _same_trigger(scope, host)


def _boundary(drawing: Drawing, scope: Scope, node: Node) -> Problems:
    host = scope.nodes.get(node.xml.get("attachedToRef") or "")
    if host is None or host.kind not in ACTIVITIES or host.is_event_subprocess or host.is_compensation:
        outside = drawing.nodes.get(node.xml.get("attachedToRef") or "")
        where = (
            f"is attached to '{outside.name}', which is no task or subprocess of its level"
            if outside
            else ("is attached to nothing")
        )
        yield error(node.id, "boundary_loose", f"'{node.name}' {where}.", node.name)
        return
    interrupts = node.is_on("cancelActivity", "true")
    if "error" in node.definitions and not interrupts:
        yield error(
            node.id, "boundary_must_interrupt", f"'{node.name}' catches an error, which always interrupts.", node.name
        )
    if node.xml.get("cancelActivity", "true") not in ("true", "false"):
        yield error(node.id, "attribute_unsupported", "'cancelActivity' is neither true nor false.", node.name)
    if "error" in node.definitions and host.kind in ("userTask", "manualTask", "receiveTask", "sendTask"):
        yield warning(node.id, "boundary_never", f"'{host.name}' never raises an error.", node.name)
    if "escalation" in node.definitions and host.kind not in ("subProcess", "callActivity"):
        yield warning(node.id, "boundary_never", f"'{host.name}' never escalates.", node.name)


def _same_trigger(scope: Scope, host: str) -> Problems:
    seen: Counter[tuple[str, str]] = Counter()
    for event in scope.boundaries(host):
        for kind in event.definitions:
            if kind == "timer":
                continue
            reference = event.definition(kind).get(f"{kind}Ref") or ""
            seen[kind, reference] += 1
            both_interrupt = event.is_on("cancelActivity", "true")
            if seen[kind, reference] > 1 and (both_interrupt or kind in ("error", "compensate")):
                yield error(
                    event.id, "boundary_repeated",
                    f"Two events on '{scope.nodes[host].name}' wait for the same {kind}.", event.name,
                )  # fmt: skip


def _event_gateway(scope: Scope, node: Node) -> Problems:
    targets = [scope.nodes[flow.target] for flow in node.outgoing]
    if len(targets) < 2:
        yield error(node.id, "event_gateway_single", "An event gateway needs two events or more.", node.name)
    for target in targets:
        if target.kind not in ("intermediateCatchEvent", "receiveTask") or "link" in target.definitions:
            yield error(
                node.id,
                "event_gateway_target",
                f"'{target.name}' cannot be waited for behind an event gateway.",
                node.name,
            )
        elif len(target.incoming) > 1:
            yield error(
                target.id, "event_gateway_shared", f"Another flow leads to '{target.name}' as well.", target.name
            )
        if scope.boundaries(target.id):
            yield error(
                target.id,
                "event_gateway_target",
                f"'{target.name}' cannot have events on its border here.",
                target.name,
            )
    if node.is_on("instantiate") or node.xml.get("eventGatewayType", "Exclusive") != "Exclusive":
        yield error(
            node.id, "attribute_unsupported", "An event gateway that begins a process is not supported.", node.name
        )


def _complex(scope: Scope, node: Node) -> Problems:
    condition = (node.xml.findtext(tag("activationCondition")) or "").strip()
    if len(node.incoming) > 1 and not condition:
        yield error(node.id, "complex_condition_missing", f"'{node.name}' does not say when it goes on.", node.name)
    if condition:
        yield from expression(node.id, node.name, "Condition", condition)
    after = {flow.target for flow in node.outgoing}
    if len(node.incoming) > 1 and after & _before(scope, node):
        yield error(node.id, "complex_in_loop", f"'{node.name}' lies in a loop, where it cannot count.", node.name)


def _before(scope: Scope, node: Node) -> set[str]:
    """The nodes from which a path leads to this one."""
    found: set[str] = set()
    waiting = [flow.source for flow in node.incoming]
    while waiting:
        name = waiting.pop()
        if name not in found and name in scope.nodes:
            found.add(name)
            here = scope.nodes[name]
            waiting += [flow.source for flow in here.incoming]
            if here.kind == "boundaryEvent":
                waiting.append(here.xml.get("attachedToRef") or "")
    return found | {node.id} if node.id in found else found


def _links(scope: Scope) -> Problems:
    throws = [node for node in scope.of("intermediateThrowEvent") if "link" in node.definitions]
    catches = [node for node in scope.of("intermediateCatchEvent") if "link" in node.definitions]
    caught = Counter((node.definition("link").get("name") or "").strip() for node in catches)
    thrown = Counter((node.definition("link").get("name") or "").strip() for node in throws)
    for node in (*throws, *catches):
        link = (node.definition("link").get("name") or "").strip()
        throwing = node.kind == "intermediateThrowEvent"
        if not link:
            yield error(node.id, "link_unnamed", f"The link '{node.name}' has no name.", node.name)
        elif throwing and not caught[link]:
            yield error(node.id, "link_target_missing", f"No link '{link}' is caught at this level.", node.name)
        elif not throwing and caught[link] > 1:
            yield error(
                node.id, "link_target_repeated", f"The link '{link}' is caught {caught[link]} times.", node.name
            )
        elif not throwing and not thrown[link]:
            yield error(node.id, "link_source_missing", f"Nothing throws the link '{link}' at this level.", node.name)
        if (throwing and node.outgoing) or (not throwing and node.incoming):
            yield error(
                node.id, "link_flow", f"'{node.name}' is connected by a flow on the side of its link.", node.name
            )
        if (throwing and not node.incoming) or (not throwing and not node.outgoing):
            yield error(node.id, "dead_end", f"'{node.name}' is connected on one side only.", node.name)


def _compensation(scope: Scope) -> Problems:
    events = [node for node in scope.of("boundaryEvent") if "compensate" in node.definitions]
    throws = [node for node in scope.of("intermediateThrowEvent", "endEvent") if "compensate" in node.definitions]
    handlers: Counter[str] = Counter()
    for event in events:
        handler = scope.handler(event)
        if handler is None or not handler.is_compensation:
            yield error(
                event.id, "compensation_handler", f"'{event.name}' does not say what undoes the activity.", event.name
            )
        else:
            handlers[handler.id] += 1
        if event.outgoing:
            yield error(
                event.id, "compensation_handler", f"A flow leaves '{event.name}': use an association.", event.name
            )
        if not throws:
            yield warning(event.id, "compensation_never", f"Nothing at this level sets '{event.name}' off.", event.name)
    for node in scope.nodes.values():
        if node.is_compensation and node.id not in handlers:
            yield error(node.id, "compensation_activity", f"No compensation event leads to '{node.name}'.", node.name)
    hosts = {event.xml.get("attachedToRef") for event in events}
    for node in throws:
        wanted = node.definition("compensate").get("activityRef")
        if not hosts or (wanted and wanted not in hosts):
            yield error(
                node.id, "compensation_nothing", f"There is nothing at this level for '{node.name}' to undo.", node.name
            )
        if node.definition("compensate").get("waitForCompletion", "true") != "true":
            yield error(node.id, "attribute_unsupported", "Compensation is always waited for.", node.name)
