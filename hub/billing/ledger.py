"""The ledger: post() writes one balanced entry. Corrections are reversals; nothing is ever changed.

Accounts: ar:unassigned (served, payer not yet known), ar:patient, ar:payer:<id>, revenue, adjustments:contractual,
write_offs, clearing:<gateway>, clearing:remittance, unapplied:patient (paid too much), refunds:payable (on their way
back), recoupment:<payer> (what a payer keeps back or gives besides claims), other_income:interest. Debits are positive.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub.billing.models import JournalEntry, LedgerAccount, Posting
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.ids import uuid7
from hub.insurance.queries import all_payers

PAYER = "ar:payer:"
RECOUPED = "recoupment:"
SIDES = {"ar": "asset", "clearing": "asset", "revenue": "income", "adjustments": "expense", "write_offs": "expense",
         "unapplied": "liability", "refunds": "liability", "recoupment": "asset", "other_income": "income"}  # fmt: skip
NAMES = {
    "ar:unassigned": "Receivable, payer not yet known",
    "ar:patient": "Receivable from patients",
    "revenue": "Revenue from services",
    "revenue:fees": "Fees for visits that did not take place",
    "adjustments:contractual": "Contractual adjustments",
    "write_offs": "Write-offs",
    "clearing:remittance": "Remittances announced by payers",
    "clearing:test": "Test gateway clearing",
    "unapplied:patient": "Credit of patients",
    "refunds:payable": "Refunds on their way",
    "other_income:interest": "Interest from payers",
}


async def post(
    db: Db, key: str, memo: str, sides: Iterable[tuple[str, int]], *, currency: str, actor: Actor,
    patient_id: UUID | None = None, case_id: UUID | None = None, reverses_id: UUID | None = None,
) -> bool:  # fmt: skip
    """Post `sides` (account, minor units; zeros are left out) once under `key`; False if it was posted before.

    The sum must be zero: checked here for a clear message, and by PostgreSQL at commit.
    """
    amounts = [(account, minor) for account, minor in sides if minor]
    if not amounts:
        return False
    if sum(minor for _, minor in amounts) != 0:
        raise ValueError(f"{memo} does not balance")
    entry_id = uuid7()
    won = await db.execute(
        insert(JournalEntry)
        .values(id=entry_id, created_at=now(), version=1, key=key, memo=memo, at=now(), patient_id=patient_id,
                case_id=case_id, reverses_id=reverses_id, actor_id=actor.user_id)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(JournalEntry.id)
    )  # fmt: skip
    if won.first() is None:
        return False
    accounts = sorted({account for account, _ in amounts})  # one order, no deadlock
    await db.execute(
        insert(LedgerAccount)
        .values([{"code": a, "name": NAMES.get(a, a), "side": SIDES[a.split(":")[0]]} for a in accounts])
        .on_conflict_do_nothing()
    )
    await db.execute(
        insert(Posting),
        [{"entry_id": entry_id, "account_code": a, "minor": m, "currency": currency} for a, m in amounts],
    )
    return True


async def balances(db: Db | ReadDb, *, case_id: UUID | None = None) -> list[dict[str, Any]]:
    """Balance per account and currency, of one case or of the house; the balances sum to zero."""
    query = (
        select(Posting.account_code, LedgerAccount.name, LedgerAccount.side, Posting.currency,
               func.sum(Posting.minor).label("minor"))
        .join(LedgerAccount, LedgerAccount.code == Posting.account_code)
        .group_by(Posting.account_code, LedgerAccount.name, LedgerAccount.side, Posting.currency)
        .order_by(Posting.account_code)
    )  # fmt: skip
    if case_id is not None:
        query = query.join(JournalEntry, JournalEntry.id == Posting.entry_id).where(JournalEntry.case_id == case_id)
    rows = [{**row._mapping, "minor": int(row.minor)} for row in await db.execute(query)]
    payers = {payer.code: payer.name for payer in await all_payers(db)}
    for row in rows:
        code = row["account_code"]
        if code.startswith(RECOUPED):
            name = payers.get(code.removeprefix(RECOUPED), code.removeprefix(RECOUPED))
            row["name"] = f"Kept back by {name}"
        row["name"] = payers.get(code.removeprefix(PAYER), row["name"])
    return rows


async def balance(db: Db | ReadDb, account: str, *, case_id: UUID) -> int:
    """What stands on one account for one case."""
    total = await db.scalar(
        select(func.sum(Posting.minor))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(JournalEntry.case_id == case_id, Posting.account_code == account)
    )
    return int(total or 0)


async def entries(db: Db | ReadDb, *, case_id: UUID) -> list[dict[str, Any]]:
    """The journal of one case, oldest first, one row per posting."""
    rows = await db.execute(
        select(JournalEntry.id, JournalEntry.at, JournalEntry.memo, Posting.account_code, Posting.minor,
               Posting.currency)
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .where(JournalEntry.case_id == case_id)
        .order_by(JournalEntry.at, JournalEntry.id, Posting.id)
    )  # fmt: skip
    return [dict(row._mapping) for row in rows]


async def report(db: Db | ReadDb, case_id: UUID | None) -> dict[str, Any]:
    """Balances (and the journal of a case), with their sum, which is zero."""
    rows = await balances(db, case_id=case_id)
    journal = await entries(db, case_id=case_id) if case_id else []
    return {"balances": rows, "entries": journal, "sum": sum(row["minor"] for row in rows)}
