"""ROLES: what each role may do, as data that an auditor can read. Permission first, relation to the patient second.

A permission only opens the door of a route; whose records are behind it is decided by `access_*` (a doctor's
`patient.read` reaches the patients in his care, `patient.any` everybody's demographics, never the clinical notes).
"""

from __future__ import annotations

from collections.abc import Iterable

PERMISSIONS: dict[str, str] = {
    "session.manage": "see and end one's own sessions, change one's password",
    "user.manage": "create people's accounts, give roles, disable, reset passwords",
    "patient.self": "say who acts for oneself: what nobody does for a patient",
    "details.own": "one's own details, contacts and picture",
    "record.own": "one's own record: visits, medicines, vital signs, forms, who looked",
    "document.own": "one's own documents",
    "consent.own": "agree and withdraw for oneself",
    "export.own": "take out everything that is kept about oneself",
    "patient.read": "demographics of the patients in one's care",
    "patient.any": "demographics of every patient, without a care relation",
    "patient.write": "register patients and correct their demographics",
    "identity.verify": "see the pictures of identity documents that patients send, and say whether it is the person",
    "document.write": "file, replace and mark documents of the patients that one may see",
    "registration.manage": "which numbers and fields registration asks for, consent texts, rules for minors",
    "patient.merge": "make two records of one person one, and undo it",
    "patient.export": "take out everything that one patient has",
    "export.handover": "hand a record over at the desk to who has shown a paper, without reading it",
    "patient.import": "take in patients from a file",
    "staff.read": "who works here, with which specialty",
    "staff.manage": "clinicians, departments and the facility",
    "duty.own": "one's own shifts, leave and credentials, and those of the department that one leads",
    "roster.manage": "rotas, on-call and leave of every department",
    "appointment.book": "hold and book a time (a patient for himself)",
    "appointment.read": "appointments: one's own, or all by role",
    "appointment.cancel": "take an appointment back: one's own, or all by role",
    "appointment.manage": "everybody's schedule: book, move, cancel, availability",
    "appointment.overbook": "book over a taken time, with a reason, up to the policy's cap",
    "schedule.manage": "hours, templates, holidays, days off and the booking policy",
    "queue.work": "the queue: give numbers, call, serve, send on",
    "arrival.write": "take in an emergency at the desk, with as little as it takes",
    "queue.manage": "queues, places that call, displays and kiosks",
    "slot.read": "free times",
    "chart.read": "clinical record of the patients in one's care, or one's own",
    "chart.write": "notes, diagnoses, prescriptions of the patients in one's care",
    "result.release": "look at results, release them to the patient with own words, or hold them",
    "order.read": "laboratory orders of the patients in one's care, with their specimens",
    "order.work": "the laboratory's work: every order of the house, specimens to take or to reject",
    "chart.manage": "what the clinic writes with: templates, phrases, order sets, letters, forms, code sets",
    "task.work": "one's worklist: claim, draft, complete",
    "task.assign": "lead the work of one's roles: give tasks to people, one by one or many at once",
    "case.read": "where a case stands: diagram, tokens, history",
    "case.start": "start a pathway by hand",
    "case.manage": "cancel, retry and mend cases",
    "case.data": "the data of a case unmasked (each look is audited)",
    "process.read": "the pathways and their diagrams",
    "process.edit": "draw pathways: drafts, check, try, send to review",
    "process.approve": "review what a colleague has drawn: a clinician's eye on it, never one's own drawing",
    "process.publish": "publish approved pathways, roll back, say who may what with one",
    "case.migrate": "move running cases to another version of their pathway",
    "webhook.manage": "tell other systems of pathways: webhooks, their secrets and deliveries",
    "visit.join": "take part in one's own video visits",
    "visit.conduct": "admit and lead a video visit",
    "visit.replay": "play the recording of a video visit one may see",
    "waiting.work": "the waiting rooms of the clinic: who waits for whom, signs, a word to who waits",
    "bill.read": "invoices: one's own, or all by role",
    "bill.pay": "pay one's own invoices",
    "price.manage": "what a service costs from a day on",
    "bill.manage": "issue, cancel, write off, the ledger",
    "claim.read": "coverages and claims: one's own, or all by role",
    "coverage.write": "add, correct and end coverages: one's own, or any patient's at the desk",
    "refund.make": "give back what patients have paid too much",
    "claim.manage": "submit, correct and post claims",
    "appeal.write": "write, sign and send appeals against denied claims, and enter what the payer answers",
    "authorization.read": "where prior authorizations of one's patients stand, without clinical words",
    "authorization.ask": "ask a payer for prior authorization, read and withdraw the requests of one's patients",
    "bed.read": "wards and beds",
    "bed.manage": "reserve, occupy and release beds",
    "notification.read": "one's own notifications",
    "message.write": "messages: one's own conversations, and those with the patients in one's care or of one's office",
    "message.answer": "the staff's side of messages: canned answers, and making a message a task",
    "message.moderate": "hide anybody's message in a conversation that one may read, with a reason",
    "vitals.read": "which vital signs are known here, in which units",
    "vitals.watch": "vital signs, waveforms and alerts of the patients in one's care or on one's ward",
    "vitals.write": "vital signs, limits and alerts of those patients: enter, set, acknowledge, resolve",
    "device.bind": "put a device at a patient",
    "device.manage": "register devices, give keys, free and retire them",
    "incident.report": "report what went wrong or nearly did, and see what came of one's own reports",
    "incident.manage": "every incident report of the house",
    "mailbox.read": "the console mailbox of outgoing mail",
    "audit.read": "the audit trail",
    "glass.break": "open a record outside one's care in an emergency",
    "glass.review": "review emergency accesses",
    "erasure.manage": "requests to erase a record: look what stands against it, restrict, approve, refuse; legal holds",
    "erasure.confirm": "confirm as a second person that a record is erased, by its number alone",
    "label.set": "put sensitivity labels on records, and see what narrows access",
    "objection.set": "keep a person out of a record",
    "sensitive.read": "records under a sensitivity label without treating the patient",
    "health.read": "the health of every part",
    "job.manage": "try background work again, or give it up",
    "setting.manage": "switches of the hospital, its words and its configuration file",
    "report.read": "figures of the work: visits, no-shows, waiting, prescriptions, tasks, beds",
    "report.money": "figures of the money: revenue, payments, claims, what is owed, the days of the books",
    "report.manage": "keep reports for whole roles",
    "day.close": "close a day of the books",
}

