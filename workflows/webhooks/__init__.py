"""Webhooks: facts of pathways told to other systems over HTTPS, signed and retried. Owns webhook and webhook_delivery;
its fact WebhookChanged is in `workflows.facts`. May import workflows and hub.core.

Deliveries are made from the outbox by position, so each fact becomes exactly one delivery per webhook whatever crashes
where; they are sent at least once, each under an id that stays the same. What is sent are ids and flags. The signature
is explained in `signing.py` and, for those who receive, in `docs/webhooks.md`.
"""
