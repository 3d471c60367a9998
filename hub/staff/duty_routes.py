"""HTTP of duty: kinds of shifts, rotas, one's own shifts, swaps, on call."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.staff import duty_views, on_call, rotas, swaps
from hub.staff.duty_schemas import (
    AnswerSwap,
    AskSwap,
    AssignOnCall,
    DecideSwap,
    KeepOnCallService,
    KeepShiftTemplate,
    MoveShift,
    MyDutyOut,
    OnCallOut,
    OnCallQuery,
    PlanShift,
    PublishRota,
    RepeatedOut,
    RepeatWeek,
    RotaOut,
    StaffMembersOut,
    StaffQuery,
    SwapOut,
    SwapsOut,
    WeekQuery,
)
from hub.staff.people import access_department

api = Api("duty")


@api.get("/staff", may="duty.own")
async def read_staff(db: ReadDb, query: StaffQuery) -> StaffMembersOut:
    """Who works here, or in a department."""
    return await duty_views.staff_members(db, query.department_id)


@api.get("/departments/<uuid:department_id>/rota", may="duty.own")
async def read_rota(db: ReadDb, actor: Actor, department_id: UUID, query: WeekQuery) -> RotaOut:
    """A department's week."""
    return await duty_views.rota(db, actor, await access_department(db, actor, department_id), query.week)


@api.post("/departments/<uuid:department_id>/shift-templates", may="duty.own", status=201)
async def add_template(db: Db, actor: Actor, department_id: UUID, data: KeepShiftTemplate) -> RotaOut:
    """A kind of shift of the department."""
    department = await access_department(db, actor, department_id, plan=True)
    await rotas.keep_template(db, department, data.model_dump(), actor=actor)
    return await duty_views.rota(db, actor, department, None)


@api.put("/departments/<uuid:department_id>/shift-templates/<uuid:shift_template_id>", may="duty.own")
async def change_template(
    db: Db, actor: Actor, department_id: UUID, shift_template_id: UUID, data: KeepShiftTemplate
) -> RotaOut:  # fmt: skip
    """Change it; shifts that are planned keep their times."""
    department = await access_department(db, actor, department_id, plan=True)
    await rotas.keep_template(db, department, data.model_dump(), actor=actor, template_id=shift_template_id)
    return await duty_views.rota(db, actor, department, None)


@api.post("/departments/<uuid:department_id>/shifts", may="duty.own", status=201)
async def plan_shift(db: Db, actor: Actor, department_id: UUID, data: PlanShift) -> RotaOut:
    """Put somebody on duty."""
    department = await access_department(db, actor, department_id, plan=True)
    await rotas.plan(db, department, data.template_id, data.user_id, data.day, note=data.note, actor=actor)
    return await duty_views.rota(db, actor, department, data.day)


@api.post("/departments/<uuid:department_id>/shifts/<uuid:shift_id>/move", may="duty.own")
async def move_shift(db: Db, actor: Actor, department_id: UUID, shift_id: UUID, data: MoveShift) -> RotaOut:
    """Give it to another person or day."""
    department = await access_department(db, actor, department_id, plan=True)
    await rotas.move_shift(db, department, shift_id, data.user_id, data.day, actor=actor)
    return await duty_views.rota(db, actor, department, data.day)


@api.delete("/departments/<uuid:department_id>/shifts/<uuid:shift_id>", may="duty.own")
async def remove_shift(db: Db, actor: Actor, department_id: UUID, shift_id: UUID) -> RotaOut:
    """Take it out of the plan."""
    department = await access_department(db, actor, department_id, plan=True)
    rota = await rotas.remove(db, department, shift_id, actor=actor)
    return await duty_views.rota(db, actor, department, rota.week)


@api.post("/departments/<uuid:department_id>/rota/repeat", may="duty.own")
async def repeat_week(db: Db, actor: Actor, department_id: UUID, data: RepeatWeek) -> RepeatedOut:
    """Plan a week as the one before."""
    department = await access_department(db, actor, department_id, plan=True)
    skipped = await rotas.repeat_week(db, department, data.week, actor=actor)
    return await duty_views.repeated(db, actor, department, data.week, skipped)


