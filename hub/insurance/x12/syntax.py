"""Bytes to segments: delimiters are taken from each ISA, line ends and a byte order mark are tolerated.

X12.5 fixes ISA at 106 characters; some senders pad wrongly, so the fallback counts separators instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from .errors import X12Code, X12Error

MAX_BYTES = 16 * 1024 * 1024
MAX_SEGMENTS = 250_000
MAX_SEGMENT_CHARS = 32_768
_ISA_ELEMENTS = 16
_LINE_ENDS = "\r\n\t "


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The four separators of one interchange; `repetition` is empty before version 00402."""

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    terminator: str = "~"


STANDARD = Delimiters()


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: `elements[0]` is element 01; `position` counts from 1 in the file."""

    id: str
    elements: tuple[str, ...]
    position: int = 0
    delimiters: Delimiters = STANDARD

    def get(self, number: int) -> str:
        """Element `number` (1-based) without outer spaces; absent is the empty string."""
        return self.elements[number - 1].strip(_LINE_ENDS) if number <= len(self.elements) else ""

    def parts(self, number: int) -> tuple[str, ...]:
        """The components of composite element `number`; absent is an empty tuple."""
        value = self.get(number)
        return tuple(part.strip(_LINE_ENDS) for part in value.split(self.delimiters.component)) if value else ()

    def part(self, number: int, component: int) -> str:
        """Component `component` (1-based) of element `number`, or the empty string."""
        parts = self.parts(number)
        return parts[component - 1] if component <= len(parts) else ""

    def need(self, number: int) -> str:
        """Element `number`; X12Error missing when it is empty."""
        value = self.get(number)
        if not value:
            self.fail(X12Code.missing, f"{self.id}{number:02d} is required", number)
        return value

    def fail(self, code: X12Code, message: str, element: int | None = None) -> NoReturn:
        """Raise an X12Error that points at this segment."""
        raise X12Error(code, message, position=self.position, segment=self.id, element=element)


def decode(data: bytes) -> str:
    """Bytes as text: ASCII and UTF-8 first, else Latin-1; X12Error for anything that is not single-byte text."""
    if len(data) > MAX_BYTES:
        raise X12Error(X12Code.too_large, f"the file has {len(data)} bytes; the limit is {MAX_BYTES}")
    if b"\x00" in data[:4096] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise X12Error(X12Code.charset, "the file is not in a single-byte character set")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.lstrip("\ufeff" + _LINE_ENDS)
    if not text:
        raise X12Error(X12Code.empty, "the file is empty")
    if "\x00" in text:
        raise X12Error(X12Code.charset, "the file contains NUL characters")
    return text


def _delimiters_at(text: str, start: int) -> tuple[Delimiters, int]:
    """The delimiters of the ISA at `start`, and the offset of its terminator."""
    if not text.startswith("ISA", start) or len(text) < start + 4:
        raise X12Error(X12Code.not_x12, "an interchange must begin with an ISA segment")
    separator = text[start + 3]
    if separator.isalnum() or separator in _LINE_ENDS:
        raise X12Error(X12Code.not_x12, "the element separator after ISA is not usable")
    at = start + 3
    fields = []
    for _ in range(_ISA_ELEMENTS - 1):
        following = text.find(separator, at + 1, at + 40)
        if following < 0:
            raise X12Error(X12Code.envelope, "the ISA segment is incomplete", position=1, segment="ISA")
        fields.append(text[at + 1 : following])
        at = following
    if len(text) < at + 3:
        raise X12Error(X12Code.truncated, "the file ends inside the ISA segment", position=1, segment="ISA")
    component, terminator = text[at + 1], text[at + 2]
    repetition = fields[10] if fields[11].strip() >= "00402" and len(fields[10]) == 1 else ""
    used = [separator, component, terminator, *repetition]
    if len(set(used)) != len(used) or any(mark.isalnum() or mark == " " for mark in used):
        raise X12Error(X12Code.envelope, "the ISA segment names unusable delimiters", position=1, segment="ISA")
    return Delimiters(separator, component, repetition, terminator), at + 2


def interchanges(data: bytes) -> Iterator[list[Segment]]:
    """Each ISA..IEA of the file as a list of segments; X12Error when one is cut off or the limits are passed."""
    text = decode(data)
    at, position = 0, 0
    while at < len(text):
        delimiters, first_end = _delimiters_at(text, at)
        segments: list[Segment] = []
        end = first_end
        while True:
            if end - at > MAX_SEGMENT_CHARS:
                raise X12Error(X12Code.too_large, "a segment is too long", position=position + 1)
            raw = text[at:end].strip(_LINE_ENDS)
            at = end + 1
            if raw:
                position += 1
                if position > MAX_SEGMENTS:
                    raise X12Error(X12Code.too_many_segments, f"the file has more than {MAX_SEGMENTS} segments")
                name, *elements = raw.split(delimiters.element)
                segments.append(Segment(name.strip(), tuple(elements), position, delimiters))
                if segments[-1].id == "IEA":
                    break
            end = text.find(delimiters.terminator, at)
            if end < 0:
                raise X12Error(X12Code.truncated, "the file ends before its IEA segment", position=position)
        yield segments
        while at < len(text) and text[at] in _LINE_ENDS + "\x1a":
            at += 1
