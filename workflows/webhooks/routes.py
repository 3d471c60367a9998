"""HTTP of webhooks."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done, Page
from workflows.webhooks import actions
from workflows.webhooks.schemas import (
    DeliveriesRetried,
    EditWebhook,
    NewWebhook,
    WebhookDeliveryOut,
    WebhookDeliveryQuery,
    WebhookList,
    WebhookMade,
    WebhookOut,
)

api = Api("webhooks")


@api.get("/webhooks", may="webhook.manage")
async def list_webhooks(db: ReadDb, actor: Actor) -> WebhookList:
    """Who is told of what, and how that goes."""
    return WebhookList(items=await actions.listed(db, actor=actor))


@api.post("/webhooks", may="webhook.manage", status=201)
async def register_webhook(db: Db, actor: Actor, data: NewWebhook) -> WebhookMade:
    """A new webhook; its secret is shown this once."""
    return await actions.register(db, data, actor=actor)


@api.get("/webhooks/<uuid:webhook_id>", may="webhook.manage")
async def show_webhook(db: ReadDb, actor: Actor, webhook_id: UUID) -> WebhookOut:
    """One webhook."""
    return await actions.shown(db, await actions.access_webhook(db, webhook_id, actor=actor))


@api.put("/webhooks/<uuid:webhook_id>", may="webhook.manage")
async def edit_webhook(db: Db, actor: Actor, webhook_id: UUID, data: EditWebhook) -> WebhookOut:
    """Change where it goes and what it hears."""
    hook = await actions.access_webhook(db, webhook_id, actor=actor, lock=True)
    return await actions.shown(db, await actions.edit(db, hook, data, actor=actor))


@api.delete("/webhooks/<uuid:webhook_id>", may="webhook.manage")
async def remove_webhook(db: Db, actor: Actor, webhook_id: UUID) -> Done:
    """Forget a webhook and its deliveries."""
    await actions.remove(db, await actions.access_webhook(db, webhook_id, actor=actor, lock=True), actor=actor)
    return Done()


@api.post("/webhooks/<uuid:webhook_id>/pause", may="webhook.manage")
async def pause_webhook(db: Db, actor: Actor, webhook_id: UUID) -> WebhookOut:
    """Send nothing for now; facts are kept for it."""
    hook = await actions.access_webhook(db, webhook_id, actor=actor, lock=True)
    return await actions.shown(db, await actions.pause(db, hook, actor=actor))


@api.post("/webhooks/<uuid:webhook_id>/resume", may="webhook.manage")
async def resume_webhook(db: Db, actor: Actor, webhook_id: UUID) -> WebhookOut:
    """Send again."""
    hook = await actions.access_webhook(db, webhook_id, actor=actor, lock=True)
    return await actions.shown(db, await actions.resume(db, hook, actor=actor))


@api.post("/webhooks/<uuid:webhook_id>/secret", may="webhook.manage")
async def renew_webhook_secret(db: Db, actor: Actor, webhook_id: UUID) -> WebhookMade:
    """A new secret, shown this once; the former signs for another day."""
    return await actions.renew(db, await actions.access_webhook(db, webhook_id, actor=actor, lock=True), actor=actor)


@api.post("/webhooks/<uuid:webhook_id>/test", may="webhook.manage")
async def test_webhook(db: Db, actor: Actor, webhook_id: UUID) -> WebhookDeliveryOut:
    """Send a test message now, and say what came of it."""
    hook = await actions.access_webhook(db, webhook_id, actor=actor)
    return WebhookDeliveryOut.model_validate(await actions.test(db, hook, actor=actor))


@api.post("/webhooks/<uuid:webhook_id>/retry", may="webhook.manage")
async def retry_deliveries(db: Db, actor: Actor, webhook_id: UUID) -> DeliveriesRetried:
    """Try everything again that was given up."""
    hook = await actions.access_webhook(db, webhook_id, actor=actor, lock=True)
    return DeliveriesRetried(number=await actions.retry_all(db, hook, actor=actor))


@api.get("/webhooks/<uuid:webhook_id>/deliveries", may="webhook.manage")
async def list_deliveries(
    db: ReadDb, actor: Actor, webhook_id: UUID, query: WebhookDeliveryQuery
) -> Page[WebhookDeliveryOut]:
    """What was sent, the newest first."""
    return await actions.deliveries(db, await actions.access_webhook(db, webhook_id, actor=actor), query)


@api.post("/webhook-deliveries/<uuid:delivery_id>/retry", may="webhook.manage")
async def retry_delivery(db: Db, actor: Actor, delivery_id: UUID) -> WebhookDeliveryOut:
    """Try one again."""
    row = await actions.access_delivery(db, delivery_id, actor=actor)
    return WebhookDeliveryOut.model_validate(await actions.retry(db, row, actor=actor))