@api.post("/departments/<uuid:department_id>/rota/publish", may="duty.own")
async def publish_rota(db: Db, actor: Actor, department_id: UUID, data: PublishRota) -> RotaOut:
    """Tell everybody his week."""
    department = await access_department(db, actor, department_id, plan=True)
    await rotas.publish(db, department, data.week, data.note, actor=actor)
    return await duty_views.rota(db, actor, department, data.week)


@api.get("/my/duty", may="duty.own")
async def read_my_duty(db: ReadDb, actor: Actor) -> MyDutyOut:
    """One's own shifts and turns on call to come."""
    return await duty_views.my_duty(db, actor)


@api.get("/shift-swaps", may="duty.own")
async def read_swaps(db: ReadDb, actor: Actor) -> SwapsOut:
    """Shifts that are offered to me, by me, or wait for my word."""
    return await duty_views.waiting_swaps(db, actor)


@api.post("/shift-swaps", may="duty.own", status=201)
async def ask_swap(db: Db, actor: Actor, data: AskSwap) -> SwapOut:
    """Offer one's own shift."""
    swap = await swaps.ask(db, data.shift_id, data.taker_id, data.return_shift_id, data.note, actor=actor)
    return await duty_views.one_swap(db, actor, swap)


@api.post("/shift-swaps/<uuid:swap_id>/answer", may="duty.own")
async def answer_swap(db: Db, actor: Actor, swap_id: UUID, data: AnswerSwap) -> SwapOut:
    """Take the shift, or decline."""
    swap = await swaps.access_swap(db, actor, swap_id)
    return await duty_views.one_swap(db, actor, await swaps.answer(db, swap, data.accept, actor=actor))


@api.post("/shift-swaps/<uuid:swap_id>/decide", may="duty.own")
async def decide_swap(db: Db, actor: Actor, swap_id: UUID, data: DecideSwap) -> SwapOut:
    """Agree as the lead, or not."""
    swap = await swaps.access_swap(db, actor, swap_id, decide=True)
    return await duty_views.one_swap(db, actor, await swaps.decide(db, swap, data.approve, data.answer, actor=actor))


@api.post("/shift-swaps/<uuid:swap_id>/withdraw", may="duty.own")
async def withdraw_swap(db: Db, actor: Actor, swap_id: UUID) -> SwapOut:
    """Work it after all."""
    swap = await swaps.access_swap(db, actor, swap_id)
    return await duty_views.one_swap(db, actor, await swaps.withdraw(db, swap, actor=actor))


@api.get("/on-call", may="duty.own")
async def read_on_call(db: ReadDb, actor: Actor, query: OnCallQuery) -> OnCallOut:
    """Who is reached for what, and where nobody is."""
    return await duty_views.on_call_weeks(db, actor, query.first, query.days)


@api.put("/departments/<uuid:department_id>/on-call-services", may="duty.own")
async def keep_service(db: Db, actor: Actor, department_id: UUID, data: KeepOnCallService) -> OnCallOut:
    """Something that somebody is on call for."""
    department = await access_department(db, actor, department_id, plan=True)
    await on_call.keep_service(db, department, data.model_dump(), actor=actor)
    return await duty_views.on_call_weeks(db, actor, None, 14)


@api.post("/on-call-services/<uuid:on_call_service_id>/turns", may="duty.own")
async def assign_on_call(db: Db, actor: Actor, on_call_service_id: UUID, data: AssignOnCall) -> OnCallOut:
    """Somebody is on call in these days, in place of whoever was."""
    service = await on_call.access_service(db, actor, on_call_service_id, plan=True)
    await on_call.assign_days(db, service, data.level, data.user_id, data.first_day, data.last_day, data.starts,
                              actor=actor)  # fmt: skip
    return await duty_views.on_call_weeks(db, actor, None, 14)
