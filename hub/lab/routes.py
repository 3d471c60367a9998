"""HTTP of laboratory orders."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.http import Api, Page
from hub.encounters import diagnostic_views as reports
from hub.encounters.diagnostic_schemas import (
    AnalytesOut,
    ChangeDiagnosticReport,
    DiagnosticReportOut,
    EnterDiagnosticReport,
)
from hub.encounters.queries import access_own_record, access_patient_chart
from hub.encounters.schemas import GiveReason
from hub.lab import actions, own, queries
from hub.lab.queries import access_order
from hub.lab.schemas import (
    LaboratoryRowOut,
    OwnServiceRequestsOut,
    PlaceServiceRequest,
    RejectSpecimen,
    ServiceRequestOut,
    ServiceRequestSearch,
    ServiceRequestsOut,
)

api = Api("service_requests")
_PATIENT, _ORDER = "/patients/<uuid:patient_id>/service-requests", "/service-requests/<uuid:service_request_id>"


@api.get(_PATIENT, may="chart.write")
async def orders_of(db: Db, actor: Actor, patient_id: UUID) -> ServiceRequestsOut:
    """A patient's laboratory orders."""
    return await queries.of_patient(db, actor, await access_patient_chart(db, actor, patient_id))


@api.post(_PATIENT, may="chart.write", status=201, idempotent=True)
async def place(db: Db, actor: Actor, patient_id: UUID, data: PlaceServiceRequest) -> ServiceRequestOut:
    """Order something from the laboratory."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return await queries.shown(db, actor, await actions.place(db, known, data, actor=actor))


@api.get("/my/service-requests", may="record.own")
async def own_orders(db: Db, actor: Actor) -> OwnServiceRequestsOut:
    """One's own laboratory orders: what to do, where to go, what became of them."""
    return await own.of_own(db, actor, await access_own_record(db, actor, "service_request"))


@api.get("/service-requests", may="order.work")
async def orders(db: Db, actor: Actor, query: ServiceRequestSearch) -> Page[LaboratoryRowOut]:
    """The laboratory's list."""
    return await queries.of_laboratory(db, actor, query)


@api.get(_ORDER, may="order.read")
async def read(db: Db, actor: Actor, service_request_id: UUID) -> ServiceRequestOut:
    """One order with its specimens; the reading is audited."""
    return await queries.shown(db, actor, await access_order(db, actor, service_request_id))


@api.post(f"{_ORDER}/revoke", may="chart.write")
async def revoke(db: Db, actor: Actor, service_request_id: UUID, data: GiveReason) -> ServiceRequestOut:
    """It is not needed any more."""
    row = await access_order(db, actor, service_request_id, lock=True, care=True)
    return await queries.shown(db, actor, await actions.revoke(db, row, data.reason, actor=actor))


@api.post(f"{_ORDER}/reject-specimen", may="order.work")
async def reject(db: Db, actor: Actor, service_request_id: UUID, data: RejectSpecimen) -> ServiceRequestOut:
    """The specimen cannot be used; another one is taken."""
    row = await access_order(db, actor, service_request_id, lock=True)
    return await queries.shown(db, actor, await actions.reject(db, row, data.reason, actor=actor))


@api.get(f"{_ORDER}/analytes", may="order.read")
async def analytes(db: Db, actor: Actor, service_request_id: UUID) -> AnalytesOut:
    """What can be measured, with the ranges for the patient of this order."""
    row = await access_order(db, actor, service_request_id)
    return await reports.catalogue(db, row.patient_id)


@api.get(f"{_ORDER}/diagnostic-report", may="order.read")
async def report(db: Db, actor: Actor, service_request_id: UUID) -> DiagnosticReportOut:
    """The result as it stands, for who enters it."""
    row = await access_order(db, actor, service_request_id, care=True)
    return await reports.report(db, actor, await actions.report_of(db, row))


@api.post(f"{_ORDER}/diagnostic-report", may="order.read", status=201, idempotent=True)
async def enter(db: Db, actor: Actor, service_request_id: UUID, data: EnterDiagnosticReport) -> ServiceRequestOut:
    """Write its result down."""
    row = await access_order(db, actor, service_request_id, lock=True, care=True)
    return await queries.shown(db, actor, await actions.enter(db, row, data, actor=actor))


@api.put(f"{_ORDER}/diagnostic-report", may="order.read")
async def change(db: Db, actor: Actor, service_request_id: UUID, data: ChangeDiagnosticReport) -> ServiceRequestOut:
    """Bring its result up to date; what was final is amended."""
    row = await access_order(db, actor, service_request_id, lock=True, care=True)
    return await queries.shown(db, actor, await actions.change(db, row, data, actor=actor))
