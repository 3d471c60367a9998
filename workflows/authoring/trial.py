"""Playing a pathway on the real engine and a virtual clock. Nothing is carried out: a service step is answered by a
sample or chosen result, a person's task by sample or chosen answers, a timer fires when the clock is put forward to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from hub.core.errors import HubError
from workflows import engine, engine_events
from workflows.engine_history import History
from workflows.errors import EngineError

MoveKind = Literal["do", "result", "fail", "message", "signal", "timer"]


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens to a case: somebody does a task, a step gives its result or fails, a message or a signal
    comes, the next timer fires. `element` is the id of the element; of a signal its name."""

    kind: MoveKind
    element: str
    value: dict[str, Any] | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """One element the case has left (or the move that made it go on)."""

    element: str
    name: str
    kind: str
    at: datetime
    came_from: str | None
    outcome: str
    choice: dict[str, Any] | None = None


class MoveRefused(EngineError):
    """A scripted move that is not possible where the case stands."""

    code, status, title = "move_not_possible", 422, "This cannot happen here"


@dataclass(slots=True)
class Player:
    """A case that is being played."""

    case: engine.Case
    now: datetime
    passed: list[Passed] = field(default_factory=list)
    seen: set[tuple[str | None, str]] = field(default_factory=set)
    """Where tokens came from and are: which flows were taken."""

    @classmethod
    def started(cls, diagram: engine.Diagram, data: dict[str, Any], now: datetime) -> Player:
        player = cls(engine.start(diagram, data, now=now), now)
        player._look(None)
        return player

    @classmethod
    def resume(cls, diagram: engine.Diagram, blob: bytes, now: datetime) -> Player:
        return cls(engine.load(diagram, blob, now=now), now)

    def apply(self, move: Move) -> None:
        """Do one move; MoveRefused if it cannot happen here, EngineError if the diagram cannot go on."""
        before = len(self.passed)
        match move.kind:
            case "do":
                task = _first(engine.ready_human_tasks(self.case), move, "There is no open task")
                engine.finish(self.case, task.id, move.value or {}, now=self.now)
            case "result":
                step = _first(engine.pending_steps(self.case), move, "No step waits")
                if step.problem is not None:
                    raise step.problem
                engine.finish_step(self.case, step.id, move.value, now=self.now)
            case "fail":
                pending = sorted(engine.pending_steps(self.case), key=lambda one: not self._caught(one, [move.code]))
                step = _first(pending, move, "No step waits")
                if not engine.fail_step(self.case, step.id, move.code or "failed", "Tried out.", now=self.now):
                    raise MoveRefused(f"Nothing catches the failure of '{move.element}'.")
            case "message":
                waiting = _first(engine.waiting_messages(self.case), move, "No message is waited for")
                engine.deliver(self.case, waiting.name, move.value, key=waiting.key, now=self.now)
            case "signal":
                if move.element not in engine.waiting_signals(self.case):
                    raise MoveRefused(f"Nothing waits for the signal '{move.element}'.", element=move.element)
                engine.signal(self.case, move.element, move.value, now=self.now)
            case "timer":
                timer = _first(engine.timers(self.case), move, "No timer runs")
                self.now = max(self.now, timer.due_at)
                engine.fire_timers(self.case, now=self.now)
        self._look(move, before)

    def _look(self, move: Move | None, before: int = 0) -> None:
        """Note what was passed; the engine's own story starts afresh, so that states stay small."""
        elements = self.case.diagram.elements
        for visit in engine.history(self.case):
            known = elements.get(visit.element)
            if (start := elements.get(visit.came_from or "")) is not None and start.kind == "startEvent":
                self._set_off(visit, start)
            chosen = move.value if move is not None and visit.element == move.element and move.value else None
            self.passed.append(
                Passed(visit.element, visit.name, known.kind if known else "", visit.left, visit.came_from,
                       visit.outcome, chosen)
            )  # fmt: skip
            self.seen.add((visit.came_from, visit.element))
        self.case.log = History()
        self.seen |= {(token.came_from, token.element) for token in engine.tokens(self.case) if not token.listening}

    def _set_off(self, visit: engine.Visit, start: Any) -> None:
        """What began an event subprocess has no visit of its own in the engine's story: the subprocess names it."""
        if all(one.element != visit.came_from for one in self.passed):
            self.passed.append(
                Passed(str(visit.came_from), start.name, start.kind, visit.entered, None, "completed", None)
            )

    @property
    def ended(self) -> str | None:
        """'completed' or 'cancelled', or None while it runs."""
        return None if self.case.status == "running" else self.case.status

    def failures(self, codes: tuple[str, ...]) -> list[tuple[str, str]]:
        """(element, error code) of the pending steps whose failure the diagram catches."""
        found = []
        for step in engine.pending_steps(self.case):
            found += [(step.element, code) for code in self._caught(step, codes)[:1]]
        return list(dict.fromkeys(found))

    def _caught(self, step: engine.PendingStep, codes: Iterable[str]) -> list[str]:
        """Which of these failures of a step the diagram catches: of two calls of one pathway perhaps those of one."""
        task = self.case.workflow.find(step.id)
        return [code for code in codes if engine_events.find_catcher(task, code) is not None]


def _first(found: list[Any], move: Move, words: str) -> Any:
    for one in found:
        if one.element == move.element and not getattr(one, "by_message", None):
            return one
    raise MoveRefused(f"{words} at '{move.element}'.", element=move.element)


def play(
    diagram: engine.Diagram, data: dict[str, Any], moves: list[Move], now: datetime
) -> tuple[Player, HubError | None]:
    """Play a script to its end. The error is why it could not be played on; the player holds what happened before."""
    player = Player.started(diagram, data, now)
    for move in moves:
        blob, clock, seen, passed = engine.dump(player.case), player.now, set(player.seen), list(player.passed)
        try:
            player.apply(move)
        except HubError as error:
            kept = Player.resume(diagram, blob, clock)
            kept.seen, kept.passed = seen, passed
            return kept, error
    return player, None
