"""Rows to bytes: one interchange with fixed-width ISA, counted trailers and cleaned elements.

A row is `("SV1", ("HC", "G0463"), "125", ...)`: a segment id, then elements; a tuple is a composite. Element text must
already be in the X12 character set (`text.basic`); whatever could break the framing is removed here as a last guard.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .errors import X12Code, X12Error
from .syntax import STANDARD, Delimiters

Row = tuple[str | tuple[str, ...], ...]
CLAIM_VERSION = "005010X222A1"
ACK_VERSION = "005010X231A1"
CLAIM_ACK_VERSION = "005010X214"
REMITTANCE_VERSION = "005010X221A1"
REVIEW_VERSION = "005010X217"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who sends to whom: ISA05-08, GS02/03 and ISA15 (`T` test or `P` production)."""

    sender: str
    receiver: str
    sender_qualifier: str = "ZZ"
    receiver_qualifier: str = "ZZ"
    usage: str = "T"

    def reversed(self) -> "Parties":
        """The same link in the other direction."""
        return Parties(self.receiver, self.sender, self.receiver_qualifier, self.sender_qualifier, self.usage)


@dataclass(frozen=True, slots=True)
class SetRows:
    """One transaction set to write; `version` None where ST03 does not exist (835)."""

    type: str
    body: Sequence[Row]
    version: str | None = None


def _render(row: Row, delimiters: Delimiters) -> str:
    marks = {delimiters.element, delimiters.component, delimiters.repetition, delimiters.terminator}
    removed = {ord(mark): None for mark in marks if mark} | {ord("\r"): None, ord("\n"): None}
    elements = [_element(item, delimiters, removed) for item in row]
    while len(elements) > 1 and not elements[-1]:
        elements.pop()
    return delimiters.element.join(elements) + delimiters.terminator


def _element(item: str | tuple[str, ...], delimiters: Delimiters, removed: dict[int, None]) -> str:
    if isinstance(item, str):
        return item.translate(removed)
    return delimiters.component.join(part.translate(removed) for part in item).rstrip(delimiters.component)


def _isa(parties: Parties, control: int, made: datetime, wants_ack: bool, delimiters: Delimiters) -> str:
    fields = [
        "ISA", "00", " " * 10, "00", " " * 10, parties.sender_qualifier[:2].ljust(2), parties.sender[:15].ljust(15),
        parties.receiver_qualifier[:2].ljust(2), parties.receiver[:15].ljust(15), made.strftime("%y%m%d"),
        made.strftime("%H%M"), delimiters.repetition, "00501", f"{control:09d}", "1" if wants_ack else "0",
        parties.usage, delimiters.component,
    ]  # fmt: skip
    return delimiters.element.join(fields) + delimiters.terminator


def _encode(segments: Iterable[str], delimiters: Delimiters) -> bytes:
    line_end = "" if delimiters.terminator in "\r\n" else "\n"
    return "".join(segment + line_end for segment in segments).encode("utf-8")


def interchange(
    parties: Parties,
    *,
    control: int,
    made: datetime,
    code: str,
    version: str,
    sets: Sequence[SetRows],
    wants_ack: bool = False,
    delimiters: Delimiters = STANDARD,
) -> bytes:
    """One interchange with one group holding `sets`; `control` (1..999999999) is ISA13 and GS06.

    X12Error unwritable when the control number is out of range or there is nothing to send.
    """
    if not 1 <= control <= 999_999_999 or not sets:
        raise X12Error(X12Code.unwritable, "an interchange needs a control number of 1 to 9 digits and a set")
    out = [_isa(parties, control, made, wants_ack, delimiters)]
    group: Row = (
        "GS", code, parties.sender, parties.receiver, made.strftime("%Y%m%d"), made.strftime("%H%M"), str(control),
        "X", version,
    )  # fmt: skip
    out.append(_render(group, delimiters))
    for index, item in enumerate(sets, start=1):
        number = f"{index:04d}"
        out.append(_render(("ST", item.type, number, item.version or ""), delimiters))
        out.extend(_render(row, delimiters) for row in item.body)
        out.append(_render(("SE", str(len(item.body) + 2), number), delimiters))
    out.append(_render(("GE", str(len(sets)), str(control)), delimiters))
    out.append(_render(("IEA", "1", f"{control:09d}"), delimiters))
    return _encode(out, delimiters)


def acknowledgement(
    parties: Parties,
    *,
    control: int,
    made: datetime,
    acknowledged: tuple[str, str, str],
    status: str,
    note: str = "000",
) -> bytes:
    """A TA1 interchange. `acknowledged` is the other side's (ISA13, ISA09, ISA10); `status` A, E or R."""
    rows: list[Row] = [("TA1", *acknowledged, status, note), ("IEA", "0", f"{control:09d}")]
    return _encode([_isa(parties, control, made, False, STANDARD), *(_render(row, STANDARD) for row in rows)], STANDARD)
