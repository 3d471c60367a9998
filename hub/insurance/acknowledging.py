"""What TA1, 999 and 277CA do to what we sent. Late, twice or after the money they are only noted."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import state
from hub.core.states import may_move, move
from hub.insurance import files, queries, sending
from hub.insurance.authorization import filed
from hub.insurance.codes.status import next_action
from hub.insurance.facts import ClaimAdjudicated
from hub.insurance.history import change, note
from hub.insurance.models import Claim, ClaimStatus, FileStatus, Interchange
from hub.insurance.x12.acks import GroupResult
from hub.insurance.x12.claim_acks import ClaimAck
from hub.insurance.x12.envelope import Acknowledgement

_SEEN_BEFORE = "025"


async def envelope(db: Db, ack: Acknowledgement, answer: Interchange, *, actor: Actor) -> list[str]:
    """TA1: the whole file was taken or refused. Returns what a person should know (a file that is not ours)."""
    item = await files.sent_file(db, answer.partner, ack.control)
    if item is None:
        return [f"TA1 for an interchange {ack.control} that we did not send"]
    await sending.went_out(db, item, actor=actor)
    rejected = ack.status == "R"
    if item.status is not FileStatus.sent or (rejected and ack.note == _SEEN_BEFORE):
        return []  # decided before; or our file was read twice, and the first reading counts
    move(item, FileStatus.rejected if rejected else FileStatus.accepted)
    if rejected:
        await filed.refused(db, item, f"TA1 {ack.note}", answer, actor=actor)
    for claim in await files.claims_of_file(db, item.id):
        if not rejected:
            note(db, claim, "ack_ta1", actor=actor, interchange_id=answer.id)
        elif may_move(claim.status, ClaimStatus.rejected_envelope):
            reason = f"the clearing house refused the file (TA1 {ack.note})"
            reject(db, claim, ClaimStatus.rejected_envelope, reason, "call_clearing_house", answer, actor)
    return []


async def syntax(db: Db, result: GroupResult, answer: Interchange, *, actor: Actor) -> list[str]:
    """999: each claim of ours is a set of its own, so one refused claim stops no other."""
    item = await files.sent_file(db, answer.partner, result.control)
    if item is None:
        return [f"999 for a group {result.control} that we did not send"]
    await sending.went_out(db, item, actor=actor)
    await filed.acknowledged(db, item, result, answer, actor=actor)
    for claim in await files.claims_of_file(db, item.id):
        found = result.of(claim.set_control)
        if found.accepted and may_move(claim.status, ClaimStatus.received):
            change(db, claim, ClaimStatus.received, actor=actor, interchange_id=answer.id)
        elif not found.accepted and may_move(claim.status, ClaimStatus.rejected_999):
            reason = "; ".join(found.messages()) or "the payer's translator refused the claim"
            reject(db, claim, ClaimStatus.rejected_999, reason, "correct_and_resend", answer, actor)
        else:
            note(db, claim, "ack_999", "" if found.accepted else "refused", actor=actor, interchange_id=answer.id)
    return []


async def claim(db: Db, ack: ClaimAck, answer: Interchange, *, actor: Actor) -> list[str]:
    """277CA: one claim was taken in for adjudication, or turned away with a reason."""
    found = await queries.claim_by_number(db, ack.control_number, lock=True)
    if found is None:
        return [f"277CA for a claim {ack.control_number[:20]} that we did not send"]
    if ack.payer_control_number and not ack.rejected:
        found.payer_control_number = ack.payer_control_number
    detail = "; ".join(ack.messages())
    decided = any(status.category in ("A2", "A5") for status in ack.statuses)
    if ack.rejected and may_move(found.status, ClaimStatus.rejected_277ca):
        status = next(status for status in ack.statuses if status.rejects)
        reject(db, found, ClaimStatus.rejected_277ca, detail, next_action(status.code), answer, actor)
    elif decided and may_move(found.status, ClaimStatus.accepted):
        change(db, found, ClaimStatus.accepted, actor=actor, interchange_id=answer.id)
    else:
        note(db, found, "ack_277ca", detail, actor=actor, interchange_id=answer.id)
    return []


def reject(
    db: Db, found: Claim, status: ClaimStatus, reason: str, action: str, answer: Interchange, actor: Actor
) -> None:  # fmt: skip
    """A claim was turned away: its pathway hears of it like of any other outcome."""
    change(db, found, status, actor=actor, reason=reason, next_action=action, interchange_id=answer.id)
    state(
        db,
        ClaimAdjudicated(claim_id=found.id, remittance_id=None, case_id=found.case_id, outcome="rejected"),
        actor=actor,
    )
