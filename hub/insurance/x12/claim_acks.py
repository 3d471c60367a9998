"""277CA (005010X214): did the clearing house or payer take each claim in, before anything is adjudicated.

A rejection here is not a denial: the claim was never adjudicated and goes out again as an original.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from hub.insurance.codes.status import explain

from .cursor import Cursor
from .envelope import TransactionSet
from .errors import X12Code, X12Error
from .syntax import Segment
from .text import basic, code
from .values import clock_text, day, day_text, money, money_text, period
from .write import CLAIM_ACK_VERSION, Parties, Row, SetRows, interchange

REJECTING = frozenset({"A3", "A4", "A6", "A7", "A8"})
ACCEPTING = frozenset({"A0", "A1", "A2", "A5"})


@dataclass(frozen=True, slots=True)
class Status:
    """STC01: category (A0-A8), claim status code, entity."""

    category: str
    code: str
    entity: str = ""

    @property
    def rejects(self) -> bool:
        return self.category in REJECTING


@dataclass(frozen=True, slots=True)
class ClaimAck:
    """What became of one claim: `control_number` is our CLM01, `payer_control_number` the payer's REF*1K."""

    control_number: str
    statuses: tuple[Status, ...]
    effective: date
    amount: int
    payer_control_number: str = ""
    member_id: str = ""
    patient: tuple[str, str] = ("", "")
    service: tuple[date, date] | None = None

    @property
    def rejected(self) -> bool:
        return any(status.rejects for status in self.statuses)

    def messages(self) -> tuple[str, ...]:
        """The reasons in our words."""
        return tuple(explain(status.category, status.code, status.entity) for status in self.statuses)


@dataclass(frozen=True, slots=True)
class ClaimAckReport:
    """One 277CA. `source` says who answers: PR the payer, AY a clearing house; `batch` echoes our BHT03."""

    source: Literal["PR", "AY"]
    source_name: str
    source_id: str
    receiver_name: str
    receiver_id: str
    batch: str
    received: date
    processed: date
    provider_name: str
    provider_npi: str
    claims: tuple[ClaimAck, ...]


def read(item: TransactionSet) -> tuple[ClaimAck, ...]:
    """The claims a 277CA speaks of; X12Error when it is malformed or a claim has no status."""
    item.check(type="277", version=CLAIM_ACK_VERSION)
    cursor = Cursor(item)
    cursor.need("BHT", "0085")
    found: list[ClaimAck] = []
    while hl := cursor.take("HL"):
        if hl.get(3) == "PT":
            found += _patient(cursor)
        elif hl.get(3) in ("20", "21", "19"):
            cursor.skip("NM1", "TRN", "DTP", "STC", "QTY", "AMT", "REF")
        else:
            hl.fail(X12Code.unexpected, "this hierarchical level is not expected here", 3)
    cursor.done()
    return tuple(found)


def _patient(cursor: Cursor) -> list[ClaimAck]:
    name = cursor.need("NM1", "QC")
    found = []
    while trn := cursor.take("TRN", "2"):
        found.append(_claim(cursor, trn, name))
    return found


def _claim(cursor: Cursor, trn: Segment, name: Segment) -> ClaimAck:
    first = cursor.need("STC")
    statuses = _statuses(first)
    effective, amount = day(first, 2), money(first, 4)
    while more := cursor.take("STC"):
        statuses += _statuses(more)
    references: dict[str, str] = {}
    while ref := cursor.take("REF"):
        references[ref.get(1)] = ref.get(2)
    dtp = cursor.take("DTP", "472")
    while cursor.take("SVC"):
        while stc := cursor.take("STC"):
            statuses += _statuses(stc)
        cursor.skip("REF", "DTP")
    return ClaimAck(
        control_number=trn.need(2), statuses=tuple(statuses), effective=effective, amount=amount,
        payer_control_number=references.get("1K", ""), member_id=name.get(9), patient=(name.get(3), name.get(4)),
        service=period(dtp, 2, 3) if dtp else None,
    )  # fmt: skip


