"""Engine against stock SpiffWorkflow, same diagram, same run, no database: completions per second and bytes saved.

    python -m bench.engine [--json] [--seconds 2]

Stock is the library as its documentation shows it: deserialize_json, run the user task, do_engine_steps,
serialize_json. Cold loads and saves the case for every completion, as a web process must; hot keeps it in memory and
saves it for every completion. `Stock` and `Ours` are used by the HTTP benchmark as well.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import structlog
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from workflows import engine

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PERSON = """<bpmn:userTask id="{id}" name="{id}"><bpmn:extensionElements><wardline:task form="note" role="nurse"/>
</bpmn:extensionElements></bpmn:userTask>"""
STEP = """<bpmn:serviceTask id="{id}" name="{id}"><bpmn:extensionElements>
<wardline:step name="bench.{id}" result="{id}"><wardline:param name="urgent" value="urgent" type="boolean"/>
</wardline:step><spiffworkflow:serviceTaskOperator id="bench/{id}" resultVariable="{id}"><spiffworkflow:parameters>
<spiffworkflow:parameter id="urgent" type="bool" value="urgent"/></spiffworkflow:parameters>
</spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>"""
REMINDER = """<bpmn:boundaryEvent id="remind" attachedToRef="p3" cancelActivity="false"><bpmn:timerEventDefinition>
<bpmn:timeDuration>"PT30M"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"""
FLOWS = """start-p1 p1-s1 s1-x1 x1-p2:urgent x1-p2b p2-m1 p2b-m1 m1-f1 f1-p3 f1-p4 p3-s2 p4-s3 s2-j1 s3-j1 j1-s4
s4-x2 x2-p5:urgent x2-m2 p5-m2 m2-f2 f2-p6 f2-s5 p6-j2 s5-j2 j2-s6 s6-x3 x3-p7:urgent x3-end p7-s7 s7-end
remind-s8 s8-told"""
COMPLETIONS = 7
"""Completions by people from start to end: p1 to p7."""


def model() -> bytes:
    """15 activities on the way (8 by people, 7 services), 3 exclusive and 2 parallel gateways, a boundary timer; both
    engines read it, each its own extensions."""
    nodes = [PERSON.format(id=f"p{n}") for n in ("1", "2", "2b", "3", "4", "5", "6", "7")]
    nodes += [STEP.format(id=f"s{n}") for n in range(1, 9)]
    defaults = {"x1": "x1_p2b", "x2": "x2_m2", "x3": "x3_end"}
    nodes += [f'<bpmn:exclusiveGateway id="{id}" default="{default}"/>' for id, default in defaults.items()]
    nodes += [f'<bpmn:exclusiveGateway id="{id}"/>' for id in ("m1", "m2")]
    nodes += [f'<bpmn:parallelGateway id="{id}"/>' for id in ("f1", "j1", "f2", "j2")]
    nodes += ['<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>', '<bpmn:endEvent id="told"/>', REMINDER]
    flows = []
    for flow in FLOWS.split():
        ends, _, condition = flow.partition(":")
        source, target = ends.split("-")
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        flows.append(
            f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</bpmn:sequenceFlow>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions targetNamespace="http://wardline.org/bench" '
        'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:wardline="http://wardline.org/bpmn/1.0" '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">'
        f'<bpmn:process id="bench" isExecutable="true">{"".join(nodes)}{"".join(flows)}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def record(kilobytes: int) -> dict[str, Any]:
    """Start data: a nested record of about this size."""
    entry = {"code": "J20.9", "display": "Acute bronchitis", "at": "2026-03-02", "value": 37.4, "tags": ["a", "b"]}
    return {"urgent": True, "record": {f"k{n}": {**entry, "note": "x" * 400} for n in range(kilobytes * 2)}}


class Services(TaskDataEnvironment):  # type: ignore[misc]  # the library is untyped
    """Stock: services answer at once."""

    def call_service(self, context: Any, **kwargs: Any) -> str:
        return '{"ok": true}'


class Stock:
    """The library as documented, plus a service that answers."""

    def __init__(self) -> None:
        parser = SpiffBpmnParser()
        parser.add_bpmn_str(model())
        self.spec, self.subs = parser.get_spec("bench"), parser.get_subprocess_specs("bench")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
        self.scripts = PythonScriptEngine(environment=Services())

    def start(self, data: dict[str, Any]) -> Any:
        """A new case at its first person's task."""
        case = BpmnWorkflow(self.spec, self.subs, script_engine=self.scripts)
        case.get_next_task(state=TaskState.READY).set_data(**data)
        case.do_engine_steps()
        return case

    def save(self, case: Any) -> str:
        """The case as JSON."""
        return str(self.serializer.serialize_json(case))

    def load(self, saved: str) -> Any:
        """The case of some JSON."""
        case = self.serializer.deserialize_json(saved)
        case.script_engine = self.scripts
        return case

    def complete(self, case: Any) -> bool:
        """Finishes the next person's task; False when there is none."""
        tasks = case.get_tasks(state=TaskState.READY, manual=True)
        if not tasks:
            return False
        tasks[0].data[tasks[0].task_spec.name] = {"ok": True}
        tasks[0].run()
        case.do_engine_steps()
        return True


