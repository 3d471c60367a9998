"""Columns: how many steps from the start something stands. Ways back to earlier columns are set aside first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Links = Mapping[str, Sequence[str]]


def ranks(nodes: Sequence[str], links: Links, first: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """The column of each node (0 for what nothing leads to), and the nodes in an order in which every way on, but for
    ways back, leads to a later one. `first`: where to begin."""
    back = _ways_back([*dict.fromkeys([*first, *nodes])], links)
    ahead = {name: [to for to in links.get(name, ()) if (name, to) not in back] for name in nodes}
    waits = dict.fromkeys(nodes, 0)
    for found in ahead.values():
        for to in found:
            waits[to] += 1
    column = dict.fromkeys(nodes, 0)
    order: list[str] = []
    ready = [name for name in nodes if not waits[name]]
    for name in ready:  # grows while it is read
        order.append(name)
        for to in ahead[name]:
            column[to] = max(column[to], column[name] + 1)
            waits[to] -= 1
            if not waits[to]:
                ready.append(to)
    return column, order


def _ways_back(begin: Sequence[str], links: Links) -> set[tuple[str, str]]:
    """The links that lead back to something on the way to them; without them no circle is left."""
    back: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for root in begin:
        if root in seen:
            continue
        seen.add(root)
        on_the_way = {root}
        stack = [(root, iter(links.get(root, ())))]
        while stack:
            name, following = stack[-1]
            to = next(following, None)
            if to is None:
                stack.pop()
                on_the_way.discard(name)
            elif to in on_the_way:
                back.add((name, to))
            elif to not in seen:
                seen.add(to)
                on_the_way.add(to)
                stack.append((to, iter(links.get(to, ()))))
    return back
