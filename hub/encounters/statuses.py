"""Statuses of the clinical record and which may follow which: data that a clinician can read."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from hub.core.states import legal_moves

MASK = {"audit": "mask"}
"""Of a column: words about a person's health do not go into the audit trail."""


class EncounterClass(StrEnum):
    """HL7 ActCode: where and how the two meet."""

    virtual = "VR"
    ambulatory = "AMB"
    emergency = "EMER"
    inpatient = "IMP"
    home = "HH"


class EncounterStatus(StrEnum):
    """FHIR Encounter.status: `arrived` = here and not seen yet, `on_hold` = away for a while (imaging, a walk)."""

    planned = "planned"
    arrived = "arrived"
    triaged = "triaged"
    in_progress = "in_progress"
    on_hold = "on_hold"
    finished = "finished"
    cancelled = "cancelled"
    entered_in_error = "entered_in_error"


class NoteStatus(StrEnum):
    """A signed note is never edited: it gets addenda, or is marked as entered in error and stays readable."""

    draft = "draft"
    signed = "signed"
    unlocked = "unlocked"
    """Signed, and open again for a reason that is kept; what was signed stays readable."""
    entered_in_error = "entered_in_error"


class PrescriptionStatus(StrEnum):
    """`draft` until the note is signed; `awaiting` = signed by who may not prescribe alone, the supervisor's turn."""

    draft = "draft"
    awaiting = "awaiting"
    active = "active"
    cancelled = "cancelled"
    entered_in_error = "entered_in_error"


class RecordStatus(StrEnum):
    """Of an allergy or a problem."""

    active = "active"
    resolved = "resolved"
    entered_in_error = "entered_in_error"


class RefillStatus(StrEnum):
    """What became of a patient's wish for more of a medicine."""

    requested = "requested"
    renewed = "renewed"
    declined = "declined"
    visit_needed = "visit_needed"
    withdrawn = "withdrawn"


class ReferralStatus(StrEnum):
    """FHIR ServiceRequest in the words of a clinic: `answered` = the specialist's advice came without a visit."""

    requested = "requested"
    accepted = "accepted"
    booked = "booked"
    seen = "seen"
    declined = "declined"
    answered = "answered"
    withdrawn = "withdrawn"


class VersionKind(StrEnum):
    """What a written version of a note is."""

    signed = "signed"
    addendum = "addendum"
    unlocked = "unlocked"
    cosigned = "cosigned"


class Verification(StrEnum):
    """How sure we are (FHIR verification status)."""

    unconfirmed = "unconfirmed"
    confirmed = "confirmed"
    refuted = "refuted"


class GivenStatus(StrEnum):
    """Of something that was done to a patient once: an immunization, a procedure."""

    completed = "completed"
    not_done = "not_done"
    entered_in_error = "entered_in_error"


class ChartedStatus(StrEnum):
    """Of what was charted: right, or struck through."""

    final = "final"
    entered_in_error = "entered_in_error"


class TakenStatus(StrEnum):
    """Of a medicine that the patient takes at home."""

    active = "active"
    stopped = "stopped"
    entered_in_error = "entered_in_error"


class CosignStatus(StrEnum):
    """Of a request to sign beside somebody else."""

    requested = "requested"
    signed = "signed"
    returned = "returned"
    withdrawn = "withdrawn"


class Prescribing(StrEnum):
    """Whether a clinician may prescribe: `countersigned` = in force only with the supervisor's signature."""

    alone = "alone"
    countersigned = "countersigned"
    none = "none"


class TriageLevel(IntEnum):
    """How soon an emergency has to be seen: five levels, as most triage scales have them."""

    immediate = 1
    very_urgent = 2
    urgent = 3
    standard = 4
    not_urgent = 5


SEEN_WITHIN = {
    TriageLevel.immediate: 0, TriageLevel.very_urgent: 10, TriageLevel.urgent: 60, TriageLevel.standard: 120,
    TriageLevel.not_urgent: 240,
}  # fmt: skip
"""Minutes after arrival (Manchester triage: Mackway-Jones, Emergency Triage, 3rd edition 2014)."""


class LetterStatus(StrEnum):
    """Of a letter or certificate: it is never changed, only taken back."""

    issued = "issued"
    revoked = "revoked"


class ReportCategory(StrEnum):
    """Who made a report (HL7 v2 table 0074, in words)."""

    laboratory = "laboratory"
    imaging = "imaging"
    pathology = "pathology"
    cardiology = "cardiology"
    other = "other"