class Ours:
    """This engine, with a host whose steps answer at once."""

    def __init__(self) -> None:
        self.diagram = engine.parse(model())

    def start(self, data: dict[str, Any]) -> engine.Case:
        """A new case at its first person's task."""
        return self._steps(engine.start(self.diagram, data, now=NOW))

    def save(self, case: engine.Case) -> bytes:
        """The case as bytes."""
        return engine.dump(case)

    def load(self, saved: bytes) -> engine.Case:
        """The case of some bytes."""
        return engine.load(self.diagram, saved, now=NOW)

    def complete(self, case: engine.Case) -> bool:
        """Finishes the next person's task; False when there is none."""
        tasks = engine.ready_human_tasks(case)
        if not tasks:
            return False
        engine.finish(case, tasks[0].id, {"ok": True}, now=NOW)
        self._steps(case)
        return True

    def _steps(self, case: engine.Case) -> engine.Case:
        while pending := engine.pending_steps(case):
            engine.finish_step(case, pending[0].id, {"ok": True}, now=NOW)
        return case


def run(side: Stock | Ours, data: dict[str, Any], *, cold: bool) -> Iterator[int]:
    """One case after another, for ever; yields the size of each state saved after a completion."""
    runner: Any = side
    while True:
        case = runner.start(data)
        saved = runner.save(case)
        completions = 0
        while True:
            if cold:
                case = runner.load(saved)
            if not runner.complete(case):
                break
            completions += 1
            saved = runner.save(case)
            yield len(saved)
        assert completions == COMPLETIONS, completions


def rate(side: Stock | Ours, data: dict[str, Any], seconds: float, *, cold: bool) -> tuple[float, float]:
    """Completions per second and mean bytes saved per completion; starts of cases are part of it."""
    states = run(side, data, cold=cold)
    next(states)
    count, total, began = 0, 0, time.perf_counter()
    while (elapsed := time.perf_counter() - began) < seconds:
        for _ in range(COMPLETIONS):
            total += next(states)
            count += 1
    return count / elapsed, total / count


def main(arguments: list[str]) -> int:
    """Prints a table, or with --json one object on the last line."""
    options = argparse.ArgumentParser(prog="bench engine", description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--json", action="store_true")
    options.add_argument("--seconds", type=float, default=2.0)
    chosen = options.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    stock, ours = Stock(), Ours()
    found: dict[str, Any] = {}
    print(f"{'data':>7} {'stock/s':>9} {'cold/s':>9} {'hot/s':>9} {'cold':>6} {'hot':>6} {'stock B':>9} {'ours B':>9}")
    for kilobytes in (0, 10, 100):
        data = record(kilobytes)
        base, base_bytes = rate(stock, data, chosen.seconds, cold=True)
        cold, size = rate(ours, data, chosen.seconds, cold=True)
        hot, _ = rate(ours, data, chosen.seconds, cold=False)
        print(
            f"{kilobytes:>4} KB {base:>9.0f} {cold:>9.0f} {hot:>9.0f} {cold / base:>5.1f}x {hot / base:>5.1f}x "
            f"{base_bytes:>9.0f} {size:>9.0f}"
        )
        found[f"{kilobytes}kb"] = {
            "stock_completions_per_s": round(base, 1),
            "cold_completions_per_s": round(cold, 1),
            "hot_completions_per_s": round(hot, 1),
            "cold_ratio": round(cold / base, 2),
            "hot_ratio": round(hot / base, 2),
            "stock_bytes": round(base_bytes),
            "bytes": round(size),
        }
    if chosen.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
