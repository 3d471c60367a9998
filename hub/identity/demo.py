"""The demo's accounts of people who are neither clinicians nor patients."""

from __future__ import annotations

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity import actions
from hub.identity.demo_logins import LOGINS, email

NAMES = {
    "admin": "Ingrid Solberg", "reception": "Marcus Bell", "store": "Paulo Mendes", "pharmacy": "Hana Suzuki",
    "lab": "Viktor Marin", "billing": "Carol Dunne", "privacy": "Amara Nwosu",
    "lead": "Joan Ibarra",
}  # fmt: skip


async def load(db: Db, demo: Demo) -> None:
    """One account per role; doctors, nurses and patients come with their own modules."""
    for name, role in LOGINS:
        if name in NAMES:
            demo.made[name] = await actions.create_user(
                db, email(name), None, NAMES[name], [role], actor=SYSTEM, demo=True, password_hash=demo.password_hash
            )