class ReportStatus(StrEnum):
    """FHIR DiagnosticReport.status; `registered` = expected, nothing is known yet."""

    registered = "registered"
    preliminary = "preliminary"
    final = "final"
    amended = "amended"
    entered_in_error = "entered_in_error"


class ReleaseStatus(StrEnum):
    """Whether the patient reads a report; `held` = a clinician keeps it back for a reason, and no rule releases it."""

    waiting = "waiting"
    held = "held"
    released = "released"


class CriticalStatus(StrEnum):
    """Of a critical result: `withdrawn` = what came in was wrong."""

    waiting = "waiting"
    acknowledged = "acknowledged"
    withdrawn = "withdrawn"


class AnswerStatus(StrEnum):
    """Of a form that somebody was asked to fill in."""

    requested = "requested"
    completed = "completed"
    withdrawn = "withdrawn"
    entered_in_error = "entered_in_error"


E, N, P, R = EncounterStatus, NoteStatus, PrescriptionStatus, RecordStatus
legal_moves(E, {
    E.planned: [E.arrived, E.in_progress, E.cancelled, E.entered_in_error],
    E.arrived: [E.triaged, E.in_progress, E.cancelled, E.entered_in_error],
    E.triaged: [E.in_progress, E.cancelled, E.entered_in_error],
    E.in_progress: [E.on_hold, E.finished, E.cancelled, E.entered_in_error],
    E.on_hold: [E.in_progress, E.finished, E.cancelled, E.entered_in_error],
})  # fmt: skip
legal_moves(N, {
    N.draft: [N.signed], N.signed: [N.unlocked, N.entered_in_error], N.unlocked: [N.signed, N.entered_in_error],
})  # fmt: skip
legal_moves(P, {
    P.draft: [P.awaiting, P.active], P.awaiting: [P.active, P.cancelled, P.entered_in_error],
    P.active: [P.cancelled, P.entered_in_error],
})  # fmt: skip
F = RefillStatus
legal_moves(F, {F.requested: [F.renewed, F.declined, F.visit_needed, F.withdrawn]})
W = ReferralStatus
legal_moves(W, {
    W.requested: [W.accepted, W.declined, W.answered, W.withdrawn],
    W.accepted: [W.booked, W.withdrawn],
    W.booked: [W.accepted, W.seen, W.withdrawn],
})  # fmt: skip
legal_moves(R, {R.active: [R.resolved, R.entered_in_error], R.resolved: [R.active, R.entered_in_error]})
legal_moves(GivenStatus, {
    GivenStatus.completed: [GivenStatus.entered_in_error], GivenStatus.not_done: [GivenStatus.entered_in_error],
})  # fmt: skip
legal_moves(ChartedStatus, {ChartedStatus.final: [ChartedStatus.entered_in_error]})
legal_moves(TakenStatus, {
    TakenStatus.active: [TakenStatus.stopped, TakenStatus.entered_in_error],
    TakenStatus.stopped: [TakenStatus.active, TakenStatus.entered_in_error],
})  # fmt: skip
legal_moves(CosignStatus, {
    CosignStatus.requested: [CosignStatus.signed, CosignStatus.returned, CosignStatus.withdrawn],
    CosignStatus.returned: [CosignStatus.requested, CosignStatus.withdrawn],
})  # fmt: skip
legal_moves(LetterStatus, {LetterStatus.issued: [LetterStatus.revoked]})
T, L = ReportStatus, ReleaseStatus
legal_moves(T, {
    T.registered: [T.preliminary, T.final, T.entered_in_error], T.preliminary: [T.final, T.entered_in_error],
    T.final: [T.amended, T.entered_in_error], T.amended: [T.entered_in_error],
})  # fmt: skip
legal_moves(L, {L.waiting: [L.held, L.released], L.held: [L.released]})
C = CriticalStatus
legal_moves(C, {C.waiting: [C.acknowledged, C.withdrawn]})
legal_moves(AnswerStatus, {
    AnswerStatus.requested: [AnswerStatus.completed, AnswerStatus.withdrawn],
    AnswerStatus.completed: [AnswerStatus.entered_in_error],
})  # fmt: skip

SAID = frozenset({T.final, T.amended})
"""A report that can be reviewed and released."""
OPEN = frozenset({E.planned, E.arrived, E.triaged, E.in_progress, E.on_hold})
"""An encounter that can still be worked on."""
