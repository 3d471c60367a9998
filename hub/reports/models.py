"""Tables of reports, and the indexes on other rooms' tables by which a period is found without reading all of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.billing.models import Charge, Invoice, Payment
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.ids import uuid7
from hub.encounters.models import Encounter, Prescription
from hub.insurance.models import Claim
from workflows.models import Case, Incident


class SavedReport(Record):
    """A report that somebody built: its question only, never its answer. `role` = whose; '' = only its owner's."""

    __tablename__ = "saved_report"
    __table_args__ = (Index("ix_saved_report_role", "role"), Index("ix_saved_report_owner", "owner_id"))

    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[UUID]
    owner_name: Mapped[str]
    definition: Mapped[Any] = mapped_column(JSON)


class DayClose(Base):
    """A closed day: its figures as they stood, for ever. `until` is the first moment after it, in UTC."""

    __tablename__ = "day_close"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    day: Mapped[date] = mapped_column(unique=True)
    until: Mapped[datetime] = mapped_column(index=True)
    zone: Mapped[str]
    currency: Mapped[str]
    figures: Mapped[Any] = mapped_column(JSON)
    sha256: Mapped[str]
    """Of the figures as canonical JSON (sorted keys, UTF-8)."""
    remark: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime] = mapped_column(default=now)
    closed_by: Mapped[UUID | None]
    closed_by_name: Mapped[str]


# What the figures of a period read stands in the index itself: a month costs its rows, wherever they lie.
Index(
    "ix_encounter_started", Encounter.started_at,
    postgresql_include=["practitioner_id", "patient_id", "class", "status", "ended_at"],
)  # fmt: skip
Index("ix_prescription_status_at", Prescription.status_at)
Index("ix_charge_served", Charge.served_on)
Index("ix_payment_status_at", Payment.status_at)
Index("ix_invoice_issued", Invoice.issued_at)
Index("ix_invoice_open", Invoice.due_on, postgresql_where=Invoice.status == "issued")
Index("ix_claim_created", Claim.created_at)
Index("ix_case_instance_started", Case.process_id, Case.created_at)
Index("ix_case_instance_ended", Case.process_id, Case.ended_at, postgresql_where=Case.ended_at.is_not(None))
Index("ix_incident_created", Incident.created_at)

ddl("CREATE TRIGGER day_close_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON day_close "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only('always');")  # fmt: skip
# An entry that arrives for a closed day is an entry of the first open moment: closed days never change.
ddl("""
CREATE OR REPLACE FUNCTION entry_after_close() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed timestamptz;
BEGIN
  SELECT max(until) INTO closed FROM day_close;
  IF NEW.at < closed THEN NEW.at := greatest(closed, now()); END IF;
  RETURN NEW;
END $$;
""")
ddl("CREATE TRIGGER journal_entry_after_close BEFORE INSERT ON journal_entry "
    "FOR EACH ROW EXECUTE FUNCTION entry_after_close();")  # fmt: skip
