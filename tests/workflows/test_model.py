"""B49: random starts, completions, repeats, messages, timers, cancellations, restarts and roll-backs on the database
end in the same state as the engine alone does in memory: no token lost, nothing done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings, strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from hub.core.actor import Actor
from hub.core.clock import now, travel
from hub.core.db import Database
from hub.core.errors import HubError
from hub.core.ids import uuid7
from tests.workflows import drawing as d
from workflows import advance, engine, instances, reference, tasks
from workflows.steps import StepContext, step

NURSE = Actor(user_id=uuid7(), name="Nurse", roles=frozenset({"nurse"}), permissions=frozenset({"task.work"}))


@step("model.count", title="Counts itself in the database")
async def count(db: Any, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    await db.execute(text("INSERT INTO model_effect (case_id) VALUES (:c)"), {"c": case.instance_id})
    return {"done": True}


def diagram() -> bytes:
    """Two branches (a task with a deadline, a message with a task), a step, and a decision that may begin again."""
    nodes = [
        d.start(), d.xor("again"), d.both("split"), d.human("look"), d.boundary("late", "look", timer="PT30M"),
        d.step("note", "model.count"), d.catch("hear", "answer"), d.human("act"), d.both("join"),
        d.step("count", "model.count"), d.human("decide"), d.xor("which", default="which_end"), d.end(),
    ]  # fmt: skip
    flows = [
        "start -> again", "again -> split", "split -> look", "split -> hear", "hear -> act", "act -> join",
        "look -> note", "late -> note", "note -> join", "join -> count", "count -> decide", "decide -> which",
        "which -> again : decide.again == true", "which -> end",
    ]  # fmt: skip
    return d.bpmn(nodes, flows, name="model", messages="answer")


FORMS = {"note": {"schema": {"type": "object", "properties": {"again": {"type": "boolean"}}}}}


class Model:
    """The same case by the engine alone; steps succeed, early messages are kept in a list."""

    def __init__(self, parsed: engine.Diagram) -> None:
        self.case = engine.start(parsed, {}, now=now())
        self.kept = 0
        self.effects = 0
        self.settle()

    def settle(self) -> None:
        while self.case.status == "running":
            if pending := engine.pending_steps(self.case):
                engine.finish_step(self.case, pending[0].id, {"done": True}, now=now())
                self.effects += 1
            elif any(timer.due_at <= now() for timer in engine.timers(self.case)):
                engine.fire_timers(self.case, now=now())
            elif self.kept and engine.waiting_messages(self.case):
                self.kept -= 1
                engine.deliver(self.case, "answer", {}, now=now())
            else:
                return

    def finish(self, element: str, answers: dict[str, Any]) -> None:
        task = next(task for task in engine.ready_human_tasks(self.case) if task.element == element)
        engine.finish(self.case, task.id, answers, now=now())
        self.settle()

    def hear(self) -> None:
        if self.case.status == "running":
            self.kept += 1
            self.settle()

    def wake(self) -> None:
        if self.case.status == "running":
            self.settle()

    def cancel(self) -> None:
        if self.case.status == "running":
            engine.cancel(self.case, now=now())

    def seen(self) -> dict[str, Any]:
        running = self.case.status == "running"
        return {
            "status": self.case.status,
            "tasks": sorted(task.element for task in engine.ready_human_tasks(self.case)) if running else [],
            "timers": len(engine.timers(self.case)) if running else 0,
            "messages": len(engine.waiting_messages(self.case)) if running else 0,
            "effects": self.effects,
        }


class Undo(Exception):
    """The edge breaks after everything was done."""


class Host(RuleBasedStateMachine):
    url = ""
    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.database = Database(self.url, pool_size=2)
        self.clock = ExitStack()
        self.models: dict[UUID, Model] = {}
        self.parsed = engine.parse(diagram())

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize()
    def begin(self) -> None:
        async def work() -> None:
            async with self.database.transaction() as db:
                await db.execute(text("TRUNCATE case_instance, task, timer, subscription, early_message, incident, "
                                      "case_history, job, outbox CASCADE"))  # fmt: skip
                await db.execute(text("CREATE TABLE IF NOT EXISTS model_effect (case_id uuid NOT NULL)"))
                await db.execute(text("TRUNCATE model_effect"))
                await reference.publish(db, diagram().decode(), forms=FORMS)

        self.do(work())

    @rule(target=cases)
    def start(self) -> UUID:
        async def work() -> UUID:
            async with self.database.transaction() as db:
                return (await instances.start(db, "model", actor=NURSE)).id

        case_id: UUID = self.do(work())
        self.models[case_id] = Model(self.parsed)
        return case_id

    @rule(case_id=cases, pick=strategies.integers(0, 3), again=strategies.booleans(), twice=strategies.booleans(),
          breaks=strategies.booleans())  # fmt: skip
    def complete(self, case_id: UUID, pick: int, again: bool, twice: bool, breaks: bool) -> None:
        open_now = self.models[case_id].seen()["tasks"]
        if not open_now:
            return
        element = open_now[pick % len(open_now)]
        answers = {"again": again} if element == "decide" else {}

        async def once(fails: bool = False) -> None:
            async with self.database.transaction() as db:
                row = (await db.execute(
                    text("SELECT id, rev FROM task WHERE case_id = :c AND element_id = :e ORDER BY created_at DESC, "
                         "status DESC LIMIT 1"), {"c": case_id, "e": element})).one()  # fmt: skip
                task = await tasks.access_task(db, NURSE, row.id, lock=True)
                version = task.rev if task.status == "open" else task.rev - 1
                await tasks.complete(db, task, answers, version, actor=NURSE)
                if fails:
                    raise Undo

        if breaks:
            with pytest.raises(Undo):
                self.do(once(fails=True))
        self.do(once())
        if twice:
            self.do(once())  # the same answers again: nothing happens twice
        self.models[case_id].finish(element, answers)

    @rule(case_id=cases, breaks=strategies.booleans())
    def hear(self, case_id: UUID, breaks: bool) -> None:
        async def work(fails: bool = False) -> None:
            async with self.database.transaction() as db:
                await instances.deliver(db, case_id, "answer", {}, actor=NURSE)
                if fails:
                    raise Undo

        if breaks:
            with pytest.raises(Undo):
                self.do(work(fails=True))
        self.do(work())
        self.models[case_id].hear()

    @rule(minutes=strategies.integers(5, 60))
    def time_passes(self, minutes: int) -> None:
        self.clock.enter_context(travel(timedelta(minutes=minutes)))

        async def work() -> None:
            for case_id in self.models:
                async with self.database.transaction() as db:
                    await instances.wake(db, case_id, actor=NURSE)

        self.do(work())
        for model in self.models.values():
            model.wake()

    @rule(case_id=cases, really=strategies.integers(0, 4))
    def cancel(self, case_id: UUID, really: int) -> None:
        if really:
            return  # rarely, or every case would end here

        async def work() -> None:
            async with self.database.transaction() as db:
                await instances.cancel(db, case_id, "no longer needed", actor=NURSE)

        self.do(work())
        self.models[case_id].cancel()

    @rule()
    def another_process_takes_over(self) -> None:
        advance.CACHE._cases.clear()

    @rule(case_id=cases)
    def somebody_asks_for_nonsense(self, case_id: UUID) -> None:
        async def work() -> None:
            async with self.database.transaction() as db:
                task = await tasks.access_task(db, NURSE, uuid7(), lock=True)
                await tasks.complete(db, task, {}, 1, actor=NURSE)

        with pytest.raises(HubError):
            self.do(work())

    @invariant()
    def the_rows_are_what_the_engine_says(self) -> None:
        for case_id, model in self.models.items():
            assert self.do(self._seen(case_id)) == model.seen()

    async def _seen(self, case_id: UUID) -> dict[str, Any]:
        async with self.database.reading() as db:
            row = (
                await db.execute(
                    text("""
                SELECT (SELECT status FROM case_instance WHERE id = :c) AS status,
                       (SELECT coalesce(array_agg(element_id ORDER BY element_id), '{}') FROM task
                        WHERE case_id = :c AND status IN ('open', 'claimed')) AS tasks,
                       (SELECT count(*) FROM timer WHERE case_id = :c) AS timers,
                       (SELECT count(*) FROM subscription WHERE case_id = :c) AS messages,
                       (SELECT count(*) FROM model_effect WHERE case_id = :c) AS effects"""),
                    {"c": case_id},
                )
            ).one()
        return dict(row._mapping)

    def teardown(self) -> None:
        self.clock.close()
        self.do(self.database.close())
        self.loop.close()


def test_b49_any_order_of_events_ends_as_the_engine_says(template: str) -> None:
    from hub.modules import load
    from tests.servers import drop_database, make_database

    load()
    url = make_database(template)
    Host.url = url
    try:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Host,
            settings=settings(
                max_examples=12,
                stateful_step_count=30,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate,),  # shrinking against a database takes minutes; the failing steps are printed
            ),
        )
    finally:
        drop_database(url)
