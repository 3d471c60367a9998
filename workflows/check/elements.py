"""What each element reads and writes of the case data by itself."""

from __future__ import annotations

from workflows import engine_parse as parse
from workflows.check.drawing import Node
from workflows.engine_parse import tag
from workflows.engine_specs import PLAIN_CODE
from workflows.errors import ExpressionError
from workflows.expressions import compile_expression


def needs(source: str) -> frozenset[str]:
    """The names that must be there for an expression."""
    if not source:
        return frozenset()
    try:
        return compile_expression(source).needs
    except ExpressionError:
        return frozenset()  # reported elsewhere


def sources(node: Node) -> list[str]:
    """The expressions worked out when a token arrives."""
    found: list[str | None] = []
    if node.kind in ("userTask", "manualTask") or parse.extension(node.xml, "task") is not None:
        human = parse.human_spec(node.xml)
        found += [human.priority, human.due, human.candidate, human.sla, human.follow_up, human.roles]
        if human.department is not None and PLAIN_CODE.fullmatch(human.department) is None:
            found.append(human.department)
    if node.kind == "serviceTask":
        found += [param.value for param in parse.step_spec(node.xml).params.values()]
    message = parse.message_spec(node.xml, {})
    begins = node.kind == "startEvent" and node.scope.owner is None  # its key is looked for in the message itself
    found += [None if begins else message.key, message.payload]
    plan = parse.timer_plan(node.xml)
    if plan is not None and not plan.is_iso(plan.source):
        found.append(plan.source)
    loop = parse.loop_spec(node.xml)
    if loop is not None and loop.kind == "each":
        found += [loop.collection, loop.cardinality]
    if loop is not None and loop.before:
        found.append(loop.condition)
    if node.kind == "complexGateway":
        found.append(node.xml.findtext(tag("activationCondition")))
    return [source for source in found if source]


def late_sources(node: Node) -> list[str]:
    """The expressions worked out when one round of an activity has ended."""
    loop = parse.loop_spec(node.xml)
    return [loop.condition] if loop is not None and loop.condition and not loop.before else []


def writes(node: Node) -> tuple[set[str], bool]:
    """The names that an element sets, and whether it may set others that the drawing does not say. What a call sets
    stands in what it calls."""
    spec = parse.loop_spec(node.xml)
    if spec is not None and spec.kind == "each" and node.kind not in ("subProcess",):
        return {spec.result}, False
    if node.kind in ("userTask", "manualTask"):
        return {parse.human_spec(node.xml).result}, False
    if node.kind == "serviceTask":
        step = parse.step_spec(node.xml)
        return ({step.result}, False) if step.result else (set(), True)
    if node.kind == "businessRuleTask":
        return {parse.decision_spec(node.xml).result}, False
    if node.kind == "scriptTask":
        return {node.xml.get(f"{{{parse.WARDLINE}}}result") or node.id}, False
    catches = node.kind in ("intermediateCatchEvent", "boundaryEvent", "startEvent", "receiveTask")
    if catches and (node.kind == "receiveTask" or {"message", "signal"} & set(node.definitions)):
        return {parse.message_spec(node.xml, {}).result}, False
    return set(), False
