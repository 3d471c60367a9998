"""From a checked BPMN tree to runnable specs: one spec per process and per subprocess, its elements connected.

We build SpiffWorkflow's specs ourselves instead of through its parser, which recurses along the flows (a line of 300
tasks ends it), orders alternatives by their place on the picture, and knows neither links nor several flows out of a
task. Alternatives are tried in the order of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.specs import control, defaults
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from workflows import engine_events as events
from workflows import engine_gateways as gateways
from workflows import engine_loops as loops
from workflows import engine_parse as parse
from workflows import engine_specs as specs
from workflows.decisions import Decisions
from workflows.engine_parse import Element, tag
from workflows.engine_timer import Timer

_GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


def build(roots: Iterable[Any], process_id: str, decisions: Decisions) -> tuple[Any, dict[str, Any]]:
    """The runnable spec of a process, and those of its subprocesses and of the processes it calls, by id."""
    roots = list(roots)
    known = {
        process.get("id"): (process, names)
        for root, names in zip(roots, parse.names(roots), strict=True)
        for process in root.findall(tag("process"))
    }
    found: dict[str, Any] = {}
    waiting = [process_id]
    while waiting:
        name = waiting.pop()
        if name in found or name not in known:
            continue
        process, names = known[name]
        file = _File(process.getroottree().getroot(), decisions, names)
        for inner, spec in file.specs(process):
            found[inner] = spec
        waiting += [call.get("calledElement") or "" for call in process.iter(tag("callActivity"))]
    main = found.pop(process_id)
    return main, found


class _File:
    """What the elements of one file refer to."""

    def __init__(self, root: Any, decisions: Decisions, names: Mapping[str, str]) -> None:
        self.decisions = decisions
        self.names = names
        self.elements = parse.elements(root)
        self.messages = {one.get("id"): one.get("name") for one in root.findall(tag("message"))}
        self.signals = {one.get("id"): one.get("name") for one in root.findall(tag("signal"))}
        self.errors = {one.get("id"): one for one in root.findall(tag("error"))}
        self.escalations = {one.get("id"): one for one in root.findall(tag("escalation"))}

    def specs(self, process: Any) -> list[tuple[str, Any]]:
        """The spec of a process and those of the subprocesses inside it."""
        inside = [(self.names[level.get("id")], level) for level in process.iter(tag("subProcess"))]
        return [(name, _Level(self, level).build()) for name, level in [(process.get("id"), process), *inside]]

    def definition(self, node: Any) -> Any:
        """What an event waits for or throws."""
        for child in node:
            if isinstance(child.tag, str) and etree.QName(child).localname.endswith("EventDefinition"):
                kind = etree.QName(child).localname.removesuffix("EventDefinition")
                return getattr(self, f"_{kind}")(node, child)
        return NoneEventDefinition()

    def _timer(self, node: Any, _child: Any) -> Any:
        plan = parse.timer_plan(node)
        assert plan is not None  # the checker has seen it
        return Timer(node.get("name") or node.get("id"), plan)

    def _message(self, node: Any, _child: Any) -> Any:
        return events.Message(parse.message_spec(node, self.messages))

    def _signal(self, node: Any, child: Any) -> Any:
        return events.Signal(self.signals.get(child.get("signalRef")) or "", parse.message_spec(node, {}))

    def _error(self, _node: Any, child: Any) -> Any:
        found = self.errors.get(child.get("errorRef"))
        return events.Failure(*(("", None) if found is None else (found.get("name"), found.get("errorCode"))))

    def _escalation(self, _node: Any, child: Any) -> Any:
        found = self.escalations.get(child.get("escalationRef"))
        return events.Escalation(*(("", None) if found is None else (found.get("name"), found.get("escalationCode"))))

    def _terminate(self, _node: Any, _child: Any) -> Any:
        return events.Terminate(description="Terminate")

    def _link(self, _node: Any, _child: Any) -> Any:
        return NoneEventDefinition()

    _compensate = _link


class _Level:
    """The spec of one process or subprocess."""

    def __init__(self, file: _File, xml: Any) -> None:
        self.file = file
        self.xml = xml
        self.spec = specs.ProcessSpec(name=xml.get("id"), description=xml.get("name") or xml.get("id"))
        self.nodes: dict[str, Any] = {
            node.get("id"): node for node in xml if isinstance(node.tag, str) and node.get("id") in file.elements
        }
        self.tasks: dict[str, Any] = {}
        self.flows: dict[str, list[Any]] = {}
        for flow in xml.findall(tag("sequenceFlow")):
            self.flows.setdefault(flow.get("sourceRef"), []).append(flow)
        self.entries: dict[str, Any] = {}
        """Where a flow to an element leads: to it, or to what stands before it."""

    def build(self) -> Any:
        for name, node in self.nodes.items():
            if not self._is_compensation_event(node):
                self.tasks[name] = self._task(self.file.elements[name], node)
        self.entries.update(self.tasks)
        for name, node in self.nodes.items():
            if node.get("attachedToRef") is not None and name in self.tasks:
                self._attach(node.get("attachedToRef"), self.tasks[name])
        for name in self.tasks:
            self._connect(name, self.nodes[name])
        self._listen()
        self._compensation()
        for task in self.spec.task_specs.values():
            task.bpmn_id = self.file.names.get(task.bpmn_id, task.bpmn_id)
        return self.spec

    def _is_compensation_event(self, node: Any) -> bool:
        return node.tag == tag("boundaryEvent") and node.find(tag("compensateEventDefinition")) is not None

    # ---- elements ---------------------------------------------------------------------------------------------------

    def _task(self, element: Element, node: Any) -> Any:
        shown = {"lane": element.lane, "bpmn_name": node.get("name"), "description": element.kind}
        task = _MAKERS[element.kind](self, node, shown)
        loop = parse.loop_spec(node)
        if loop is None:
            return task
        del self.spec.task_specs[task.name]
        task.name = f"{element.id} [each]"
        self.spec.task_specs[task.name] = task
        kind = loops.Each if loop.kind == "each" else loops.While
        wrapper = kind(self.spec, element.id, loop=loop, inner=task.name, **shown)
        task._inputs.append(wrapper.name)
        return wrapper

    def _start(self, node: Any, shown: Mapping[str, Any]) -> Any:
        task = defaults.StartEvent(self.spec, node.get("id"), event_definition=NoneEventDefinition(), **shown)
        if self.xml.get("triggeredByEvent") == "true":
            task.bpmn_id = None  # the listener outside is what people see
        self.spec.start.connect(task)
        return task

    def _end(self, node: Any, shown: Mapping[str, Any]) -> Any:
        compensate = node.find(tag("compensateEventDefinition"))
        if compensate is not None:
            task = loops.CompensateEnd(self.spec, node.get("id"), only=compensate.get("activityRef"), **shown)
        else:
            definition = self.file.definition(node)
            task = defaults.EndEvent(self.spec, node.get("id"), event_definition=definition, **shown)
        task.connect(self.spec.end)
        return task

    def _throw(self, node: Any, shown: Mapping[str, Any]) -> Any:
        compensate = node.find(tag("compensateEventDefinition"))
        if compensate is not None:
            return loops.CompensateThrow(self.spec, node.get("id"), only=compensate.get("activityRef"), **shown)
        definition = self.file.definition(node)
        return defaults.IntermediateThrowEvent(self.spec, node.get("id"), event_definition=definition, **shown)

    def _catch(self, node: Any, shown: Mapping[str, Any]) -> Any:
        if node.find(tag("linkEventDefinition")) is not None:
            return defaults.IntermediateThrowEvent(
                self.spec, node.get("id"), event_definition=NoneEventDefinition(), **shown
            )
        return specs.CatchEvent(self.spec, node.get("id"), event_definition=self.file.definition(node), **shown)

    def _boundary(self, node: Any, shown: Mapping[str, Any]) -> Any:
        interrupts = node.get("cancelActivity", "true") == "true"
        return defaults.BoundaryEvent(
            self.spec, node.get("id"), event_definition=self.file.definition(node), cancel_activity=interrupts, **shown
        )

    def _human(self, node: Any, shown: Mapping[str, Any]) -> Any:
        return specs.HumanTask(self.spec, node.get("id"), human=parse.human_spec(node), **shown)

    def _service(self, node: Any, shown: Mapping[str, Any]) -> Any:
        return specs.ServiceStep(self.spec, node.get("id"), step=parse.step_spec(node), **shown)

    def _decision(self, node: Any, shown: Mapping[str, Any]) -> Any:
        wanted = parse.decision_spec(node)
        decision = self.file.decisions.get(wanted.ref)
        return specs.DecisionTask(self.spec, node.get("id"), wanted=wanted, decision=decision, **shown)

    def _script(self, node: Any, shown: Mapping[str, Any]) -> Any:
        result = node.get(f"{{{parse.WARDLINE}}}result") or node.get("id")
        source = (node.findtext(tag("script")) or "").strip()
        return specs.ScriptTask(self.spec, node.get("id"), source=source, result=result, **shown)

    def _send(self, node: Any, shown: Mapping[str, Any]) -> Any:
        definition = events.Message(parse.message_spec(node, self.file.messages))
        return defaults.SendTask(self.spec, node.get("id"), event_definition=definition, **shown)

    def _receive(self, node: Any, shown: Mapping[str, Any]) -> Any:
        definition = events.Message(parse.message_spec(node, self.file.messages))
        task = specs.ReceiveTask(self.spec, node.get("id"), event_definition=definition, **shown)
        if parse.extension(node, "task") is not None:
            task.human = parse.human_spec(node)
        return task

    def _sub(self, node: Any, shown: Mapping[str, Any]) -> Any:
        kind = specs.EventSubprocess if node.get("triggeredByEvent") == "true" else specs.Subprocess
        return kind(self.spec, node.get("id"), subworkflow_spec=self.file.names[node.get("id")], **shown)

    def _call(self, node: Any, shown: Mapping[str, Any]) -> Any:
        return specs.CallActivity(self.spec, node.get("id"), subworkflow_spec=node.get("calledElement"), **shown)

    def _gateway(self, node: Any, shown: Mapping[str, Any]) -> Any:
        kind = {
            "exclusiveGateway": gateways.ExclusiveGateway,
            "inclusiveGateway": gateways.InclusiveGateway,
            "parallelGateway": gateways.ParallelGateway,
            "eventBasedGateway": gateways.EventGateway,
        }[etree.QName(node).localname]
        return kind(self.spec, node.get("id"), **shown)

    def _complex(self, node: Any, shown: Mapping[str, Any]) -> Any:
        condition = (node.findtext(tag("activationCondition")) or "").strip() or None
        return gateways.ComplexGateway(self.spec, node.get("id"), activation=condition, **shown)

    # ---- connections ------------------------------------------------------------------------------------------------

    def _attach(self, host: str, event: Any) -> None:
        """Puts an event on the border of an activity: a split before it, a join beside it."""
        task = self.tasks[host]
        if self.entries[host] is task:
            split = control.BoundaryEventSplit(self.spec, f"{host}.BoundaryEventSplit", lane=task.lane)
            join = control.BoundaryEventJoin(
                self.spec, f"{host}.BoundaryEventJoin", lane=task.lane, split_task=split.name, cancel=True
            )
            split.connect(task)
            task.connect(join)
            self.entries[host] = split
        split = self.entries[host]
        split.connect(event)
        event.connect(self.spec.task_specs[f"{host}.BoundaryEventJoin"])

    def _connect(self, name: str, node: Any) -> None:
        """Connects an element to what follows it."""
        task = self.tasks[name]
        link = node.find(tag("linkEventDefinition"))
        if link is not None and node.tag == tag("intermediateThrowEvent"):
            for other, target in self.nodes.items():
                found = target.find(tag("linkEventDefinition"))
                caught = target.tag == tag("intermediateCatchEvent") and found is not None
                if caught and found.get("name") == link.get("name"):
                    task.connect(self.entries[other])
            return
        flows = self.flows.get(name, [])
        kind = self.file.elements[name].kind
        conditional = any(flow.find(tag("conditionExpression")) is not None for flow in flows)
        if kind in _GATEWAYS:
            self._choose(task, node, flows)
        elif (len(flows) > 1 and kind not in ("parallelGateway", "eventBasedGateway")) or conditional:
            split = gateways.Split(self.spec, f"{name}.Split", lane=task.lane)
            task.connect(split)
            self._choose(split, node, flows)
        else:
            for flow in flows:
                task.connect(self.entries[flow.get("targetRef")])

    def _choose(self, task: Any, node: Any, flows: list[Any]) -> None:
        for flow in flows:
            condition = (flow.findtext(tag("conditionExpression")) or "").strip()
            target = self.entries[flow.get("targetRef")]
            if condition:
                task.connect_if(gateways.Condition(condition), target)
            elif flow.get("id") == node.get("default") or not isinstance(task, gateways.Split):
                task.connect(target)
            else:
                task.connect_always(target)

    def _listen(self) -> None:
        """Event subprocesses: something at the beginning of the level listens for them."""
        for name, node in self.nodes.items():
            if node.get("triggeredByEvent") != "true":
                continue
            start = node.find(tag("startEvent"))
            listener = specs.Listener(
                self.spec,
                start.get("id"),
                event_definition=self.file.definition(start),
                interrupts=start.get("isInterrupting", "true") == "true",
                lane=self.file.elements[name].lane,
                bpmn_name=start.get("name"),
                description="startEvent",
            )
            self.tasks[name].interrupts = listener.interrupts
            self.spec.listeners.add(listener.name)
            self.spec.start.connect(listener)
            listener.connect(self.tasks[name])
            self.tasks[name].connect(self.spec.end)

    def _compensation(self) -> None:
        """Which activity undoes which: by association with a compensation event on its border."""
        for name, node in self.nodes.items():
            if not self._is_compensation_event(node):
                continue
            for association in self.xml.findall(tag("association")):
                ends = {association.get("sourceRef"), association.get("targetRef")}
                if name in ends and (other := next(iter(ends - {name}), None)) in self.tasks:
                    handler = self.tasks[other]
                    handler._inputs.append(self.spec.start.name)
                    self.spec.undoes[node.get("attachedToRef")] = handler.name


_MAKERS: dict[str, Callable[[_Level, Any, Mapping[str, Any]], Any]] = {
    "startEvent": _Level._start,
    "endEvent": _Level._end,
    "intermediateThrowEvent": _Level._throw,
    "intermediateCatchEvent": _Level._catch,
    "boundaryEvent": _Level._boundary,
    "userTask": _Level._human,
    "manualTask": _Level._human,
    "serviceTask": _Level._service,
    "businessRuleTask": _Level._decision,
    "scriptTask": _Level._script,
    "sendTask": _Level._send,
    "receiveTask": _Level._receive,
    "subProcess": _Level._sub,
    "callActivity": _Level._call,
    "exclusiveGateway": _Level._gateway,
    "inclusiveGateway": _Level._gateway,
    "parallelGateway": _Level._gateway,
    "eventBasedGateway": _Level._gateway,
    "complexGateway": _Level._complex,
}
