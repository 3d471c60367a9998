"""A second, much simpler engine: process trees and what may happen in them. The real one is compared with it.

A tree is drawn at random, turned into BPMN for the engine and played here by plain recursion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, pairwise
from random import Random

from hypothesis import strategies as st

from tests.workflows import drawing


@dataclass
class Node:
    """kind: human step wait catch | seq and xor or loop | sub each. `name` is unique; `minutes` is a timer's."""

    kind: str
    name: str = ""
    parts: list[Node] = field(default_factory=list)
    pick: int = 0
    minutes: int = 0
    boundary: str = ""
    """For sub: '' | message | timer | side (a message that does not interrupt) | in | in_side (the same two as event
    subprocesses inside); its handler is parts[1]. For each: '' all rounds at once | 'one' after the other."""


LEAF_KINDS = ("human", "step", "wait", "catch")


def trees() -> st.SearchStrategy[Node]:
    """Process trees with up to about a dozen leaves."""
    minutes = st.integers(1, 500)
    leaf = st.builds(Node, kind=st.sampled_from((*LEAF_KINDS, "human", "human")), minutes=minutes)

    def grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=2, max_size=3)
        return st.one_of(
            st.builds(Node, kind=st.just("seq"), parts=several),
            st.builds(Node, kind=st.just("and"), parts=several),
            st.builds(Node, kind=st.just("xor"), parts=several, pick=st.integers(0, 2)),
            st.builds(Node, kind=st.just("or"), parts=several, pick=st.integers(1, 7)),
            st.builds(Node, kind=st.just("loop"), parts=st.lists(inner, min_size=1, max_size=1)),
            st.builds(
                Node,
                kind=st.just("sub"),
                parts=st.lists(inner, min_size=2, max_size=2),
                boundary=st.sampled_from(["", "message", "timer", "side", "in", "in_side"]),
                minutes=minutes,
            ),
            st.builds(
                Node,
                kind=st.just("each"),
                parts=st.lists(inner, min_size=1, max_size=1),
                pick=st.integers(0, 7),
                boundary=st.sampled_from(["", "one"]),
            ),
        )

    return st.recursive(leaf, grow, max_leaves=10).map(_named)


def large_tree(chance: Random, depth: int = 4) -> Node:
    """A tree of ten to thirty leaves: larger than what hypothesis likes to draw."""

    def grow(depth: int) -> Node:
        kind = chance.choice(
            ["leaf", "seq", "seq", "and", "and", "or", "or", "xor", "loop", "sub", "sub", "sub", "each", "sub"]
        )
        minutes, pick = chance.randint(1, 500), chance.randint(0, 7)
        if depth == 0 or (kind == "leaf" and depth < 3):
            return Node(chance.choice([*LEAF_KINDS, "human"]), minutes=minutes)
        if kind in ("seq", "and", "or", "xor", "leaf"):
            parts = [grow(depth - 1) for _ in range(chance.randint(2, 3))]
            return Node(kind if kind != "leaf" else "seq", parts=parts, pick=pick)
        if kind == "loop":
            return Node("loop", parts=[grow(depth - 1)])
        if kind == "each":
            return Node("each", parts=[grow(depth - 1)], pick=pick, boundary=chance.choice(["", "one"]))
        boundary = chance.choice(["", "message", "timer", "side", "side", "in", "in", "in_side", "in_side"])
        return Node("sub", parts=[grow(depth - 1), grow(depth - 2 if depth > 1 else 0)], minutes=minutes,
                    boundary=boundary)  # fmt: skip

    return _named(grow(depth))


def _named(root: Node) -> Node:
    numbers = count(1)

    def walk(node: Node, alike: bool = False) -> Node:
        if node.boundary in ("side", "in_side"):  # so that two of the same are alike
            node.parts[1] = Node("human")
        kind, boundary = node.kind, node.boundary
        if alike:  # the rounds of one activity, too: whoever comes first, the same is open afterwards
            kind = {"and": "seq", "or": "seq", "wait": "human", "catch": "step", "each": "sub"}.get(kind, kind)
            boundary = ""
        parts = [walk(part, alike or kind == "each") for part in node.parts]
        if kind == "sub" and len(parts) == 1:
            parts.append(parts[0])  # it has no handler
        return Node(kind, f"{kind}{next(numbers)}", parts, node.pick, node.minutes, boundary)

    return walk(root)