PORTAL = frozenset({"patient.self", "details.own", "record.own", "document.own", "consent.own", "export.own"})
"""What comes with being a patient, and with acting for one: no grant gives it."""
_EVERYBODY = {"session.manage", "notification.read"}
_STAFF = _EVERYBODY | {"staff.read", "task.work", "duty.own", "message.write", "message.answer", "incident.report"}
_CLINICIAN = _STAFF | {
    "patient.read", "document.write", "chart.read", "chart.write",
    "slot.read", "appointment.read", "appointment.cancel", "case.read",
    "case.data",
    "case.start", "process.read", "visit.join", "waiting.work", "bed.read", "queue.work", "arrival.write",
    "vitals.read", "vitals.watch", "vitals.write",
    "authorization.read", "authorization.ask",
    "message.moderate",
}  # fmt: skip

ROLES: dict[str, frozenset[str]] = {
    "admin": frozenset(
        _STAFF | {"incident.manage", "registration.manage", "patient.import", "roster.manage"}
        | {"user.manage", "staff.manage", "slot.read", "schedule.manage", "queue.manage", "task.assign",
                  "case.read",
                  "case.start", "case.manage",
                  "process.read",
                  "process.edit", "process.approve", "process.publish", "case.migrate", "webhook.manage",
                  "bed.read", "mailbox.read",
                  "health.read", "report.read", "report.money", "report.manage", "chart.manage", "device.manage",
                  "job.manage", "setting.manage", "price.manage", "erasure.confirm"}
    ),
    "doctor": frozenset(_CLINICIAN | {"visit.conduct", "bed.manage", "process.approve", "task.assign", "glass.break",
                                   "order.read", "result.release", "visit.replay", "label.set", "report.read"}),
    "nurse": frozenset(_CLINICIAN | {"bed.manage", "glass.break", "device.bind", "device.manage", "order.read",
                                     "order.work"}),
    "receptionist": frozenset(
        _STAFF | {"patient.read", "patient.any", "patient.write", "identity.verify", "patient.merge", "document.write",
                  "slot.read", "appointment.book", "appointment.manage",
                  "appointment.overbook", "schedule.manage", "appointment.read", "appointment.cancel", "claim.read",
                  "coverage.write", "bed.read", "queue.work", "queue.manage", "arrival.write",
                  "export.handover", "waiting.work", "report.read", "authorization.read"}
    ),
    "store_manager": frozenset(_STAFF),
    "team_lead": frozenset(
        _STAFF | {"incident.manage", "message.moderate", "report.read", "roster.manage", "task.assign"}
    ),
    "pharmacist": frozenset(_STAFF),
    "lab_technician": frozenset(_STAFF | {"order.read", "order.work"}),
    "billing_clerk": frozenset(
        _STAFF | {"patient.read", "patient.any", "bill.read", "price.manage", "bill.manage", "claim.read",
                  "claim.manage", "refund.make", "appeal.write", "coverage.write", "case.read", "process.read",
                  "authorization.read", "authorization.ask", "report.read", "report.money", "day.close"}
    ),
    "privacy_officer": frozenset(
        _STAFF | {"patient.read", "patient.any", "patient.merge", "patient.export", "audit.read", "glass.review",
                  "erasure.manage", "erasure.confirm",
                  "label.set", "objection.set"}
    ),
    "patient": frozenset(
        _EVERYBODY | PORTAL | {"staff.read", "slot.read", "appointment.book", "appointment.read",
                      "appointment.cancel", "chart.read", "task.work", "visit.join", "bill.read", "bill.pay",
                      "visit.replay", "claim.read", "coverage.write", "vitals.read", "message.write"}
    ),
    "auditor": frozenset(_EVERYBODY | {"audit.read", "health.read", "report.read", "report.money"}),
}  # fmt: skip

CLINICAL = frozenset({"doctor", "nurse"})
"""Roles that need a practitioner behind the account."""


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """The union of what `roles` allow; an unknown role allows nothing."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))


def is_staff(roles: Iterable[str]) -> bool:
    """Whether these roles work here (short idle time); a person who is only a patient does not."""
    return any(role != "patient" for role in roles)
