"""Member numbers of the simulator: SIM, a word, digits. The word says what happens to the member's claims, and to
requests for prior authorization."""

import re
from dataclasses import dataclass
from enum import StrEnum

_MEMBER = re.compile(r"SIM([A-Z]+)\d{1,9}")


class Behaviour(StrEnum):
    """What the simulator does with a claim, apart from pricing it by the member's plan."""

    pay = "pay"
    deny = "deny"
    inactive = "inactive"
    reject_999 = "reject_999"
    reject_277ca = "reject_277ca"
    pend = "pend"
    duplicate_file = "duplicate_file"
    truncated = "truncated"
    wrong_count = "wrong_count"
    unbalanced = "unbalanced"
    reversal = "reversal"
    takeback = "takeback"
    mangled_number = "mangled_number"
    dropped_modifier = "dropped_modifier"
    no_line_number = "no_line_number"
    paid_zero = "paid_zero"
    foreign_claim = "foreign_claim"
    latin_1 = "latin_1"
    no_277ca = "no_277ca"
    early_835 = "early_835"
    split_payment = "split_payment"


class ReviewBehaviour(StrEnum):
    """What the simulator does with a request for prior authorization (278)."""

    approve = "approve"
    modify = "modify"  # half the units
    part = "part"  # the first service only; of a single one, half the units
    deny = "deny"  # an appeal is approved
    pend = "pend"  # decided much later, or when asked again
    call = "call"
    ineligible = "ineligible"
    bad_member = "bad_member"
    silent = "silent"
    foreign = "foreign"  # somebody else's answer is in our file


@dataclass(frozen=True, slots=True)
class Trigger:
    word: str
    behaviour: Behaviour
    plan: str
    text: str
    review: ReviewBehaviour = ReviewBehaviour.approve


TRIGGERS: dict[str, Trigger] = {
    trigger.word: trigger
    for trigger in (
        Trigger("PAID", Behaviour.pay, "COPAY", "paid; the patient owes a copay of 25.00"),
        Trigger("DENIED", Behaviour.deny, "COPAY", "denied: authorization missing", review=ReviewBehaviour.deny),
        Trigger(
            "PARTIAL",
            Behaviour.pay,
            "PARTIAL",
            "visit paid, extra services denied as not covered",
            review=ReviewBehaviour.part,
        ),
        Trigger("REJECT", Behaviour.reject_277ca, "COPAY", "rejected by the 277CA", review=ReviewBehaviour.bad_member),
        Trigger("SYNTAX", Behaviour.reject_999, "COPAY", "rejected by the 999"),
        Trigger("PEND", Behaviour.pend, "COPAY", "taken in, decided much later", review=ReviewBehaviour.pend),
        Trigger("FULL", Behaviour.pay, "FULL", "paid; the patient owes nothing"),
        Trigger("SHARE", Behaviour.pay, "SHARE", "paid; the patient owes 20 %"),
        Trigger("HIGH", Behaviour.pay, "HIGH", "everything goes to the deductible at first"),
        Trigger("STATE", Behaviour.pay, "STATE", "deductible, 20 % and a federal reduction"),
        Trigger("OUT", Behaviour.pay, "OUT", "out of network"),
        Trigger("INACTIVE", Behaviour.inactive, "COPAY", "denied: coverage ended", review=ReviewBehaviour.ineligible),
        Trigger("TWICE", Behaviour.duplicate_file, "COPAY", "the same 835 file comes twice"),
        Trigger("CUT", Behaviour.truncated, "COPAY", "a cut-off 835, the whole one later"),
        Trigger("COUNT", Behaviour.wrong_count, "COPAY", "an 835 with a wrong segment count, a right one later"),
        Trigger("OFF", Behaviour.unbalanced, "COPAY", "an 835 that does not balance, a right one later"),
        Trigger("REVERSE", Behaviour.reversal, "COPAY", "paid, then reversed and corrected"),
        Trigger("TAKEBACK", Behaviour.takeback, "COPAY", "paid less an old overpayment (PLB)"),
        Trigger("MANGLE", Behaviour.mangled_number, "COPAY", "the 835 spells our claim number differently"),
        Trigger("NOMOD", Behaviour.dropped_modifier, "COPAY", "the 835 drops the modifiers"),
        Trigger("NOLINE", Behaviour.no_line_number, "COPAY", "the 835 drops our line numbers"),
        Trigger("ZERO", Behaviour.paid_zero, "HIGH", "an 835 over 0.00"),
        Trigger(
            "FOREIGN",
            Behaviour.foreign_claim,
            "COPAY",
            "somebody else's claim is in our 835",
            review=ReviewBehaviour.foreign,
        ),
        Trigger("LATIN", Behaviour.latin_1, "COPAY", "a Latin-1 name in the 835"),
        Trigger("SILENT", Behaviour.no_277ca, "COPAY", "no 277CA ever comes", review=ReviewBehaviour.silent),
        Trigger("EARLY", Behaviour.early_835, "COPAY", "the 835 comes before the 277CA"),
        Trigger("SPLIT", Behaviour.split_payment, "COPAY", "each line in an 835 of its own"),
        Trigger("MODIFY", Behaviour.pay, "COPAY", "authorizes half the units", review=ReviewBehaviour.modify),
        Trigger(
            "CALL", Behaviour.pay, "COPAY", "wants to be called about an authorization", review=ReviewBehaviour.call
        ),
    )
}


def find(member_id: str) -> Trigger | None:
    """The trigger of a member number, or None: the simulator does not know this member."""
    match = _MEMBER.fullmatch(member_id.upper())
    return TRIGGERS.get(match.group(1)) if match else None
