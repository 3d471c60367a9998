"""835 (005010X221A1): what a payer says it paid and why. Typed loops, in whole cents."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

REVERSAL = "22"
DENIED = "4"
PRIMARY_STATUSES = frozenset({"1", "19"})
FORWARDED = frozenset({"19", "20", "21"})
STATUSES = frozenset({"1", "2", "3", "4", "19", "20", "21", "22", "23", "25"})
GROUPS = frozenset({"CO", "CR", "OA", "PI", "PR"})


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One CAS triplet: a positive amount lowers the payment."""

    group: str
    reason: str
    amount: int
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ServicePayment:
    """Loop 2110: one line. `line_id` is our REF*6R; `allowed` is AMT*B6, information only."""

    code: str
    charge: int
    paid: int
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    starts_on: date | None = None
    ends_on: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    line_id: str = ""
    allowed: int | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """Loop 2100: one claim. `control_number` CLP01, `status` CLP02, `payer_control_number` CLP07."""

    control_number: str
    status: str
    charge: int
    paid: int
    patient_share: int
    payer_control_number: str
    filing_code: str = "12"
    pos: str = ""
    frequency: str = ""
    patient: tuple[str, str] = ("", "")
    member_id: str = ""
    crossover: str = ""
    starts_on: date | None = None
    received_on: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    lines: tuple[ServicePayment, ...] = ()

    @property
    def reverses(self) -> bool:
        return self.status == REVERSAL

    def all_adjustments(self) -> tuple[Adjustment, ...]:
        """Claim level first, then every line's."""
        return (*self.adjustments, *(item for line in self.lines for item in line.adjustments))


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """PLB: money that belongs to no claim of this remittance; a positive amount lowers the payment."""

    reason: str
    reference: str
    amount: int


@dataclass(frozen=True, slots=True)
class Remittance:
    """One 835: `amount` is BPR02, `method` BPR04 (ACH, CHK, FWT, BOP or NON), `trace` TRN02.

    `payer_tin` is TRN03 without its leading 1 (the originating company's tax number).
    """

    amount: int
    method: str
    paid_on: date
    trace: str
    payer_name: str
    payer_id: str
    payer_tin: str
    payee_name: str
    payee_npi: str
    claims: tuple[ClaimPayment, ...] = ()
    adjustments: tuple[ProviderAdjustment, ...] = ()
    produced_on: date | None = None
    payee_tin: str = ""
    contact: str = ""
    receiver: str = ""
