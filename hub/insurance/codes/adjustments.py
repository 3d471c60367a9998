"""Adjustment reasons (CARC) and remarks (RARC) of the 835: the values we act on, in our own words.

A reason in `DENIALS` under a group that is not the patient's means the payer refused to pay for a cause somebody may
still cure; it opens a work item and is never written off by itself.
"""

from dataclasses import dataclass
from typing import Literal

Category = Literal[
    "registration", "eligibility", "authorization", "coding", "necessity", "duplicate", "timely", "coordination",
    "contract", "document", "other",
]  # fmt: skip

GROUPS = {
    "CO": "contract",
    "PI": "payer's decision",
    "PR": "patient",
    "OA": "information",
    "CR": "correction",
}

PATIENT = {"1": "deductible", "2": "coinsurance", "3": "copayment"}


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    category: Category
    denial: bool = False


REASONS: dict[str, Reason] = {
    "1": Reason("deductible", "contract"),
    "2": Reason("coinsurance", "contract"),
    "3": Reason("copayment", "contract"),
    "4": Reason("modifier missing or in conflict with the service", "coding", denial=True),
    "11": Reason("diagnosis does not fit the service", "coding", denial=True),
    "16": Reason("information on the claim is missing or wrong", "registration", denial=True),
    "18": Reason("the same claim or service was sent before", "duplicate", denial=True),
    "22": Reason("another payer may have to pay first", "coordination", denial=True),
    "23": Reason("effect of what an earlier payer paid", "coordination"),
    "24": Reason("covered by a capitation agreement", "contract"),
    "26": Reason("service before the coverage began", "eligibility", denial=True),
    "27": Reason("service after the coverage ended", "eligibility", denial=True),
    "29": Reason("sent after the filing limit", "timely", denial=True),
    "31": Reason("the payer does not know this member", "eligibility", denial=True),
    "45": Reason("charge above the agreed fee", "contract"),
    "50": Reason("not seen as medically necessary", "necessity", denial=True),
    "59": Reason("reduced: several procedures together", "contract"),
    "94": Reason("paid more than charged", "contract"),
    "96": Reason("service not covered", "contract", denial=True),
    "97": Reason("included in another service", "coding", denial=True),
    "109": Reason("sent to the wrong payer", "coordination", denial=True),
    "119": Reason("benefit limit reached", "eligibility", denial=True),
    "129": Reason("the earlier claim was not found", "registration", denial=True),
    "151": Reason("too many or too frequent for what was documented", "necessity", denial=True),
    "167": Reason("diagnosis not covered", "coding", denial=True),
    "197": Reason("authorization missing", "authorization", denial=True),
    "198": Reason("authorization exceeded", "authorization", denial=True),
    "204": Reason("service not in the member's plan", "eligibility", denial=True),
    "252": Reason("the payer wants a document", "document", denial=True),
    "253": Reason("federal payment reduction", "contract"),
    "B7": Reason("provider not certified for this service on that day", "registration", denial=True),
}

DENIALS = frozenset(code for code, reason in REASONS.items() if reason.denial)

REMARKS: dict[str, str] = {
    "M15": "paid as part of another service",
    "M51": "service code missing or wrong",
    "M76": "diagnosis missing or wrong",
    "M77": "place of service missing or wrong",
    "M127": "a medical record is wanted",
    "MA04": "the earlier payer's decision is missing",
    "MA130": "the claim cannot be processed as sent; correct it and send it again",
    "N30": "the patient is not eligible for this service",
    "N115": "decided under a coverage policy",
    "N130": "see the plan's benefit documents",
    "N382": "patient identifier missing or wrong",
    "N517": "send a new claim with the information asked for",
    "N522": "the same claim is already being processed",
    "N640": "more often than the plan allows",
    "N700": "payment depends on a federal reporting rule",
}

PROVIDER_ADJUSTMENTS = {
    "72": "refund accepted",
    "AP": "acceleration of benefits",
    "B2": "rebate",
    "CS": "adjustment",
    "FB": "carried forward",
    "J1": "nonreimbursable",
    "L6": "interest",
    "WO": "recovery of an overpayment",
}


def explain(code: str) -> str:
    """One reason in our words; an unknown one is shown as itself."""
    reason = REASONS.get(code)
    return reason.text if reason else f"reason {code}"


def explain_group(group: str) -> str:
    """Whose matter it is: only PR is owed by the patient."""
    return GROUPS.get(group, group)


def explain_remark(code: str) -> str:
    return REMARKS.get(code, f"remark {code}")


def is_denial(group: str, code: str) -> bool:
    """Does this adjustment refuse a service (rather than price it or share it with the patient)?"""
    return group not in ("PR", "OA") and code in DENIALS


def category(code: str) -> Category:
    """The kind of work a denial means; `other` for reasons we do not know."""
    reason = REASONS.get(code)
    return reason.category if reason else "other"
