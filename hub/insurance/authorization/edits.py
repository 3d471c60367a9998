"""Edits of the scrubber: a service that the payer wants to be asked about bears a number, and fits into it."""

from collections.abc import Iterator

from hub.insurance.findings import Problem, Reference, edit
from hub.insurance.snapshot import ClaimSnapshot


@edit("authorization")
def authorization(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    without = {line.code for line in claim.lines if not (line.prior_authorization or claim.prior_authorization)}
    wanted = sorted(without & ref.rules.authorization_for(claim.coverage.plan, claim.coverage.group_number))
    if wanted:
        yield (
            "prior_authorization REF*G1",
            f"the payer wants an authorization for {', '.join(wanted)}",
            "ask for one, or enter its number",
        )


@edit("authorization_units", "warn")
def authorization_units(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    numbers = {claim.prior_authorization, *(line.prior_authorization for line in claim.lines)}
    for one in ref.authorized:
        if one.number in numbers and one.left < 0:
            words = f"{-one.left.normalize():f} more units of {one.code} are billed than {one.number} allows"
            yield "lines SV104", words, "the payer may refuse these; ask for more units"
