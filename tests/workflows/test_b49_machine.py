"""B49: random diagrams, random moves, random reloads; at every moment the engine offers exactly what a much simpler
model offers: no token is lost, none is doubled, and the end is the same."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.drawing import NOW
from tests.workflows.model import Model, Node, large_tree, picks, to_bpmn, trees
from workflows import engine
from workflows.errors import CaseEnded, NotWaiting, TaskNotReady, TaskUnknown


class Move(NamedTuple):
    """Which of the things that can happen now does, and how."""

    which: int
    again: bool
    fails: bool
    later: int
    reload: bool


MOVES = st.lists(
    st.builds(Move, st.integers(0, 50), st.booleans(), st.booleans(), st.integers(0, 40), st.booleans()),
    min_size=1,
    max_size=40,
)


class Machine:
    """One case of one diagram, in the engine and in the model."""

    def __init__(self, tree: Node) -> None:
        self.now = NOW
        self.model = Model(tree, NOW)
        self.case = engine.start(engine.parse(to_bpmn(tree)), {"picks": picks(tree)}, now=NOW)
        self.finished: list[UUID] = []
        self.moved: Counter[str] = Counter()
        self.compare()

    def move(self, move: Move) -> None:
        """Something that can happen does."""
        possible = [
            *(("human", task.id, task.element) for task in engine.ready_human_tasks(self.case)),
            *(("step", step.id, step.element) for step in engine.pending_steps(self.case)),
            *(("message", message.task_id, message.name) for message in engine.waiting_messages(self.case)),
            *(("timer", timer.task_id, timer.element) for timer in engine.timers(self.case)),
        ]
        if not possible:
            return
        if move.reload:
            blob = engine.dump(self.case)
            self.case = engine.load(self.case.diagram, blob, now=self.now)
            assert engine.dump(self.case) == blob
        kind, task_id, name = possible[move.which % len(possible)]
        self.moved[kind] += 1
        if kind == "human":
            self.now += timedelta(minutes=move.later)
            engine.finish(self.case, task_id, {"again": move.again}, now=self.now)
            self.model.happen(name, self.now, again=move.again)
            self.finished.append(task_id)
        elif kind == "step":
            if move.fails:
                assert engine.fail_step(self.case, task_id, "down", "", now=self.now) is False
                engine.retry_step(self.case, task_id, now=self.now)
            engine.finish_step(self.case, task_id, {"done": True}, now=self.now)
            self.model.happen(name, self.now)
        elif kind == "message":
            assert engine.deliver(self.case, name, {"n": 1}, now=self.now) == 1
            self.model.happen(name, self.now)
        else:
            self.wait(task_id)
        self.compare()

    def wait(self, task_id: UUID) -> None:
        """Time passes until this timer is due; whatever is due by then fires, the earliest first."""
        due = next(timer.due_at for timer in engine.timers(self.case) if timer.task_id == task_id)
        self.now = max(self.now, due)
        for element in engine.fire_timers(self.case, now=self.now):
            running = self.model.timers()
            assert running[element] == min(running.values()) <= self.now
            self.model.happen(element, self.now)
        assert all(due > self.now for due in self.model.timers().values())

    def compare(self) -> None:
        """Both offer the same, now."""
        offered: Counter[tuple[str, str]] = Counter()
        offered.update(("human", task.element) for task in engine.ready_human_tasks(self.case))
        offered.update(("step", step.element) for step in engine.pending_steps(self.case))
        offered.update(("wait", timer.element) for timer in engine.timers(self.case))
        offered.update(("catch", message.name) for message in engine.waiting_messages(self.case))
        assert offered == self.model.open()
        assert (self.case.status != "running") == self.model.done
        due = self.model.timers()
        assert all(timer.due_at == due[timer.element] for timer in engine.timers(self.case))
        if self.case.status != "running":
            assert engine.tokens(self.case) == [] and self.case.outcome is not None

    def nothing_happens_twice(self) -> None:
        """Whatever was finished stays finished; what nobody waits for is refused."""
        for task_id in self.finished:
            with pytest.raises((TaskNotReady, TaskUnknown, CaseEnded)):
                engine.finish(self.case, task_id, {"again": True}, now=self.now)
        with pytest.raises((NotWaiting, CaseEnded)):
            engine.deliver(self.case, "nobody waits for this", now=self.now)
        self.compare()


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(trees(), MOVES)
def test_b49_random_diagrams_run_like_the_model(tree: Node, moves: list[Move]) -> None:
    play(tree, moves)


@pytest.mark.parametrize("block", range(4))
def test_b49_large_random_diagrams_run_like_the_model(block: int) -> None:
    moved: Counter[str] = Counter()
    for seed in range(block * 25, block * 25 + 25):
        chance = Random(seed)
        moves = [
            Move(chance.randrange(1000), chance.random() < 0.3, chance.random() < 0.2, chance.randrange(60),
                 chance.random() < 0.5)
            for _ in range(60)
        ]  # fmt: skip
        try:
            moved += play(large_tree(chance), moves).moved
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    assert min(moved[kind] for kind in ("human", "step", "message", "timer")) > 10


def play(tree: Node, moves: list[Move]) -> Machine:
    """One random case from its start to the last move."""
    machine = Machine(tree)
    for move in moves:
        machine.move(move)
    machine.nothing_happens_twice()
    if machine.case.status == "running":
        engine.cancel(machine.case, now=machine.now)
        assert engine.tokens(machine.case) == [] and engine.timers(machine.case) == []
    return machine
