"""What every installation with the simulator starts with: the test payer, so that a first claim has somewhere to go."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.db import Db
from hub.core.settings import settings
from hub.insurance.findings import PayerRules
from hub.insurance.models import Payer
from hub.insurance.simulator import CLEARING_HOUSE, PAYER_ID
from hub.insurance.simulator.plans import AUTHORIZED


async def load(db: Db) -> None:
    """Make the test payer once; an installation that talks to a real clearing house does not get it."""
    if settings().clearing_house != "simulator":
        return
    if await db.scalar(select(Payer.id).where(Payer.code == PAYER_ID)) is None:
        db.add(
            Payer(
                code=PAYER_ID, name="Test Payer (simulator)", partner="simulator", receiver_id="SIMCLEARING",
                receiver_name=CLEARING_HOUSE, filing_code="CI", usage="T", simulated=True,
                rules=PayerRules(authorization_codes=AUTHORIZED).model_dump(mode="json"),
            )
        )  # fmt: skip
        await db.flush()
