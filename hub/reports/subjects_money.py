"""The catalogue of money: revenue, payments, claims and denials, what is owed and for how long."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, FromClause, Integer, SQLColumnExpression, case, cast, func, literal, select

from hub.billing.models import Charge, ChargeStatus, Invoice, InvoiceStatus, Payment, PaymentStatus
from hub.encounters.models import Encounter
from hub.insurance.models import Claim, ClaimStatus, Payer
from hub.reports.period import Period
from hub.reports.subject import (
    Column,
    Group,
    Measure,
    Subject,
    calendar,
    calendar_of_days,
    rounded,
    share,
    subject,
    within,
)
from hub.reports.subjects import N, people, placed, places
from hub.staff.models import Department, Practitioner

MAY = "report.money"
NOT_SENT = (ClaimStatus.draft, ClaimStatus.scrub_failed, ClaimStatus.ready, ClaimStatus.voided, ClaimStatus.replaced)


def rendered(
    source: FromClause, encounter: SQLColumnExpression[Any],
    facility: SQLColumnExpression[Any] = Department.facility_id,
) -> FromClause:  # fmt: skip
    """With the visit that the money is for, who saw the patient, and where he works."""
    visit = source.outerjoin(Encounter, Encounter.id == encounter)
    return placed(visit.outerjoin(Practitioner, Practitioner.id == Encounter.practitioner_id), facility)


@subject("revenue")
def revenue(period: Period) -> Subject:
    """Services charged, by the day on which they were rendered; cancelled charges are left out."""
    payer = _payer_of(Charge.encounter_id)
    return Subject(
        may=MAY,
        source=rendered(Charge.__table__, Charge.encounter_id),
        moment=Charge.served_on,
        where=(Charge.served_on >= period.first, Charge.served_on <= period.last,
               Charge.status != ChargeStatus.cancelled),
        measures={
            "amount": Measure("money", func.coalesce(func.sum(Charge.minor), 0)),
            "units": Measure("count", func.coalesce(func.sum(Charge.units), 0)),
            "patients": Measure("count", func.count(Charge.patient_id.distinct())),
            "amount_mean": Measure("money", func.round(func.avg(Charge.minor))),
        },
        groups={**calendar_of_days(Charge.served_on), **people(),
                "service": Group("name", Charge.service_code, Charge.display), "status": Group("code", Charge.status)},
        filters={**places(Encounter.practitioner_id), "payer_id": payer},
        id=Charge.id, patient=Charge.patient_id, link="encounter",
        columns=(Column("day", "day", Charge.served_on), Column("service", "text", Charge.display),
                 Column("status", "code", Charge.status), Column("amount", "money", Charge.minor)),
        default_measures=("amount", "units", "patients"),
    )  # fmt: skip


def _payer_of(encounter: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    """The payer that the newest claim of an encounter went to."""
    newest = select(Claim.payer_id).where(Claim.encounter_id == encounter).order_by(Claim.id.desc()).limit(1)
    return newest.correlate(Charge).scalar_subquery()


@subject("payments")
def payments(period: Period) -> Subject:
    """Money received from patients, by the moment at which it succeeded."""
    return Subject(
        may=MAY,
        source=rendered(Payment.__table__.join(Invoice, Invoice.id == Payment.invoice_id), Invoice.encounter_id,
                        Invoice.facility_id),
        moment=Payment.status_at,
        where=(*within(Payment.status_at, period), Payment.status == PaymentStatus.succeeded),
        measures={
            "amount": Measure("money", func.coalesce(func.sum(Payment.minor), 0)),
            "payments": Measure("count", N),
            "patients": Measure("count", func.count(Payment.patient_id.distinct())),
        },
        groups={**calendar(Payment.status_at, period), **people(), "gateway": Group("code", Payment.gateway),
                "reason": Group("code", Invoice.reason)},
        filters=places(Encounter.practitioner_id),
        id=Payment.id, patient=Payment.patient_id, link="invoice",
        columns=(Column("at", "moment", Payment.status_at), Column("invoice", "text", Invoice.number),
                 Column("gateway", "code", Payment.gateway), Column("amount", "money", Payment.minor)),
        default_measures=("amount", "payments"),
    )  # fmt: skip


@subject("claims")
def claims(period: Period) -> Subject:
    """Claims by the day on which they were made; what payers paid, left to the patient and denied."""
    sent = Claim.status.not_in(NOT_SENT)
    denied = N.filter(Claim.status.in_((ClaimStatus.denied, ClaimStatus.appealed)))
    decided = N.filter(Claim.status.in_((ClaimStatus.paid, ClaimStatus.partial, ClaimStatus.denied,
                                         ClaimStatus.appealed, ClaimStatus.closed)))  # fmt: skip
    return Subject(
        may=MAY,
        source=rendered(Claim.__table__.join(Payer, Payer.id == Claim.payer_id), Claim.encounter_id),
        moment=Claim.created_at,
        where=within(Claim.created_at, period),
        measures={
            "claims": Measure("count", N),
            "sent": Measure("count", N.filter(sent)),
            "charged": Measure("money", func.coalesce(func.sum(Claim.total), 0)),
            "paid": Measure("money", func.coalesce(func.sum(Claim.paid), 0)),
            "patient_share": Measure("money", func.coalesce(func.sum(Claim.patient_share), 0)),
            "denied_amount": Measure("money", func.coalesce(func.sum(Claim.denied), 0)),
            "denials": Measure("count", denied),
            "denial_percent": Measure("percent", share(denied, decided)),
        },
        groups={**calendar(Claim.created_at, period), "payer": Group("name", Payer.id, Payer.name), **people(),
                "status": Group("code", Claim.status), "next_action": Group("code", Claim.next_action)},
        filters={**places(Encounter.practitioner_id), "payer_id": Claim.payer_id},
        id=Claim.id, patient=Claim.patient_id, link="claim",
        columns=(Column("at", "moment", Claim.created_at), Column("claim", "text", Claim.control_number),
                 Column("payer", "text", Payer.name), Column("status", "code", Claim.status),
                 Column("amount", "money", Claim.total)),
        default_measures=("claims", "charged", "paid", "denials", "denial_percent"), default_groups=("payer",),
    )  # fmt: skip


@subject("ageing")
def ageing(period: Period) -> Subject:
    """What patients owe today on open invoices that were issued until the end of the period, by how late it is."""
    today = cast(func.timezone(period.zone, func.now()), Date)
    late = cast(today - Invoice.due_on, Integer)
    bucket = case((late <= 0, "not_due"), (late <= 30, "1_30"), (late <= 60, "31_60"), (late <= 90, "61_90"),
                  else_="over_90")  # fmt: skip
    owed = Invoice.total - Invoice.paid - Invoice.credited
    return Subject(
        may=MAY,
        source=rendered(Invoice.__table__, Invoice.encounter_id, Invoice.facility_id),
        moment=Invoice.issued_at,
        where=(Invoice.status == InvoiceStatus.issued, Invoice.issued_at < period.end),
        measures={
            "owed": Measure("money", func.coalesce(func.sum(owed), 0)),
            "invoices": Measure("count", N),
            "patients": Measure("count", func.count(Invoice.patient_id.distinct())),
            "late_days": Measure("number", rounded(func.avg(func.greatest(late, literal(0))))),
        },
        groups={"age": Group("code", bucket), **people(), "reason": Group("code", Invoice.reason),
                "month": calendar(Invoice.issued_at, period)["month"]},
        filters=places(Encounter.practitioner_id),
        id=Invoice.id, patient=Invoice.patient_id, link="invoice",
        columns=(Column("invoice", "text", Invoice.number), Column("at", "moment", Invoice.issued_at),
                 Column("due", "day", Invoice.due_on), Column("amount", "money", owed)),
        default_measures=("owed", "invoices", "late_days"), default_groups=("age",),
    )  # fmt: skip
