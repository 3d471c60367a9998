"""Swaps: a shift that somebody wants to give away, a colleague who takes it, a lead who agrees."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Gone, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.staff import people, rotas
from hub.staff.duty_models import Rota, Shift, ShiftStatus, ShiftSwap, ShiftTemplate, SwapStatus
from hub.staff.facts import RosterChanged, ShiftSwapChanged
from hub.staff.models import Department

WAITING = (SwapStatus.requested, SwapStatus.accepted)


async def ask(
    db: Db, shift_id: UUID, taker_id: UUID | None, return_shift_id: UUID | None, note: str = "", *, actor: Actor
) -> ShiftSwap:  # fmt: skip
    """Offer one's own published shift to a colleague, or to whoever takes it; 409 swap_open when it is offered.

    A shift in return is one of the same department, since its lead decides about both (409 other_department).
    """
    shift = await _to_come(db, shift_id)
    if shift.user_id != actor.user_id:
        raise NotFound()
    if taker_id == actor.user_id:
        raise Conflict("Somebody else has to take your shift.", code="own_swap")
    if return_shift_id is not None:
        back = await _to_come(db, return_shift_id)
        if taker_id is None or back.user_id != taker_id:
            raise Conflict("That shift is somebody else's.", code="not_theirs")
        if back.department_id != shift.department_id:
            raise Conflict("Another lead plans that shift.", code="other_department")
    if taker_id is not None:
        await people.member(db, taker_id)
    row = ShiftSwap(shift_id=shift.id, asker_id=shift.user_id, taker_id=taker_id, return_shift_id=return_shift_id,
                    note=note, status=SwapStatus.requested, status_at=now())  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("This shift is offered already.", code="swap_open") from error
    await _said(db, row, shift, actor)
    return row


async def answer(db: Db, swap: ShiftSwap, accept: bool, *, actor: Actor) -> ShiftSwap:
    """The colleague takes the shift or declines; an open offer goes to the first who takes it. 409 own_swap."""
    if actor.user_id == swap.asker_id:
        raise Conflict("Somebody else has to take your shift.", code="own_swap")
    shift = await _to_come(db, swap.shift_id)
    if accept:
        assert actor.user_id is not None
        swap.taker_id = swap.taker_id or actor.user_id
        await _possible(db, swap, shift)
    elif swap.taker_id is None:
        raise Conflict("Nobody in particular was asked.", code="nobody_asked")
    move(swap, SwapStatus.accepted if accept else SwapStatus.declined)
    audit.wrote(db, actor, swap)
    await _said(db, swap, shift, actor)
    return swap


async def decide(db: Db, swap: ShiftSwap, approve: bool, words: str = "", *, actor: Actor) -> ShiftSwap:
    """The lead agrees: the shifts change hands; or not. Nobody decides about his own (409 own_swap)."""
    if actor.user_id in (swap.asker_id, swap.taker_id):
        raise Conflict("Somebody else has to decide about your own shift.", code="own_swap")
    await people.alone(db, *(id for id in (swap.asker_id, swap.taker_id) if id))
    shift = await _to_come(db, swap.shift_id)
    move(swap, SwapStatus.approved if approve else SwapStatus.refused)
    swap.decided_by, swap.answer = actor.user_id, words
    audit.wrote(db, actor, swap)
    if approve:
        await _change_hands(db, swap, shift, actor)
    await _said(db, swap, shift, actor)
    return swap


async def withdraw(db: Db, swap: ShiftSwap, *, actor: Actor) -> ShiftSwap:
    """The asker works it after all."""
    if swap.asker_id != actor.user_id:
        raise NotFound()
    shift = await db.get_one(Shift, swap.shift_id)
    move(swap, SwapStatus.withdrawn)
    audit.wrote(db, actor, swap)
    await _said(db, swap, shift, actor)
    return swap


async def _change_hands(db: Db, swap: ShiftSwap, shift: Shift, actor: Actor) -> None:
    """Both are cancelled first and made anew with the other's name, so that two at one time can be exchanged."""
    assert swap.taker_id is not None
    pairs = [(shift, swap.taker_id)]
    if swap.return_shift_id is not None:
        pairs.append((await _to_come(db, swap.return_shift_id), swap.asker_id))
    await _possible(db, swap, shift)
    for old, _ in pairs:
        move(old, ShiftStatus.cancelled)
        audit.wrote(db, actor, old, reason="swap")
    await db.flush()
    for old, user_id in pairs:
        fresh = Shift(rota_id=old.rota_id, department_id=old.department_id, template_id=old.template_id,
                      user_id=user_id, day=old.day, during=old.during, note=old.note, status=ShiftStatus.planned,
                      status_at=now())  # fmt: skip
        db.add(fresh)
        audit.wrote(db, actor, fresh, reason="swap")
        rota = await db.get_one(Rota, old.rota_id)
        lead_id = (await db.get_one(Department, old.department_id)).lead_id
        state(db, RosterChanged(department_id=old.department_id, week=rota.week, user_id=None, lead_id=lead_id,
                                published=True, at=now()), actor=actor)  # fmt: skip
    await rotas.written(db)


