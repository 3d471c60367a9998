"""Rows and places: each node in a cell of its lane, each column as wide and each row as high as what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

GAP = 60
"""Between columns: room for the lines that turn there."""
ROW_GAP = 56
"""Between rows: room for the words under events, and for what hangs on borders."""


@dataclass(slots=True)
class Box:
    """A place; x and y are the upper left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def cx(self) -> float:
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        return self.y + self.h / 2

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.w, self.h)


Cell = tuple[int, int]
"""Column and row; rows are counted through all lanes."""


@dataclass
class Grid:
    """`cells` of the nodes, `boxes` of the nodes, and the borders of columns, rows and lanes."""

    cells: dict[str, Cell] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    taken: set[Cell] = field(default_factory=set)
    lefts: list[float] = field(default_factory=list)
    """Where each column begins; one more for where the last ends."""
    bottoms: list[float] = field(default_factory=list)
    """Where each row ends."""
    bands: list[tuple[float, float]] = field(default_factory=list)
    """Where each lane begins and ends."""
    right: float = 0.0

    def free(self, column: int, row: int, to: int) -> bool:
        """Whether nothing stands in a row between two columns (both left out)."""
        return all((at, row) not in self.taken for at in range(column + 1, to))

    def clear(self, column: int, row: int, to: int) -> bool:
        """Whether nothing stands in a column between two rows (both left out)."""
        low, high = sorted((row, to))
        return all((column, at) not in self.taken for at in range(low + 1, high))


def rows(
    order: Sequence[str], column: Mapping[str, int], before: Mapping[str, Sequence[tuple[str, bool]]],
    lane: Callable[[str], int], lanes: int,
) -> tuple[dict[str, Cell], list[int]]:  # fmt: skip
    """A cell for each node, and the number of rows of each lane. `before`: what leads to a node, and whether it is the
    main way on from there (which stays in its row)."""
    within: dict[str, int] = {}
    taken: set[tuple[int, int, int]] = set()
    count = [1] * lanes
    for name in order:
        own = lane(name)
        wishes = [
            within[one] + (0 if main else 1) for one, main in before.get(name, ()) if one in within and lane(one) == own
        ]
        row = min(wishes, default=0)
        while (own, column[name], row) in taken:
            row += 1
        taken.add((own, column[name], row))
        within[name] = row
        count[own] = max(count[own], row + 1)
    above = [sum(count[:one]) for one in range(lanes)]
    return {name: (column[name], above[lane(name)] + row) for name, row in within.items()}, count


def placed(
    cells: Mapping[str, Cell], count: Sequence[int], size: Callable[[str], tuple[float, float]],
    strips: Sequence[Sequence[str]],
) -> Grid:  # fmt: skip
    """Places for everything. `strips`: what stands right of the columns of each lane."""
    grid = Grid(dict(cells), taken=set(cells.values()))
    wide = [0.0] * (max((column for column, _ in cells.values()), default=-1) + 1)
    high = [0.0] * sum(count)
    for name, (column, row) in cells.items():
        w, h = size(name)
        wide[column], high[row] = max(wide[column], w), max(high[row], h)
    x = float(GAP)
    for width in wide:
        grid.lefts.append(x)
        x += width + GAP
    grid.lefts.append(x)
    grid.right = x
    y, at = 0.0, 0
    tops: list[float] = []
    for lane, number in enumerate(count):
        begins = y
        y += ROW_GAP / 2
        for height in high[at : at + number]:
            tops.append(y)
            y += height or 36
            grid.bottoms.append(y)
            y += ROW_GAP
        at += number
        y = max(y - ROW_GAP / 2, _beside(grid, strips[lane], size, x, begins) + ROW_GAP / 2, begins + 120)
        grid.bands.append((begins, y))
    for name, (column, row) in cells.items():
        w, h = size(name)
        middle = tops[row] + (high[row] or 36) / 2
        grid.boxes[name] = Box(grid.lefts[column] + (wide[column] - w) / 2, middle - h / 2, w, h)
    return grid


def _beside(grid: Grid, names: Sequence[str], size: Callable[[str], tuple[float, float]], x: float, y: float) -> float:
    """Right of all columns, where no line runs; returns where the lowest ends."""
    lowest = y
    for name in names:
        w, h = size(name)
        grid.boxes[name] = Box(x, y + ROW_GAP / 2, w, h)
        x, lowest = x + w + GAP, max(lowest, y + ROW_GAP / 2 + h)
    grid.right = max(grid.right, x)
    return lowest
