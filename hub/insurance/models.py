"""Tables of insurance. Amounts are integer minor units; raw files are kept as they came, in the same transaction."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    Sequence,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import relationship as related

from hub.core import keys, sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.states import legal_moves

claim_number = Sequence("claim_number", metadata=Base.metadata)
interchange_number = Sequence("interchange_number", metadata=Base.metadata, maxvalue=999_999_999, cycle=False)

MASK = {"audit": "mask"}


class Payer(Record):
    """Who pays: an insurer or programme. `rules` is its companion guide as data (findings.PayerRules)."""

    __tablename__ = "payer"

    code: Mapped[str] = mapped_column(unique=True)  # the payer id of NM1*PR, and our stable name for it
    name: Mapped[str]
    partner: Mapped[str]  # over which link its claims go: simulator | folder
    receiver_id: Mapped[str]  # ISA08/GS03
    receiver_name: Mapped[str]
    filing_code: Mapped[str] = mapped_column(default="CI")  # SBR09
    usage: Mapped[str] = mapped_column(default="P")  # ISA15: T test, P production
    rules: Mapped[Any] = mapped_column(JSON, default=dict)
    simulated: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class Relationship(StrEnum):
    """The patient's relationship to the subscriber."""

    self = "self"
    spouse = "spouse"
    child = "child"
    other = "other"


