"""Who is meant by an id: the patient room, which stands above this one, tells us how a patient is called and whether
somebody can sign in as them. Registered like `loads_actors`; without a registration rows show no names.

    @describes_patients
    async def labels(db, ids): return {patient_id: PatientLabel(name=…, number=…, user_id=…)}
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb

if TYPE_CHECKING:
    from workflows.models import Case, Task


class PatientLabel(BaseModel):
    """What a worklist row shows of a patient: never more than name, number and the basics of identification."""

    name: str
    number: str
    user_id: UUID | None = None
    birth_date: str | None = None
    sex: str | None = None


Describe = Callable[[Db | ReadDb, list[UUID]], Awaitable[dict[UUID, PatientLabel]]]
_describe: Describe | None = None


def describes_patients(function: Describe) -> Describe:
    """The patient room registers its bulk loader here: one query for any number of ids."""
    global _describe
    _describe = function
    return function


async def patients(db: Db | ReadDb, ids: Iterable[UUID | None]) -> dict[UUID, PatientLabel]:
    """Labels of these patients (None is skipped)."""
    wanted = sorted({i for i in ids if i is not None}, key=str)
    return await _describe(db, wanted) if wanted and _describe is not None else {}


Veiled = Callable[[Db | ReadDb, Actor | None, Sequence["Task | Case"]], Awaitable[set[UUID]]]
_veiled: Veiled | None = None


def veils_tasks(function: Veiled) -> Veiled:
    """The patient room registers of which work a person (None: anybody of a room) is not told whose it is."""
    global _veiled
    _veiled = function
    return function


async def veiled(db: Db | ReadDb, actor: Actor | None, work: Sequence[Task | Case]) -> set[UUID]:
    """The ids of these tasks, or cases, whose patient stays unnamed."""
    return await _veiled(db, actor, work) if work and _veiled is not None else set()


Taken = Callable[[Db, UUID, str, Actor, bool, Actor], Awaitable[None]]
_taken: Taken | None = None


def follows_tasks(function: Taken) -> Taken:
    """The patient room registers what it means that somebody takes a patient's task (True) or gives it back (False).

    Called as `function(db, patient_id, "task:<id>", holder, held, actor)` in the same transaction: who has the task may
    open the chart at once.
    """
    global _taken
    _taken = function
    return function


async def taken(
    db: Db, task_id: UUID, patient_id: UUID | None, *, actor: Actor, holder: Actor | None = None, held: bool = True
) -> None:  # fmt: skip
    """Say that the holder (the actor, unless somebody gave it to another) has the task now, or (`held=False`) has it no
    longer. What follows is written down as done by the actor."""
    if patient_id is not None and _taken is not None:
        await _taken(db, patient_id, f"task:{task_id}", holder or actor, held, actor)


Departments = Callable[[Db | ReadDb, UUID], Awaitable[list[str]]]
_departments: Departments | None = None


def knows_departments(function: Departments) -> Departments:
    """Staff registers which departments a practitioner works in, by code."""
    global _departments
    _departments = function
    return function


async def departments(db: Db | ReadDb, practitioner_id: UUID | None) -> list[str]:
    """Codes of the departments a practitioner works in; nobody's are none."""
    return await _departments(db, practitioner_id) if practitioner_id and _departments is not None else []


Colleagues = Callable[[Db | ReadDb, list[str], str], Awaitable[list[tuple[UUID, str, list[str]]]]]
_colleagues: Colleagues | None = None


def finds_colleagues(function: Colleagues) -> Colleagues:
    """Identity registers who holds one of some roles now: (account, name, roles) by name, found by a part of it."""
    global _colleagues
    _colleagues = function
    return function


async def colleagues(db: Db | ReadDb, roles: list[str], search: str = "") -> list[tuple[UUID, str, list[str]]]:
    """Active people who hold one of these roles, by name; at most fifty."""
    return await _colleagues(db, roles, search) if roles and _colleagues is not None else []


Names = Callable[[Db | ReadDb, set[UUID]], Awaitable[dict[UUID, str]]]
_names: Names | None = None
_roles: Callable[[], list[tuple[str, str]]] | None = None


def names_people(function: Names) -> Names:
    """Identity registers how people are called, by account id."""
    global _names
    _names = function
    return function


async def people(db: Db | ReadDb, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Display names of accounts (None is skipped)."""
    wanted = {i for i in ids if i is not None}
    return await _names(db, wanted) if wanted and _names is not None else {}


def lists_roles(function: Callable[[], list[tuple[str, str]]]) -> Callable[[], list[tuple[str, str]]]:
    """Identity registers the roles that work on tasks: (code, name)."""
    global _roles
    _roles = function
    return function


def roles() -> list[tuple[str, str]]:
    """The roles that a person's task may be given to."""
    return _roles() if _roles is not None else []
