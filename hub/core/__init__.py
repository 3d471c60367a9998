"""The core: settings, database, edge, actor, audit, facts, outbox, jobs, files. It owns the tables audit_event,
audit_lane, outbox, outbox_head, job, schedule and idempotency_key, states no facts of its own, knows no clinical word
and imports nothing of ours."""
