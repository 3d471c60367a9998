"""What providers look like from outside."""

from __future__ import annotations

from hub.core.db import Db, ReadDb
from hub.core.settings import settings
from hub.identity.oidc import actions
from hub.identity.oidc.schemas import ProviderOut, ProvidersOut, TrustedProvider, TrustedProvidersOut


async def ways(db: ReadDb) -> ProvidersOut:
    """For the sign-in page."""
    rows = await actions.providers(db)
    return ProvidersOut(items=[ProviderOut(slug=row.slug, name=row.name, test=row.kind == "test") for row in rows])


async def trusted(db: Db | ReadDb) -> TrustedProvidersOut:
    """For administrators."""
    await db.flush()
    rows, people = await actions.providers(db, every=True), await actions.people(db)
    return TrustedProvidersOut(items=[
        TrustedProvider(
            id=row.id, slug=row.slug, name=row.name, kind="test" if row.kind == "test" else "oidc", issuer=row.issuer,
            client_id=row.client_id, domains=row.domains, created_at=row.created_at, disabled_at=row.disabled_at,
            redirect_uri=f"{settings().base_url}/api/oidc/{row.slug}/back", people=people.get(row.id, 0),
        )
        for row in rows
    ])  # fmt: skip
