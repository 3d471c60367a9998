"""Samples of operating cases: a bulk repair."""

from __future__ import annotations

from uuid import UUID, uuid4

from hub.core.db import Db
from tests.architecture.samples import BODIES, World, sample
from workflows.operations.models import CaseBatch


@sample("batch_id")
async def batch(db: Db, world: World) -> UUID:
    row = CaseBatch(process_id="demo", element_id="look", code="x", action="retry", reason="again", incidents=[])
    db.add(row)
    return row.id


_WHY = {"reason": "Needed for the test."}
BODIES |= {
    "POST /api/incidents/batches": {
        "process_id": "demo", "element_id": "look", "code": "probe_broken", "action": "retry", **_WHY
    },
    "POST /api/cases/<uuid:case_id>/suspend": _WHY,
    "POST /api/cases/<uuid:case_id>/resume": _WHY,
    "POST /api/cases/<uuid:case_id>/complete": _WHY,
    "PATCH /api/cases/<uuid:case_id>/data": {"rev": 1, "changes": {"a": 1}, **_WHY},
    "POST /api/cases/<uuid:case_id>/move": {"token_id": str(uuid4()), "element_id": "look", **_WHY},
    "POST /api/messages": {"message_id": "message-0001", "name": "answer", "case_id": "@case_id"},
}  # fmt: skip
