"""Remittance to 835 (005010X221A1). Only the payer simulator writes these; it may be told to write unbalanced ones."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from .remittance import Adjustment, ClaimPayment, Remittance, ServicePayment
from .text import basic, code
from .values import day_text, money_text, number_text
from .write import REMITTANCE_VERSION, Parties, Row, SetRows, interchange

_TRIPLETS = 6
_PLB_PAIRS = 6


def write(remittances: Sequence[Remittance], parties: Parties, *, control: int, made: datetime) -> bytes:
    """An interchange with one 835 per remittance, exactly as given (balance is the reader's business)."""
    sets = [SetRows("835", _rows(item)) for item in remittances]
    return interchange(parties, control=control, made=made, code="HP", version=REMITTANCE_VERSION, sets=sets)


def _rows(item: Remittance) -> list[Row]:
    rows = _header(item)
    if item.claims:
        rows.append(("LX", "1"))
    for claim in item.claims:
        rows += _claim(claim)
    year_end = f"{item.paid_on.year}1231"
    for start in range(0, len(item.adjustments), _PLB_PAIRS):
        chunk = item.adjustments[start : start + _PLB_PAIRS]
        pairs = [part for found in chunk for part in ((found.reason, found.reference), money_text(found.amount))]
        rows.append(("PLB", item.payee_npi, year_end, *pairs))
    return rows


def _header(item: Remittance) -> list[Row]:
    direction = "C" if item.amount >= 0 else "D"
    handling = "H" if item.method == "NON" else "I"
    bpr: Row = (
        "BPR",
        handling,
        money_text(abs(item.amount)),
        direction,
        item.method,
        *[""] * 11,
        day_text(item.paid_on),
    )
    rows: list[Row] = [bpr, ("TRN", "1", code(item.trace, 50), "1" + code(item.payer_tin, 9))]
    if item.receiver:
        rows.append(("REF", "EV", code(item.receiver)))
    if item.produced_on:
        rows.append(("DTM", "405", day_text(item.produced_on)))
    rows += [
        ("N1", "PR", basic(item.payer_name, 60), "XV", code(item.payer_id)),
        ("N3", "1 TEST PAYER WAY"),
        ("N4", "BOSTON", "MA", "021010001"),
        ("PER", "BL", basic(item.payer_name, 60), "TE", code(item.contact)),
        ("N1", "PE", basic(item.payee_name, 60), "XX", code(item.payee_npi)),
    ]
    if item.payee_tin:
        rows.append(("REF", "TJ", code(item.payee_tin)))
    return rows


def _claim(claim: ClaimPayment) -> list[Row]:
    amounts = money_text(claim.charge), money_text(claim.paid), money_text(claim.patient_share)
    last, first = claim.patient
    rows: list[Row] = [
        ("CLP", claim.control_number, claim.status, *amounts, claim.filing_code, claim.payer_control_number, claim.pos,
         claim.frequency),
        *_adjustments(claim.adjustments),
        ("NM1", "QC", "1", basic(last, 60), basic(first, 35), "", "", "", "MI", code(claim.member_id)),
    ]  # fmt: skip
    if claim.crossover:
        rows.append(("NM1", "TT", "2", basic(claim.crossover, 60), "", "", "", "", "PI", code(claim.crossover)))
    if claim.remarks:
        rows.append(("MOA", "", "", *claim.remarks[:5]))
    if claim.starts_on:
        rows.append(("DTM", "232", day_text(claim.starts_on)))
    if claim.received_on:
        rows.append(("DTM", "050", day_text(claim.received_on)))
    for line in claim.lines:
        rows += _line(line)
    return rows


def _line(line: ServicePayment) -> list[Row]:
    units = "" if line.units == 1 else number_text(line.units)
    procedure = ("HC", line.code, *line.modifiers)
    rows: list[Row] = [("SVC", procedure, money_text(line.charge), money_text(line.paid), "", units)]
    if line.starts_on and line.ends_on in (None, line.starts_on):
        rows.append(("DTM", "472", day_text(line.starts_on)))
    elif line.starts_on and line.ends_on:
        rows += [("DTM", "150", day_text(line.starts_on)), ("DTM", "151", day_text(line.ends_on))]
    rows += _adjustments(line.adjustments)
    if line.line_id:
        rows.append(("REF", "6R", line.line_id))
    if line.allowed is not None:
        rows.append(("AMT", "B6", money_text(line.allowed)))
    return rows + [("LQ", "HE", remark) for remark in line.remarks]


def _adjustments(items: Sequence[Adjustment]) -> Iterator[Row]:
    """CAS rows: neighbours of one group share a segment, six at most."""
    for group, found in groupby(items, key=lambda item: item.group):
        same = list(found)
        for start in range(0, len(same), _TRIPLETS):
            parts = [part for item in same[start : start + _TRIPLETS] for part in _triplet(item)]
            yield ("CAS", group, *parts)


def _triplet(item: Adjustment) -> tuple[str, str, str]:
    return item.reason, money_text(item.amount), _quantity(item.quantity)


def _quantity(value: Decimal | None) -> str:
    return "" if value is None else number_text(value)
