"""Drawings made wrong on purpose: each operator applies one kind of mistake wherever it can be made, and says which
problem the checker must report at which element."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any, NamedTuple

from lxml import etree

from workflows.engine_parse import BPMN, WARDLINE, tag

Mutate = Callable[[Any], None]


class Mutant(NamedTuple):
    """`at` are the elements at which one of the `codes` must be reported; '' = anywhere."""

    name: str
    source: bytes
    codes: tuple[str, ...]
    at: str


def mutants(name: str, source: bytes) -> list[Mutant]:
    """Every mutant of one drawing."""
    return [
        Mutant(f"{name}-{operator.__name__}-{where}", changed, codes, at)
        for operator in OPERATORS
        for where, changed, codes, at in _apply(source, operator)
    ]


def _apply(source: bytes, operator: Operator) -> Iterator[tuple[str, bytes, tuple[str, ...], str]]:
    count = len(list(operator(etree.fromstring(source))))
    for place in range(count):
        root = etree.fromstring(source)
        where, change, codes, at = list(operator(root))[place]
        change()
        yield where, etree.tostring(root), codes, at


Found = tuple[str, Callable[[], None], tuple[str, ...], str]
Operator = Callable[[Any], Iterator[Found]]


def _nodes(root: Any, *kinds: str) -> list[Any]:
    return [node for kind in kinds for node in root.iter(tag(kind)) if node.get("id")]


def _drop(node: Any) -> Callable[[], None]:
    return lambda: node.getparent().remove(node)


def _set(node: Any, key: str, value: str) -> Callable[[], None]:
    return lambda: node.set(key, value)


def _unset(node: Any, key: str) -> Callable[[], None]:
    return lambda: node.attrib.pop(key, None) and None


def _add(node: Any, kind: str, *, first: bool = False, text: str = "", **attributes: str) -> Callable[[], None]:
    def change() -> None:
        child = etree.Element(kind if kind.startswith("{") else tag(kind), attributes)
        child.text = text or None
        if first:
            node.insert(0, child)
        else:
            node.append(child)

    return change


def _flows(root: Any) -> list[Any]:
    return _nodes(root, "sequenceFlow")


def _by_id(root: Any, name: str) -> Any:
    return next(node for node in root.iter() if isinstance(node.tag, str) and node.get("id") == name)


def _without_refs(root: Any, flow: Any, *, ends: tuple[str, ...] = ("incoming", "outgoing")) -> None:
    for kind in ends:
        for ref in list(root.iter(tag(kind))):
            if (ref.text or "").strip() == flow.get("id"):
                ref.getparent().remove(ref)


# ---- flows ----------------------------------------------------------------------------------------------------------


def flow_to_nowhere(root: Any) -> Iterator[Found]:
    for flow in _flows(root):
        yield flow.get("id"), _set(flow, "targetRef", "nowhere"), ("flow_loose",), flow.get("id")


def flow_from_nowhere(root: Any) -> Iterator[Found]:
    for flow in _flows(root):
        yield flow.get("id"), _set(flow, "sourceRef", "nowhere"), ("flow_loose",), flow.get("id")


def flow_without_target(root: Any) -> Iterator[Found]:
    for flow in _flows(root)[::4]:
        yield flow.get("id"), _unset(flow, "targetRef"), ("flow_end_missing",), flow.get("id")


def flow_into_the_start(root: Any) -> Iterator[Found]:
    for flow in _flows(root)[::3]:
        start = flow.getparent().find(tag("startEvent")).get("id")
        yield flow.get("id"), _set(flow, "targetRef", start), ("flow_into_start",), start


def flow_into_a_boundary_event(root: Any) -> Iterator[Found]:
    for event in _nodes(root, "boundaryEvent"):
        flow = event.getparent().findall(tag("sequenceFlow"))[-1]
        yield event.get("id"), _set(flow, "targetRef", event.get("id")), ("flow_into_start",), event.get("id")


def flow_out_of_an_end(root: Any) -> Iterator[Found]:
    for end in _nodes(root, "endEvent"):
        flow = end.getparent().findall(tag("sequenceFlow"))[0]
        yield end.get("id"), _set(flow, "sourceRef", end.get("id")), ("flow_after_end",), end.get("id")


def flow_over_the_border_of_a_subprocess(root: Any) -> Iterator[Found]:
    for sub in _nodes(root, "subProcess"):
        inner = sub.find(tag("userTask"))
        inner = sub.find(tag("serviceTask")) if inner is None else inner
        outer = next(
            flow for flow in sub.getparent().findall(tag("sequenceFlow")) if flow.get("targetRef") == sub.get("id")
        )
        yield sub.get("id"), _set(outer, "targetRef", inner.get("id")), ("flow_crosses_border",), outer.get("id")
        leaving = sub.findall(tag("sequenceFlow"))[0]
        yield (
            f"out-{sub.get('id')}",
            _set(leaving, "targetRef", sub.get("id")),
            ("flow_crosses_border",),
            leaving.get("id"),
        )


def flow_over_the_border_of_a_pool(root: Any) -> Iterator[Found]:
    flow = _flows(root.find(tag("process")))[-1]

    def change() -> None:
        other = etree.SubElement(root, tag("process"), {"id": "other_pool", "isExecutable": "true"})
        for kind, name in (("startEvent", "o_start"), ("manualTask", "o_task"), ("endEvent", "o_end")):
            etree.SubElement(other, tag(kind), {"id": name})
        flow.set("targetRef", "o_task")

    yield "pool", change, ("flow_crosses_border",), flow.get("id")


def flow_removed(root: Any) -> Iterator[Found]:
    for flow in _flows(root):
        siblings = [
            f for f in flow.getparent().findall(tag("sequenceFlow")) if f.get("sourceRef") == flow.get("sourceRef")
        ]
        target = [
            f for f in flow.getparent().findall(tag("sequenceFlow")) if f.get("targetRef") == flow.get("targetRef")
        ]
        if len(siblings) == 1:

            def change(flow: Any = flow) -> None:
                _without_refs(root, flow)
                flow.getparent().remove(flow)

            yield flow.get("id"), change, ("dead_end",), flow.get("sourceRef")
        elif len(target) == 1:

            def change_too(flow: Any = flow) -> None:
                _without_refs(root, flow)
                flow.getparent().remove(flow)

            yield flow.get("id"), change_too, ("unreachable", "default_unknown"), ""


def flow_drawn_twice(root: Any) -> Iterator[Found]:
    for flow in _flows(root)[::5]:
        source = _by_id(root, flow.get("sourceRef"))
        if source.tag == tag("exclusiveGateway"):
            continue

        def change(flow: Any = flow) -> None:
            twin = deepcopy(flow)
            twin.set("id", flow.get("id") + "_twin")
            flow.getparent().append(twin)

        yield flow.get("id"), change, ("flow_repeated",), flow.get("id") + "_twin"


def references_that_disagree(root: Any) -> Iterator[Found]:
    for kind in ("incoming", "outgoing"):
        for ref in list(root.iter(tag(kind)))[::6]:
            owner = ref.getparent().get("id")

            def change(ref: Any = ref) -> None:
                ref.text = "no_such_flow"

            yield f"{kind}-{owner}", change, ("reference_wrong",), owner


def condition_on_the_default(root: Any) -> Iterator[Found]:
    for gateway in _nodes(root, "exclusiveGateway", "inclusiveGateway"):
        if gateway.get("default"):
            flow = _by_id(root, gateway.get("default"))
            yield (
                gateway.get("id"),
                _add(flow, "conditionExpression", text="true"),
                ("condition_on_default",),
                flow.get("id"),
            )


def default_taken_away(root: Any) -> Iterator[Found]:
    for gateway in _nodes(root, "exclusiveGateway", "inclusiveGateway"):
        if gateway.get("default"):
            yield gateway.get("id"), _unset(gateway, "default"), ("default_missing",), gateway.get("id")


def default_that_is_not_its_own(root: Any) -> Iterator[Found]:
    for gateway in _nodes(root, "exclusiveGateway"):
        if gateway.get("default"):
            foreign = next(f for f in _flows(root) if f.get("sourceRef") != gateway.get("id"))
            yield (
                gateway.get("id"),
                _set(gateway, "default", foreign.get("id")),
                ("default_unknown",),
                gateway.get("id"),
            )


def default_on_a_parallel_gateway(root: Any) -> Iterator[Found]:
    for gateway in _nodes(root, "parallelGateway"):
        flow = next(f for f in _flows(root) if f.get("sourceRef") == gateway.get("id"))
        yield gateway.get("id"), _set(gateway, "default", flow.get("id")), ("default_misplaced",), gateway.get("id")


def condition_taken_away(root: Any) -> Iterator[Found]:
    for condition in list(root.iter(tag("conditionExpression"))):
        flow = condition.getparent()
        yield flow.get("id"), _drop(condition), ("condition_missing",), flow.get("id")


def condition_emptied(root: Any) -> Iterator[Found]:
    for condition in list(root.iter(tag("conditionExpression"))):
        flow = condition.getparent()

        def change(condition: Any = condition) -> None:
            condition.text = "  "

        yield flow.get("id"), change, ("condition_empty",), flow.get("id")


def condition_that_cannot_be_read(root: Any) -> Iterator[Found]:
    for condition in list(root.iter(tag("conditionExpression"))):
        flow = condition.getparent()

        def change(condition: Any = condition) -> None:
            condition.text = f"({condition.text}"

        yield flow.get("id"), change, ("expression_syntax",), flow.get("id")


def condition_out_of_an_event(root: Any) -> Iterator[Found]:
    for event in _nodes(root, "startEvent", "boundaryEvent", "parallelGateway"):
        for flow in [f for f in _flows(root) if f.get("sourceRef") == event.get("id")][:1]:
            yield (
                event.get("id"),
                _add(flow, "conditionExpression", text="true"),
                ("condition_misplaced",),
                flow.get("id"),
            )


# ---- levels ---------------------------------------------------------------------------------------------------------


def a_second_start(root: Any) -> Iterator[Found]:
    for level in [*root.findall(tag("process")), *_nodes(root, "subProcess")]:
        yield level.get("id"), _add(level, "startEvent", id="second_start"), ("start_count",), level.get("id")


def start_taken_away(root: Any) -> Iterator[Found]:
    for level in [*root.findall(tag("process")), *_nodes(root, "subProcess")]:
        yield level.get("id"), _drop(level.find(tag("startEvent"))), ("start_count",), level.get("id")


def ends_taken_away(root: Any) -> Iterator[Found]:
    for level in [*root.findall(tag("process")), *_nodes(root, "subProcess")]:

        def change(level: Any = level) -> None:
            for end in level.findall(tag("endEvent")):
                level.remove(end)

        yield level.get("id"), change, ("end_missing",), level.get("id")


def an_element_by_itself(root: Any) -> Iterator[Found]:
    for level in [*root.findall(tag("process")), *_nodes(root, "subProcess")]:
        yield level.get("id"), _add(level, "exclusiveGateway", id="alone"), ("unreachable",), "alone"


def a_trigger_on_an_inner_start(root: Any) -> Iterator[Found]:
    for sub in _nodes(root, "subProcess"):
        start = sub.find(tag("startEvent"))
        yield sub.get("id"), _add(start, "messageEventDefinition"), ("start_trigger",), start.get("id")


def a_parallel_join_of_alternatives(root: Any) -> Iterator[Found]:
    """An exclusive gateway that brings alternatives together is made a parallel one: it waits for ever."""
    for gateway in _nodes(root, "parallelGateway"):
        flows = [f for f in _flows(root) if f.get("sourceRef") == gateway.get("id")]
        if len(flows) < 2:
            continue

        def change(gateway: Any = gateway, flows: list[Any] = flows) -> None:
            gateway.tag = tag("exclusiveGateway")
            gateway.set("default", flows[-1].get("id"))
            for flow in flows[:-1]:
                _add(flow, "conditionExpression", text="1 == 2")()

        yield gateway.get("id"), change, ("join_never",), ""


def not_executable(root: Any) -> Iterator[Found]:
    for process in root.findall(tag("process")):
        yield "no", _set(process, "isExecutable", "false"), ("not_executable",), process.get("id")
        yield "unsaid", _unset(process, "isExecutable"), ("not_executable",), process.get("id")


# ---- ids and references ---------------------------------------------------------------------------------------------


def id_taken_twice(root: Any) -> Iterator[Found]:
    tasks = _nodes(root, "userTask", "serviceTask")
    for one, other in zip(tasks[::3], tasks[1::3], strict=False):
        yield one.get("id"), _set(other, "id", one.get("id")), ("id_repeated",), one.get("id")


def id_taken_away(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask", "serviceTask", "exclusiveGateway")[::4]:
        yield node.get("id"), _unset(node, "id"), ("id_missing",), ""


def id_with_blanks(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask", "serviceTask")[::4]:
        yield node.get("id"), _set(node, "id", "a b"), ("id_unreadable",), "a b"


def message_not_declared(root: Any) -> Iterator[Found]:
    for definition in list(root.iter(tag("messageEventDefinition"))):
        event = definition.getparent().get("id")
        yield event, _set(definition, "messageRef", "unknown"), ("message_undeclared",), event
    for message in root.findall(tag("message")):
        yield message.get("id"), _drop(message), ("message_undeclared", "message_missing"), ""


def message_unsaid(root: Any) -> Iterator[Found]:
    for definition in list(root.iter(tag("messageEventDefinition"))):
        event = definition.getparent().get("id")
        yield event, _unset(definition, "messageRef"), ("message_missing",), event


def message_declared_twice(root: Any) -> Iterator[Found]:
    for message in root.findall(tag("message"))[:2]:
        yield (
            message.get("id"),
            _add(root, "message", id="twin", name=message.get("name")),
            ("declaration_repeated",),
            "",
        )


def message_without_a_name(root: Any) -> Iterator[Found]:
    for message in root.findall(tag("message"))[:2]:
        yield message.get("id"), _unset(message, "name"), ("declaration_unnamed",), message.get("id")


def pool_of_nothing(root: Any) -> Iterator[Found]:
    for pool in root.iter(tag("participant")):
        yield pool.get("id"), _set(pool, "processRef", "unknown"), ("pool_unknown",), pool.get("id")


def lane_that_names_nothing(root: Any) -> Iterator[Found]:
    for lane in root.iter(tag("lane")):
        ref = lane.find(tag("flowNodeRef"))

        def change(ref: Any = ref) -> None:
            ref.text = "unknown"

        yield lane.get("id"), change, ("lane_unknown",), lane.get("id")


def two_lanes_for_one(root: Any) -> Iterator[Found]:
    lanes = list(root.iter(tag("lane")))
    for one, other in pairwise(lanes):
        name = one.find(tag("flowNodeRef")).text
        yield one.get("id"), _add(other, "flowNodeRef", text=name), ("lane_repeated",), name


def message_flow_within_a_pool(root: Any) -> Iterator[Found]:
    ends = [node.get("id") for node in _nodes(root, "userTask")[:2]]
    for collaboration in root.iter(tag("collaboration")):
        change = _add(collaboration, "messageFlow", id="within", sourceRef=ends[0], targetRef=ends[1])
        yield "within", change, ("message_flow_wrong",), "within"


# ---- events ---------------------------------------------------------------------------------------------------------


def boundary_event_on_nothing(root: Any) -> Iterator[Found]:
    for event in _nodes(root, "boundaryEvent"):
        yield event.get("id"), _set(event, "attachedToRef", "nothing"), ("boundary_loose",), event.get("id")
        gateway = next(iter(event.getparent().findall(tag("exclusiveGateway"))), None)
        if gateway is not None:
            yield (
                f"gateway-{event.get('id')}",
                _set(event, "attachedToRef", gateway.get("id")),
                ("boundary_loose",),
                event.get("id"),
            )
        yield f"free-{event.get('id')}", _unset(event, "attachedToRef"), ("boundary_loose",), event.get("id")


def event_without_a_trigger(root: Any) -> Iterator[Found]:
    for event in _nodes(root, "boundaryEvent", "intermediateCatchEvent"):
        definition = next(child for child in event if "EventDefinition" in str(child.tag))
        yield event.get("id"), _drop(definition), ("event_untyped",), event.get("id")


def event_with_two_triggers(root: Any) -> Iterator[Found]:
    for event in _nodes(root, "boundaryEvent", "intermediateCatchEvent"):
        yield event.get("id"), _add(event, "signalEventDefinition"), ("event_multiple",), event.get("id")


def trigger_that_does_not_stand_there(root: Any) -> Iterator[Found]:
    wrong = {
        "boundaryEvent": ("linkEventDefinition", "terminateEventDefinition", "conditionalEventDefinition"),
        "intermediateCatchEvent": ("errorEventDefinition", "compensateEventDefinition", "cancelEventDefinition"),
    }
    for kind, definitions in wrong.items():
        for event in _nodes(root, kind):
            for name in definitions:

                def change(event: Any = event, name: str = name) -> None:
                    for child in [child for child in event if "EventDefinition" in str(child.tag)]:
                        event.remove(child)
                    etree.SubElement(event, tag(name), {"name": "x"})

                yield f"{event.get('id')}-{name}", change, ("event_unsupported",), event.get("id")
    for start in root.find(tag("process")).findall(tag("startEvent")):
        for name in ("conditional", "escalation", "error"):
            yield f"start-{name}", _add(start, f"{name}EventDefinition"), ("event_unsupported",), start.get("id")
        for name in ("timer", "signal"):
            yield f"start-{name}", _add(start, f"{name}EventDefinition"), (f"{name}_missing",), start.get("id")
    for end in _nodes(root, "endEvent")[:2]:
        if not any("EventDefinition" in str(child.tag) for child in end):
            yield f"end-{end.get('id')}", _add(end, "timerEventDefinition"), ("event_unsupported",), end.get("id")


def error_that_nothing_catches(root: Any) -> Iterator[Found]:
    for sub in _nodes(root, "subProcess"):
        end = sub.find(tag("endEvent"))

        def change(end: Any = end) -> None:
            root.insert(0, etree.Element(tag("error"), {"id": "e_x", "name": "x", "errorCode": "x"}))
            for child in [child for child in end if "EventDefinition" in str(child.tag)]:
                end.remove(child)
            etree.SubElement(end, tag("errorEventDefinition"), {"errorRef": "e_x"})

        yield sub.get("id"), change, ("error_uncaught",), end.get("id")


def error_not_declared(root: Any) -> Iterator[Found]:
    for end in _nodes(root, "endEvent")[::2]:

        def change(end: Any = end) -> None:
            for child in [child for child in end if "EventDefinition" in str(child.tag)]:
                end.remove(child)
            etree.SubElement(end, tag("errorEventDefinition"), {"errorRef": "nothing"})

        yield end.get("id"), change, ("error_undeclared",), end.get("id")


def link_to_nowhere(root: Any) -> Iterator[Found]:
    for event in _nodes(root, "intermediateCatchEvent"):

        def change(event: Any = event) -> None:
            for child in [child for child in event if "EventDefinition" in str(child.tag)]:
                event.remove(child)
            etree.SubElement(event, tag("linkEventDefinition"), {"name": "over"})

        yield event.get("id"), change, ("link_source_missing", "link_flow"), event.get("id")


def timer_emptied(root: Any) -> Iterator[Found]:
    for definition in list(root.iter(tag("timerEventDefinition"))):
        event = definition.getparent().get("id")

        def change(definition: Any = definition) -> None:
            for child in list(definition):
                definition.remove(child)

        yield event, change, ("timer_missing",), event


def timer_that_cannot_be_read(root: Any) -> Iterator[Found]:
    for definition in list(root.iter(tag("timerEventDefinition"))):
        event = definition.getparent().get("id")
        for text, codes in (
            ("in a while", ("expression_syntax",)),
            ("PT1X", ("data_unknown", "expression_unknown_name")),
        ):

            def change(definition: Any = definition, text: str = text) -> None:
                for child in list(definition):
                    child.text = text

            if text != "PT1X":
                yield f"{event}-{text}", change, codes, event


def timer_that_repeats_where_it_cannot(root: Any) -> Iterator[Found]:
    for definition in list(root.iter(tag("timerEventDefinition"))):
        event = definition.getparent().get("id")

        def change(definition: Any = definition) -> None:
            for child in list(definition):
                definition.remove(child)
            child = etree.SubElement(definition, tag("timeCycle"))
            child.text = "R3/PT1H"

        yield event, change, ("timer_repeats",), event


# ---- activities -----------------------------------------------------------------------------------------------------


def _extension(node: Any, name: str) -> Any:
    return node.find(f"{tag('extensionElements')}/{{{WARDLINE}}}{name}")


def task_without_a_form(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::2]:
        yield node.get("id"), _unset(_extension(node, "task"), "form"), ("form_missing",), node.get("id")


def task_without_a_role(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::2]:
        yield node.get("id"), _unset(_extension(node, "task"), "role"), ("role_missing",), node.get("id")


def task_with_an_unknown_form(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::3]:
        yield node.get("id"), _set(_extension(node, "task"), "form", "nonsense"), ("form_unknown",), node.get("id")


def task_of_an_unknown_role(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::3]:
        yield node.get("id"), _set(_extension(node, "task"), "role", "wizard"), ("role_unknown",), node.get("id")


def task_with_a_misspelt_setting(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::3]:
        yield (
            node.get("id"),
            _set(_extension(node, "task"), "dueDate", "hours(1)"),
            ("extension_attribute",),
            node.get("id"),
        )


def task_with_an_unreadable_result(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::3]:
        yield (
            node.get("id"),
            _set(_extension(node, "task"), "result", "two words"),
            ("result_unreadable",),
            node.get("id"),
        )


def task_without_its_extension(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::3]:
        yield node.get("id"), _drop(_extension(node, "task")), ("form_missing",), node.get("id")


def step_of_nothing(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "serviceTask")[::2]:
        yield node.get("id"), _unset(_extension(node, "step"), "name"), ("step_missing",), node.get("id")
        yield (
            f"unknown-{node.get('id')}",
            _set(_extension(node, "step"), "name", "no.such"),
            ("step_unknown",),
            node.get("id"),
        )


def step_with_a_strange_parameter(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "serviceTask")[::2]:
        param = f"{{{WARDLINE}}}param"
        step = _extension(node, "step")
        yield node.get("id"), _add(step, param, name="strange", value="1"), ("param_unknown",), node.get("id")
        yield (
            f"type-{node.get('id')}",
            _add(step, param, name="x", value="1", type="money"),
            ("param_type",),
            node.get("id"),
        )
        yield f"empty-{node.get('id')}", _add(step, param, name="x", value=""), ("param_missing",), node.get("id")


def element_of_another_kind(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "serviceTask")[::4]:
        for kind, code in (
            ("task", "element_unsupported"), ("scriptTask", "script_refused"),
            ("businessRuleTask", "decision_missing"),
            ("adHocSubProcess", "element_unsupported"), ("transaction", "element_unsupported"),
            ("callActivity", "call_unknown"), ("sendTask", "message_missing"),
            ("callConversation", "element_unsupported"),
        ):  # fmt: skip

            def change(node: Any = node, kind: str = kind) -> None:
                node.tag = tag(kind)

            yield f"{node.get('id')}-{kind}", change, (code,), node.get("id")


def activity_with_a_setting_that_is_ignored(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::3]:
        for key, value in (("startQuantity", "2"), ("completionQuantity", "3")):
            yield f"{node.get('id')}-{key}", _set(node, key, value), ("attribute_unsupported",), node.get("id")


def activity_for_compensation_on_the_path(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "serviceTask")[::3]:
        yield node.get("id"), _set(node, "isForCompensation", "true"), ("compensation_activity",), node.get("id")


def subprocess_set_off_by_an_event_on_the_path(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "subProcess"):
        yield node.get("id"), _set(node, "triggeredByEvent", "true"), ("event_subprocess_flow",), node.get("id")


def loop_that_does_not_say_how_often(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::4]:
        yield node.get("id"), _add(node, "multiInstanceLoopCharacteristics"), ("loop_unreadable",), node.get("id")
        yield f"ever-{node.get('id')}", _add(node, "standardLoopCharacteristics"), ("loop_endless",), node.get("id")


def script_beside_a_task(root: Any) -> Iterator[Found]:
    for node in _nodes(root, "userTask")[::4]:
        pre = "{http://spiffworkflow.org/bpmn/schema/1.0/core}preScript"
        yield (
            node.get("id"),
            _add(node.find(tag("extensionElements")), pre, text="x = 1"),
            ("script_refused",),
            node.get("id"),
        )


def unknown_element(root: Any) -> Iterator[Found]:
    for level in [*root.findall(tag("process")), *_nodes(root, "subProcess")]:
        yield level.get("id"), _add(level, "choreographyTask", id="strange"), ("element_unsupported",), "strange"


def _leads(root: Any, source: str, target: str) -> bool:
    found, waiting = set(), [source]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [flow.get("targetRef") for flow in _flows(root) if flow.get("sourceRef") == name]
    return target in found


def loop_without_a_person(root: Any) -> Iterator[Found]:
    """Whoever or whatever is waited for in a loop is made a step."""
    for flow in _flows(root):
        source, target = _by_id(root, flow.get("sourceRef")), _by_id(root, flow.get("targetRef"))
        if source.tag == tag("exclusiveGateway") and _leads(root, target.get("id"), source.get("id")):

            def change(flow: Any = flow, target: Any = target) -> None:
                level = flow.getparent()
                for other in level.findall(tag("userTask")) + level.findall(tag("intermediateCatchEvent")):
                    for child in list(other):
                        if child.tag not in (tag("incoming"), tag("outgoing")):
                            other.remove(child)
                    other.tag = tag("serviceTask")
                    holder = etree.SubElement(other, tag("extensionElements"))
                    etree.SubElement(holder, f"{{{WARDLINE}}}step", {"name": "beds.release", "result": "x"})

            yield flow.get("id"), change, ("loop_without_wait", "event_gateway_target"), ""


OPERATORS: list[Operator] = [
    value
    for name, value in list(globals().items())
    if callable(value) and getattr(value, "__module__", "") == __name__ and not name.startswith("_")
    and name not in ("mutants", "Mutant", "Found", "Operator")
]  # fmt: skip
assert BPMN
