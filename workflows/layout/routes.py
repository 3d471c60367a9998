"""The lines of flows: they turn in the gaps between columns and rows, so none runs through an element."""

from __future__ import annotations

from workflows.layout.grid import GAP, ROW_GAP, Box, Grid

Point = tuple[float, float]


class Router:
    """Draws the flows of one level. Lines that turn in the same gap turn a little apart."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.used: dict[tuple[str, int], int] = {}
        self.lowest = max((end for _, end in grid.bands), default=0.0)
        self.lines_below = 0

    def line(self, source: str, target: str, *, border: Box | None = None, fork: bool = False) -> list[Point]:
        """From one element to another. `border`: it begins at an event on the border of `source`, at this place;
        `fork`: the source is a gateway, which may be left up- and downwards."""
        grid = self.grid
        s, t = grid.boxes[source], grid.boxes[target]
        if source not in grid.cells or target not in grid.cells or source == target:
            return [(s.cx, s.bottom), (t.cx, t.y)] if border is None else [(border.cx, border.bottom), (t.cx, t.y)]
        (sc, sr), (tc, tr) = grid.cells[source], grid.cells[target]
        if border is not None:
            return self._from_border(border, t, (sc, sr), (tc, tr))
        if tc <= sc:
            return self._around(s, t, sc, tc)
        if sr == tr and grid.free(sc, sr, tc):
            return [(s.right, s.cy), (t.x, t.cy)]
        if fork and sr != tr and grid.clear(sc, sr, tr) and (sc, tr) not in grid.taken and grid.free(sc, tr, tc):
            return [(s.cx, s.bottom if tr > sr else s.y), (s.cx, t.cy), (t.x, t.cy)]
        if grid.free(sc, sr, tc):
            turn = self._gap(tc)
            return [(s.right, s.cy), (turn, s.cy), (turn, t.cy), (t.x, t.cy)]
        first = self._gap(sc + 1)
        if grid.free(sc, tr, tc):
            return [(s.right, s.cy), (first, s.cy), (first, t.cy), (t.x, t.cy)]
        below, last = self._below(sr), self._gap(tc)
        return [
            (s.right, s.cy), (first, s.cy), (first, below), (last, below), (last, t.cy), (t.x, t.cy),
        ]  # fmt: skip

    def _from_border(self, event: Box, t: Box, source: tuple[int, int], target: tuple[int, int]) -> list[Point]:
        grid, (sc, sr), (tc, tr) = self.grid, source, target
        if tc > sc and tr > sr and grid.clear(sc, sr, tr) and (sc, tr) not in grid.taken and grid.free(sc, tr, tc):
            return [(event.cx, event.bottom), (event.cx, t.cy), (t.x, t.cy)]
        below, last = self._below(sr), self._gap(tc)
        return [(event.cx, event.bottom), (event.cx, below), (last, below), (last, t.cy), (t.x, t.cy)]

    def _around(self, s: Box, t: Box, sc: int, tc: int) -> list[Point]:
        """Back to an earlier column, below everything."""
        self.lines_below += 1
        below = self.lowest + 8 + 10 * self.lines_below
        right, left = self._gap(sc + 1), self._gap(tc)
        return [(s.right, s.cy), (right, s.cy), (right, below), (left, below), (left, t.cy), (t.x, t.cy)]

    def _gap(self, column: int) -> float:
        """Where a line turns before a column."""
        return self.grid.lefts[min(column, len(self.grid.lefts) - 1)] - GAP / 2 + self._apart("column", column, 7)

    def _below(self, row: int) -> float:
        return self.grid.bottoms[row] + ROW_GAP / 2 + self._apart("row", row, 6)

    def _apart(self, what: str, at: int, step: int) -> float:
        number = self.used[what, at] = self.used.get((what, at), -1) + 1
        return (0, 1, -1, 2, -2)[number % 5] * step

    @property
    def bottom(self) -> float:
        """Where the lowest line runs."""
        return self.lowest + (20 + 10 * self.lines_below if self.lines_below else 0)
