"""835 to Remittance. Segments that carry no money are passed over by name; anything unknown is an error."""

from decimal import Decimal

from .balance import require
from .cursor import Cursor
from .envelope import TransactionSet
from .errors import X12Code
from .remittance import (
    GROUPS,
    STATUSES,
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from .syntax import Segment
from .values import day, money, number
from .write import REMITTANCE_VERSION

_METHODS = frozenset({"ACH", "BOP", "CHK", "FWT", "NON"})
_AMOUNTS_PER_CAS = 6
_ONE = Decimal(1)


def read(item: TransactionSet) -> Remittance:
    """One balanced 835 set; X12Error when it is malformed, and `unbalanced` when its equations do not hold."""
    remittance = read_unchecked(item)
    require(remittance)
    return remittance


def read_unchecked(item: TransactionSet) -> Remittance:
    """One 835 set without the balance check (for the quarantine screen and for tests)."""
    item.check(type="835", version=REMITTANCE_VERSION)
    cursor = Cursor(item)
    bpr, amount = _payment(cursor)
    trn = cursor.need("TRN", "1")
    cursor.skip("CUR")
    receiver = _references(cursor).get("EV", "")
    produced = cursor.take("DTM", "405")
    payer = cursor.need("N1", "PR")
    cursor.skip("N3", "N4")
    payer_id = payer.get(4) or _references(cursor).get("2U", "") or trn.get(3)
    contact = _contact(cursor)
    payee = cursor.need("N1", "PE")
    cursor.skip("N3", "N4")
    tin = _references(cursor).get("TJ", "")
    cursor.skip("RDM")
    claims = _claims(cursor)
    adjustments = _provider_adjustments(cursor)
    cursor.done()
    return Remittance(
        amount=amount, method=bpr.get(4), paid_on=day(bpr, 16), trace=trn.need(2), payer_name=payer.get(2),
        payer_id=payer_id, payer_tin=trn.get(3)[-9:], payee_name=payee.get(2),
        payee_npi=payee.get(4) if payee.get(3) == "XX" else "",
        claims=claims, adjustments=adjustments, produced_on=day(produced, 2) if produced else None,
        payee_tin=tin or (payee.get(4) if payee.get(3) == "FI" else ""), contact=contact, receiver=receiver,
    )  # fmt: skip


def _payment(cursor: Cursor) -> tuple[Segment, int]:
    bpr = cursor.need("BPR")
    amount = money(bpr, 2, required=True)
    if bpr.get(4) not in _METHODS:
        bpr.fail(X12Code.bad_value, "BPR04 is not a payment method", 4)
    if bpr.get(3) not in ("C", "D"):
        bpr.fail(X12Code.bad_value, "BPR03 is neither credit nor debit", 3)
    if amount < 0:
        bpr.fail(X12Code.bad_value, "BPR02 may not be negative", 2)
    return bpr, amount if bpr.get(3) == "C" else -amount


def _references(cursor: Cursor) -> dict[str, str]:
    found: dict[str, str] = {}
    while ref := cursor.take("REF"):
        found.setdefault(ref.get(1), ref.get(2))
    return found


def _contact(cursor: Cursor) -> str:
    """The payer's telephone number (PER04 of the first PER that has one)."""
    found = ""
    while per := cursor.take("PER"):
        found = found or (per.get(4) if per.get(3) == "TE" else "")
    return found


def _claims(cursor: Cursor) -> tuple[ClaimPayment, ...]:
    found = []
    while cursor.take("LX") or cursor.at("CLP"):
        cursor.skip("TS3", "TS2")
        while clp := cursor.take("CLP"):
            found.append(_claim(cursor, clp))
    return tuple(found)


def _claim(cursor: Cursor, clp: Segment) -> ClaimPayment:
    if clp.need(2) not in STATUSES:
        clp.fail(X12Code.bad_value, "CLP02 is not a claim status", 2)
    adjustments = _adjustments(cursor)
    names: dict[str, Segment] = {}
    while nm1 := cursor.take("NM1"):
        names.setdefault(nm1.get(1), nm1)
    remarks = _outpatient_remarks(cursor)
    cursor.skip("REF")
    dates = _dates(cursor)
    cursor.skip("PER", "AMT", "QTY")
    lines = []
    while svc := cursor.take("SVC"):
        lines.append(_line(cursor, svc))
    patient, corrected = names.get("QC"), names.get("74")
    member = corrected or names.get("IL") or patient
    started = dates.get("232") or dates.get("233")
    received = dates.get("050")
    return ClaimPayment(
        control_number=clp.need(1), status=clp.get(2), charge=money(clp, 3, required=True),
        paid=money(clp, 4, required=True), patient_share=money(clp, 5), payer_control_number=clp.get(7),
        filing_code=clp.get(6), pos=clp.get(8), frequency=clp.get(9),
        patient=(patient.get(3), patient.get(4)) if patient else ("", ""),
        member_id=(member.get(9) if member else "") or (patient.get(9) if patient else ""),
        crossover=names["TT"].get(3) if "TT" in names else "",
        starts_on=day(started, 2) if started else None, received_on=day(received, 2) if received else None,
        adjustments=adjustments, remarks=remarks, lines=tuple(lines),
    )  # fmt: skip


def _adjustments(cursor: Cursor) -> tuple[Adjustment, ...]:
    found = []
    while cas := cursor.take("CAS"):
        if cas.get(1) not in GROUPS:
            cas.fail(X12Code.bad_value, "CAS01 is not an adjustment group", 1)
        if len(cas.elements) > 1 + 3 * _AMOUNTS_PER_CAS:
            cas.fail(X12Code.bad_value, "CAS has more than six adjustments")
        for element in range(2, max(len(cas.elements), 3) + 1, 3):
            if not cas.get(element) and not cas.get(element + 1) and element > 2:
                continue
            quantity = number(cas, element + 2) if cas.get(element + 2) else None
            amount = money(cas, element + 1, required=True)
            found.append(Adjustment(cas.get(1), cas.need(element), amount, quantity))
    return tuple(found)


def _outpatient_remarks(cursor: Cursor) -> tuple[str, ...]:
    """MOA03-07 and MIA05, 20-23: remark codes of the whole claim."""
    found: list[str] = []
    while segment := cursor.take("MIA") or cursor.take("MOA"):
        places = (5, 20, 21, 22, 23) if segment.id == "MIA" else range(3, 8)
        found += [segment.get(place) for place in places if segment.get(place)]
    return tuple(found)


def _dates(cursor: Cursor) -> dict[str, Segment]:
    found: dict[str, Segment] = {}
    while dtm := cursor.take("DTM"):
        found.setdefault(dtm.get(1), dtm)
    return found


def _line(cursor: Cursor, svc: Segment) -> ServicePayment:
    if len(svc.parts(1)) < 2:
        svc.fail(X12Code.missing, "SVC01 has no service code", 1)
    dates = _dates(cursor)
    adjustments = _adjustments(cursor)
    line_id = _references(cursor).get("6R", "")
    allowed = None
    while amt := cursor.take("AMT"):
        allowed = money(amt, 2) if amt.get(1) == "B6" else allowed
    cursor.skip("QTY")
    remarks = []
    while lq := cursor.take("LQ"):
        remarks.append(lq.get(2))
    starts, ends = dates.get("472") or dates.get("150"), dates.get("472") or dates.get("151")
    return ServicePayment(
        code=svc.part(1, 2), modifiers=svc.parts(1)[2:6], charge=money(svc, 2, required=True), paid=money(svc, 3),
        units=number(svc, 5) if svc.get(5) else number(svc, 7) if svc.get(7) else _ONE,
        starts_on=day(starts, 2) if starts else None, ends_on=day(ends, 2) if ends is not starts and ends else None,
        adjustments=adjustments, line_id=line_id, allowed=allowed, remarks=tuple(remarks),
    )  # fmt: skip


def _provider_adjustments(cursor: Cursor) -> tuple[ProviderAdjustment, ...]:
    found = []
    while plb := cursor.take("PLB"):
        for element in range(3, max(len(plb.elements), 4) + 1, 2):
            if element > 3 and not plb.get(element):
                continue
            reason, reference = plb.part(element, 1), plb.part(element, 2)
            if not reason:
                plb.fail(X12Code.missing, "PLB has an amount without a reason", element)
            found.append(ProviderAdjustment(reason, reference, money(plb, element + 1, required=True)))
    return tuple(found)
