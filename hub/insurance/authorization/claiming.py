"""A claim takes the payer's authorization numbers along, and uses their units up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from hub.core.db import Db
from hub.insurance.authorization import queries
from hub.insurance.authorization.units import Authorized, fitting
from hub.insurance.snapshot import ClaimSnapshot

Uses = Mapping[str, UUID]
"""Our number of a claim line -> the authorized service whose units it uses."""


async def numbered(db: Db, coverage_id: UUID, claim: ClaimSnapshot) -> tuple[ClaimSnapshot, Uses]:
    """The claim with the numbers under which the payer has approved its services on their days (REF*G1): on the claim
    where one number is enough, else on the lines. A number that a clerk has entered stays, and its units count."""
    await db.flush()
    given = claim.prior_authorization
    known = await queries.authorized(db, coverage_id, {line.code for line in claim.lines}, number=given)
    chosen = _chosen(claim, known)
    uses = {line_id: one.service_id for line_id, one in chosen.items()}
    numbers = sorted({one.number for one in chosen.values()})
    if given or not numbers:
        return claim, uses
    if len(numbers) == 1:
        return claim.model_copy(update={"prior_authorization": numbers[0]}), uses
    lines = tuple(
        line.model_copy(update={"prior_authorization": chosen[line.line_id].number}) if line.line_id in chosen else line
        for line in claim.lines
    )
    return claim.model_copy(update={"lines": lines}), uses


def _chosen(claim: ClaimSnapshot, known: list[Authorized]) -> dict[str, Authorized]:
    """line -> the authorization it uses; what an earlier line uses is not there for a later one."""
    left = {one.service_id: one for one in known}
    chosen: dict[str, Authorized] = {}
    for line in claim.lines:
        found = fitting(list(left.values()), line.code, line.starts_on, line.units)
        if found is not None:
            chosen[line.line_id] = found
            left[found.service_id] = replace(found, left=found.left - line.units)
    return chosen
