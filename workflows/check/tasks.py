"""Activities: people's tasks, service steps, messages, calls, decisions, scripts, and what repeats them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workflows import engine_parse as parse
from workflows.check.drawing import ACTIVITIES, Drawing, Node
from workflows.check.events import message
from workflows.check.known import Known, ParamRule
from workflows.check.language import expression, key
from workflows.check.problem import Problems, error
from workflows.engine_parse import tag
from workflows.engine_specs import PLAIN_CODE, LoopSpec, StepSpec

PARAM_TYPES = frozenset(
    {"any", "text", "integer", "decimal", "boolean", "uuid", "date", "datetime", "duration", "list", "group"}
)
_UNSUPPORTED = {
    "task": "has no type yet: choose a person's task or a service step",
    "transaction": "is a transaction, which is not supported: use a subprocess",
    "adHocSubProcess": "is an ad-hoc subprocess, which is not supported",
}
_PLAIN = (("startQuantity", "1"), ("completionQuantity", "1"), ("instantiate", "false"))
MAX_ROUNDS = 1_000


def check(drawing: Drawing, known: Known) -> Problems:
    for scope in drawing.scopes():
        for node in scope.nodes.values():
            if node.kind in _UNSUPPORTED:
                yield error(node.id, "element_unsupported", f"'{node.name}' {_UNSUPPORTED[node.kind]}.", node.name)
                continue
            for attribute, fine in _PLAIN:
                if node.xml.get(attribute, fine) != fine:
                    yield error(node.id, "attribute_unsupported", f"'{attribute}' is not supported.", node.name)
            if node.kind in _CHECKS:
                yield from _CHECKS[node.kind](drawing, node, known)
            if node.kind in ACTIVITIES:
                yield from _loop(node)


def _human(drawing: Drawing, node: Node, known: Known) -> Problems:
    human = parse.human_spec(node.xml)
    if not human.form:
        yield error(node.id, "form_missing", f"'{node.name}' has no form.", node.name)
    elif known.forms is not None and human.form not in known.forms:
        yield error(node.id, "form_unknown", f"There is no form '{human.form}'.", node.name)
    if not human.role:
        yield error(node.id, "role_missing", f"'{node.name}' says nobody's role.", node.name)
    elif known.roles is not None:
        for role in (word.strip() for word in human.role.split(",")):
            if role not in known.roles:
                yield error(node.id, "role_unknown", f"There is no role '{role}'.", node.name)
    plain = human.department is None or PLAIN_CODE.fullmatch(human.department)
    for what, source in (
        ("Priority", human.priority), ("Due", human.due), ("Candidate", human.candidate), ("Roles", human.roles),
        ("SLA", human.sla), ("Follow-up", human.follow_up), ("Department", None if plain else human.department),
    ):  # fmt: skip
        if source is not None:
            yield from expression(node.id, node.name, what, source)
    if human.on_complete is not None and known.steps is not None and human.on_complete not in known.steps:
        yield error(node.id, "step_unknown", f"There is no step '{human.on_complete}'.", node.name)
    yield from key(node.id, node.name, human.result)


def _step(drawing: Drawing, node: Node, known: Known) -> Problems:
    step = parse.step_spec(node.xml)
    if not step.name:
        yield error(node.id, "step_missing", f"'{node.name}' says no step.", node.name)
        return
    given = parse.extension(node.xml, "step").findall(f"{{{parse.WARDLINE}}}param")
    names = [param.get("name") or "" for param in given]
    if "" in names:
        yield error(node.id, "param_unnamed", f"A parameter of '{node.name}' has no name.", node.name)
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        yield error(node.id, "param_repeated", f"The parameter '{name}' is given twice.", node.name)
    for name, param in step.params.items():
        if param.type not in PARAM_TYPES:
            yield error(
                node.id, "param_type", f"'{param.type}' is not a type ({', '.join(sorted(PARAM_TYPES))}).", node.name
            )
        if not param.value.strip():
            yield error(node.id, "param_missing", f"The parameter '{name}' is empty.", node.name)
        else:
            yield from expression(node.id, node.name, f"Parameter '{name}'", param.value)
    if known.steps is not None:
        yield from _registered(node, step, known.steps)
    if step.result is not None:
        yield from key(node.id, node.name, step.result)


def _registered(node: Node, step: StepSpec, steps: Mapping[str, object]) -> Problems:
    wanted = steps.get(step.name)
    if wanted is None:
        yield error(node.id, "step_unknown", f"There is no step '{step.name}'.", node.name)
        return
    assert isinstance(wanted, Mapping | tuple | list | set | frozenset)
    for strange in sorted(set(step.params) - set(wanted)):
        yield error(node.id, "param_unknown", f"The step '{step.name}' has no parameter '{strange}'.", node.name)
    if not isinstance(wanted, Mapping):
        return
    for name, rule in wanted.items():
        given = step.params.get(name)
        assert isinstance(rule, ParamRule)
        if given is None and rule.required:
            yield error(node.id, "param_missing", f"The step '{step.name}' needs '{name}'.", node.name)
        elif given is not None and rule.types and given.type not in rule.types | {"any"}:
            yield error(
                node.id, "param_type",
                f"The parameter '{name}' of '{step.name}' is {' or '.join(sorted(rule.types))}, not {given.type}.",
                node.name,
            )  # fmt: skip


def _receive(drawing: Drawing, node: Node, known: Known) -> Problems:
    yield from message(drawing, node, node.xml.get("messageRef") or _inner_message(node))
    if parse.extension(node.xml, "task") is not None:
        yield from _human(drawing, node, known)


def _send(drawing: Drawing, node: Node, _known: Known) -> Problems:
    return message(drawing, node, node.xml.get("messageRef") or _inner_message(node))


def _inner_message(node: Node) -> str | None:
    definition = node.definition("message")
    return None if definition is None else definition.get("messageRef")


def _call(drawing: Drawing, node: Node, known: Known) -> Problems:
    called = node.xml.get("calledElement") or ""
    own = drawing.process_of(node.scope).id
    if called == own:
        yield error(node.id, "call_itself", f"'{node.name}' calls the process it is in.", node.name)
    elif own in known.calls.get(called, ()):
        yield error(node.id, "call_itself", f"'{node.name}' calls '{called}', which calls the process it is in.",
                    node.name)  # fmt: skip
    elif called not in known.processes:
        yield error(node.id, "call_unknown", f"There is no process '{called}' to call.", node.name)


def _decision(_drawing: Drawing, node: Node, known: Known) -> Problems:
    decision = parse.decision_spec(node.xml)
    if not decision.ref:
        yield error(node.id, "decision_missing", f"'{node.name}' says no decision.", node.name)
    elif known.decisions is not None and decision.ref not in known.decisions:
        yield error(node.id, "decision_unknown", f"There is no decision '{decision.ref}'.", node.name)
    yield from key(node.id, node.name, decision.result)


def _script(_drawing: Drawing, node: Node, known: Known) -> Problems:
    if not known.scripts:
        yield error(node.id, "script_refused", f"'{node.name}' is a script. Scripts are switched off here.", node.name)
    elif not (node.xml.findtext(tag("script")) or "").strip():
        yield error(node.id, "script_empty", f"The script of '{node.name}' is empty.", node.name)
    else:
        yield from key(node.id, node.name, node.xml.get(f"{{{parse.WARDLINE}}}result") or node.id)


def _loop(node: Node) -> Problems:
    kinds = (tag("standardLoopCharacteristics"), tag("multiInstanceLoopCharacteristics"))
    loops = [child for child in node.xml if child.tag in kinds]  # fmt: skip
    if not loops:
        return
    if len(loops) > 1:
        yield error(node.id, "loop_contradiction", f"'{node.name}' is repeated in two ways.", node.name)
    if node.is_event_subprocess or node.is_compensation:
        yield error(node.id, "attribute_unsupported", f"'{node.name}' cannot be repeated.", node.name)
    spec = parse.loop_spec(node.xml)
    assert spec is not None
    if spec.kind == "while":
        yield from _while(node, spec)
        return
    if spec.collection and spec.cardinality:
        yield error(node.id, "loop_contradiction", f"'{node.name}' names a list and a number.", node.name)
    elif not spec.collection and not spec.cardinality:
        yield error(node.id, "loop_unreadable", f"'{node.name}' does not say for what it is repeated.", node.name)
    if loops[0].get("behavior", "All") != "All" or loops[0].find(tag("complexBehaviorDefinition")) is not None:
        yield error(node.id, "attribute_unsupported", "'behavior' is not supported.", node.name)
    for what, source in (
        ("List", spec.collection), ("Number", spec.cardinality), ("Completion condition", spec.condition)
    ):  # fmt: skip
        if source:
            yield from expression(node.id, node.name, what, source)
    yield from key(node.id, node.name, spec.item, "loop_item", "name of an item")
    if spec.item == "loop" or spec.item == spec.result:
        yield error(node.id, "loop_item", f"'{spec.item}' is taken already.", node.name)
    for inner in node.scope.inside[node.id].nodes.values() if node.id in node.scope.inside else ():
        if parse.inner_result(inner.xml) == spec.item:
            yield error(node.id, "loop_item", f"'{inner.name}' writes to '{spec.item}' as well.", node.name)
    yield from key(node.id, node.name, spec.result)


def _while(node: Node, spec: LoopSpec) -> Problems:
    if spec.condition:
        yield from expression(node.id, node.name, "Loop condition", spec.condition)
    if spec.maximum is not None and not (spec.maximum.isdigit() and 1 <= int(spec.maximum) <= MAX_ROUNDS):
        yield error(node.id, "loop_unreadable", f"The largest number of rounds is 1 to {MAX_ROUNDS}.", node.name)
    elif spec.maximum is None and not spec.condition:
        yield error(node.id, "loop_endless", f"'{node.name}' would be repeated for ever.", node.name)


_CHECKS: dict[str, Callable[[Drawing, Node, Known], Problems]] = {
    "userTask": _human,
    "manualTask": _human,
    "serviceTask": _step,
    "receiveTask": _receive,
    "sendTask": _send,
    "callActivity": _call,
    "businessRuleTask": _decision,
    "scriptTask": _script,
}