def _statuses(stc: Segment) -> list[Status]:
    """STC01, STC10 and STC11; X12Error for a category that is no acknowledgement."""
    found = []
    for element in (1, 10, 11):
        if not stc.get(element):
            continue
        status = Status(stc.part(element, 1), stc.part(element, 2), stc.part(element, 3))
        if status.category not in REJECTING | ACCEPTING:
            stc.fail(X12Code.bad_value, "STC01 is not an acknowledgement category", element)
        found.append(status)
    if not found:
        stc.fail(X12Code.missing, "STC01 is required", 1)
    return found


def write(reports: Sequence[ClaimAckReport], parties: Parties, *, control: int, made: datetime) -> bytes:
    """An interchange with one 277CA per report."""
    sets = [SetRows("277", _rows(report, control, made), CLAIM_ACK_VERSION) for report in reports]
    return interchange(parties, control=control, made=made, code="HN", version=CLAIM_ACK_VERSION, sets=sets)


def _rows(report: ClaimAckReport, control: int, made: datetime) -> list[Row]:
    if not report.claims:
        raise X12Error(X12Code.unwritable, "a 277CA needs a claim")
    taken = [claim for claim in report.claims if not claim.rejected]
    refused = [claim for claim in report.claims if claim.rejected]
    rows: list[Row] = [
        ("BHT", "0085", "08", str(control), day_text(made.date()), clock_text(made.time()), "TH"),
        ("HL", "1", "", "20", "1"),
        ("NM1", report.source, "2", basic(report.source_name, 60), "", "", "", "", "PI", code(report.source_id)),
        ("TRN", "1", str(control)),
        ("DTP", "050", "D8", day_text(report.received)),
        ("DTP", "009", "D8", day_text(report.processed)),
        ("HL", "2", "1", "21", "1"),
        ("NM1", "41", "2", basic(report.receiver_name, 60), "", "", "", "", "46", code(report.receiver_id)),
        ("TRN", "2", report.batch),
        _total(report, "WQ", day_text(report.processed)),
        *_counts(taken, refused),
        ("HL", "3", "2", "19", "1"),
        ("NM1", "85", "2", basic(report.provider_name, 60), "", "", "", "", "XX", code(report.provider_npi)),
        ("TRN", "1", "0"),
        _total(report, "WQ" if taken else "U", ""),
    ]
    for number, claim in enumerate(report.claims, start=4):
        rows += _claim_rows(number, claim)
    return rows


def _total(report: ClaimAckReport, action: str, on: str) -> Row:
    """The status of the whole batch; the provider level (2200C) has no date."""
    return ("STC", ("A1", "19", "PR"), on, action, money_text(sum(claim.amount for claim in report.claims)))


def _counts(taken: list[ClaimAck], refused: list[ClaimAck]) -> list[Row]:
    kinds = [(taken, "90", "YU"), (refused, "AA", "YY")]
    counts: list[Row] = [("QTY", quantity, str(len(claims))) for claims, quantity, _ in kinds if claims]
    sums: list[Row] = [
        ("AMT", kind, money_text(sum(item.amount for item in claims))) for claims, _, kind in kinds if claims
    ]
    return counts + sums


def _claim_rows(number: int, claim: ClaimAck) -> list[Row]:
    last, first = claim.patient
    stc = tuple((status.category, status.code, status.entity) for status in claim.statuses[:3])
    action = "U" if claim.rejected else "WQ"
    head: tuple[str | tuple[str, ...], ...] = (stc[0], day_text(claim.effective), action, money_text(claim.amount))
    rows: list[Row] = [
        ("HL", str(number), "3", "PT"),
        ("NM1", "QC", "1", basic(last, 60), basic(first, 35), "", "", "", "MI", code(claim.member_id)),
        ("TRN", "2", claim.control_number),
        ("STC", *head, "", "", "", "", "", *stc[1:]),
    ]
    if claim.payer_control_number:
        rows.append(("REF", "1K", claim.payer_control_number))
    if claim.service:
        first_day, last_day = (day_text(item) for item in claim.service)
        span = ("D8", first_day) if first_day == last_day else ("RD8", f"{first_day}-{last_day}")
        rows.append(("DTP", "472", *span))
    return rows
