"""One good file of every kind, as bytes."""

from datetime import date

from hub.insurance.x12 import acks, claim_acks, professional, remittance_write
from hub.insurance.x12.remittance import (
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from tests.factories import insurance as make

DAY = date(2026, 11, 20)

CLAIMS = professional.write(
    [make.claim(), make.claim(control_number="C000002")], make.PARTIES, make.SUBMITTER, control=1, made=make.NOW
)

GROUP = acks.GroupResult(
    "HC", "1", "005010X222A1", "P", 2, 2, 1,
    (
        acks.SetResult("837", "0001", "A"),
        acks.SetResult("837", "0002", "R", (acks.SegmentError("NM1", 16, "2010", "8", 9, "7"),), ("5",)),
    ),
)  # fmt: skip
ACK = acks.write([GROUP], make.PARTIES.reversed(), control=2, made=make.NOW)

CLAIM_ACKS = (
    claim_acks.ClaimAck(
        "C000001", (claim_acks.Status("A2", "20", "PR"),), make.TODAY, 12_500, "SIM000000001", "SIMPAID01",
        ("MULLER", "ZOE"), (DAY, DAY),
    ),
    claim_acks.ClaimAck(
        "C000002", (claim_acks.Status("A7", "164", "IL"), claim_acks.Status("A7", "158", "IL")), make.TODAY, 12_500,
        "", "SIMPAID01", ("MULLER", "ZOE"), (DAY, date(2026, 11, 21)),
    ),
)  # fmt: skip
CLAIM_ACK = claim_acks.write(
    [
        claim_acks.ClaimAckReport(
            "PR", "TEST PAYER", "SIM01", "WARDLINE", "WARDLINE", "C000001", make.TODAY, make.TODAY,
            "WARDLINE HOSPITAL", "1234567893", CLAIM_ACKS,
        )
    ],
    make.PARTIES.reversed(), control=3, made=make.NOW,
)  # fmt: skip

REMITTANCE = Remittance(
    amount=9_240, method="CHK", paid_on=make.TODAY, trace="T1", payer_name="TEST PAYER", payer_id="SIM01",
    payer_tin="123456789", payee_name="WARDLINE HOSPITAL", payee_npi="1234567893",
    claims=(
        ClaimPayment(
            "C000001", "1", 17_500, 9_740, 3_260, "SIM000000001", patient=("MULLER", "ZOE"), member_id="SIMPAID01",
            starts_on=DAY, received_on=make.TODAY,
            lines=(
                ServicePayment(
                    "G0463", 12_500, 6_700, ("GT",), starts_on=DAY, line_id="L1", allowed=9_200,
                    adjustments=(Adjustment("CO", "45", 3_300), Adjustment("PR", "3", 2_500)),
                ),
                ServicePayment(
                    "Q3014", 5_000, 3_040, starts_on=DAY, line_id="L2", allowed=3_800, remarks=("N130",),
                    adjustments=(Adjustment("CO", "45", 1_200), Adjustment("PR", "2", 760)),
                ),
            ),
        ),
    ),
    adjustments=(ProviderAdjustment("WO", "REF1", 500),), produced_on=make.TODAY, payee_tin="123456789",
    contact="6175550199",
)  # fmt: skip
ERA = remittance_write.write([REMITTANCE], make.PARTIES.reversed(), control=4, made=make.NOW)

SAMPLES = (CLAIMS, ACK, CLAIM_ACK, ERA)
