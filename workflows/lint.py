"""What a diagram must be before it may run: the engine accepts and ignores much that is wrong, so this does not.

`check` reports everything it finds, each problem with the element concerned and a sentence for the person drawing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from workflows import engine_parse as parse
from workflows.engine_parse import tag
from workflows.engine_timer import TimerPlan
from workflows.errors import ExpressionError
from workflows.expressions import compile_expression

PARAM_TYPES = frozenset(
    {"any", "text", "integer", "decimal", "boolean", "uuid", "date", "datetime", "duration", "list", "group"}
)
ACTIVITIES = frozenset(
    {"userTask", "manualTask", "serviceTask", "receiveTask", "sendTask", "subProcess", "callActivity"}
)
_DOCUMENTATION = frozenset(
    {"sequenceFlow", "laneSet", "documentation", "extensionElements", "dataObject", "dataObjectReference"}
    | {"dataStoreReference", "textAnnotation", "association", "group", "incoming", "outgoing"}
)
_UNSUPPORTED = {
    "task": "has no type yet: choose a person's task or a service step.",
    "scriptTask": "is a script. Scripts are switched off: use a service step.",
    "businessRuleTask": "is a decision table, which is not supported yet.",
    "complexGateway": "is a complex gateway, which is not supported: use exclusive, inclusive or parallel.",
    "transaction": "is a transaction, which is not supported: use a subprocess.",
    "adHocSubProcess": "is an ad-hoc subprocess, which is not supported.",
}
_DEFINITIONS = {
    "startEvent": frozenset[str](),
    "endEvent": frozenset({"terminateEventDefinition", "errorEventDefinition", "messageEventDefinition"}),
    "intermediateCatchEvent": frozenset({"timerEventDefinition", "messageEventDefinition"}),
    "intermediateThrowEvent": frozenset({"messageEventDefinition"}),
    "boundaryEvent": frozenset({"timerEventDefinition", "messageEventDefinition", "errorEventDefinition"}),
}
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `code` is stable, `element` is the BPMN id ('' for the whole file)."""

    element: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.element}: {self.message}" if self.element else self.message


def check(
    root: Any,
    *,
    known_processes: Collection[str] = (),
    steps: Mapping[str, Collection[str]] | None = None,
    forms: Collection[str] | None = None,
) -> tuple[Problem, ...]:
    """All problems of a diagram. With `steps` (name -> parameter names) and `forms`, names are checked against them."""
    return tuple(_Linter(root, known_processes, steps, forms).run())