def rounds(node: Node) -> int:
    """How often an 'each' is done."""
    return 1 + node.pick % 3


def chosen(node: Node) -> list[int]:
    """The branches an 'or' takes: the bits of `pick`, or the last branch (its default) if none fits."""
    found = [place for place in range(len(node.parts) - 1) if node.pick >> place & 1]
    return found or [len(node.parts) - 1]


# ---- to BPMN --------------------------------------------------------------------------------------------------------


class _Writer:
    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.flows: list[str] = []
        self.messages: list[str] = []

    def write(self, node: Node) -> tuple[str, str]:
        """Adds a node; returns where to enter and where to leave."""
        writer = getattr(self, f"_{node.kind}")
        found: tuple[str, str] = writer(node)
        return found

    def _leaf(self, drawn: str, name: str) -> tuple[str, str]:
        self.nodes.append(drawn)
        return name, name

    def _human(self, node: Node) -> tuple[str, str]:
        return self._leaf(drawing.human(node.name), node.name)

    def _step(self, node: Node) -> tuple[str, str]:
        return self._leaf(drawing.step(node.name), node.name)

    def _wait(self, node: Node) -> tuple[str, str]:
        return self._leaf(drawing.wait(node.name, f"PT{node.minutes}M"), node.name)

    def _catch(self, node: Node) -> tuple[str, str]:
        self.messages.append(node.name)
        return self._leaf(drawing.catch(node.name, node.name), node.name)

    def _seq(self, node: Node) -> tuple[str, str]:
        ends = [self.write(part) for part in node.parts]
        self.flows += [f"{a[1]} -> {b[0]}" for a, b in pairwise(ends)]
        return ends[0][0], ends[-1][1]

    def _split(self, node: Node, fork: str, join: str, conditions: list[str]) -> tuple[str, str]:
        self.nodes += [fork, join]
        for place, part in enumerate(node.parts):
            entry, leave = self.write(part)
            self.flows += [f"{node.name}_f -> {entry}" + conditions[place], f"{leave} -> {node.name}_j"]
        return f"{node.name}_f", f"{node.name}_j"

    def _and(self, node: Node) -> tuple[str, str]:
        fork, join = f"{node.name}_f", f"{node.name}_j"
        return self._split(node, drawing.both(fork), drawing.both(join), [""] * 3)

    def _xor(self, node: Node) -> tuple[str, str]:
        default = f"{node.name}_f_{self._entry(node.parts[-1])}"
        conditions = [f" : picks.{node.name} == {place}" for place in range(len(node.parts) - 1)] + [""]
        return self._split(node, drawing.xor(f"{node.name}_f", default), drawing.xor(f"{node.name}_j"), conditions)

    def _or(self, node: Node) -> tuple[str, str]:
        default = f"{node.name}_f_{self._entry(node.parts[-1])}"
        conditions = [f" : {place} in picks.{node.name}" for place in range(len(node.parts) - 1)] + [""]
        return self._split(node, drawing.some(f"{node.name}_f", default), drawing.some(f"{node.name}_j"), conditions)

    def _loop(self, node: Node) -> tuple[str, str]:
        again, fork = f"{node.name}_again", f"{node.name}_x"
        entry, leave = self.write(node.parts[0])
        self.nodes += [drawing.xor(f"{node.name}_m"), drawing.human(again), drawing.xor(fork, f"{fork}_{node.name}_o"),
                       drawing.xor(f"{node.name}_o")]  # fmt: skip
        self.flows += [f"{node.name}_m -> {entry}", f"{leave} -> {again}", f"{again} -> {fork}",
                       f"{fork} -> {node.name}_m : {again}.again", f"{fork} -> {node.name}_o"]  # fmt: skip
        return f"{node.name}_m", f"{node.name}_o"

    def _sub(self, node: Node) -> tuple[str, str]:
        inside = _Writer()
        entry, leave = inside.write(node.parts[0])
        inside.nodes += [drawing.start(f"{node.name}_s"), drawing.end(f"{node.name}_e")]
        inside.flows += [f"{node.name}_s -> {entry}", f"{leave} -> {node.name}_e"]
        if node.boundary in ("in", "in_side"):
            inside.nodes.append(self._listener(node))
        self.messages += inside.messages
        self.nodes += [drawing.sub(node.name, inside.nodes, inside.flows), drawing.xor(f"{node.name}_o")]
        self.flows.append(f"{node.name} -> {node.name}_o")
        if node.boundary and node.boundary not in ("in", "in_side"):
            event = f"{node.name}_b"
            by_timer = {"timer": f"PT{node.minutes}M"} if node.boundary == "timer" else {"message": event}
            if node.boundary != "timer":
                self.messages.append(event)
            self.nodes.append(drawing.boundary(event, node.name, interrupts=node.boundary != "side", **by_timer))
            handler = self.write(node.parts[1])
            after = f"{node.name}_o"
            if node.boundary == "side":
                after = f"{node.name}_d"
                self.nodes.append(drawing.end(after))
            self.flows += [f"{event} -> {handler[0]}", f"{handler[1]} -> {after}"]
        return node.name, f"{node.name}_o"

    def _listener(self, node: Node) -> str:
        """The event subprocess of a sub."""
        handler = _Writer()
        entry, leave = handler.write(node.parts[1])
        event = f"{node.name}_b"
        self.messages += [event, *handler.messages]
        begins = drawing.begins(event, "message", event, interrupts=node.boundary == "in")
        return drawing.event_sub(
            f"{node.name}_l", begins, [*handler.nodes, drawing.end(f"{node.name}_le")],
            [f"{event} -> {entry}", *handler.flows, f"{leave} -> {node.name}_le"],
        )  # fmt: skip

    def _each(self, node: Node) -> tuple[str, str]:
        inside = _Writer()
        entry, leave = inside.write(node.parts[0])
        inside.nodes += [drawing.start(f"{node.name}_s"), drawing.end(f"{node.name}_e")]
        inside.flows += [f"{node.name}_s -> {entry}", f"{leave} -> {node.name}_e"]
        self.messages += inside.messages
        body = drawing.sub(node.name, inside.nodes, inside.flows)
        self.nodes.append(drawing.each(body, times=str(rounds(node)), sequential=node.boundary == "one"))
        return node.name, node.name

    def _entry(self, node: Node) -> str:
        """The id at which a node is entered, before it is written."""
        if node.kind == "seq":
            return self._entry(node.parts[0])
        return {"and": f"{node.name}_f", "xor": f"{node.name}_f", "or": f"{node.name}_f", "loop": f"{node.name}_m"}.get(
            node.kind, node.name
        )


