"""The faults that real payers produce, each as a small change of a right answer."""

import re
from dataclasses import replace

from hub.insurance.simulator.triggers import Behaviour
from hub.insurance.x12.remittance import (
    REVERSAL,
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)

_SE = re.compile(rb"(?m)^SE\*(\d+)\*")


def spoil_claim(payment: ClaimPayment, behaviour: Behaviour) -> ClaimPayment:
    """Faults inside one claim of an 835; it still balances."""
    match behaviour:
        case Behaviour.mangled_number:
            number = f"00{payment.control_number.lower()}"
            return replace(payment, control_number=number, payer_control_number=f"M{payment.payer_control_number}")
        case Behaviour.dropped_modifier:
            lines = tuple(replace(line, modifiers=(), line_id="") for line in payment.lines)
            return replace(payment, lines=lines)
        case Behaviour.no_line_number:
            return replace(payment, lines=tuple(replace(line, line_id="") for line in payment.lines))
    return payment


def spoil_bytes(data: bytes, behaviour: Behaviour) -> bytes:
    """Faults of the file itself."""
    match behaviour:
        case Behaviour.truncated:
            return data[: len(data) * 6 // 10]
        case Behaviour.wrong_count:
            return _SE.sub(lambda found: b"SE*%d*" % (int(found.group(1)) + 1), data)
        case Behaviour.latin_1:
            return data.replace(b"NM1*QC*1*", b"NM1*QC*1*M\xdcLLER-")
    return data


def foreign_claim(model: ClaimPayment) -> ClaimPayment:
    """A claim that some other hospital sent."""
    line = ServicePayment(
        "G0463", 10_000, 9_000, starts_on=model.starts_on, adjustments=(Adjustment("CO", "45", 1_000),), line_id="1"
    )
    return ClaimPayment(
        "OTHER0001", "1", 10_000, 9_000, 0, "SIMFOREIGN1", patient=("FOREIGN", "PERSON"), member_id="XX000000",
        starts_on=model.starts_on, lines=(line,),
    )  # fmt: skip


def reversed_payment(payment: ClaimPayment) -> ClaimPayment:
    """The exact negative of an earlier decision (CLP02 22)."""
    return replace(
        payment,
        status=REVERSAL,
        charge=-payment.charge,
        paid=-payment.paid,
        patient_share=0,
        adjustments=_negative(payment.adjustments),
        lines=tuple(
            replace(
                line,
                charge=-line.charge,
                paid=-line.paid,
                adjustments=_negative(line.adjustments),
                allowed=None if line.allowed is None else -line.allowed,
            )
            for line in payment.lines
        ),
    )


def _negative(items: tuple[Adjustment, ...]) -> tuple[Adjustment, ...]:
    return tuple(replace(item, amount=-item.amount) for item in items)


def corrected_payment(payment: ClaimPayment) -> ClaimPayment:
    """The claim decided again: up to 10.00 of the first paid line moves from the payer to the patient's coinsurance."""
    lines = list(payment.lines)
    for index, line in enumerate(lines):
        moved = min(1_000, line.paid)
        if moved > 0:
            more = (*line.adjustments, Adjustment("PR", "2", moved))
            lines[index] = replace(line, paid=line.paid - moved, adjustments=more)
            return replace(
                payment, paid=payment.paid - moved, patient_share=payment.patient_share + moved, lines=tuple(lines)
            )
    return payment


def split(payment: ClaimPayment) -> list[ClaimPayment]:
    """One payment per line, as payers do when lines are decided on different days."""
    found = []
    for line in payment.lines:
        patient = sum(item.amount for item in line.adjustments if item.group == "PR")
        found.append(replace(payment, charge=line.charge, paid=line.paid, patient_share=patient, lines=(line,)))
    return found


def forward_balance(remittance: Remittance) -> Remittance:
    """A remittance below zero is carried forward by PLB instead of paid (X12 RFI 1604)."""
    if remittance.amount >= 0:
        return remittance
    carried = ProviderAdjustment("FB", remittance.trace, remittance.amount)
    return replace(remittance, amount=0, method="NON", adjustments=(*remittance.adjustments, carried))
