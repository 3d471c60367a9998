"""Every branch of a pathway, visited on the real engine: a search over answers, results, failures, messages and time,
with a budget. A state that has been seen (tokens and data) is not followed again, so loops end.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hub.core.errors import HubError
from workflows import engine, engine_data, engine_parse
from workflows.authoring import covering, samples
from workflows.authoring.trial import Move, Passed, Player

MAX_MOVES = 3_000
DIVE = 40  # moves in which an old choice is followed downwards before the next old one: it has the most below it
MAX_SECONDS = 6.0
MAX_LENGTH = 300
MAX_RUNS = 40
AGAIN = 3
"""How often one path lets the same timer or message happen at the same place."""


@dataclass(slots=True)
class Found:
    """One way through the pathway."""

    passed: list[Passed]
    moves: list[Move]
    data: dict[str, Any]
    start: dict[str, Any]
    ended: str | None
    outcome: str | None
    problem: tuple[str, str, str] | None = None
    """(element, code, sentence)"""


@dataclass(slots=True)
class Result:
    """What a search has seen."""

    runs: list[Found]
    elements: set[str]
    flows: set[str]
    missing: list[str]
    assumed: list[str]
    complete: bool
    """False: the budget was spent before everything was tried."""
    moves: int


@dataclass(slots=True)
class _Node:
    parent: _Node | None
    move: Move | None
    start: dict[str, Any]
    blob: bytes
    now: datetime
    depth: int
    repeats: Counter[str] = field(default_factory=Counter)

    def path(self) -> list[Move]:
        moves: list[Move] = []
        node: _Node | None = self
        while node is not None and node.move is not None:
            moves.append(node.move)
            node = node.parent
        return moves[::-1]


class _Needed(Exception):
    """Data that nothing sets are asked for: a case has to begin with them."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Search:
    """A search through one diagram; `drawn` are the forms and decision tables that come with it, `choices` the
    answers or results to try at an element instead of samples."""

    def __init__(
        self, diagram: engine.Diagram, roots: list[Any], drawn: tuple[Mapping[str, Any], Mapping[str, str]],
        data: dict[str, Any], choices: Mapping[str, list[dict[str, Any]]], now: datetime,
    ) -> None:  # fmt: skip
        self.diagram, self.choices, self.now = diagram, choices, now
        forms, decisions = drawn
        self.asked = samples.asked(roots, decisions.values(), now)
        self.outputs = samples.outputs(roots, diagram.process_id, forms)
        self.codes = _error_codes(roots)
        self.given = data
        self.unknown, self.loose = self._unknown(roots)
        declared = {name for root in roots for name in _declared(root)}
        self.supplied = declared & self.unknown or (set() if self._free_steps() else set(self.unknown))
        """What a case begins with, as far as nobody has said: declared, or asked for before anything could set it."""
        self.flows = covering.flows(roots[0])
        self.own = covering.elements(roots[0])
        self.beside = self.wide = False
        """Whether tasks were open side by side, and whether every order of them is tried."""
        self.elements: set[str] = set()
        self.taken: set[str] = set()
        self.left = MAX_MOVES
        self._seen: set[bytes] = set()
        self._novel: list[tuple[_Node, Player, tuple[str, str, str] | None]] = []
        self._problems: set[tuple[str, str]] = set()
        self._cached: dict[str, list[dict[str, Any]]] = {}

    def run(self) -> Result:
        """Search until everything is covered or the budget is spent."""
        try:
            found = self._search()
        except _Needed as needed:
            self.supplied.add(needed.name)
            self._forget()
            return self.run()
        if self.wide or not (self.beside and found.missing and found.complete):
            return found
        self.wide, self._seen = True, set()  # an end that clears the level may come before or after another task
        return self.run()

    def _forget(self) -> None:
        """Begin the search anew."""
        self.elements, self.taken, self._lost = set(), set(), None
        self._seen, self._novel, self._problems, self._cached = set(), [], set(), {}

    def _search(self) -> Result:
        until = time.monotonic() + MAX_SECONDS
        fresh, stale, turn = self._begin(), deque[_Node](), 0
        while (fresh or stale) and self.left > 0 and time.monotonic() < until and not self._all():
            turn += not fresh
            node = fresh.pop() if fresh else stale.popleft() if turn % DIVE == 0 else stale.pop()
            for move in reversed(self._moves(node)):
                child, new = self._step(node, move)
                if child is not None:
                    (fresh if new else stale).append(child)
        exhausted, runs = not (fresh or stale), self._runs(until + 2)
        missing = sorted((self.own - self.elements) | (set(self.flows) - self.taken))
        leaves = [a for a in self.asked.values if not any(b[: len(a)] == a and b != a for b in self.asked.values)]
        assumed = sorted({".".join(path) for path in leaves if path[0] in self.unknown})
        return Result(
            runs, self.elements, self.taken, missing, assumed, exhausted or not missing, MAX_MOVES - self.left
        )

    # ---- where to begin, what to try --------------------------------------------------------------------------------

    def _unknown(self, roots: list[Any]) -> tuple[set[str], set[str]]:
        """Data that no element sets; and that none but a message sets, so that a step without a key may."""
        asked = {path[0] for path in self.asked.values} - self.given.keys()
        told = {output.key for output in self.outputs.values() if output.told}
        sure = {output.key for output in self.outputs.values() if not output.told}
        for root in roots:
            sure |= {node.get("result") for node in root.iter(f"{{{engine_parse.WARDLINE}}}decision")}
            sure |= {node.get("id") for node in root.iter(engine_parse.tag("businessRuleTask"))}
        return asked - sure - told, asked - sure

    def _free_steps(self) -> bool:
        return any(output.key is None for output in self.outputs.values())

    def _begin(self) -> list[_Node]:
        starts = [self.given]
        if self.supplied:
            starts = samples.alternatives(self.asked, None, self.supplied, self.given, self.now)
        found = []
        for start in starts[:48]:
            try:
                player = Player.started(self.diagram, engine_data.copy(start), self.now)
                node = _Node(None, None, start, engine.dump(player.case), player.now, 0)
            except HubError as error:
                self._failed(None, start, None, error)
                continue
            self._seen.add(_signature(player.case))
            if self._cover(player):
                self._novel.append((node, player, None))
            found.append(node)
        return found[::-1]

    def _moves(self, node: _Node) -> list[Move]:
        """What may happen next. A pending step always comes first; of parallel tasks the first one (their order seldom
        matters: all of them when something is still missing), and beside it every message and the next timer."""
        if node.depth >= MAX_LENGTH:
            return []
        player = Player.resume(self.diagram, node.blob, node.now)
        if player.ended:
            return []
        if pending := engine.pending_steps(player.case):
            fails = [Move("fail", element, code=code) for element, code in player.failures(self.codes)]
            step = pending[0]
            return [Move("result", step.element, value) for value in self._values(step.element)] + fails
        moves: list[Move] = []
        tasks = dict.fromkeys(one.element for one in engine.ready_human_tasks(player.case) if one.by_message is None)
        self.beside |= len(tasks) > 1
        for element in list(tasks)[: None if self.wide else 1]:
            moves += [Move("do", element, value) for value in self._values(element)]
        for waiting in engine.waiting_messages(player.case):
            moves += [Move("message", waiting.element, value) for value in self._values(waiting.element)]
        for heard in engine.waiting_signals(player.case):
            moves.append(Move("signal", heard))
        if timers := engine.timers(player.case):
            moves.append(Move("timer", timers[0].element))
        fine = [move for move in moves if move.kind == "do" or node.repeats[f"{move.kind} {move.element}"] < AGAIN]
        if not fine:
            self._stuck(node, player)
        return fine

    def _values(self, element: str) -> list[dict[str, Any]]:
        if element in self.choices:
            return self.choices[element]
        if element not in self._cached:
            self._cached[element] = self._sampled(element)
        return self._cached[element]

    def _sampled(self, element: str) -> list[dict[str, Any]]:
        output = self.outputs.get(element) or samples.Output(element, element, free=True)
        if output.key is None:
            return samples.alternatives(self.asked, None, self.loose - self.supplied, {}, self.now) or [{}]
        schema = output.form.schema() if output.form else None
        base, few = samples.answers(schema)
        wanted = samples.Asked(
            {path: list(values) for path, values in self.asked.values.items() if path[0] == output.key},
            self.asked.shapes,
        )
        properties = (schema or {}).get("properties", {})
        for path, values in list(wanted.values.items()):
            if len(path) == 2 and path[1] in few:
                wanted.values[path] = few[path[1]]
            elif len(path) == 2 and path[1] in properties:
                left_out = [] if path[1] in (schema or {}).get("required", ()) else [samples.ABSENT]
                wanted.values[path] = [*values, samples.sample(properties[path[1]], schema or {}), *left_out]
            elif len(path) > 1 and schema and path[1] not in properties and not output.free:
                del wanted.values[path]  # nobody can answer what is not asked
        found = samples.alternatives(wanted, output.key, set(), base, self.now) or [base]
        if output.form is not None and output.form.drawn is not None and not output.free:
            found = [one for one in found if _fits(output.form, one)] or [base]
        return found

    # ---- one move ---------------------------------------------------------------------------------------------------

    def _step(self, node: _Node, move: Move) -> tuple[_Node | None, bool]:
        self.left -= 1
        try:
            player = Player.resume(self.diagram, node.blob, node.now)
            player.apply(move)
            child = _Node(node, move, node.start, engine.dump(player.case), player.now, node.depth + 1)
        except HubError as error:
            self._failed(node, node.start, move, error)
            return None, False
        child.repeats = node.repeats + Counter([f"{move.kind} {move.element}"])
        new = self._cover(player)
        if new:
            self._novel.append((child, player, None))
        signature = _signature(player.case)
        if signature in self._seen:
            return None, False
        self._seen.add(signature)
        return child, new

    def _cover(self, player: Player) -> bool:
        before = len(self.elements) + len(self.taken)
        self.elements |= {one.element for one in player.passed} | {target for _, target in player.seen}
        completed = {one.element for one in player.passed if one.outcome == "completed"}
        self.taken |= covering.taken(self.flows, player.seen, completed)
        return len(self.elements) + len(self.taken) > before

    def _failed(self, node: _Node | None, start: dict[str, Any], move: Move | None, error: HubError) -> None:
        element = move.element if move else ""
        missing = error.extra.get("name")  # of an expression, or of a cell of a decision table
        if missing in self.unknown - self.supplied:
            raise _Needed(str(missing))
        if (error.code, element) in self._problems or len(self._problems) > MAX_RUNS:
            return
        self._problems.add((error.code, element))
        if node is None:
            self._broken_start(start, error)
        else:
            player = Player.resume(self.diagram, node.blob, node.now)
            self._novel.append((node, player, (element, error.code, error.detail)))

    def _broken_start(self, start: dict[str, Any], error: HubError) -> None:
        self._lost = Found([], [], {}, start, None, None, ("", error.code, error.detail))

    _lost: Found | None = None

    def _stuck(self, node: _Node, player: Player) -> None:
        where = next((token.element for token in engine.tokens(player.case) if not token.listening), "")
        if ("stuck", where) not in self._problems:
            self._problems.add(("stuck", where))
            self._novel.append((node, player, (where, "stuck", "The case rests here, and nothing can make it go on.")))

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def _all(self) -> bool:
        return not (set(self.flows) - self.taken) and not (self.own - self.elements)

    def _runs(self, until: float) -> list[Found]:
        """The ways on which something new was met, without those that are only the beginning of another."""
        inner = set()
        for node, _, problem in self._novel:
            above = node.parent
            while above is not None and problem is None and id(above) not in inner:
                inner.add(id(above))
                above = above.parent
        runs = [self._lost] if self._lost else []
        for node, _, problem in self._novel:
            if len(runs) >= MAX_RUNS or time.monotonic() > until:
                break
            if problem is not None or id(node) not in inner:
                runs.append(self._replayed(node, problem))
        return runs

    def _replayed(self, node: _Node, problem: tuple[str, str, str] | None) -> Found:
        """The whole way again, step by step, and (unless it fails) on to an end."""
        moves = node.path()
        player = Player.started(self.diagram, engine_data.copy(node.start), self.now)
        for move in moves:
            player.apply(move)
        current = _Node(None, None, node.start, b"", player.now, 0)
        while problem is None and not player.ended and len(moves) < MAX_LENGTH:
            current.blob, current.now = engine.dump(player.case), player.now
            following = [move for move in self._moves(current) if move.kind != "timer"] or self._moves(current)
            if not following:
                break
            move = following[min(current.repeats[following[0].element], len(following) - 1)]
            try:
                player.apply(move)
            except HubError as error:
                problem = (move.element, error.code, error.detail)
                break
            moves.append(move)
            current.repeats[f"{move.kind} {move.element}"] += 1
            current.repeats[move.element] += 1
        self._cover(player)
        return Found(
            player.passed, moves, engine.snapshot(player.case), node.start, player.ended, player.case.outcome, problem
        )


def _signature(case: engine.Case) -> bytes:
    """What makes two states the same: where the tokens are and what is known, not when."""
    tokens = sorted(f"{token.element} {token.state}" for token in engine.tokens(case))
    return hashlib.blake2b(engine_data.encode([tokens, case.data]), digest_size=16).digest()


def _fits(form: Any, answers: dict[str, Any]) -> bool:
    try:
        form.checked(answers)
    except HubError:
        return False
    return True


def _declared(root: Any) -> list[str]:
    """The names of the data that a process says it begins with."""
    found = [node.get("data") or "" for node in root.iter(f"{{{engine_parse.WARDLINE}}}start")]
    return " ".join(found).replace(",", " ").split()


def _error_codes(roots: list[Any]) -> tuple[str, ...]:
    """The error codes that boundary events of the drawings wait for; one without a code catches any."""
    codes: list[str] = []
    for root in roots:
        known = {error.get("id"): error.get("errorCode") or "" for error in root.findall(engine_parse.tag("error"))}
        for event in root.iter(engine_parse.tag("errorEventDefinition")):
            codes.append(known.get(event.get("errorRef"), "") or "failed")
    return tuple(dict.fromkeys(codes))
