"""ISA/GS/ST structure: read with every fault kept beside what it spoils, so that the reader may refuse the whole file
(`Interchange.check`) while the payer's side can answer exactly (TA1, 999)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .errors import X12Code, X12Error
from .syntax import Segment, interchanges


@dataclass(frozen=True, slots=True)
class Fault:
    """A structural error: `ack` is the code a TA1 (TA105), AK9 or IK5 answers with."""

    ack: str
    error: X12Error


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """ST..SE: `body` excludes both. `version` is ST03 or, where ST has none, GS08."""

    type: str
    control: str
    version: str
    body: tuple[Segment, ...]
    header: Segment
    faults: tuple[Fault, ...] = ()

    def check(self, *, type: str, version: str | None = None) -> None:
        """X12Error unless this is a sound set of that type (and guide version)."""
        for fault in self.faults:
            raise fault.error
        if self.type != type:
            self.header.fail(X12Code.wrong_type, f"expected a {type} transaction set", 1)
        if version is not None and self.version != version:
            self.header.fail(X12Code.wrong_version, f"expected guide {version}", 3)


@dataclass(frozen=True, slots=True)
class Group:
    """GS..GE. `code` is GS01, `version` GS08."""

    code: str
    sender: str
    receiver: str
    control: str
    version: str
    sets: tuple[TransactionSet, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """TA1: what became of interchange `control`; `status` A accepted, E accepted with errors, R rejected."""

    control: str
    date: str
    time: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Interchange:
    """ISA..IEA. `usage` is T or P."""

    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    date: str
    time: str
    control: str
    wants_ack: bool
    usage: str
    groups: tuple[Group, ...]
    acknowledgements: tuple[Acknowledgement, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def sets(self) -> Iterator[TransactionSet]:
        return (item for group in self.groups for item in group.sets)

    def all_faults(self) -> Iterator[Fault]:
        yield from self.faults
        for group in self.groups:
            yield from group.faults
            for item in group.sets:
                yield from item.faults

    def check(self) -> None:
        """X12Error for the first structural fault anywhere in the interchange."""
        for fault in self.all_faults():
            raise fault.error


def read(data: bytes) -> tuple[Interchange, ...]:
    """Every interchange of a file, faults recorded; X12Error only when the bytes cannot be delimited at all."""
    found = [_interchange(segments) for segments in interchanges(data)]
    seen: set[tuple[str, str]] = set()
    result = []
    for item in found:
        if (item.sender, item.control) in seen:
            fault = Fault("025", X12Error(X12Code.duplicate_control, f"interchange {item.control} appears twice"))
            item = replace(item, faults=(*item.faults, fault))
        seen.add((item.sender, item.control))
        result.append(item)
    return tuple(result)


def read_sound(data: bytes) -> tuple[Interchange, ...]:
    """Every interchange of a file; X12Error when any of them has any structural fault."""
    items = read(data)
    for item in items:
        item.check()
    return items


def _fault(ack: str, code: X12Code, message: str, segment: Segment) -> Fault:
    return Fault(ack, X12Error(code, message, position=segment.position, segment=segment.id))


def _same(first: str, second: str) -> bool:
    """Control numbers compare as text or, both being digits, as numbers (senders pad differently)."""
    digits = first.isdigit() and second.isdigit() and len(first) <= 18 and len(second) <= 18
    return first == second or (digits and int(first) == int(second))


def _counts(segment: Segment, element: int, actual: int) -> bool:
    text = segment.get(element)
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) == actual


def _interchange(segments: list[Segment]) -> Interchange:
    isa, *middle, iea = segments
    faults: list[Fault] = []
    groups: list[Group] = []
    acks: list[Acknowledgement] = []
    rest = iter(range(len(middle)))
    for index in rest:
        segment = middle[index]
        if segment.id == "TA1":
            acks.append(Acknowledgement(*(segment.get(number) for number in range(1, 6))))
        elif segment.id == "GS":
            last = _find(middle, index, "GE", ("GS",))
            groups.append(_group(middle[index : last + 1]))
            for _ in range(last - index):
                next(rest)
        else:
            faults.append(_fault("024", X12Code.unexpected, f"{segment.id} outside a functional group", segment))
            break
    if not _same(isa.get(13), iea.get(2)):
        faults.append(_fault("001", X12Code.control_mismatch, "ISA13 and IEA02 differ", iea))
    if not _counts(iea, 1, len(groups)):
        faults.append(_fault("021", X12Code.count_mismatch, "IEA01 does not count the groups", iea))
    if not (isa.get(13).isascii() and isa.get(13).isdigit()):
        faults.append(_fault("018", X12Code.envelope, "ISA13 is not a control number", isa))
    controls = [group.control for group in groups]
    if len(set(controls)) != len(controls):
        faults.append(_fault("024", X12Code.duplicate_control, "a group control number appears twice", isa))
    return Interchange(
        isa.get(5), isa.get(6), isa.get(7), isa.get(8), isa.get(9), isa.get(10), isa.get(13), isa.get(14) == "1",
        isa.get(15), tuple(groups), tuple(acks), tuple(faults),
    )  # fmt: skip


def _find(segments: list[Segment], start: int, closing: str, barriers: tuple[str, ...]) -> int:
    """Index of the closing segment, or of the last one before a barrier or the end."""
    for index in range(start + 1, len(segments)):
        if segments[index].id == closing:
            return index
        if segments[index].id in barriers:
            return index - 1
    return len(segments) - 1


def _group(segments: list[Segment]) -> Group:
    head, tail = segments[0], segments[-1]
    closed = tail.id == "GE" and len(segments) > 1
    middle = segments[1:-1] if closed else segments[1:]
    faults: list[Fault] = []
    sets: list[TransactionSet] = []
    seen: set[str] = set()
    index = 0
    while index < len(middle):
        if middle[index].id != "ST":
            faults.append(
                _fault("3", X12Code.unexpected, f"{middle[index].id} outside a transaction set", middle[index])
            )
            break
        last = _find(middle, index, "SE", ("ST",))
        sets.append(_set(middle[index : last + 1], head, seen))
        seen.add(sets[-1].control)
        index = last + 1
    if not closed:
        faults.append(_fault("3", X12Code.truncated, "the functional group has no GE", tail))
    elif not _same(head.get(6), tail.get(2)):
        faults.append(_fault("4", X12Code.control_mismatch, "GS06 and GE02 differ", tail))
    elif not _counts(tail, 1, len(sets)):
        faults.append(_fault("5", X12Code.count_mismatch, "GE01 does not count the sets", tail))
    return Group(head.get(1), head.get(2), head.get(3), head.get(6), head.get(8), tuple(sets), tuple(faults))


def _set(segments: list[Segment], group: Segment, seen: set[str]) -> TransactionSet:
    head, tail = segments[0], segments[-1]
    closed = tail.id == "SE" and len(segments) > 1
    faults: list[Fault] = []
    if not closed:
        faults.append(_fault("2", X12Code.truncated, "the transaction set has no SE", tail))
    elif not _same(head.get(2), tail.get(2)):
        faults.append(_fault("3", X12Code.control_mismatch, "ST02 and SE02 differ", tail))
    elif not _counts(tail, 1, len(segments)):
        faults.append(_fault("4", X12Code.count_mismatch, "SE01 does not count the segments", tail))
    if head.get(2) in seen:
        faults.append(_fault("23", X12Code.duplicate_control, "ST02 appears twice in its group", head))
    body = tuple(segments[1:-1] if closed else segments[1:])
    version = head.get(3) or group.get(8)
    return TransactionSet(head.get(1), head.get(2), version, body, head, tuple(faults))