class _Linter:
    def __init__(
        self,
        root: Any,
        known_processes: Collection[str],
        steps: Mapping[str, Collection[str]] | None,
        forms: Collection[str] | None,
    ) -> None:
        self.root = root
        self.steps = steps
        self.forms = forms
        self.processes = {process.get("id") for process in root.findall(tag("process"))} | set(known_processes)
        self.messages = {message.get("id"): message.get("name") for message in root.findall(tag("message"))}

    def run(self) -> Iterator[Problem]:
        ids = Counter(node.get("id") for node in self.root.iter(f"{{{parse.BPMN}}}*") if node.get("id"))
        for name, times in ids.items():
            if times > 1:
                yield Problem(name, "id_repeated", f"The id is used {times} times.")
        for node in self.root.iter(f"{{*}}{'preScript'}", f"{{*}}{'postScript'}", tag("script")):
            owner = next((a.get("id") for a in node.iterancestors() if a.get("id")), "")
            yield Problem(owner or "", "script_refused", "Scripts are switched off.")
        processes = self.root.findall(tag("process"))
        if not processes:
            yield Problem("", "no_process", "The file holds no process.")
        for process in processes:
            if process.get("isExecutable") != "true":
                yield Problem(process.get("id") or "", "not_executable", "The process is not marked as executable.")
            yield from self._scope(process)

    def _scope(self, scope: Any) -> Iterator[Problem]:
        nodes: dict[str, Any] = {}
        for node in scope:
            if not isinstance(node.tag, str) or not node.tag.startswith(f"{{{parse.BPMN}}}"):
                continue
            kind = etree.QName(node).localname
            if kind in parse.FLOW_NODES:
                if _ID.fullmatch(node.get("id") or "") is None:
                    yield Problem(node.get("id") or "", "id_unreadable", f"A {kind} needs an id of letters and digits.")
                    continue
                nodes[node.get("id")] = node
            elif kind not in _DOCUMENTATION and kind not in (
                "multiInstanceLoopCharacteristics",
                "standardLoopCharacteristics",
            ):
                yield Problem(node.get("id") or "", "element_unsupported", f"'{kind}' is not supported.")
        flows = scope.findall(tag("sequenceFlow"))
        yield from self._flows(nodes, flows)
        yield from self._wiring(scope, nodes, flows)
        for name, node in nodes.items():
            yield from self._node(name, etree.QName(node).localname, node)
            if etree.QName(node).localname == "subProcess":
                yield from self._scope(node)

    def _flows(self, nodes: dict[str, Any], flows: list[Any]) -> Iterator[Problem]:
        for flow in flows:
            name = flow.get("id") or ""
            if flow.get("sourceRef") not in nodes or flow.get("targetRef") not in nodes:
                yield Problem(name, "flow_loose", "The flow does not connect two elements of the same level.")
                continue
            source = nodes[flow.get("sourceRef")]
            kind = etree.QName(source).localname
            condition = flow.find(tag("conditionExpression"))
            text = (condition.text or "").strip() if condition is not None else ""
            if kind in ("exclusiveGateway", "inclusiveGateway"):
                forks = sum(other.get("sourceRef") == source.get("id") for other in flows) > 1
                if forks and not text and source.get("default") != name:
                    yield Problem(name, "condition_missing", "The flow needs a condition, or to be the default.")
            elif text:
                yield Problem(name, "condition_misplaced", "Only exclusive and inclusive gateways have conditions.")
            if text:
                yield from _expression(name, "condition", text)

    def _wiring(self, scope: Any, nodes: dict[str, Any], flows: list[Any]) -> Iterator[Problem]:
        outgoing: dict[str, list[str]] = {name: [] for name in nodes}
        incoming: dict[str, list[str]] = {name: [] for name in nodes}
        for flow in flows:
            if flow.get("sourceRef") in nodes and flow.get("targetRef") in nodes:
                outgoing[flow.get("sourceRef")].append(flow.get("targetRef"))
                incoming[flow.get("targetRef")].append(flow.get("sourceRef"))
        starts = [name for name, node in nodes.items() if node.tag == tag("startEvent")]
        if len(starts) != 1:
            yield Problem(scope.get("id") or "", "start_count", f"There must be one start event, found {len(starts)}.")
        if not any(node.tag == tag("endEvent") for node in nodes.values()):
            yield Problem(scope.get("id") or "", "end_missing", "There is no end event.")
        for name, node in nodes.items():
            kind = etree.QName(node).localname
            forks = kind.endswith("Gateway") or kind == "startEvent"
            if kind == "endEvent" and outgoing[name]:
                yield Problem(name, "flow_after_end", "Nothing may follow an end event.")
            elif kind != "endEvent" and not outgoing[name]:
                yield Problem(name, "dead_end", "Nothing follows this element.")
            elif len(outgoing[name]) > 1 and not forks:
                yield Problem(name, "fork_without_gateway", "Use a gateway to split the flow.")
            if kind in ("startEvent", "boundaryEvent") and incoming[name]:
                yield Problem(name, "flow_into_start", "No flow may lead to this event.")
            if kind in ("exclusiveGateway", "inclusiveGateway") and len(outgoing[name]) > 1 and not node.get("default"):
                yield Problem(
                    name, "default_missing", "The gateway needs a default flow, for when nothing else matches."
                )
            if kind == "eventBasedGateway":
                yield from self._event_gateway(name, [nodes[target] for target in outgoing[name]])
            if kind == "boundaryEvent":
                host = nodes.get(node.get("attachedToRef"))
                if host is None or etree.QName(host).localname not in ACTIVITIES:
                    yield Problem(name, "boundary_loose", "The event is not attached to an activity of its level.")
        reached = _reachable(starts, outgoing, nodes)
        for name in nodes:
            if name not in reached:
                yield Problem(name, "unreachable", "No path leads here from the start.")

    def _event_gateway(self, name: str, targets: list[Any]) -> Iterator[Problem]:
        if len(targets) < 2:
            yield Problem(name, "event_gateway_single", "An event gateway needs two events or more.")
        for target in targets:
            if target.tag not in (tag("intermediateCatchEvent"), tag("receiveTask")):
                yield Problem(name, "event_gateway_target", "Only catching events may follow an event gateway.")

    def _node(self, name: str, kind: str, node: Any) -> Iterator[Problem]:
        if kind in _UNSUPPORTED:
            yield Problem(name, "element_unsupported", f"'{node.get('name') or name}' {_UNSUPPORTED[kind]}")
            return
        for attribute, fine in (
            ("startQuantity", "1"),
            ("completionQuantity", "1"),
            ("isForCompensation", "false"),
            ("triggeredByEvent", "false"),
            ("instantiate", "false"),
            ("parallelMultiple", "false"),
        ):
            if node.get(attribute, fine) != fine:
                yield Problem(name, "attribute_unsupported", f"'{attribute}' is not supported.")
        checks: dict[str, Callable[[str, Any], Iterator[Problem]]] = {
            "userTask": self._human,
            "manualTask": self._human,
            "serviceTask": self._step,
            "receiveTask": self._receive,
            "sendTask": self._message,
            "callActivity": self._call,
        }
        if kind in checks:
            yield from checks[kind](name, node)
        if kind in _DEFINITIONS:
            yield from self._event(name, kind, node)
        for loop in ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics"):
            if node.find(tag(loop)) is not None:
                yield Problem(name, "loop_unsupported", "Repeating activities are not supported yet: draw the loop.")

    def _human(self, name: str, node: Any) -> Iterator[Problem]:
        human = parse.human_spec(node)
        if not human.form:
            yield Problem(name, "form_missing", "The task has no form.")
        elif self.forms is not None and human.form not in self.forms:
            yield Problem(name, "form_unknown", f"There is no form '{human.form}'.")
        if not human.role:
            yield Problem(name, "role_missing", "The task says nobody's role.")
        for what, source in (("priority", human.priority), ("due", human.due), ("candidate", human.candidate)):
            if source is not None:
                yield from _expression(name, what, source)
        if human.on_complete is not None and self.steps is not None and human.on_complete not in self.steps:
            yield Problem(name, "step_unknown", f"There is no step '{human.on_complete}'.")
        yield from _result(name, human.result)

    def _step(self, name: str, node: Any) -> Iterator[Problem]:
        step = parse.step_spec(node)
        if not step.name:
            yield Problem(name, "step_missing", "The service task says no step.")
            return
        if self.steps is not None:
            if step.name not in self.steps:
                yield Problem(name, "step_unknown", f"There is no step '{step.name}'.")
            else:
                for strange in set(step.params) - set(self.steps[step.name]):
                    yield Problem(name, "param_unknown", f"The step '{step.name}' has no parameter '{strange}'.")
        for param_name, param in step.params.items():
            if param.type not in PARAM_TYPES:
                yield Problem(name, "param_type", f"'{param.type}' is not a type ({', '.join(sorted(PARAM_TYPES))}).")
            yield from _expression(name, param_name, param.value)
        if step.result is not None:
            yield from _result(name, step.result)

    def _receive(self, name: str, node: Any) -> Iterator[Problem]:
        yield from self._message(name, node)
        if parse.extension(node, "task") is not None:
            yield from self._human(name, node)

    def _message(self, name: str, node: Any) -> Iterator[Problem]:
        message = parse.message_spec(node, self.messages)
        if not message.name:
            yield Problem(name, "message_missing", "The event says no message.")
        for what, source in (("key", message.key), ("payload", message.payload)):
            if source is not None:
                yield from _expression(name, what, source)
        yield from _result(name, message.result)

    def _call(self, name: str, node: Any) -> Iterator[Problem]:
        if node.get("calledElement") not in self.processes:
            yield Problem(name, "call_unknown", f"There is no process '{node.get('calledElement') or ''}' to call.")

    def _event(self, name: str, kind: str, node: Any) -> Iterator[Problem]:
        found = [
            etree.QName(child).localname
            for child in node
            if isinstance(child.tag, str) and etree.QName(child).localname.endswith("EventDefinition")
        ]
        allowed = _DEFINITIONS[kind]
        if len(found) > 1:
            yield Problem(name, "event_multiple", "An event may have one trigger only.")
        elif not found and kind in ("intermediateCatchEvent", "boundaryEvent"):
            yield Problem(name, "event_untyped", "The event waits for nothing: give it a timer or a message.")
        for definition in found:
            if definition not in allowed:
                yield Problem(
                    name,
                    "event_unsupported",
                    f"A '{definition.removesuffix('EventDefinition')}' event is not supported here.",
                )
            elif definition == "messageEventDefinition":
                yield from self._message(name, node)
            elif definition == "errorEventDefinition" and kind == "endEvent" and node.getparent().tag == tag("process"):
                yield Problem(name, "error_uncaught", "Only an end event inside a subprocess can raise an error.")
            elif definition == "timerEventDefinition":
                yield from self._timer(name, kind, node)

    def _timer(self, name: str, kind: str, node: Any) -> Iterator[Problem]:
        plan: TimerPlan | None = parse.timer_plan(node)
        if plan is None:
            yield Problem(name, "timer_missing", "The timer says no time.")
            return
        repeats = kind == "boundaryEvent" and node.get("cancelActivity", "true") == "false"
        if plan.kind == "cycle" and not repeats:
            yield Problem(name, "timer_repeats", "Only a non-interrupting boundary timer may repeat.")
        try:
            plan.check()
        except ExpressionError as error:
            yield Problem(name, error.code, f"timer: {error.detail}")


def _expression(element: str, what: str, source: str) -> Iterator[Problem]:
    try:
        compile_expression(source)
    except ExpressionError as error:
        yield Problem(element, error.code, f"{what}: {error.detail}")


def _result(element: str, key: str) -> Iterator[Problem]:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,99}", key) is None:
        yield Problem(element, "result_unreadable", f"'{key[:60]}' cannot be a data key: give it a result name.")


def _reachable(starts: list[str], outgoing: dict[str, list[str]], nodes: dict[str, Any]) -> set[str]:
    attached: dict[str, list[str]] = {}
    for name, node in nodes.items():
        if node.get("attachedToRef"):
            attached.setdefault(node.get("attachedToRef"), []).append(name)
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += outgoing.get(name, []) + attached.get(name, [])
    return reached
