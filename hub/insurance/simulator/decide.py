"""From accepted claims to 835 files: prices each claim, applies what its member number asks for, groups by payee."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from hub.insurance.findings import fingerprint
from hub.insurance.simulator import CONTACT, PAYER_ID, PAYER_NAME, PAYER_TIN, faults
from hub.insurance.simulator.adjudicate import Accumulators, Decision, Situation, adjudicate
from hub.insurance.simulator.memory import Known, Memory
from hub.insurance.simulator.plans import PLANS
from hub.insurance.simulator.triggers import Behaviour, find
from hub.insurance.snapshot import BillingProvider, ClaimSnapshot
from hub.insurance.x12 import remittance_write
from hub.insurance.x12.remittance import DENIED, ClaimPayment, ProviderAdjustment, Remittance
from hub.insurance.x12.write import Parties

_ALONE = frozenset(Behaviour) - {Behaviour.pay, Behaviour.deny, Behaviour.inactive, Behaviour.dropped_modifier,
                                 Behaviour.mangled_number, Behaviour.no_line_number, Behaviour.no_277ca}  # fmt: skip
_SENT_AGAIN = frozenset({Behaviour.truncated, Behaviour.wrong_count, Behaviour.unbalanced})
_TAKEN_BACK = 500


@dataclass(slots=True)
class Payer835:
    """Collects decisions of one run. `files()` empties it."""

    memory: Memory
    parties: Parties
    now: datetime
    shared: dict[BillingProvider, list[ClaimPayment]] = field(default_factory=dict)
    ready: list[tuple[bool, bytes]] = field(default_factory=list)

    def add(self, claim: ClaimSnapshot, behaviour: Behaviour, number: str) -> None:
        """Decide one accepted claim (`number` is ours for it) and keep its payment for the next file."""
        payments = self._earlier_reversed(claim)
        if claim.frequency != "8":
            payments.append(faults.spoil_claim(self._decide(claim, behaviour, number), behaviour))
        if behaviour in _ALONE and claim.frequency != "8":
            self._alone(claim.billing, payments, behaviour)
        else:
            self.shared.setdefault(claim.billing, []).extend(payments)

    def files(self) -> list[tuple[bool, bytes]]:
        """(late?, bytes) of every 835 that is ready."""
        for billing, payments in self.shared.items():
            self.ready.append((False, self._write(self._remittance(billing, payments))))
        self.shared = {}
        found, self.ready = self.ready, []
        return found

    def _earlier_reversed(self, claim: ClaimSnapshot) -> list[ClaimPayment]:
        """A replacement or void first takes the earlier decision back, also from the member's year."""
        earlier = self.memory.claims.get(claim.payer_control_number)
        if claim.frequency not in ("7", "8") or earlier is None:
            return []
        earlier.void = True
        year = self.memory.years.get(earlier.year_key, Accumulators())
        self.memory.years[earlier.year_key] = year.plus(earlier.added, -1)
        return [faults.reversed_payment(earlier.payment)]

    def _decide(self, claim: ClaimSnapshot, behaviour: Behaviour, number: str) -> ClaimPayment:
        trigger = find(claim.coverage.member_id)
        assert trigger is not None  # the front desk has refused unknown members
        key = f"{claim.coverage.member_id}/{min(line.starts_on for line in claim.lines).year}"
        year = self.memory.years.get(key, Accumulators())
        same = fingerprint(claim)
        repeated = claim.frequency == "1" and any(
            known.fingerprint == same and not known.void and known.payment.status != DENIED
            for known in self.memory.claims.values()
        )
        deny = {Behaviour.deny: "197", Behaviour.inactive: "27"}.get(behaviour, "")
        if behaviour is Behaviour.deny and (claim.prior_authorization or claim.frequency == "7"):
            deny = ""  # corrected as asked: now it is paid
        situation = Situation(self.now.date(), deny, repeated)
        decision = adjudicate(claim, PLANS[trigger.plan], year, situation)
        payment = _payment(claim, decision, number, self.now)
        self.memory.years[key] = year.plus(decision.added)
        self.memory.claims[number] = Known(
            snapshot=claim, fingerprint=same, payment=payment, year_key=key, added=decision.added
        )
        return payment

    def _alone(self, billing: BillingProvider, payments: list[ClaimPayment], behaviour: Behaviour) -> None:
        """Behaviours that shape whole files."""
        if behaviour is Behaviour.split_payment:
            for payment in payments:
                parts = faults.split(payment)
                self.ready += [(False, self._write(self._remittance(billing, [part]))) for part in parts]
            return
        right = self._remittance(billing, payments)
        if behaviour is Behaviour.foreign_claim:
            right = self._remittance(billing, [*payments, faults.foreign_claim(payments[-1])])
        if behaviour is Behaviour.takeback and right.amount >= _TAKEN_BACK:
            taken = ProviderAdjustment("WO", "SIMOLD1", _TAKEN_BACK)
            right = replace(right, amount=right.amount - _TAKEN_BACK, adjustments=(taken,))
        if behaviour is Behaviour.unbalanced:
            self.ready.append((False, self._write(replace(right, amount=right.amount + 100))))
        data = self._write(right)
        if behaviour in (Behaviour.truncated, Behaviour.wrong_count):
            self.ready.append((False, faults.spoil_bytes(data, behaviour)))
        late = behaviour is Behaviour.pend or behaviour in _SENT_AGAIN
        whole = faults.spoil_bytes(data, behaviour) if behaviour is Behaviour.latin_1 else data
        self.ready.append((late, whole))
        if behaviour is Behaviour.duplicate_file:
            self.ready.append((False, data))
        if behaviour is Behaviour.reversal:
            self.ready.append((True, self._write(self._correction(billing, payments[-1]))))

    def _correction(self, billing: BillingProvider, payment: ClaimPayment) -> Remittance:
        corrected = faults.corrected_payment(payment)
        both = [faults.reversed_payment(payment), corrected]
        known = self.memory.claims[payment.payer_control_number]
        known.payment = corrected
        return self._remittance(billing, both)

    def _remittance(self, billing: BillingProvider, payments: list[ClaimPayment]) -> Remittance:
        amount = sum(payment.paid for payment in payments)
        plain = Remittance(
            amount=amount, method="CHK" if amount else "NON", paid_on=self.now.date(),
            trace=f"SIM{self.memory.next_control():09d}", payer_name=PAYER_NAME, payer_id=PAYER_ID,
            payer_tin=PAYER_TIN, payee_name=billing.name, payee_npi=billing.npi, claims=tuple(payments),
            produced_on=self.now.date(), payee_tin=billing.tin, contact=CONTACT,
        )  # fmt: skip
        return faults.forward_balance(plain)

    def _write(self, remittance: Remittance) -> bytes:
        control = self.memory.next_control()
        return remittance_write.write([remittance], self.parties, control=control, made=self.now)


def _payment(claim: ClaimSnapshot, decision: Decision, number: str, now: datetime) -> ClaimPayment:
    patient = sum(item.amount for line in decision.lines for item in line.adjustments if item.group == "PR")
    return ClaimPayment(
        control_number=claim.control_number, status=DENIED if decision.denied else "1", charge=claim.total,
        paid=sum(line.paid for line in decision.lines), patient_share=patient, payer_control_number=number,
        pos=claim.pos, frequency=claim.frequency, patient=(claim.person.last, claim.person.first),
        member_id=claim.coverage.member_id, starts_on=min(line.starts_on for line in claim.lines),
        received_on=now.date(), lines=decision.lines,
    )  # fmt: skip
