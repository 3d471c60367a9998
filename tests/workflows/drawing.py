"""Small diagrams for tests, without geometry: nodes are XML snippets, flows are 'a -> b' or 'a -> b : condition'."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(**later: float) -> datetime:
    """A moment after NOW: at(minutes=5)."""
    return NOW + timedelta(**later)


def human(name: str, role: str = "nurse", form: str = "note", **extra: str) -> str:
    given = {"form": form, "role": role, **extra}
    attributes = " ".join(f'{key}="{escape(value)}"' for key, value in given.items())
    return (
        f'<bpmn:userTask id="{name}" name="{name}"><bpmn:extensionElements><wardline:task {attributes}/>'
        "</bpmn:extensionElements></bpmn:userTask>"
    )


def step(name: str, does: str = "demo.do", result: str = "", **params: str) -> str:
    inner = "".join(
        f'<wardline:param name="{key}" value="{escape(value.rpartition("|")[0] or value)}" '
        f'type="{value.rpartition("|")[2] if "|" in value else "any"}"/>'
        for key, value in params.items()
    )
    key = f' result="{result or name}"'
    return (
        f'<bpmn:serviceTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<wardline:step name="{does}"{key}>{inner}</wardline:step></bpmn:extensionElements></bpmn:serviceTask>'
    )


def start(name: str = "start", data: str = "") -> str:
    """`data`: what a case begins with."""
    if not data:
        return f'<bpmn:startEvent id="{name}"/>'
    said = f'<bpmn:extensionElements><wardline:start data="{data}"/></bpmn:extensionElements>'
    return f'<bpmn:startEvent id="{name}">{said}</bpmn:startEvent>'


def end(name: str = "end", kind: str = "", ref: str = "") -> str:
    inner = f"<bpmn:{kind}EventDefinition{ref}/>" if kind else ""
    return f'<bpmn:endEvent id="{name}" name="{name}">{inner}</bpmn:endEvent>'


def xor(name: str, default: str = "") -> str:
    return f'<bpmn:exclusiveGateway id="{name}"' + (f' default="{default}"/>' if default else "/>")


def both(name: str) -> str:
    return f'<bpmn:parallelGateway id="{name}"/>'


def some(name: str, default: str = "") -> str:
    return f'<bpmn:inclusiveGateway id="{name}"' + (f' default="{default}"/>' if default else "/>")


def events(name: str) -> str:
    return f'<bpmn:eventBasedGateway id="{name}"/>'


def _timer(kind: str, value: str) -> str:
    return (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{escape(value)}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def wait(name: str, value: str, kind: str = "timeDuration") -> str:
    return f'<bpmn:intermediateCatchEvent id="{name}">{_timer(kind, value)}</bpmn:intermediateCatchEvent>'


def _message(**given: str) -> str:
    attributes = " ".join(f'{key}="{escape(value)}"' for key, value in given.items() if value)
    return f"<bpmn:extensionElements><wardline:message {attributes}/></bpmn:extensionElements>" if attributes else ""


def catch(name: str, message: str, **given: str) -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{name}">{_message(**given)}'
        f'<bpmn:messageEventDefinition messageRef="m_{message}"/></bpmn:intermediateCatchEvent>'
    )


def receive(name: str, message: str, role: str = "nurse", form: str = "note") -> str:
    """A task for a person that ends when a message arrives."""
    return (
        f'<bpmn:receiveTask id="{name}" name="{name}" messageRef="m_{message}"><bpmn:extensionElements>'
        f'<wardline:task form="{form}" role="{role}"/></bpmn:extensionElements></bpmn:receiveTask>'
    )


def throw(name: str, message: str, **given: str) -> str:
    return (
        f'<bpmn:intermediateThrowEvent id="{name}">{_message(**given)}'
        f'<bpmn:messageEventDefinition messageRef="m_{message}"/></bpmn:intermediateThrowEvent>'
    )


def boundary(
    name: str,
    on: str,
    *,
    timer: str = "",
    kind: str = "timeDuration",
    message: str = "",
    error: str = "",
    interrupts: bool = True,
    result: str = "",
) -> str:
    inner = ""
    if timer:
        inner = _timer(kind, timer)
    elif message:
        inner = _message(result=result) + f'<bpmn:messageEventDefinition messageRef="m_{message}"/>'
    elif error:
        inner = "<bpmn:errorEventDefinition" + (f' errorRef="e_{error}"/>' if error != "*" else "/>")
    cancels = "" if interrupts else ' cancelActivity="false"'
    return f'<bpmn:boundaryEvent id="{name}" attachedToRef="{on}"{cancels}>{inner}</bpmn:boundaryEvent>'


def sub(name: str, nodes: list[str], flows: list[str]) -> str:
    return f'<bpmn:subProcess id="{name}" name="{name}">{_body(nodes, flows, name)}</bpmn:subProcess>'


def each(
    node: str,
    collection: str = "",
    *,
    item: str = "",
    result: str = "",
    sequential: bool = False,
    until: str = "",
    times: str = "",
) -> str:
    """An activity made a multi-instance one."""
    attributes = f' isSequential="{str(sequential).lower()}"'
    for name, value in (("collection", collection), ("item", item), ("result", result)):
        attributes += f' wardline:{name}="{escape(value)}"' if value else ""
    inner = f"<bpmn:loopCardinality>{escape(times)}</bpmn:loopCardinality>" if times else ""
    inner += f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return _inside(
        node, f"<bpmn:multiInstanceLoopCharacteristics{attributes}>{inner}</bpmn:multiInstanceLoopCharacteristics>"
    )


def again(node: str, condition: str = "", *, maximum: str = "", before: bool = False) -> str:
    """An activity made a standard loop."""
    attributes = f' testBefore="{str(before).lower()}"' + (f' loopMaximum="{maximum}"' if maximum else "")
    inner = f"<bpmn:loopCondition>{escape(condition)}</bpmn:loopCondition>" if condition else ""
    return _inside(node, f"<bpmn:standardLoopCharacteristics{attributes}>{inner}</bpmn:standardLoopCharacteristics>")


def _inside(node: str, inner: str) -> str:
    if node.endswith("/>"):
        kind = node[1:].split(" ", 1)[0]
        return f"{node[:-2]}>{inner}</{kind}>"
    head, _, tail = node.rpartition("</")
    return f"{head}{inner}</{tail}"


def event(
    kind: str, name: str, what: str = "", ref: str = "", *, extra: str = "", inner: str = "", **given: str
) -> str:
    """Any event: its element, id, the kind of its trigger and what that refers to ('sos' of a signal is 's_sos')."""
    prefix = {"message": "m", "signal": "s", "error": "e", "escalation": "x"}.get(what, "")
    reference = f' {what}Ref="{prefix}_{ref}"' if ref and prefix else (f' name="{ref}"' if what == "link" else "")
    reference = f' activityRef="{ref}"' if what == "compensate" and ref else reference
    trigger = f"<bpmn:{what}EventDefinition{reference}>{inner}</bpmn:{what}EventDefinition>" if what else ""
    return f'<bpmn:{kind} id="{name}" name="{name}"{extra}>{_message(**given)}{trigger}</bpmn:{kind}>'


def on(name: str, host: str, what: str, ref: str = "", *, interrupts: bool = True, **given: str) -> str:
    """An event on the border of an activity."""
    cancels = "" if interrupts else ' cancelActivity="false"'
    return event("boundaryEvent", name, what, ref, extra=f' attachedToRef="{host}"{cancels}', **given)


def event_sub(name: str, begins: str, nodes: list[str], flows: list[str]) -> str:
    """A subprocess that the event `begins` sets off."""
    return (
        f'<bpmn:subProcess id="{name}" name="{name}" triggeredByEvent="true">'
        f"{_body([begins, *nodes], flows, name)}</bpmn:subProcess>"
    )


def begins(name: str, what: str, ref: str = "", *, interrupts: bool = True, **given: str) -> str:
    """The start event of an event subprocess."""
    extra = "" if interrupts else ' isInterrupting="false"'
    if what in ("timeDuration", "timeCycle", "timeDate"):
        return f'<bpmn:startEvent id="{name}"{extra}>{_timer(what, ref)}</bpmn:startEvent>'
    return event("startEvent", name, what, ref, extra=extra, **given)


def undoing(node: str) -> str:
    """An activity marked as one that undoes another."""
    return node.replace(" id=", ' isForCompensation="true" id=', 1)


def association(source: str, target: str) -> str:
    return f'<bpmn:association id="{source}_undone_by_{target}" sourceRef="{source}" targetRef="{target}"/>'


def counted(name: str, condition: str, default: str = "") -> str:
    """A complex gateway."""
    given = f' default="{default}"' if default else ""
    inner = f"<bpmn:activationCondition>{escape(condition)}</bpmn:activationCondition>" if condition else ""
    return f'<bpmn:complexGateway id="{name}"{given}>{inner}</bpmn:complexGateway>'


def decide(name: str, ref: str, result: str = "") -> str:
    key = f' result="{result}"' if result else ""
    return (
        f'<bpmn:businessRuleTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<wardline:decision ref="{ref}"{key}/></bpmn:extensionElements></bpmn:businessRuleTask>'
    )


def call(name: str, process: str) -> str:
    return f'<bpmn:callActivity id="{name}" calledElement="{process}"/>'


def bpmn(
    nodes: list[str],
    flows: list[str],
    name: str = "demo",
    messages: str = "",
    errors: str = "",
    signals: str = "",
    escalations: str = "",
) -> bytes:
    """A whole file: the process `name`, and what its events refer to."""
    declared = "".join(f'<bpmn:message id="m_{m}" name="{m}"/>' for m in messages.split())
    declared += "".join(f'<bpmn:error id="e_{e}" name="{e}" errorCode="{e}"/>' for e in errors.split())
    declared += "".join(f'<bpmn:signal id="s_{one}" name="{one}"/>' for one in signals.split())
    declared += "".join(
        f'<bpmn:escalation id="x_{one}" name="{one}" escalationCode="{one}"/>' for one in escalations.split()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions '
        'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:wardline="http://wardline.org/bpmn/1.0" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://wardline.org/test">'
        f'{declared}<bpmn:process id="{name}" isExecutable="true">{_body(nodes, flows, name)}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def _body(nodes: list[str], flows: list[str], prefix: str) -> str:
    drawn: list[str] = []
    for place, flow in enumerate(flows):
        ends, _, condition = flow.partition(" : ")
        source, target = (part.strip() for part in ends.split("->"))
        inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
        name = f"{source}_{target}" if f"{source}_{target}" not in "".join(drawn) else f"{prefix}_flow_{place}"
        drawn.append(
            f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )
    return "".join(nodes) + "".join(drawn)
