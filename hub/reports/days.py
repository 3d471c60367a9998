"""Day-end reconciliation: the ledger's movements of a day beside what was received, frozen when the day is closed.

A close covers everything from the close before it to the end of its day. PostgreSQL moves an entry that comes later
for a closed time to the first open moment, and refuses to change a close; so the figures of a closed day stay.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import func, select, text

from hub.billing import ledger
from hub.billing.models import Invoice, JournalEntry, LedgerAccount, Payment, PaymentStatus, Posting
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid
from hub.encounters.models import Encounter, EncounterStatus
from hub.reports.models import DayClose
from hub.reports.schemas import BookDayOut, BookDayRow, BookDaysOut, CloseDay, DayAccount, DayCount, DayFigures
from hub.scheduling.models import Appointment, AppointmentStatus
from hub.scheduling.rules import day_span
from hub.staff import queries as house
from hub.staff.models import Facility

SHOWN = 31


async def listed(db: ReadDb) -> BookDaysOut:
    """The last days, newest first, and from when on nothing is closed."""
    facility = await house.facility(db)
    today = _today(facility)
    since = today - timedelta(days=SHOWN - 1)
    closes = {row.day: row for row in await db.scalars(select(DayClose).where(DayClose.day >= since))}
    last = await _last(db)
    return BookDaysOut(
        items=[_row(today - timedelta(days=n), closes, last) for n in range(SHOWN)], today=today, zone=facility.zone,
        open_from=await _open_from(db, facility, last),
    )  # fmt: skip


def _row(day: date, closes: dict[date, DayClose], last: DayClose | None) -> BookDayRow:
    """A day is closed by its own close or by a later one that covers it."""
    own = closes.get(day) or next((closes[later] for later in sorted(closes) if later >= day), None)
    closed = own is not None or (last is not None and last.day >= day)
    return BookDayRow(day=day, closed=closed, closed_at=own.closed_at if own else None,
                  closed_by_name=own.closed_by_name if own else "")  # fmt: skip


async def _open_from(db: Db | ReadDb, facility: Facility, last: DayClose | None) -> date | None:
    if last is not None:
        return last.day + timedelta(days=1)
    first: datetime | None = await db.scalar(select(func.min(JournalEntry.at)))
    return first.astimezone(ZoneInfo(facility.zone)).date() if first else None


async def shown(db: ReadDb, day: date) -> BookDayOut:
    """A day's figures: as frozen if it is closed, else as they stand."""
    facility = await house.facility(db)
    if day > _today(facility):
        raise Invalid("This day has not begun.", code="day_to_come")
    close = await db.scalar(select(DayClose).where(DayClose.day >= day).order_by(DayClose.day).limit(1))
    start, until = await _covered(db, facility, close.day if close else day)
    live = await _figures(db, facility, start, until)
    if close is None:
        return _out(facility, day, start, live, None)
    frozen = DayFigures.model_validate(close.figures)
    return _out(facility, close.day, start, frozen, close, unchanged=_books(live) == _books(frozen))


def _out(
    facility: Facility, day: date, start: datetime, figures: DayFigures, close: DayClose | None,
    unchanged: bool | None = None,
) -> BookDayOut:  # fmt: skip
    since = start.astimezone(ZoneInfo(facility.zone)).date()
    if close is None:
        return BookDayOut(
            day=day, since=since, closed=False, closed_at=None, closed_by_name="", remark="", zone=facility.zone,
            currency=facility.currency, figures=figures, unchanged=None, sha256="",
        )  # fmt: skip
    return BookDayOut(
        day=day, since=since, closed=True, closed_at=close.closed_at, closed_by_name=close.closed_by_name,
        remark=close.remark, zone=close.zone, currency=close.currency, figures=figures, unchanged=unchanged,
        sha256=close.sha256,
    )  # fmt: skip


async def close(db: Db, data: CloseDay, *, actor: Actor) -> BookDayOut:
    """Freeze the figures up to the end of a day that is over; 409 when it, or a later one, is closed already."""
    facility = await house.facility(db)
    # Whoever is posting right now is waited for; whoever posts afterwards sees the close.
    await db.execute(text("LOCK TABLE journal_entry IN SHARE ROW EXCLUSIVE MODE"))
    if data.day >= _today(facility):
        raise Invalid("A day can be closed once it is over.", code="day_not_over")
    last = await _last(db)
    if last is not None and last.day >= data.day:
        raise Conflict("This day is closed already. Corrections appear as entries of an open day.", code="day_closed")
    if await _open_from(db, facility, last) is None:
        raise Conflict("Nothing was posted yet, so there is nothing to close.", code="nothing_to_close")
    start, until = await _covered(db, facility, data.day)
    figures = await _figures(db, facility, start, until)
    plain = figures.model_dump(mode="json")
    row = DayClose(
        facility_id=facility.id, day=data.day, until=until, zone=facility.zone, currency=facility.currency,
        figures=plain, sha256=hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        remark=data.remark, closed_at=now(), closed_by=actor.user_id, closed_by_name=actor.name,
    )  # fmt: skip
    db.add(row)
    audit.noted(db, actor, "close", "day_close", data.day.isoformat(), after={"sha256": row.sha256})
    await db.flush()
    return _out(facility, data.day, start, figures, row, unchanged=True)


