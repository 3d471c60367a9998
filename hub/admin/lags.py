"""How far everything that follows the facts is behind: screens, consumers, webhooks, timers, background work."""

from __future__ import annotations

from sqlalchemy import text

from hub.admin.schemas import ConsumerLag
from hub.core.clock import now
from hub.core.db import ReadDb
from hub.core.facts import CONSUMERS

CONSUME = "consume:"
"""How jobs of consumers begin (see core.outbox)."""

# One statement: (name, how many wait that could go on now, since when the oldest of them, how many were given up).
_LAGS = text("""
WITH due AS (
  SELECT name, count(*) FILTER (WHERE state = 'queued' AND run_at <= :now) AS waiting,
         min(run_at) FILTER (WHERE state = 'queued' AND run_at <= :now) AS since,
         count(*) FILTER (WHERE state = 'dead') AS dead
  FROM job WHERE state IN ('queued', 'dead') GROUP BY name)
SELECT 'sockets' AS name, count(*) AS waiting, min(created_at) AS since, 0 AS dead FROM outbox WHERE position IS NULL
UNION ALL
SELECT 'webhooks', count(*) FILTER (WHERE d.status = 'waiting' AND d.next_at <= :now),
       min(d.next_at) FILTER (WHERE d.status = 'waiting' AND d.next_at <= :now),
       count(*) FILTER (WHERE d.status = 'dead')
FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id AND w.status = 'active'
UNION ALL
SELECT 'timers', count(*), min(t.due_at), 0
FROM timer t JOIN case_instance c ON c.id = t.case_id AND c.status = 'running' WHERE t.due_at <= :now
UNION ALL
SELECT 'messages', count(*), min(due_at), 0 FROM delivery WHERE status = 'queued' AND due_at <= :now
UNION ALL
SELECT 'jobs', coalesce(sum(waiting), 0), min(since), coalesce(sum(dead), 0) FROM due WHERE name NOT LIKE 'consume:%'
UNION ALL
SELECT name, waiting, since, dead FROM due WHERE name LIKE 'consume:%'
""")


async def of_all(db: ReadDb) -> list[ConsumerLag]:
    """The one farthest behind first. Seconds since the oldest that waits could have gone on; 0 = nothing waits."""
    moment = now()
    found = {name: ConsumerLag(name=name, waiting=0, seconds=0, dead=0) for name in CONSUMERS}
    for row in await db.execute(_LAGS, {"now": moment}):
        name = row.name.removeprefix(CONSUME)
        seconds = max(0.0, (moment - row.since).total_seconds()) if row.since else 0.0
        found[name] = ConsumerLag(name=name, waiting=row.waiting, seconds=round(seconds, 1), dead=row.dead)
    return sorted(found.values(), key=lambda one: (-one.seconds, -one.dead, one.name))
