"""The simulator's invented plans: all money in cents, all rates in basis points."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan pays. `fees` per unit; a service without a fee is allowed at `default_bp` of the charge.

    A plan with a copay takes it once a visit and nothing else; otherwise deductible, then coinsurance. The patient
    never pays more than `out_of_pocket_max` in a year.
    """

    id: str
    name: str
    copay: int = 0
    deductible: int = 0
    coinsurance_bp: int = 0
    out_of_pocket_max: int = 500_000
    fees: Mapping[str, int] = field(default_factory=dict)
    default_bp: int = 8_000
    in_network: bool = True
    authorization_codes: frozenset[str] = frozenset()
    not_covered: frozenset[str] = frozenset()
    filing_days: int = 365
    sequestration_bp: int = 0


FEES = {
    "G0463": 9_200,
    "Q3014": 2_900,
    "G0425": 11_800,
    "G0426": 16_100,
    "G0427": 22_000,
    "G2010": 1_300,
    "G2252": 3_100,
    "G0438": 17_500,
    "G0439": 13_200,
    "G0442": 2_100,
    "G0444": 2_100,
    "G0447": 2_800,
    "G0378": 6_400,
    "T1015": 15_000,
    "H0031": 12_400,
}

AUTHORIZED = frozenset({"G0108", "H0031"})
"""What no plan pays without an authorization: training in diabetes, and an assessment of mental health."""

PLANS: dict[str, Plan] = {
    plan.id: plan
    for plan in (
        Plan("COPAY", "Test Copay 25", copay=2_500, fees=FEES, authorization_codes=AUTHORIZED),
        Plan("FULL", "Test Full Cover", fees=FEES, authorization_codes=AUTHORIZED),
        Plan("SHARE", "Test Share 80/20", coinsurance_bp=2_000, fees=FEES, authorization_codes=AUTHORIZED),
        Plan("HIGH", "Test High Deductible", deductible=164_400, coinsurance_bp=2_000, fees=FEES,
             authorization_codes=AUTHORIZED),
        Plan("STATE", "Test Federal 80/20", deductible=23_300, coinsurance_bp=2_000, fees=FEES, sequestration_bp=200,
             authorization_codes=AUTHORIZED),
        Plan("OUT", "Test Out Of Network", coinsurance_bp=4_000, fees=FEES, in_network=False,
             authorization_codes=AUTHORIZED),
        Plan("PARTIAL", "Test Copay, Few Services", copay=2_500, fees=FEES, authorization_codes=AUTHORIZED,
             not_covered=frozenset(FEES) - {"G0463", "G0425", "T1015"}),
    )
}  # fmt: skip
