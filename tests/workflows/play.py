"""Playing a case: what a host does, in one word each."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.workflows.drawing import NOW, at
from workflows import calling, engine
from workflows.reference import shipped_decisions

FOLDER = Path(engine.__file__).parent / "processes"
VISIT = {
    "visit_id": "v1",
    "encounter_id": "e1",
    "patient_id": "p1",
    "practitioner_id": "d1",
    "starts_at": at(minutes=30).isoformat(),
    "no_show_at": at(minutes=45).isoformat(),
}

CLAIM = {"claim_id": "c1", "ask_at": at(days=2).isoformat()}


def source(name: str) -> bytes:
    """The diagram of a pathway we ship."""
    return (FOLDER / name / f"{name}.bpmn").read_bytes()


def tables(name: str) -> dict[str, str]:
    """The decision tables of a pathway we ship, and of those it calls."""
    calls = calling.head(source(name).decode()).calls.values()
    return {key: table for one in (*calls, name) for key, table in shipped_decisions(one).items()}


def called(name: str) -> list[bytes]:
    """The diagrams of the pathways that one we ship calls."""
    return [source(other) for other in sorted(calling.head(source(name).decode()).calls.values())]


def called_with(name: str) -> tuple[calling.Called, ...]:
    """The same, each with its decision tables."""
    calls = sorted(calling.head(source(name).decode()).calls.values())
    return tuple(calling.Called(source(one).decode(), shipped_decisions(one)) for one in calls)


def parsed(name: str) -> engine.Diagram:
    """A pathway we ship, with all that belongs to it."""
    return engine.parse(source(name), called=called(name), decisions=tables(name))


def ready(case: engine.Case) -> list[str]:
    """The elements of the ready human tasks."""
    return [task.element for task in engine.ready_human_tasks(case)]


def steps(case: engine.Case) -> list[str]:
    """The elements of the pending service steps."""
    return [pending.element for pending in engine.pending_steps(case)]


def do(case: engine.Case, element: str, answers: dict[str, Any] | None = None, now: datetime | None = None) -> None:
    """A person finishes the (first) ready task at an element."""
    task = next(task for task in engine.ready_human_tasks(case) if task.element == element)
    engine.finish(case, task.id, answers or {}, now=now or case.now)


def does(case: engine.Case, element: str, result: dict[str, Any] | None = None, now: datetime | None = None) -> None:
    """The host finishes the (first) pending step at an element."""
    pending = next(pending for pending in engine.pending_steps(case) if pending.element == element)
    engine.finish_step(case, pending.id, result, now=now or case.now)


def reload(case: engine.Case) -> engine.Case:
    """The case saved and loaded; saving it again gives the same bytes."""
    blob = engine.dump(case)
    again = engine.load(case.diagram, blob, now=case.now)
    assert engine.dump(again) == blob
    return again


class Play:
    """A case with a host that runs every step at once and says what was done. `results`: what steps give, by name, or
    how to work it out."""

    def __init__(
        self, name: str, data: dict[str, Any], results: dict[str, Any] | None = None, *, case: engine.Case | None = None
    ) -> None:
        self.results: dict[str, Any] = {
            "visits.open": VISIT,
            "beds.reserve": {"stay_id": "s1", "bed_id": "b1", "zone": "Europe/Berlin"},
            "beds.occupy": {"encounter_id": "e1", "patient_id": "p1", "doctor_id": "d1"},
            "billing.raise_charges": {"billing": {"charge_total": 12000, "currency": "USD"}},
            "billing.raise_bed_days": {"billing": {"charge_total": 90000, "currency": "USD"}},
            "insurance.look_up_claim": {"claim": CLAIM | {"overdue": True}},
            "insurance.appeal_claim": {"claim": CLAIM},
            "billing.submit_claim": {"claim": CLAIM},
            "billing.issue_invoice": {"billing": {"invoice_id": "i1", "amount_due": 12000}},
        } | (results or {})
        self.done: list[str] = []
        self.params: dict[str, dict[str, Any]] = {}
        self.case = case or engine.start(parsed(name), data, now=NOW)
        self.now = self.case.now
        self.host()

    def host(self) -> None:
        """Runs pending steps until none is left, reloading the case each time."""
        self.case = reload(self.case)
        while pending := engine.pending_steps(self.case):
            result = self.results.get(pending[0].step)
            result = result(self) if callable(result) else result
            self.done.append(pending[0].step)
            self.params[pending[0].element] = pending[0].params
            engine.finish_step(self.case, pending[0].id, result, now=self.now)
            self.case = reload(self.case)

    def do(self, element: str, **answers: Any) -> Play:
        do(self.case, element, answers, self.now)
        self.host()
        return self

    def deliver(self, name: str, **payload: Any) -> Play:
        engine.deliver(self.case, name, payload, now=self.now)
        self.host()
        return self

    def wait(self, moment: datetime) -> list[str]:
        self.now = moment
        fired = engine.fire_timers(self.case, now=moment)
        self.host()
        return fired

    def move(self, move: list[Any]) -> Play:
        """A move of the corpus: [kind, name, answers or payload, minutes to wait]."""
        kind, name, given, minutes = move
        if kind == "wait":
            self.wait(self.now + timedelta(minutes=minutes))
        elif kind == "do":
            self.do(name, **given)
        else:
            self.deliver(name, **given)
        return self

    @property
    def ready(self) -> list[str]:
        return ready(self.case)

    @property
    def end(self) -> tuple[str, str | None]:
        return self.case.status, self.case.outcome
