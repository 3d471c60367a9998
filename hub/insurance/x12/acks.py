"""999 (005010X231A1): did the payer's translator accept our syntax, and if not, where. TA1 lives in `envelope`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .cursor import Cursor
from .envelope import TransactionSet
from .errors import X12Code
from .syntax import Segment
from .values import integer
from .write import ACK_VERSION, Parties, Row, SetRows, interchange

ACCEPTED = ("A", "E")
REJECTED = ("R", "M", "W", "X")

# IK304 and IK403 values that the engine writes or explains; the wording is ours.
SEGMENT_ERRORS = {
    "1": "a segment we sent is not known to the payer",
    "2": "a segment is not where the payer expects it",
    "3": "a required segment is missing",
    "4": "a loop is repeated too often",
    "5": "a segment is repeated too often",
    "6": "a segment does not belong to this transaction",
    "7": "segments are out of order",
    "8": "a segment has element errors",
    "I4": "a segment the guide does not use is present",
    "I6": "a segment needed in this situation is missing",
    "I7": "there are too few of a segment",
    "I8": "the guide's limit for a segment is passed",
    "I9": "a segment needed by another one is missing",
}
ELEMENT_ERRORS = {
    "1": "a required element is missing",
    "2": "an element needed with another one is missing",
    "3": "there are too many elements",
    "4": "an element is too short",
    "5": "an element is too long",
    "6": "an element has a character that is not allowed",
    "7": "an element has a code the payer does not know",
    "8": "an element is not a valid date",
    "9": "an element is not a valid time",
    "10": "two elements exclude each other",
    "12": "too many repetitions of an element",
    "13": "too many components in an element",
    "I6": "an element has a code the guide does not use",
    "I9": "an element needed in this situation is missing",
    "I10": "an element the guide does not use is present",
    "I11": "there are too few repetitions of an element",
    "I12": "the implementation does not allow this value",
    "I13": "a value the guide depends on does not match",
}
SET_ERRORS = {
    "1": "the transaction type is not supported",
    "2": "the transaction trailer is missing",
    "3": "the transaction control numbers differ",
    "4": "the transaction's segment count is wrong",
    "5": "one or more segments are wrong",
    "6": "the transaction type is missing or wrong",
    "7": "the transaction control number is missing or wrong",
    "23": "the transaction control number is not unique",
    "I5": "the guide's rules are broken",
    "I6": "the guide version is not supported",
}


@dataclass(frozen=True, slots=True)
class SegmentError:
    """IK3 with at most one IK4: `position` counts from ST = 1; `element` 0 means the whole segment."""

    segment: str
    position: int
    loop: str = ""
    code: str = "8"
    element: int = 0
    element_code: str = ""

    def message(self) -> str:
        """What is wrong and where, in our words."""
        place = f"{self.segment}{self.element:02d}" if self.element else self.segment
        known = ELEMENT_ERRORS.get(self.element_code) if self.element else SEGMENT_ERRORS.get(self.code)
        return f"{place}, segment {self.position}: {known or 'the payer reports an error here'}"


@dataclass(frozen=True, slots=True)
class SetResult:
    """AK2 to IK5: the answer to one transaction set (`control` is our ST02); `status` A, E, R, M, W or X."""

    type: str
    control: str
    status: str
    errors: tuple[SegmentError, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        return self.status in ACCEPTED

    def messages(self) -> tuple[str, ...]:
        """Every reason given, in our words."""
        whole = tuple(SET_ERRORS.get(item, "the payer rejected the transaction") for item in self.codes)
        return tuple(item.message() for item in self.errors) or whole


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One 999: the answer to one functional group (`control` is our GS06). `sets` may be empty if all are accepted."""

    code: str
    control: str
    version: str
    status: str
    included: int
    received: int
    accepted: int
    sets: tuple[SetResult, ...] = ()
    codes: tuple[str, ...] = ()

    def of(self, control: str) -> SetResult:
        """The answer to set `control`: its own AK2, else what the group's status says of all its sets."""
        for item in self.sets:
            if item.control == control:
                return item
        return SetResult("", control, "A" if self.status in ("A", "E", "P") else "R", (), self.codes)


def read(item: TransactionSet) -> GroupResult:
    """One 999 set; X12Error when it is not a sound 999 or its AK9 contradicts its sets."""
    item.check(type="999")
    cursor = Cursor(item)
    ak1 = cursor.need("AK1")
    sets = []
    while ak2 := cursor.take("AK2"):
        sets.append(_set_result(cursor, ak2))
    ak9 = cursor.need("AK9")
    cursor.done()
    result = GroupResult(
        code=ak1.need(1), control=ak1.need(2), version=ak1.get(3), status=_status(ak9, "AEPRMWX"),
        included=integer(ak9, 2), received=integer(ak9, 3), accepted=integer(ak9, 4), sets=tuple(sets),
        codes=tuple(filter(None, (ak9.get(number) for number in range(5, 10)))),
    )  # fmt: skip
    if result.status == "A" and any(not found.accepted for found in sets):
        ak9.fail(X12Code.bad_value, "AK9 accepts a group with a rejected set", 1)
    return result


def _status(segment: Segment, allowed: str) -> str:
    value = segment.need(1)
    if len(value) != 1 or value not in allowed:
        segment.fail(X12Code.bad_value, f"{segment.id}01 is not an acknowledgement code", 1)
    return value


def _set_result(cursor: Cursor, ak2: Segment) -> SetResult:
    errors: list[SegmentError] = []
    while ik3 := cursor.take("IK3"):
        base = SegmentError(ik3.need(1), integer(ik3, 2), ik3.get(3), ik3.get(4) or "8")
        cursor.skip("CTX")
        elements = []
        while ik4 := cursor.take("IK4"):
            elements.append(SegmentError(base.segment, base.position, base.loop, base.code, _element(ik4), ik4.need(3)))
            cursor.skip("CTX")
        errors += elements or [base]
    ik5 = cursor.need("IK5")
    codes = tuple(filter(None, (ik5.get(number) for number in range(2, 7))))
    return SetResult(ak2.need(1), ak2.need(2), _status(ik5, "AERMWX"), tuple(errors), codes)


def _element(ik4: Segment) -> int:
    text = ik4.part(1, 1)
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        ik4.fail(X12Code.bad_value, "IK401 is not an element position", 1)
    return int(text)


def write(results: Sequence[GroupResult], parties: Parties, *, control: int, made: datetime) -> bytes:
    """An interchange with one 999 per group result."""
    sets = [SetRows("999", _rows(result), ACK_VERSION) for result in results]
    return interchange(parties, control=control, made=made, code="FA", version=ACK_VERSION, sets=sets)


def _rows(result: GroupResult) -> list[Row]:
    rows: list[Row] = [("AK1", result.code, result.control, result.version)]
    for item in result.sets:
        rows.append(("AK2", item.type, item.control, result.version))
        for error in item.errors:
            rows.append(("IK3", error.segment, str(error.position), error.loop[:4], error.code))
            if error.element:
                rows.append(("IK4", str(error.element), "", error.element_code))
        rows.append(("IK5", item.status, *item.codes))
    counts = str(result.included), str(result.received), str(result.accepted)
    rows.append(("AK9", result.status, *counts, *result.codes))
    return rows