def _today(facility: Facility) -> date:
    return now().astimezone(ZoneInfo(facility.zone)).date()


async def _last(db: Db | ReadDb) -> DayClose | None:
    found: DayClose | None = await db.scalar(select(DayClose).order_by(DayClose.day.desc()).limit(1))
    return found


async def _covered(db: Db | ReadDb, facility: Facility, day: date) -> tuple[datetime, datetime]:
    """From the end of the close before `day` (or the first entry) up to the end of `day`."""
    until = day_span(day, ZoneInfo(facility.zone)).end
    before: datetime | None = await db.scalar(select(func.max(DayClose.until)).where(DayClose.until < until))
    if before is None:
        before = await db.scalar(select(func.min(JournalEntry.at)))
    start = before.astimezone(UTC) if before else until - timedelta(days=1)
    return min(start, until), until


async def _figures(db: Db | ReadDb, facility: Facility, start: datetime, until: datetime) -> DayFigures:
    accounts = await _accounts(db, start, until)
    entries = await db.scalar(
        select(func.count()).select_from(JournalEntry).where(JournalEntry.at >= start, JournalEntry.at < until)
    )
    payments = await db.execute(
        select(Payment.gateway.label("key"), func.count().label("count"), func.sum(Payment.minor).label("minor"))
        .where(Payment.status == PaymentStatus.succeeded, Payment.status_at >= start, Payment.status_at < until)
        .group_by(Payment.gateway)
        .order_by(Payment.gateway)
    )
    issued = (await db.execute(
        select(func.count(), func.coalesce(func.sum(Invoice.total), 0))
        .where(Invoice.issued_at >= start, Invoice.issued_at < until)
    )).one()  # fmt: skip
    seen = await db.scalar(
        select(func.count()).select_from(Encounter)
        .where(Encounter.started_at >= start, Encounter.started_at < until,
               Encounter.status != EncounterStatus.cancelled)
    )  # fmt: skip
    missed = await db.scalar(
        select(func.count()).select_from(Appointment)
        .where(func.lower(Appointment.during) >= start, func.lower(Appointment.during) < until,
               Appointment.status == AppointmentStatus.no_show)
    )  # fmt: skip
    return DayFigures(
        accounts=accounts,
        payments=[DayCount(key=row.key, count=row._mapping["count"], minor=int(row.minor)) for row in payments],
        invoices=DayCount(key="issued", count=int(issued[0]), minor=int(issued[1])), visits=seen or 0,
        no_shows=missed or 0, entries=entries or 0, sum=sum(one.debit - one.credit for one in accounts),
    )  # fmt: skip


async def _accounts(db: Db | ReadDb, start: datetime, until: datetime) -> list[DayAccount]:
    """Movements of the time and the balance at its end, per account."""
    inside = JournalEntry.at >= start
    rows = await db.execute(
        select(
            Posting.account_code, LedgerAccount.name,
            func.coalesce(func.sum(Posting.minor).filter(inside, Posting.minor > 0), 0).label("debit"),
            func.coalesce(-func.sum(Posting.minor).filter(inside, Posting.minor < 0), 0).label("credit"),
            func.sum(Posting.minor).label("balance"),
        )
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(LedgerAccount, LedgerAccount.code == Posting.account_code)
        .where(JournalEntry.at < until)
        .group_by(Posting.account_code, LedgerAccount.name)
        .order_by(Posting.account_code)
    )  # fmt: skip
    return [
        DayAccount(account=row.account_code, name=ledger.NAMES.get(row.account_code, row.name), debit=int(row.debit),
                   credit=int(row.credit), balance=int(row.balance))
        for row in rows
    ]  # fmt: skip


def _books(figures: DayFigures) -> dict[str, Any]:
    """What may never change again: the ledger's side of a day."""
    return {one.account: (one.debit, one.credit, one.balance) for one in figures.accounts} | {"n": figures.entries}
