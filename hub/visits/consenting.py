"""Consent in a call, to whatever everybody is asked about: who has to give it, what was answered, how it is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.core.http import Body, Out
from hub.visits import queries
from hub.visits.models import CallAnswer, Side, Visit, VisitStatus


def account(participant: str, actor: Actor) -> UUID | None:
    """Whose answer it is; a guest's is nobody's account."""
    return None if participant.startswith("guest-") else actor.user_id


def in_call(visit: Visit) -> bool:
    """Whether both are in the call."""
    return visit.status is VisitStatus.in_call and visit.hung_up_at is None


def must_be_in_call(visit: Visit) -> None:
    """Raise 409 not_in_call unless both are."""
    if not in_call(visit):
        raise Conflict("Both have to be in the call.", code="not_in_call")


async def sides(db: Db | ReadDb, visit: Visit) -> set[str]:
    """Everybody who is asked: the two of the visit, and the guests who are in the call."""
    present = [one for one in await queries.guests(db, visit)
               if one.entered_at and not one.left_at and not one.revoked_at]  # fmt: skip
    return {*map(str, Side), *(f"guest-{one.id}" for one in present)}


async def names(db: Db | ReadDb, visit: Visit) -> dict[str, str]:
    """Participant -> name, of everybody who may have been in the call."""
    patients, practitioners = await queries.people(db, [visit])
    patient = patients[visit.patient_id]
    return {
        str(Side.patient): f"{patient.given} {patient.family}",
        str(Side.clinician): practitioners[visit.clinician_id or visit.practitioner_id].name,
        **{f"guest-{one.id}": one.name for one in await queries.guests(db, visit)},
    }


class AnswerCall(Body):
    """Agree, or do not; not to agree while it runs is to take it back."""

    agree: bool


class CallConsentOut(Out):
    """One participant who has to agree, or had to."""

    participant: str
    """patient, clinician or guest-<id>"""
    name: str
    agreed: bool | None
    """null: no answer yet"""
    mine: bool


def shown(
    given: Sequence[CallAnswer], asked: Collection[str], names: dict[str, str], mine: str
) -> list[CallConsentOut]:  # fmt: skip
    """The answers there are, then those who have to give one still."""
    answers = {one.participant: answer_of(one) for one in given}
    return [
        CallConsentOut(participant=one, name=names.get(one, ""), agreed=answers.get(one), mine=one == mine)
        for one in [*answers, *sorted(set(asked) - answers.keys())]
    ]


def answer_of(one: CallAnswer | None) -> bool | None:
    """What somebody has answered; None while he has not."""
    return None if one is None else one.withdrawn_at is None
