"""The demo's own role, its exception, its program and its app: what the pages about access are for."""

from __future__ import annotations

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity.oauth import actions as oauth
from hub.identity.oidc import actions as oidc
from hub.identity.policy import actions, services
from hub.identity.policy.models import Effect


async def load(db: Db, demo: Demo) -> None:
    """Small and plausible, and nobody's way is barred by it."""
    seen = ["patient.read", "patient.any", "staff.read"]
    await actions.make_role(db, "Records clerk", "receptionist", seen, actor=SYSTEM)
    await actions.add_rule(db, Effect.allow, "bed.read", role="pharmacist", actor=SYSTEM,
                           reason="The pharmacy brings medicines to the wards.")  # fmt: skip
    await actions.set_limits(db, "admin", 15, 12, False, actor=SYSTEM)
    bridge = await services.make_account(db, "Laboratory bridge", ["lab_technician"], actor=SYSTEM)
    await services.make_key(db, bridge, "Analyser in room 3", ["staff.read"], 180, actor=SYSTEM)
    await oauth.register(db, "Family calendar", ["https://calendar.example.org/back"],
                         ["openid", "profile", "appointment.read"], confidential=False, actor=SYSTEM)  # fmt: skip
    await oidc.add(db, "house", "Harbor Point staff sign-in", "test", "https://id.demo.wardline.test", "wardline", "",
                   ["demo.wardline.test"], actor=SYSTEM)  # fmt: skip
