"""What the scrubber's checks share: payer rules, reference data, findings and the registry of edits."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hub.insurance.authorization.units import Authorized
from hub.insurance.codes.icd10 import Billable, billable
from hub.insurance.snapshot import ClaimSnapshot

Severity = Literal["block", "warn", "fix"]
Problem = tuple[str, str, str]  # element, message, hint


def folded(plan: str) -> str:
    """The name of a plan or a group as it is compared: cards and people write it in any case and spacing."""
    return " ".join(plan.casefold().split())


class PlanRules(BaseModel):
    """What one plan of a payer wants, in the place of what the payer wants."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan: str
    authorization_codes: frozenset[str] = frozenset()


class PayerRules(BaseModel):
    """What one payer wants, as data of its profile (companion guide).

    A mask of member numbers is as long as the number: A a letter, 9 a digit, * either, anything else itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    filing_days: int = 365
    appeal_days: int = 180
    appeal_address: str = ""
    member_id_masks: frozenset[str] = frozenset()
    authorization_codes: frozenset[str] = frozenset()
    authorization_plans: tuple[PlanRules, ...] = ()
    telehealth_modifier: bool = False
    max_units: int = 999
    disabled_edits: frozenset[str] = frozenset()

    def authorization_for(self, plan: str, group_number: str) -> frozenset[str]:
        """The services that a coverage has to ask for first: its plan's, else its group's, else the payer's."""
        by_plan = {folded(one.plan): one.authorization_codes for one in self.authorization_plans}
        return next((by_plan[key] for name in (plan, group_number) if (key := folded(name)) in by_plan),
                    self.authorization_codes)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """What the checks know besides the claim: the day, the payer's rules, code lists, what was sent before."""

    today: date
    rules: PayerRules = field(default_factory=PayerRules)
    sent: frozenset[str] = frozenset()
    authorized: tuple[Authorized, ...] = ()  # under its coverage, for its services; this claim's units are taken off
    icd10: Callable[[str, date], Billable] = billable


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `id` is stable, `element` names the place in the claim (and the 837P element where useful)."""

    id: str
    severity: Severity
    element: str
    message: str
    hint: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


Check = Callable[[ClaimSnapshot, Reference], Iterator[Problem]]
registry: dict[str, tuple[Severity, Check]] = {}


def edit(id: str, severity: Severity = "block") -> Callable[[Check], Check]:
    """Register a check under a stable id."""

    def register(check: Check) -> Check:
        registry[id] = (severity, check)
        return check

    return register


def fingerprint(claim: ClaimSnapshot) -> str:
    """Same patient, provider, days, codes, modifiers and charges: what a payer calls an exact duplicate (hashed)."""
    lines = sorted(
        f"{line.starts_on}/{line.code}/{'.'.join(sorted(line.modifiers))}/{line.charge}/{line.units.normalize():f}"
        for line in claim.lines
    )
    person = claim.person
    who = f"{claim.payer.payer_id}|{claim.coverage.member_id}|{person.last}|{person.first}|{person.birth_date}"
    text = f"{who}|{claim.billing.npi}|{'|'.join(lines)}".casefold()
    return hashlib.sha256(text.encode()).hexdigest()
