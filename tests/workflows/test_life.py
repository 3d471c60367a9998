"""A task's life in the hands of several people, in any order, against a model of what may happen: claim, release, give,
delegate, hand back, drafts, cover, completion, withdrawal. What the model refuses is refused by name, and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Database
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.identity.roles import permissions_of
from tests.factories import identity
from tests.workflows.hosting import chain
from workflows import instances, reference, tasks
from workflows.teamwork import assign, cover
from workflows.teamwork.schemas import AssignTask, DelegateTask, NewAbsence

PEOPLE = ("ann", "bob", "lead", "clerk")
ROLES = {"ann": {"nurse"}, "bob": {"nurse"}, "lead": {"nurse", "team_lead"}, "clerk": {"billing_clerk"}}
Act = Callable[[Any, Any], Awaitable[Any]]


@dataclass
class Life:
    """What may happen to one task, in a few lines."""

    status: str = "open"
    holder: str | None = None
    owner: str | None = None
    drafts: set[str] = field(default_factory=set)
    covers: dict[str, str] = field(default_factory=dict)
    """Who is away -> who covers."""
    last: tuple[str, bool] | None = None
    """Who completed it, with which answer."""

    @property
    def ended(self) -> bool:
        return self.status in ("completed", "cancelled")

    def sees(self, who: str) -> bool:
        return who != "clerk" or self.holder == who

    def may_take(self, who: str) -> bool:
        if self.ended or not self.sees(who):
            return False
        free = self.holder is None or self.holder == who
        return free or self.owner == who or self.covers.get(self.holder or "") == who

    def take(self, who: str) -> None:
        if self.owner == who:
            self.owner = None
        self.status, self.holder = "claimed", who


class Hands(RuleBasedStateMachine):
    url = ""
    who = strategies.sampled_from(PEOPLE)
    nurses = strategies.sampled_from(PEOPLE[:3])

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.database = Database(self.url, pool_size=2)
        self.life = Life()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize()
    def begin(self) -> None:
        async def work() -> None:
            async with self.database.transaction() as db:
                await db.execute(text("TRUNCATE case_instance, task, absence, outbox, job CASCADE"))
                await db.execute(text("DELETE FROM user_account"))
                self.people = {name: await self._person(db, name) for name in PEOPLE}
                forms = {"form_look": {"schema": {"type": "object", "properties": {"well": {"type": "boolean"}}}}}
                await reference.publish(db, chain("look").decode(), forms=forms)
                self.case_id = (await instances.start(db, "demo", actor=self.people["lead"])).id
                self.task_id = await db.scalar(text("SELECT id FROM task"))

        self.life = Life()
        self.do(work())

    async def _person(self, db: Any, name: str) -> Actor:
        row = await identity.user(db, *sorted(ROLES[name]), name=name)
        return Actor(user_id=row.id, name=name, roles=frozenset(ROLES[name]),
                     permissions=permissions_of(ROLES[name]))  # fmt: skip

    def act(self, who: str, deed: Act, *, fine: bool, lead: bool = False) -> bool:
        """Does it as somebody; refused by name exactly when the model says so."""

        async def work() -> None:
            async with self.database.transaction() as db:
                actor = self.people[who]
                door = tasks.access_to_lead(db, actor, self.task_id) if lead else tasks.access_task(
                    db, actor, self.task_id, lock=True)  # fmt: skip
                await deed(db, await door)

        try:
            self.do(work())
        except (Conflict, NotFound, Forbidden, Invalid) as refused:
            assert not fine, f"{who} was refused: {refused.code} ({self.life})"
            return False
        assert fine, f"{who} was let ({self.life})"
        return True

    @rule(who=who)
    def claim(self, who: str) -> None:
        if self.act(who, lambda db, task: tasks.claim(db, task, actor=self.people[who]), fine=self.life.may_take(who)):
            self.life.take(who)

    @rule(who=who)
    def release(self, who: str) -> None:
        life = self.life
        if not life.sees(who):
            return
        fine = not life.ended and (life.holder is None or life.holder == who)
        if self.act(who, lambda db, task: tasks.release(db, task, actor=self.people[who]), fine=fine):
            life.status, life.holder, life.owner = "open", None, None

    @rule(to=nurses)
    def assign(self, to: str) -> None:
        actor = self.people["lead"]
        given = AssignTask(user_id=self.people[to].user_id)
        fine = not self.life.ended
        if self.act("lead", lambda db, task: assign.assign(db, task, given, actor=actor), fine=fine, lead=True):
            self.life.status, self.life.holder, self.life.owner = "claimed", to, None

    @rule(who=nurses, to=nurses)
    def delegate(self, who: str, to: str) -> None:
        life, actor = self.life, self.people[who]
        given = DelegateTask(user_id=self.people[to].user_id)
        fine = life.status == "claimed" and life.holder == who and life.owner is None and who != to
        if self.act(who, lambda db, task: assign.delegate(db, task, given, actor=actor), fine=fine):
            life.owner, life.holder = who, to
            life.drafts |= {to} if who in life.drafts else set()

    @rule(who=nurses)
    def hand_back(self, who: str) -> None:
        life, actor = self.life, self.people[who]
        fine = life.status == "claimed" and life.holder == who and life.owner is not None
        if self.act(who, lambda db, task: assign.resolve(db, task, "", actor=actor), fine=fine):
            life.drafts |= {life.owner or ""} if who in life.drafts else set()
            life.holder, life.owner = life.owner, None

    @rule(who=nurses)
    def draft(self, who: str) -> None:
        actor = self.people[who]
        fine = not self.life.ended
        if self.act(who, lambda db, task: tasks.save_draft(db, task, {"well": True}, actor=actor), fine=fine):
            self.life.drafts.add(who)

    @rule(who=nurses, to=nurses)
    def away(self, who: str, to: str) -> None:
        if who == to or who in self.life.covers or to in self.life.covers or who in self.life.covers.values():
            return

        async def work() -> None:
            async with self.database.transaction() as db:
                given = NewAbsence(cover_id=self.people[to].user_id, from_at=now() - timedelta(minutes=1),
                                   until_at=now() + timedelta(days=1))  # fmt: skip
                await cover.announce(db, given, actor=self.people[who])

        self.do(work())
        self.life.covers[who] = to

    @rule(who=nurses, well=strategies.booleans(), stale=strategies.sampled_from([False, False, False, True]))
    def complete(self, who: str, well: bool, stale: bool) -> None:
        life, actor = self.life, self.people[who]
        again = life.status == "completed" and life.last == (who, well)
        holds = life.holder is None or life.holder == who or life.covers.get(life.holder) == who
        fine = again or (not life.ended and holds and life.owner in (None, who) and not stale)

        async def deed(db: Any, task: Any) -> None:
            await tasks.complete(db, task, {"well": well}, task.rev - (1 if stale else 0), actor=actor)

        if self.act(who, deed, fine=fine):
            life.status, life.holder, life.last = "completed", who, (who, well)
            life.drafts = set()

    @rule(really=strategies.integers(0, 5))
    def withdraw(self, really: int) -> None:
        if really:
            return

        async def work() -> None:
            async with self.database.transaction() as db:
                await instances.cancel(db, self.case_id, "no longer needed", actor=self.people["lead"])

        self.do(work())
        if not self.life.ended:
            self.life.status, self.life.drafts = "cancelled", set()

    @invariant()
    def the_row_is_what_the_model_says(self) -> None:
        async def work() -> Any:
            async with self.database.reading() as db:
                return (
                    await db.execute(
                        text("SELECT status, assignee_id, owner_id, (SELECT count(*) FROM task_draft), "
                             "(SELECT count(*) FROM outbox WHERE kind = 'TaskCompleted') FROM task")
                    )
                ).one()  # fmt: skip

        status, holder, owner, drafts, completed = self.do(work())
        names: dict[UUID | None, str | None] = {one.user_id: name for name, one in self.people.items()} | {None: None}
        assert (status, names[owner], drafts) == (self.life.status, self.life.owner, len(self.life.drafts)), self.life
        assert names[holder] == self.life.holder, self.life
        assert completed == (1 if status == "completed" else 0)

    def teardown(self) -> None:
        with suppress(Exception):
            self.do(self.database.close())
        self.loop.close()


def test_a_task_in_the_hands_of_several_people_ends_as_the_model_says(template: str) -> None:
    from hub.modules import load
    from tests.servers import drop_database, make_database

    load()
    Hands.url = make_database(template)
    try:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Hands,
            settings=settings(
                max_examples=10, stateful_step_count=25, deadline=None, derandomize=True,
                suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
            ),
        )  # fmt: skip
    finally:
        drop_database(Hands.url)
