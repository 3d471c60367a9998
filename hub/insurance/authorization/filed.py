"""What becomes of the requests in a file of ours: it is on the link, the clearing house or the payer cannot read it."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.states import may_move
from hub.insurance.authorization import cases, queries
from hub.insurance.authorization.history import change, note
from hub.insurance.authorization.models import PriorAuthorization
from hub.insurance.authorization.models import PriorAuthorizationStatus as S
from hub.insurance.models import Interchange
from hub.insurance.x12.acks import GroupResult


async def went_out(db: Db, item: Interchange, *, actor: Actor) -> None:
    """The file is on the link; what a payer has answered on the telephone meanwhile stays so."""
    for row in await queries.of_file(db, item.id):
        if row.status is S.ready:
            await change(db, row, S.sent, actor=actor, interchange_id=item.id)
        elif row.status is S.withdrawn:
            await note(db, row, "cancel_sent", actor=actor, interchange_id=item.id)


async def refused(db: Db, item: Interchange, reason: str, answer: Interchange, *, actor: Actor) -> None:
    """The clearing house refused the file whole (TA1)."""
    for row in await queries.of_file(db, item.id):
        await _back(db, row, reason, "the clearing house refused the file", answer, actor)


async def acknowledged(db: Db, item: Interchange, result: GroupResult, answer: Interchange, *, actor: Actor) -> None:
    """999: each request is a set of its own, so one that cannot be read stops no other."""
    for row in await queries.of_file(db, item.id):
        found = result.of(row.set_control)
        if found.accepted:
            await note(db, row, "ack_999", actor=actor, interchange_id=answer.id)
        else:
            said = "; ".join(found.messages()) or "the payer's translator refused it"
            await _back(db, row, "999", said, answer, actor)


async def _back(
    db: Db, row: PriorAuthorization, code: str, said: str, answer: Interchange, actor: Actor
) -> None:  # fmt: skip
    """It was not looked at: the clerk has it again. A cancellation that nobody could read is only noted."""
    if row.status is S.withdrawn or not may_move(row.status, S.rejected):
        await note(db, row, "refused", said, actor=actor, interchange_id=answer.id)
        return
    row.answer_code, row.answer = code[:20], said[:1000]
    await change(db, row, S.rejected, actor=actor, detail=said[:500], interchange_id=answer.id)
    await cases.tell_answer(db, row, actor=actor)
