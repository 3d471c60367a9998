"""Tables of billing. All amounts are integer minor units beside an ISO 4217 currency."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.states import legal_moves


class Price(Record):
    """What one unit of a service costs from a day on."""

    __tablename__ = "price"
    __table_args__ = (
        UniqueConstraint("service_code", "valid_from"),
        CheckConstraint("minor >= 0", name="not_negative"),
    )

    service_code: Mapped[str]
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(default="USD")
    valid_from: Mapped[date]


class ChargeStatus(StrEnum):
    open = "open"
    claimed = "claimed"
    invoiced = "invoiced"
    cancelled = "cancelled"


legal_moves(
    ChargeStatus,
    {
        ChargeStatus.open: {ChargeStatus.claimed, ChargeStatus.invoiced, ChargeStatus.cancelled},
        ChargeStatus.claimed: {ChargeStatus.invoiced},
    },
)


class Charge(Record):
    """One service rendered, priced once and for all (FHIR ChargeItem). `source_key` makes raising it idempotent."""

    __tablename__ = "charge"
    __table_args__ = (
        UniqueConstraint("source_key"),
        CheckConstraint("units > 0 AND minor = units * unit_minor AND minor >= 0", name="adds_up"),
    )

    source_key: Mapped[str]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    encounter_id: Mapped[UUID | None] = mapped_column(index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    service_code: Mapped[str]
    display: Mapped[str]
    modifiers: Mapped[Any] = mapped_column(JSON, default=list)
    units: Mapped[int]
    unit_minor: Mapped[int]
    minor: Mapped[int]
    currency: Mapped[str]
    price_id: Mapped[UUID] = mapped_column(ForeignKey("price.id"))
    status: Mapped[ChargeStatus] = mapped_column(default=ChargeStatus.open)
    served_on: Mapped[date]


class LedgerAccount(Base):
    """One account of the ledger; `code` such as 'ar:patient' or 'ar:payer:ACME'."""

    __tablename__ = "ledger_account"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    side: Mapped[str]  # asset | liability | income | expense


class JournalEntry(Record):
    """One thing that happened to money. `key` is unique: what happened once is posted once."""

    __tablename__ = "journal_entry"
    __table_args__ = (UniqueConstraint("key"),)

    key: Mapped[str]
    memo: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    patient_id: Mapped[UUID | None] = mapped_column(index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("journal_entry.id"))
    actor_id: Mapped[UUID | None]


class Posting(Base):
    """One side of an entry: debit positive, credit negative."""

    __tablename__ = "posting"
    __table_args__ = (CheckConstraint("minor <> 0", name="not_zero"), Index("ix_posting_account", "account_code"))

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("journal_entry.id"), index=True)
    account_code: Mapped[str] = mapped_column(ForeignKey("ledger_account.code"))
    minor: Mapped[int]
    currency: Mapped[str]


# PostgreSQL itself keeps the books: every entry has two sides or more and sums to zero per currency at commit.
ddl("""
CREATE OR REPLACE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entry uuid; sides integer;
BEGIN
  IF TG_TABLE_NAME = 'posting' THEN entry := NEW.entry_id; ELSE entry := NEW.id; END IF;
  SELECT count(*) INTO sides FROM posting WHERE entry_id = entry;
  IF sides < 2 THEN
    RAISE EXCEPTION 'a journal entry needs two postings'
      USING ERRCODE = '23514', CONSTRAINT = 'ck_journal_entry_balances';
  END IF;
  IF EXISTS (SELECT 1 FROM posting WHERE entry_id = entry GROUP BY currency HAVING sum(minor) <> 0) THEN
    RAISE EXCEPTION 'a journal entry must sum to zero'
      USING ERRCODE = '23514', CONSTRAINT = 'ck_journal_entry_balances';
  END IF;
  RETURN NULL;
