"""Fact -> who is told, how urgently, over which channels. Data that a nurse could read, with one line per kind.

`audience` says who: 'patient' is the account of the fact's patient, 'practitioner' the account of its clinician,
'role:<role>' everybody active in that role, 'people:<member>' the accounts that a member of the fact names,
'on_call' who is on call for unanswered alerts now. Channels beside the app: push, email, sms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hub.beds.facts import TransferChanged
from hub.billing.appeals.facts import AppealDue
from hub.billing.facts import CreditChanged, InvoiceIssued, PaymentFailed, ReceiptMade, RefundChanged
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import Fact
from hub.encounters.critical import waits as critical_waits
from hub.encounters.facts import (
    CriticalResultUnanswered,
    DiagnosticReportChanged,
    EncounterFinished,
    RefillChanged,
    ReviewerShutOut,
)
from hub.frontdesk.facts import EmergencyArrived
from hub.insurance.authorization.facts import PriorAuthorizationChanged
from hub.lab.facts import ServiceRequestChanged
from hub.messaging.facts import MessageOverdue, MessageSent
from hub.messaging.queries import is_news, message_waits
from hub.monitoring.facts import AlertEscalated, AlertRaised, VitalsDue, VitalsMissed
from hub.monitoring.queries import alert_waits
from hub.patients.access.facts import GlassChanged
from hub.patients.erasure.facts import ErasureChanged
from hub.patients.facts import OnboardingChanged
from hub.scheduling.facts import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentDue,
    BookingsStranded,
    SlotOffered,
)
from hub.staff.facts import LicenceExpiring, RosterChanged, ShiftSwapChanged, StaffLeaveChanged
from hub.visits.facts import VisitChanged
from hub.visits.queries import has_status
from workflows.facts import IncidentRaised, TaskOpened, TaskShutOut

Picks = Callable[[Any], bool]
Still = Callable[[Db, Any], Awaitable[bool]]
News = Callable[[Db, Any, UUID], Awaitable[bool]]
Params = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: this fact makes this kind of notification for this audience."""

    kind: str
    audience: str
    link: str
    channels: tuple[str, ...] = ()
    urgent: bool = False
    when: Picks = field(default=lambda fact: True)
    still: Still | None = None
    """Asked when it is told: news that is no longer so (the patient left, a worker was away) is not told at all."""
    news: News | None = None
    """Asked for each person: what he has read before he could be told needs no bell."""
    fold: bool = False
    """One that is unread and leads to the same page is enough: ten messages of a conversation ring once."""
    params: Params = field(default=lambda fact: {})
    dedupe: str = "{kind}:{id}"

    def key(self, fact: Fact) -> str:
        """Two facts with one key tell a person once."""
        values = fact.model_dump(mode="json")
        first = next((v for name, v in values.items() if name.endswith("_id")), "")
        return self.dedupe.format(**{**values, "kind": self.kind, "id": first})

    def target(self, fact: Fact) -> str:
        """The page that the notification opens."""
        return self.link.format(**fact.model_dump(mode="json"))


def _status(wanted: str) -> Picks:
    return lambda fact: str(fact.status) == wanted


def _what(*wanted: str) -> Picks:
    return lambda fact: fact.what in wanted


def _not_moved(fact: Any) -> bool:
    """Who moved a visit hears of the new time; that the old one is cancelled would only frighten."""
    return fact.replaced_by is None


def _visit_is(*wanted: str) -> Still:
    async def still(db: Db, fact: Any) -> bool:
        return await has_status(db, fact.visit_id, wanted)

    return still


async def _unanswered(db: Db, fact: Any) -> bool:
    """Nobody has acknowledged the alert meanwhile."""
    return await alert_waits(db, fact.alert_id)


def _at_once(fact: Any) -> bool:
    """An order that cannot wait, from the moment of the doctor's signature."""
    return bool(fact.priority == "stat" and fact.status == "active" and fact.what in ("placed", "signed"))


def _to_go_for(fact: Any) -> bool:
    """An order for which the patient comes in; what cannot wait is taken where he is."""
    return bool(fact.priority != "stat" and fact.what in ("placed", "signed"))


def _calm(fact: Any) -> bool:
    return not fact.urgent


async def _unread(db: Db, fact: Any, user_id: UUID) -> bool:
    return await is_news(db, fact.thread_id, user_id)


async def _pressing(db: Db, fact: Any) -> bool:
    """Nobody has acknowledged the urgent message meanwhile."""
    return await message_waits(db, fact.message_id)


