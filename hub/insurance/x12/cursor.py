"""A reading position over the segments of one transaction set: the small language every loop reader is written in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pydantic import ValidationError

from .envelope import TransactionSet
from .errors import X12Code, X12Error
from .syntax import Segment


class Cursor:
    """Moves forward only; what a loop does not expect is an X12Error that says where."""

    def __init__(self, item: TransactionSet) -> None:
        self._segments: Sequence[Segment] = item.body
        self._last = item.body[-1] if item.body else item.header
        self._at = 0

    def peek(self) -> Segment | None:
        return self._segments[self._at] if self._at < len(self._segments) else None

    def at(self, id: str, *qualifiers: str) -> bool:
        """Is the next segment this one (with element 01 among `qualifiers`, if given)?"""
        segment = self.peek()
        return segment is not None and segment.id == id and (not qualifiers or segment.get(1) in qualifiers)

    def take(self, id: str, *qualifiers: str) -> Segment | None:
        """The next segment if it is this one, else None and nothing moves."""
        if not self.at(id, *qualifiers):
            return None
        self._at += 1
        return self._segments[self._at - 1]

    def need(self, id: str, *qualifiers: str) -> Segment:
        """The next segment, which must be this one; X12Error missing otherwise."""
        found = self.take(id, *qualifiers)
        if found is None:
            near = self.peek() or self._last
            wanted = "/".join((id, *qualifiers)) if len(qualifiers) < 2 else id
            raise X12Error(X12Code.missing, f"expected {wanted}", position=near.position, segment=id)
        return found

    def skip(self, *ids: str) -> None:
        """Pass over any run of these segments (information that we neither use nor need)."""
        while (segment := self.peek()) is not None and segment.id in ids:
            self._at += 1

    def done(self) -> None:
        """X12Error unexpected unless everything has been read."""
        segment = self.peek()
        if segment is not None:
            segment.fail(X12Code.unexpected, f"{segment.id} is not expected here")

    @contextmanager
    def usable(self, what: str) -> Iterator[None]:
        """A value that our own types refuse is an X12Error, too; `what` is being read."""
        try:
            yield
        except ValidationError as error:
            place, near = ".".join(str(part) for part in error.errors()[0]["loc"]), self.peek()
            raise X12Error(
                X12Code.bad_value, f"the {what} has an unusable {place}", position=near.position if near else None
            ) from None