def to_bpmn(root: Node) -> bytes:
    """The tree as a diagram."""
    writer = _Writer()
    entry, leave = writer.write(root)
    return drawing.bpmn([drawing.start(), *writer.nodes, drawing.end()],
                        [f"start -> {entry}", *writer.flows, f"{leave} -> end"],
                        messages=" ".join(writer.messages))  # fmt: skip


def picks(root: Node) -> dict[str, object]:
    """The data that the gateways of a tree ask for."""
    found: dict[str, object] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting += node.parts
        if node.kind == "xor":
            found[node.name] = node.pick
        elif node.kind == "or":
            found[node.name] = [place for place in range(len(node.parts)) if node.pick >> place & 1]
    return found


# ---- played here ----------------------------------------------------------------------------------------------------


class Running:
    """A node that has begun. `open` are the leaves and boundary events that may happen now, by kind and name."""

    def __init__(self, node: Node, now: datetime, scope: list[Running]) -> None:
        self.node = node
        self.scope = scope  # side branches of the scope this runs in
        self.children: list[Running] = []
        self.done = False
        self.due = now + timedelta(minutes=node.minutes)
        self.own: list[Running] = []  # side branches inside, for a sub
        self.asks = False  # a loop that asks whether to go round again
        self.left = 0  # rounds that an 'each' has not begun
        self.begin(now)

    def begin(self, now: datetime) -> None:
        node = self.node
        if node.kind == "seq":
            self.children = [Running(node.parts[0], now, self.scope)]
        elif node.kind == "and":
            self.children = [Running(part, now, self.scope) for part in node.parts]
        elif node.kind == "xor":
            self.children = [Running(node.parts[min(node.pick, len(node.parts) - 1)], now, self.scope)]
        elif node.kind == "or":
            self.children = [Running(node.parts[place], now, self.scope) for place in chosen(node)]
        elif node.kind == "loop":
            self.children = [Running(node.parts[0], now, self.scope)]
        elif node.kind == "sub":
            self.children = [Running(node.parts[0], now, self.own)]
        elif node.kind == "each":
            self.left = 0 if node.boundary != "one" else rounds(node) - 1
            self.children = [Running(node.parts[0], now, self.own) for _ in range(rounds(node) - self.left)]

    def open(self) -> Iterator[tuple[str, str, datetime]]:
        if self.done:
            return
        node = self.node
        if node.kind in LEAF_KINDS:
            yield node.kind, node.name, self.due
        if self.asks:
            yield "human", f"{node.name}_again", self.due
        for child in [*self.children, *self.own]:
            yield from child.open()
        if node.kind == "sub" and node.boundary and not self._handling:
            kind = "wait" if node.boundary == "timer" else "catch"
            yield kind, f"{node.name}_b", self.due

    @property
    def _handling(self) -> bool:
        return bool(self.children) and self.children[0].node is not self.node.parts[0]

    def happen(self, name: str, now: datetime, *, again: bool = False) -> bool:
        """The named leaf is finished or the named event occurs; True if it was here."""
        if self.done:
            return False
        node = self.node
        if node.kind in LEAF_KINDS and node.name == name:
            self.done = True
            return True
        if self.asks and name == f"{node.name}_again":
            self.asks = False
            if again:
                self.children = [Running(node.parts[0], now, self.scope)]
            else:
                self.done = True
            return True
        if node.kind == "sub" and name == f"{node.name}_b" and node.boundary and not self._handling:
            handler = Running(node.parts[1], now, self.own if node.boundary.startswith("in") else self.scope)
            if node.boundary == "side":
                self.scope.append(handler)
            elif node.boundary == "in_side":
                self.own.append(handler)
            elif node.boundary == "in":
                self.children = [handler]
                self.own[:] = []
            else:
                self.children, self.own = [handler], []
            return True
        found = any(child.happen(name, now, again=again) for child in [*self.children, *self.own])
        if found:
            self._settle(now)
        return found

    def _settle(self, now: datetime) -> None:
        node = self.node
        if not all(child.done for child in self.children) or not all(side.done for side in self.own):
            return
        if node.kind == "seq":
            place = node.parts.index(self.children[0].node)
            if place + 1 < len(node.parts):
                self.children = [Running(node.parts[place + 1], now, self.scope)]
                return
        if node.kind == "loop":
            self.asks = True
            return
        if node.kind == "each" and self.left:
            self.left -= 1
            self.children = [Running(node.parts[0], now, self.own)]
            return
        self.done = True


class Model:
    """A whole case: the root, and the side branches of the process itself."""

    def __init__(self, root: Node, now: datetime) -> None:
        self.sides: list[Running] = []
        self.root = Running(root, now, self.sides)

    def open(self) -> Counter[tuple[str, str]]:
        """What may happen now, by kind and name."""
        return Counter((kind, name) for kind, name, _ in self._all())

    def timers(self) -> dict[str, datetime]:
        return {name: due for kind, name, due in self._all() if kind == "wait"}

    def _all(self) -> list[tuple[str, str, datetime]]:
        return [item for running in [self.root, *self.sides] for item in running.open()]

    def happen(self, name: str, now: datetime, *, again: bool = False) -> None:
        assert any(running.happen(name, now, again=again) for running in [self.root, *self.sides]), name

    @property
    def done(self) -> bool:
        return self.root.done and all(side.done for side in self.sides)
