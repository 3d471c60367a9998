"""What crosses HTTP at merges, the timeline and exports of patients."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out
from hub.patients.evidence_models import EvidenceStatus
from hub.patients.filed import ExportStatus
from hub.patients.schemas import PatientDetails, PatientRow

Why = Annotated[str, Field(min_length=3, max_length=500)]
Taken = Literal["given", "family", "birth_date", "sex", "email", "phone", "address", "language", "preferred_name",
                "pronouns", "emergency_name", "emergency_phone", "interpreter", "other_languages", "extra"]  # fmt: skip


class MergeQuery(Body):
    other_id: UUID


class MovingOut(Out):
    """A table with rows of the other record."""

    table: str
    title: str
    moves: int
    stays: int
    because: str


class DifferenceOut(Out):
    """A detail that the two records say differently."""

    field: str
    survivor: Any
    loser: Any


class MergePreviewOut(Out):
    survivor: PatientDetails
    loser: PatientDetails
    score: int
    differences: list[DifferenceOut]
    moving: list[MovingOut]
    account: Literal["none", "moved", "disabled"]
    """What becomes of the other record's account."""


class MergePatients(Body):
    """`other_id` becomes part of the patient of the path, which takes over the details in `take`."""

    other_id: UUID
    take: list[Taken] = Field([], max_length=20)
    reason: Why


class UndoMerge(Body):
    reason: Why


class MergeOut(Out):
    id: UUID
    loser: PatientRow
    created_at: datetime
    reason: str
    undone_at: datetime | None


class MergesOut(Out):
    items: list[MergeOut]
    merged_into: PatientRow | None
    """Where this record went."""


class TimelineQuery(Body):
    after: str = Field("", max_length=400)
    limit: int = Field(50, ge=1, le=100)


class TimelineLineOut(Out):
    at: datetime
    kind: str
    id: UUID
    what: str
    practitioner: str


class AskExport(Body):
    """`whole`: with what bears a sensitivity label."""

    reason: Why
    whole: bool = False


class HandOver(Body):
    """The desk has seen the patient, or who acts for him (`proxy_id`), and a paper with a picture of that person."""

    identity: Literal["passport", "id_card", "driving_licence", "residence_permit", "other"]
    reason: Why
    proxy_id: UUID | None = None


class ReceiverOut(Out):
    """Somebody who may take out the whole record in the patient's place."""

    proxy_id: UUID
    name: str


class HandoverOut(Out):
    """A record that was handed over at the desk."""

    id: UUID
    status: ExportStatus
    created_at: datetime
    expires_at: datetime | None
    downloads: int
    identity: str
    handed_to: str
    """The name of who got it in the patient's place; '' = the patient."""


class HandoversOut(Out):
    items: list[HandoverOut]
    receivers: list[ReceiverOut]


class HandedOverOut(HandoversOut):
    """`code` is told this once, for the slip."""

    code: str


class PickUp(Body):
    """What stands on the slip, and what its holder knows."""

    code: Annotated[str, StringConstraints(min_length=16, max_length=40)]
    birth_date: date


class ExportOut(Out):
    id: UUID
    status: ExportStatus
    created_at: datetime
    size: int | None
    expires_at: datetime | None
    downloads: int


class ExportsOut(Out):
    items: list[ExportOut]


class EvidenceOut(Out):
    """Pictures of an identity document: which sides are there, why they were sent back, until when they are kept."""

    id: UUID
    status: EvidenceStatus
    status_at: datetime
    document: str
    front: bool
    back: bool
    reason: str
    forget_at: datetime
    version: int


class MyEvidenceOut(Out):
    """`keep_days`: how long what is sent is kept once the desk has confirmed it."""

    evidence: EvidenceOut | None
    keep_days: int


class SideQuery(Body):
    """Which side of the document; `v`, its version, makes the address of another picture another one."""

    side: Literal["front", "back"]
    v: int = Field(0, ge=0)


class OnboardingOut(Out):
    """How far a new patient's onboarding is; no `case_id`: nobody has begun it."""

    case_id: UUID | None
    status: str | None
    ended_at: datetime | None
    identity_verified_at: datetime | None
    identity_document: str
    evidence: EvidenceOut | None