async def _possible(db: Db, swap: ShiftSwap, shift: Shift) -> None:
    """Leave, role and licence of who takes over are looked at for both shifts."""
    assert swap.taker_id is not None
    kind = await db.get_one(ShiftTemplate, shift.template_id)
    await rotas.must_be_free(db, await people.member(db, swap.taker_id), kind, shift.day)
    if swap.return_shift_id is not None:
        back = await _to_come(db, swap.return_shift_id)
        kind = await db.get_one(ShiftTemplate, back.template_id)
        await rotas.must_be_free(db, await people.member(db, swap.asker_id), kind, back.day)


async def _to_come(db: Db, shift_id: UUID) -> Shift:
    """A published shift that has not begun, locked; 410 shift_over."""
    shift = await db.get(Shift, shift_id, with_for_update=True)
    if shift is None or (await db.get_one(Rota, shift.rota_id)).published_at is None:
        raise NotFound()
    if shift.status != ShiftStatus.planned or shift.starts_at <= now():
        raise Gone("This shift is over, or is no longer planned.", code="shift_over")
    return shift


async def _said(db: Db, swap: ShiftSwap, shift: Shift, actor: Actor) -> None:
    department = await db.get_one(Department, shift.department_id)
    state(db, ShiftSwapChanged(swap_id=swap.id, department_id=department.id, user_id=swap.asker_id,
                               taker_id=swap.taker_id, lead_id=department.lead_id, status=swap.status),
          actor=actor)  # fmt: skip


async def access_swap(db: Db, actor: Actor, swap_id: UUID, *, decide: bool = False) -> ShiftSwap:
    """A swap, locked: for its two people and whom it is open to, or (`decide`) for the lead; else 404."""
    row = await db.get(ShiftSwap, swap_id, with_for_update=True)
    if row is None:
        raise NotFound()
    department = await db.get_one(Department, (await db.get_one(Shift, row.shift_id)).department_id)
    if decide:
        if not people.plans(actor, department):
            raise Forbidden("Only the department's lead decides this.", code="not_lead")
        return row
    if actor.user_id in (row.asker_id, row.taker_id):
        return row
    mine = await people.members(db, department_id=department.id)
    if row.taker_id is not None or actor.user_id not in {one.user_id for one in mine}:
        raise NotFound()
    return row


async def waiting(db: Db | ReadDb, actor: Actor, department_id: UUID | None) -> list[tuple[ShiftSwap, Shift]]:
    """What concerns this person: asked by or of him, open in his department, or waiting for his word as the lead.

    A wish whose shift has begun, or is no longer planned, concerns nobody any more.
    """
    leads = await people.led_by(db, actor)
    concerns = [ShiftSwap.asker_id == actor.user_id, ShiftSwap.taker_id == actor.user_id]
    if department_id is not None:
        concerns.append((Shift.department_id == department_id) & ShiftSwap.taker_id.is_(None))
    if actor.may("roster.manage"):
        concerns.append(ShiftSwap.status == SwapStatus.accepted)
    elif leads:
        concerns.append(Shift.department_id.in_(leads))
    rows = await db.execute(
        select(ShiftSwap, Shift).join(Shift, Shift.id == ShiftSwap.shift_id)
        .where(ShiftSwap.status.in_(WAITING), Shift.status == ShiftStatus.planned, func.lower(Shift.during) > now(),
               or_(*concerns)).order_by(Shift.day, ShiftSwap.id).limit(200)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def returned(db: Db | ReadDb, some: list[ShiftSwap]) -> dict[UUID, Shift]:
    """swap id -> the shift that the asker takes over instead."""
    back = aliased(Shift)
    rows = await db.execute(
        select(ShiftSwap.id, back).join(back, back.id == ShiftSwap.return_shift_id)
        .where(ShiftSwap.id.in_([one.id for one in some]))
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}
