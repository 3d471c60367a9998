"""What every installation needs: the ledger's fixed accounts."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from hub.billing.ledger import NAMES, SIDES
from hub.billing.models import LedgerAccount
from hub.core.db import Db


async def load(db: Db) -> None:
    """Make the fixed accounts; running it again changes nothing."""
    rows = [{"code": code, "name": name, "side": SIDES[code.split(":")[0]]} for code, name in NAMES.items()]
    await db.execute(insert(LedgerAccount).values(rows).on_conflict_do_nothing())
