"""HTTP of prior authorizations."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Page
from hub.insurance.authorization import actions, answering, views
from hub.insurance.authorization.queries import access_prior_authorization
from hub.insurance.authorization.schemas import (
    AskPriorAuthorization,
    ChangePriorAuthorization,
    EnterAnswer,
    ListedPriorAuthorization,
    OwnPriorAuthorizationsOut,
    PriorAuthorizationCountsOut,
    PriorAuthorizationOut,
    PriorAuthorizationSearch,
    PriorAuthorizationsOut,
    WithdrawPriorAuthorization,
)
from hub.patients.queries import access_patient

api = Api("prior_authorizations")
_PATIENT, _ONE = (
    "/patients/<uuid:patient_id>/prior-authorizations",
    "/prior-authorizations/<uuid:prior_authorization_id>",
)


@api.get(_PATIENT, may="authorization.read")
async def of_patient(db: Db, actor: Actor, patient_id: UUID) -> PriorAuthorizationsOut:
    """A patient's requests, and what his payers want to be asked about."""
    return await views.of_patient(db, actor, await access_patient(db, actor, patient_id))


@api.post(_PATIENT, may="authorization.ask", status=201, idempotent=True)
async def ask(db: Db, actor: Actor, patient_id: UUID, data: AskPriorAuthorization) -> PriorAuthorizationOut:
    """Ask a payer whether it will pay for a service."""
    patient = await access_patient(db, actor, patient_id)
    return await views.shown(db, actor, await actions.ask(db, patient, data, actor=actor))


@api.get("/prior-authorizations", may="claim.manage")
async def listed(db: Db, actor: Actor, query: PriorAuthorizationSearch) -> Page[ListedPriorAuthorization]:
    """The office's list."""
    return await views.listed(db, actor, query)


@api.get("/prior-authorizations/counts", may="claim.manage")
async def counts(db: ReadDb, actor: Actor) -> PriorAuthorizationCountsOut:
    """How many wait at each stage."""
    return await views.counts(db, actor)


@api.get(_ONE, may="authorization.ask")
async def read(db: Db, actor: Actor, prior_authorization_id: UUID) -> PriorAuthorizationOut:
    """One request with its story; the reading is audited."""
    return await views.shown(db, actor, await access_prior_authorization(db, actor, prior_authorization_id))


@api.put(_ONE, may="authorization.ask")
async def correct(
    db: Db, actor: Actor, prior_authorization_id: UUID, data: ChangePriorAuthorization
) -> PriorAuthorizationOut:
    """Say it better before it goes to the payer."""
    row = await access_prior_authorization(db, actor, prior_authorization_id, lock=True)
    return await views.shown(db, actor, await actions.correct(db, row, data, actor=actor))


@api.post(f"{_ONE}/answer", may="claim.manage")
async def answer(db: Db, actor: Actor, prior_authorization_id: UUID, data: EnterAnswer) -> PriorAuthorizationOut:
    """Keep what the payer said on the telephone."""
    row = await access_prior_authorization(db, actor, prior_authorization_id, lock=True)
    return await views.shown(db, actor, await answering.enter(db, row, data, actor=actor))


@api.post(f"{_ONE}/withdraw", may="authorization.ask")
async def withdraw(
    db: Db, actor: Actor, prior_authorization_id: UUID, data: WithdrawPriorAuthorization
) -> PriorAuthorizationOut:
    """It is not needed any more."""
    row = await access_prior_authorization(db, actor, prior_authorization_id, lock=True)
    return await views.shown(db, actor, await actions.withdraw(db, row, data.reason, actor=actor))


@api.get("/my/prior-authorizations", may="claim.read")
async def own(db: ReadDb, actor: Actor) -> OwnPriorAuthorizationsOut:
    """What was asked of one's insurance, and what it said."""
    return await views.own(db, actor)