async def _critical(db: Db, fact: Any) -> bool:
    """Nobody has answered for the critical result meanwhile."""
    return await critical_waits(db, fact.critical_result_id)


def _to_come(fact: Any) -> bool:
    return bool(fact.starts_at > now())


def _at(fact: Any) -> dict[str, Any]:
    return {"starts_at": fact.starts_at.isoformat()}


def _at_with_links(fact: Any) -> dict[str, Any]:
    """The e-mail's links are made when it is written (words.py): a signature is not kept here."""
    return {**_at(fact), "appointment_id": str(fact.appointment_id)}


APP, EMAIL, PUSH = (), ("email",), ("push",)
BOTH = ("push", "email")
ALL, CALLS = ("push", "email", "sms"), ("push", "sms")

SOON = Rule("visit_soon", "patient", "/my/appointments/{appointment_id}", CALLS, params=_at,
            dedupe="visit_soon:{appointment_id}:{starts_at}")  # fmt: skip
"""Ten minutes before a visit; told by the clock (soon.py), not by a fact."""

RULES: Mapping[type[Fact], tuple[Rule, ...]] = {
    AppointmentBooked: (
        Rule("visit_booked", "patient", "/my/appointments/{appointment_id}", BOTH, when=_to_come,
             params=_at_with_links),
        Rule("visit_booked_with_you", "practitioner", "/schedule", when=_to_come, params=_at),
    ),
    AppointmentCancelled: (
        Rule("visit_cancelled", "patient", "/my/appointments/{appointment_id}", BOTH, when=_not_moved, params=_at),
        Rule("visit_cancelled_with_you", "practitioner", "/schedule", params=_at),
    ),
    AppointmentChanged: (
        Rule("visit_missed", "patient", "/my/appointments/{appointment_id}", EMAIL, when=_status("no_show"),
             params=_at),
    ),
    AppointmentDue: (
        Rule("visit_reminder", "patient", "/my/appointments/{appointment_id}", ALL, when=_to_come,
             params=_at_with_links, dedupe="{kind}:{id}:{starts_at}:{nth}"),
    ),
    SlotOffered: (
        Rule("slot_offered", "patient", "/my", BOTH, urgent=True, when=_to_come, params=_at),
    ),
    VisitChanged: (
        Rule("patient_waiting", "practitioner", "/visits/{visit_id}", PUSH, urgent=True, when=_status("waiting"),
             still=_visit_is("waiting")),
        Rule("come_in", "patient", "/my/visits/{visit_id}", PUSH, urgent=True, when=_status("admitted"),
             still=_visit_is("admitted", "in_call")),
    ),
    EncounterFinished: (Rule("summary_ready", "patient", "/my/summaries/{encounter_id}", EMAIL),),
    RefillChanged: tuple(
        Rule(f"refill_{status}", "patient", "/my/medicines", BOTH, when=_status(status))
        for status in ("renewed", "declined", "visit_needed")
    ),
    DiagnosticReportChanged: (
        Rule("result_released", "patient", "/my/results/{diagnostic_report_id}", BOTH,
             when=_what("released", "commented"), dedupe="{kind}:{diagnostic_report_id}:{version}"),
        Rule("result_changed", "patient", "/my/results/{diagnostic_report_id}", BOTH,
             when=lambda fact: fact.released and fact.what in ("amended", "entered_in_error"),
             dedupe="{kind}:{diagnostic_report_id}:{version}"),
        *(Rule("result_arrived", who, "/results/{diagnostic_report_id}", when=_what("arrived", "amended", "reassigned"),
               dedupe="{kind}:{diagnostic_report_id}:{version}") for who in ("practitioner", "people:cover_ids")),
        *(Rule("result_critical", who, "/results/{diagnostic_report_id}", CALLS, urgent=True, when=_what("critical"),
               dedupe="{kind}:{diagnostic_report_id}:{version}") for who in ("practitioner", "people:cover_ids")),
    ),
    ReviewerShutOut: (
        Rule("result_handed_on", "user", "/results", when=lambda fact: fact.practitioner_id),
        *(Rule("result_shut", who, link, PUSH, urgent=True, when=lambda fact: not fact.practitioner_id)
          for who, link in (("user", "/results"), ("people:told", "/patients/{patient_id}"))),
    ),
    CreditChanged: (
        Rule("credit_new", "patient", "/my/bills", BOTH, when=lambda fact: fact.grew, dedupe="{kind}:{grew}"),
    ),
    RefundChanged: (
        Rule("refund_sent", "patient", "/my/bills/{invoice_id}", BOTH, when=_status("succeeded"),
             dedupe="{kind}:{refund_id}"),
        Rule("refund_failed", "role:billing_clerk", "/invoices/{invoice_id}", when=_status("failed"),
             dedupe="{kind}:{refund_id}"),
    ),
    AppealDue: (Rule("appeal_due", "role:billing_clerk", "/claims/{claim_id}", PUSH,
                     dedupe="{kind}:{appeal_id}:{days}"),),
    TaskShutOut: (Rule("task_taken_back", "user", "/work", PUSH),),
    CriticalResultUnanswered: (
        Rule("result_unanswered", "people:user_ids", "/results/{diagnostic_report_id}", CALLS, urgent=True,
             still=_critical, dedupe="{kind}:{critical_result_id}:{rung}"),
    ),
    ServiceRequestChanged: (
        *(Rule("order_stat", f"role:{role}", "/work", PUSH, urgent=True, when=_at_once)
          for role in ("lab_technician", "nurse")),
        Rule("order_placed", "patient", "/my/orders", BOTH, when=_to_go_for),
        Rule("specimen_again", "patient", "/my/orders", BOTH, when=_what("rejected"), dedupe="{kind}:{specimen_id}"),
    ),
    PriorAuthorizationChanged: (
        *(Rule(f"authorization_{what}", "people:askers", "/prior-authorizations/{prior_authorization_id}",
               when=_what(what), dedupe="{kind}:{prior_authorization_id}:{submission}")
          for what in ("approved", "partial", "denied", "expired", "used_up")),
        Rule("authorization_self_pay", "patient", "/my/insurance", BOTH, when=_what("self_pay", "part_self_pay")),
    ),
    InvoiceIssued: (Rule("invoice_issued", "patient", "/my/bills/{invoice_id}", BOTH, dedupe="{kind}:{invoice_id}"),),
    PaymentFailed: (
        Rule("payment_failed", "patient", "/my/bills/{invoice_id}", PUSH, dedupe="payment_failed:{payment_id}"),
    ),
    ReceiptMade: (Rule("receipt_ready", "patient", "/my/bills/{invoice_id}", EMAIL, dedupe="{kind}:{invoice_id}"),),
    TaskOpened: (
        Rule("claim_denied", "role:billing_clerk", "/tasks/{task_id}",
             when=lambda fact: fact.element_id in ("work_denial", "correct_claim")),
    ),
    EmergencyArrived: (
        Rule("emergency_arrived", "practitioner", "/encounters/{encounter_id}", CALLS, urgent=True),
        Rule("emergency_arrived", "role:nurse", "/encounters", PUSH, urgent=True),
    ),
    TransferChanged: (
        *(Rule("transfer_asked", who, "/stays/{stay_id}", PUSH, when=when, dedupe="{kind}:{place_id}")
          for who, when in (("people:told", lambda fact: fact.what == "asked" and fact.told),
                            ("role:nurse", lambda fact: fact.what == "asked" and not fact.told))),
        Rule("transfer_refused", "people:asked_by", "/stays/{stay_id}", PUSH,
             when=lambda fact: fact.what == "refused" and fact.asked_by, dedupe="{kind}:{place_id}"),
        Rule("transfer_taken_over", "practitioner", "/stays/{stay_id}", PUSH,
             when=lambda fact: fact.what == "arrived" and fact.taken_over, dedupe="{kind}:{place_id}"),
    ),
    GlassChanged: (
        Rule("glass_broken", "role:privacy_officer", "/privacy/glass/{glass_id}", EMAIL, urgent=True,
             when=lambda fact: fact.begun),
    ),
    ErasureChanged: (
        *(Rule(f"erasure_{what}", "role:privacy_officer", "/privacy/erasures/{erasure_id}", EMAIL, when=_what(what),
               dedupe="{kind}:{erasure_id}") for what in ("asked", "due")),
        Rule("erasure_answered", "patient", "/my/documents", EMAIL, when=_what("refused", "restricted"),
             dedupe="{kind}:{erasure_id}:{what}"),
    ),
    OnboardingChanged: (
        Rule("onboarding_waits", "patient", "/my", BOTH, when=_what("reminded"), dedupe="{kind}:{patient_id}"),
        Rule("identity_returned", "patient", "/my", BOTH, when=_what("identity_returned"),
             dedupe="{kind}:{evidence_id}"),
        Rule("welcome", "patient", "/my", BOTH, when=_what("welcomed"), dedupe="{kind}:{patient_id}"),
    ),
    AlertRaised: (
        Rule("alert_raised", "role:nurse", "/vitals/{patient_id}", PUSH, urgent=True,
             when=lambda fact: fact.priority == "high" and not fact.technical, still=_unanswered,
             dedupe="alert_raised:{alert_id}:{priority}"),
    ),
    AlertEscalated: (
        Rule("alert_escalated", "practitioner", "/vitals/{patient_id}", CALLS, urgent=True, still=_unanswered,
             dedupe="alert_escalated:{alert_id}:{rung}"),
        Rule("alert_unanswered", "on_call", "/vitals/{patient_id}", CALLS, urgent=True,
             when=lambda fact: fact.rung > 1, still=_unanswered, dedupe="{kind}:{alert_id}:{rung}"),
    ),
    VitalsMissed: (
        Rule("vitals_missed", "patient", "/my/vitals", PUSH, dedupe="vitals_missed:{patient_id}:{due_at}"),
    ),
    VitalsDue: (Rule("vitals_due", "patient", "/my/vitals", PUSH, dedupe="vitals_due:{patient_id}:{due_at}"),),
    MessageSent: (
        Rule("message", "people:patient_ids", "/my/messages/{thread_id}", BOTH, when=_calm, news=_unread, fold=True,
             dedupe="message:{thread_id}:{seq}"),
        Rule("message", "people:staff_ids", "/messages/{thread_id}", PUSH, when=_calm, news=_unread, fold=True,
             dedupe="message:{thread_id}:{seq}"),
        Rule("message_urgent", "people:patient_ids", "/my/messages/{thread_id}", ALL, urgent=True,
             when=lambda fact: fact.urgent, dedupe="message_urgent:{message_id}:0"),
        Rule("message_urgent", "people:staff_ids", "/messages/{thread_id}", PUSH, urgent=True,
             when=lambda fact: fact.urgent, dedupe="message_urgent:{message_id}:0"),
    ),
    MessageOverdue: (
        Rule("message_urgent", "people:patient_ids", "/my/messages/{thread_id}", ALL, urgent=True, still=_pressing,
             dedupe="message_urgent:{message_id}:{rung}"),
        Rule("message_urgent", "people:staff_ids", "/messages/{thread_id}", CALLS, urgent=True, still=_pressing,
             dedupe="message_urgent:{message_id}:{rung}"),
        Rule("message_unanswered", "people:author_id", "/messages/{thread_id}", PUSH, urgent=True, still=_pressing,
             when=lambda fact: fact.rung > 1, dedupe="message_unanswered:{message_id}"),
    ),
    IncidentRaised: (Rule("incident", "role:admin", "/cases/{case_id}", urgent=True),),
    StaffLeaveChanged: (
        Rule("leave_asked", "lead", "/leave", EMAIL, when=_status("requested")),
        Rule("leave_approved", "user", "/my-duty", BOTH, when=_status("approved")),
        Rule("leave_refused", "user", "/my-duty", BOTH, when=_status("refused")),
    ),
    BookingsStranded: (Rule("bookings_stranded", "role:receptionist", "/closures", dedupe="{kind}:{leave_id}"),),
    RosterChanged: (
        Rule("roster_changed", "user", "/my-duty", PUSH, when=lambda fact: fact.published and fact.user_id,
             dedupe="{kind}:{week}:{at}"),
    ),
    ShiftSwapChanged: (
        Rule("swap_asked", "taker", "/my-duty", PUSH, when=lambda fact: fact.status == "requested" and fact.taker_id),
        Rule("swap_to_decide", "lead", "/leave", when=_status("accepted")),
        *(Rule(f"swap_{status}", "user", "/my-duty", PUSH, when=_status(status))
          for status in ("declined", "approved", "refused")),
        Rule("swap_approved_taker", "taker", "/my-duty", PUSH, when=_status("approved")),
    ),
    LicenceExpiring: (
        Rule("licence_ending", "user", "/my-profile", BOTH, dedupe="{kind}:{id}:{days}"),
        Rule("licence_ending_of", "lead", "/people/{user_id}", EMAIL, dedupe="{kind}:{id}:{days}"),
    ),
}  # fmt: skip