END $$;
""")
ddl("CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION entry_balances();")  # fmt: skip
ddl("CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION entry_balances();")  # fmt: skip
for _table in ("posting", "journal_entry"):
    ddl(f"CREATE TRIGGER {_table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {_table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION append_only('always');")  # fmt: skip


class InvoiceStatus(StrEnum):
    issued = "issued"
    paid = "paid"
    cancelled = "cancelled"


legal_moves(InvoiceStatus, {InvoiceStatus.issued: {InvoiceStatus.paid, InvoiceStatus.cancelled}})


class InvoiceCounter(Base):
    """The last number of one facility and year; its row lock keeps the numbers without a gap."""

    __tablename__ = "invoice_counter"

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class Invoice(Record):
    """What a patient owes, frozen when issued (FHIR Invoice). `party` and the lines are a snapshot."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("source_key"),
        CheckConstraint("total > 0 AND paid >= 0 AND credited >= 0 AND paid + credited <= total", name="within_total"),
    )

    number: Mapped[str]
    source_key: Mapped[str]
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    encounter_id: Mapped[UUID | None]
    status: Mapped[InvoiceStatus] = mapped_column(default=InvoiceStatus.issued)
    status_at: Mapped[datetime] = mapped_column(default=now)
    issued_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    currency: Mapped[str]
    total: Mapped[int]
    paid: Mapped[int] = mapped_column(default=0)
    credited: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """By how much it was lowered after it was issued, since an insurer decided anew."""
    reason: Mapped[str] = mapped_column(default="self_pay")  # self_pay | patient_share | no_show | late_cancel
    party_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    party = sealed.json("party_sealed", dict[str, Any]())
    receipt_file_id: Mapped[UUID | None]


sealed.keyed(Invoice, "patient_id")


class InvoiceLine(Base):
    """One line of an invoice, in our words; it never changes."""

    __tablename__ = "invoice_line"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    service_code: Mapped[str] = mapped_column(default="")
    display: Mapped[str]
    units: Mapped[int] = mapped_column(default=1)
    minor: Mapped[int]


class PaymentStatus(StrEnum):
    created = "created"
    requires_action = "requires_action"
    processing = "processing"
    succeeded = "succeeded"
    failed = "failed"
    cancelled = "cancelled"


_after_created = {PaymentStatus.requires_action, PaymentStatus.processing, PaymentStatus.succeeded,
                  PaymentStatus.failed, PaymentStatus.cancelled}  # fmt: skip
legal_moves(
    PaymentStatus,
    {
        PaymentStatus.created: _after_created,
        PaymentStatus.requires_action: _after_created - {PaymentStatus.requires_action},
        PaymentStatus.processing: {PaymentStatus.succeeded, PaymentStatus.failed},
        # A gateway may take the money after all: it counts, be it as a credit.
        PaymentStatus.failed: {PaymentStatus.succeeded},
        PaymentStatus.cancelled: {PaymentStatus.succeeded},
    },
)


class Payment(Record):
    """One try to pay one invoice through one gateway."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("gateway", "external_id"),
        CheckConstraint("minor > 0", name="positive"),
        Index("uq_payment_open", "invoice_id", unique=True,
              postgresql_where=text("status IN ('created', 'requires_action', 'processing')")),
    )  # fmt: skip

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"), index=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    gateway: Mapped[str]
    external_id: Mapped[str | None]
    status: Mapped[PaymentStatus] = mapped_column(default=PaymentStatus.created)
    status_at: Mapped[datetime] = mapped_column(default=now)
    minor: Mapped[int]
    currency: Mapped[str]
    failure: Mapped[str] = mapped_column(default="")
    payer_user_id: Mapped[UUID | None]


class RefundStatus(StrEnum):
    requested = "requested"
    processing = "processing"
    succeeded = "succeeded"
    failed = "failed"


legal_moves(
    RefundStatus,
    {
        RefundStatus.requested: {RefundStatus.processing, RefundStatus.succeeded, RefundStatus.failed},
        RefundStatus.processing: {RefundStatus.succeeded, RefundStatus.failed},
        RefundStatus.succeeded: {RefundStatus.failed},  # the bank may send it back
    },
)


class Refund(Record):
    """Money that goes back to the card it came from, out of the patient's credit."""

    __tablename__ = "refund"
    __table_args__ = (
        UniqueConstraint("gateway", "external_id"),
        CheckConstraint("minor > 0", name="positive"),
        Index("ix_refund_patient", "patient_id"),
    )

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), index=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    gateway: Mapped[str]
    external_id: Mapped[str | None]
    status: Mapped[RefundStatus] = mapped_column(default=RefundStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)
    minor: Mapped[int]
    currency: Mapped[str]
    failure: Mapped[str] = mapped_column(default="")
    reason_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    reason = sealed.text("reason_sealed")
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]


sealed.keyed(Refund, "patient_id")


class WebhookInbox(Base):
    """Every authentic message of a gateway, once."""

    __tablename__ = "webhook_inbox"
    __table_args__ = (UniqueConstraint("source", "external_id"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    source: Mapped[str]
    external_id: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(default=now)
    handled_at: Mapped[datetime | None]
