"""What diagrams may ask of appeals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.billing.appeals import actions
from hub.core.actor import Actor
from hub.core.db import Db
from workflows.steps import StepContext, step


@step("billing.enclose_records", title="Enclose records",
      help="Copies the chosen parts of the record for the letter to the payer.", raises=True)  # fmt: skip
async def enclose_records(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{decision, enclosed} from the answers of the form `enclose_records`: {decision, records, reply}. Only the number
    stays in the case."""
    said = case.answers or {}
    keys = list(said.get("records") or ()) if said["decision"] == "enclose" else []
    appeal_id = UUID(case.data["appeal"]["appeal_id"])
    number = await actions.choose(db, appeal_id, keys, str(said.get("reply") or ""), actor=actor)
    return {"decision": said["decision"], "enclosed": number}