class Coverage(Record):
    """A patient's cover with a payer (FHIR Coverage). `subscriber` holds the policy unless the patient does."""

    __tablename__ = "coverage"
    __table_args__ = (
        Index("ix_coverage_member", "payer_id", "member_key"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payer.id"))
    member_id_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    member_id = sealed.text("member_id_sealed")
    member_key: Mapped[str] = mapped_column(default="", info=MASK)  # blind index of it
    group_number_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    group_number = sealed.text("group_number_sealed")
    plan: Mapped[str] = mapped_column(default="")
    relationship: Mapped[Relationship] = mapped_column(default=Relationship.self)
    subscriber_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    subscriber = sealed.json("subscriber_sealed", cast(dict[str, Any] | None, None))  # {given, family, birth_date, sex}
    priority: Mapped[int] = mapped_column(default=1)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    payer: Mapped[Payer] = related(lazy="raise")

    @property
    def relationship_code(self) -> str:
        """SBR02/PAT01."""
        return {"self": "18", "spouse": "01", "child": "19"}.get(self.relationship, "G8")


sealed.keyed(Coverage, "patient_id")


class ClaimStatus(StrEnum):
    """Where a claim stands. A rejection was never adjudicated; a denial was."""

    draft = "draft"
    scrub_failed = "scrub_failed"
    ready = "ready"
    batched = "batched"
    sent = "sent"
    received = "received"  # its syntax was accepted (999)
    accepted = "accepted"  # taken in for adjudication (277CA)
    rejected_envelope = "rejected_envelope"
    rejected_999 = "rejected_999"
    rejected_277ca = "rejected_277ca"
    paid = "paid"
    partial = "partial"
    denied = "denied"
    appealed = "appealed"
    replaced = "replaced"
    voided = "voided"
    closed = "closed"


_S = ClaimStatus
REJECTED = frozenset({_S.scrub_failed, _S.rejected_envelope, _S.rejected_999, _S.rejected_277ca})
ADJUDICATED = frozenset({_S.paid, _S.partial, _S.denied})
QUEUED = frozenset({_S.ready, _S.batched})
WAITING = frozenset({_S.sent, _S.received, _S.accepted})
_GIVEN_UP = frozenset({_S.replaced, _S.closed})

legal_moves(
    ClaimStatus,
    {
        _S.draft: {_S.ready, _S.scrub_failed},
        _S.scrub_failed: _GIVEN_UP,
        # What waits to be sent once more may be decided by what was sent before.
        _S.ready: {_S.batched} | ADJUDICATED,
        _S.batched: {_S.sent} | ADJUDICATED,
        _S.sent: {_S.ready, _S.received, _S.accepted, _S.voided} | (REJECTED - {_S.scrub_failed}) | ADJUDICATED,
        _S.received: {_S.ready, _S.accepted, _S.rejected_277ca, _S.voided} | ADJUDICATED,
        _S.accepted: {_S.rejected_277ca, _S.voided} | ADJUDICATED,
        _S.rejected_envelope: _GIVEN_UP,
        _S.rejected_999: _GIVEN_UP,
        _S.rejected_277ca: _GIVEN_UP | ADJUDICATED,  # some payers pay what they first turned away
        _S.paid: ADJUDICATED | _GIVEN_UP | {_S.voided},
        _S.partial: ADJUDICATED | _GIVEN_UP | {_S.voided, _S.appealed},
        _S.denied: ADJUDICATED | _GIVEN_UP | {_S.voided, _S.appealed},
        _S.appealed: ADJUDICATED | _GIVEN_UP | {_S.voided},
        _S.closed: ADJUDICATED,  # late money is still money
        _S.replaced: {_S.voided},
    },
)


class Claim(Record):
    """One claim as sent: `snapshot` never changes; a correction is a new claim that `replaces_id` this one.

    The four amounts are what posted remittances say in sum: total = paid + contractual + patient_share + denied + open.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index("uq_claim_attempt", "case_id", "attempt", unique=True, postgresql_where=text("case_id IS NOT NULL")),
        Index("ix_claim_queue", "status", "status_at", "id"),
        Index("ix_claim_payer_number", "payer_code", "payer_control_number"),
        Index("ix_claim_fingerprint", "fingerprint"),
        CheckConstraint("total >= 0", name="not_negative"),
    )

    control_number: Mapped[str] = mapped_column(unique=True)  # CLM01
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    coverage_id: Mapped[UUID] = mapped_column(ForeignKey("coverage.id"))
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payer.id"))
    payer_code: Mapped[str]
    encounter_id: Mapped[UUID | None] = mapped_column(index=True)
    case_id: Mapped[UUID | None]
    attempt: Mapped[int] = mapped_column(default=1)
    frequency: Mapped[str] = mapped_column(default="1")
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("claim.id"), index=True)
    status: Mapped[ClaimStatus] = mapped_column(default=ClaimStatus.draft)
    status_at: Mapped[datetime] = mapped_column(default=now)
    total: Mapped[int]
    currency: Mapped[str] = mapped_column(default="USD")
    snapshot_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    snapshot = sealed.json("snapshot_sealed", dict[str, Any]())
    fingerprint: Mapped[str] = mapped_column(default="")
    findings: Mapped[Any] = mapped_column(JSON, default=list, info=MASK)
    reason: Mapped[str] = mapped_column(Text, default="", info=MASK)
    next_action: Mapped[str] = mapped_column(default="")
    authorization: Mapped[str] = mapped_column(default="")  # for the next attempt, entered by a clerk
    payer_control_number: Mapped[str] = mapped_column(default="")
    interchange_id: Mapped[UUID | None] = mapped_column(ForeignKey("interchange.id"), index=True)
    set_control: Mapped[str] = mapped_column(default="")  # ST02 in that interchange
    paid: Mapped[int] = mapped_column(default=0)
    contractual: Mapped[int] = mapped_column(default=0)
    patient_share: Mapped[int] = mapped_column(default=0)
    denied: Mapped[int] = mapped_column(default=0)

    @property
    def open(self) -> int:
        """What no remittance has spoken about yet."""
        return self.total - self.paid - self.contractual - self.patient_share - self.denied


sealed.keyed(Claim, "patient_id")


class ClaimLine(Record):
    """One service of a claim, with what was decided about it in sum."""

    __tablename__ = "claim_line"
    __table_args__ = (UniqueConstraint("claim_id", "number"), UniqueConstraint("claim_id", "line_id"))

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"))
    number: Mapped[int]
    line_id: Mapped[str]  # REF*6R
    code: Mapped[str]
    modifiers: Mapped[Any] = mapped_column(JSON, default=list)
    units: Mapped[Decimal] = mapped_column(Numeric(12, 3))
    charge: Mapped[int]
    served_on: Mapped[date]
    paid: Mapped[int] = mapped_column(default=0)
    contractual: Mapped[int] = mapped_column(default=0)
    patient_share: Mapped[int] = mapped_column(default=0)
    denied: Mapped[int] = mapped_column(default=0)
    prior_authorization_service_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("prior_authorization_service.id"), index=True
    )
    """The authorized service whose units this line uses up."""


class ClaimHistory(Base):
    """Append-only: what happened to a claim, when, by whom or by which file."""

    __tablename__ = "claim_history"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    what: Mapped[str]  # a status, or ack_ta1, ack_999, ack_277ca, authorization ...
    detail: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(default="")
    interchange_id: Mapped[UUID | None] = mapped_column(ForeignKey("interchange.id"))
    remittance_id: Mapped[UUID | None] = mapped_column(ForeignKey("remittance.id"))


ddl("""
CREATE TRIGGER claim_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_history
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
""")


class Direction(StrEnum):
    outbound = "out"
    inbound = "in"


class FileStatus(StrEnum):
    """Outbound: queued -> sent -> accepted | rejected. Inbound: processed, repeated, or quarantined -> dismissed."""

    queued = "queued"
    sent = "sent"
    accepted = "accepted"
    rejected = "rejected"
    processed = "processed"
    quarantined = "quarantined"
    dismissed = "dismissed"


legal_moves(
    FileStatus,
    {
        FileStatus.queued: {FileStatus.sent},
        FileStatus.sent: {FileStatus.accepted, FileStatus.rejected},
        FileStatus.accepted: set(),
        FileStatus.quarantined: {FileStatus.dismissed},
    },
)


class Interchange(Record):
    """One file, byte for byte. The same bytes from the same partner are one row, however often they come."""

    __tablename__ = "interchange"
    __table_args__ = (
        UniqueConstraint("partner", "direction", "sha256"),
        Index("uq_interchange_control", "partner", "direction", "control", unique=True,
              postgresql_where=text("direction = 'out'")),
        Index("ix_interchange_status", "status", "id"),
    )  # fmt: skip

    partner: Mapped[str]
    direction: Mapped[Direction]
    name: Mapped[str]
    kind: Mapped[str]  # 837P, TA1, 999, 277CA, 278, 835, mixed, unknown
    sender: Mapped[str] = mapped_column(default="")
    control: Mapped[str] = mapped_column(default="")
    size: Mapped[int]
    sha256: Mapped[str]
    house: Mapped[UUID] = mapped_column(default=keys.HOUSE)
    """Owner of the key that seals it: a file is about many patients."""
    raw_sealed: Mapped[str] = mapped_column(Text, deferred=True, info=MASK)
    raw = sealed.binary("raw_sealed")
    status: Mapped[FileStatus]
    status_at: Mapped[datetime] = mapped_column(default=now)
    times: Mapped[int] = mapped_column(default=1)  # how often these bytes came
    reason_code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(Text, default="")


sealed.keyed(Interchange, "house")


class Remittance(Record):
    """One 835: a payment (or a notice of none) and what it is for. The same payment in two files is one row."""

    __tablename__ = "remittance"
    __table_args__ = (UniqueConstraint("payer_code", "trace", "paid_on", "amount"),)

    interchange_id: Mapped[UUID] = mapped_column(ForeignKey("interchange.id"), index=True)
    payer_code: Mapped[str]
    payer_name: Mapped[str]
    trace: Mapped[str]  # TRN02: finds the deposit on the bank statement
    paid_on: Mapped[date]
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(default="USD")
    method: Mapped[str]  # ACH, CHK, NON ...
    adjustments: Mapped[Any] = mapped_column(JSON, default=list)  # PLB: [{reason, reference, amount}]


class PaymentState(StrEnum):
    """posted: it counts for a claim; unmatched: a person must say whose it is; dismissed: it is not ours."""

    posted = "posted"
    unmatched = "unmatched"
    dismissed = "dismissed"


legal_moves(PaymentState, {PaymentState.unmatched: {PaymentState.posted, PaymentState.dismissed}})


class RemittanceClaim(Record):
    """One CLP of a remittance, and the claim of ours that it is about. `match` says how that was found out."""

    __tablename__ = "remittance_claim"
    __table_args__ = (UniqueConstraint("remittance_id", "ordinal"), Index("ix_remittance_claim_state", "state", "id"))

    remittance_id: Mapped[UUID] = mapped_column(ForeignKey("remittance.id"))
    ordinal: Mapped[int]
    claim_id: Mapped[UUID | None] = mapped_column(ForeignKey("claim.id"), index=True)
    state: Mapped[PaymentState]
    match: Mapped[str] = mapped_column(default="")
    control_number: Mapped[str]
    payer_control_number: Mapped[str] = mapped_column(default="")
    claim_status: Mapped[str]  # CLP02
    house: Mapped[UUID] = mapped_column(default=keys.HOUSE)
    """Owner of the key that seals it: whose payment it is may not be known."""
    member_id_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    member_id = sealed.text("member_id_sealed")
    patient: Mapped[str] = mapped_column(default="", info=MASK)
    served_on: Mapped[date | None]
    charge: Mapped[int]
    paid: Mapped[int]
    contractual: Mapped[int]
    patient_share: Mapped[int]
    denied: Mapped[int]
    adjustments: Mapped[Any] = mapped_column(JSON, default=list)  # claim level: [{group, reason, amount}]
    remarks: Mapped[Any] = mapped_column(JSON, default=list)
    candidates: Mapped[Any] = mapped_column(JSON, default=list)  # claim ids a person may choose from
    note: Mapped[str] = mapped_column(Text, default="", info=MASK)

    remittance: Mapped[Remittance] = related(lazy="raise")


sealed.keyed(RemittanceClaim, "house")


class RemittanceLine(Record):
    """One SVC of a CLP, and the claim line that it is about, when that is certain."""

    __tablename__ = "remittance_line"
    __table_args__ = (UniqueConstraint("remittance_claim_id", "number"),)

    remittance_claim_id: Mapped[UUID] = mapped_column(ForeignKey("remittance_claim.id"))
    claim_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("claim_line.id"))
    number: Mapped[int]
    line_id: Mapped[str] = mapped_column(default="")
    code: Mapped[str]
    modifiers: Mapped[Any] = mapped_column(JSON, default=list)
    units: Mapped[Decimal] = mapped_column(Numeric(12, 3))
    served_on: Mapped[date | None]
    charge: Mapped[int]
    paid: Mapped[int]
    allowed: Mapped[int | None]
    adjustments: Mapped[Any] = mapped_column(JSON, default=list)
    remarks: Mapped[Any] = mapped_column(JSON, default=list)
