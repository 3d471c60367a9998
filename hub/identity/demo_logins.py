"""The logins of the demo hospital: one per role, two doctors, two patients, one generated password for all."""

from __future__ import annotations

from hub.core.db import Db, ReadDb
from hub.core.settings import settings
from hub.identity import passwords, queries
from hub.identity.schemas import DemoLogin

DOMAIN = "demo.wardline.test"
LOGINS: tuple[tuple[str, str], ...] = (
    ("patient", "patient"), ("patient2", "patient"), ("doctor", "doctor"), ("doctor2", "doctor"), ("nurse", "nurse"),
    ("reception", "receptionist"), ("billing", "billing_clerk"), ("admin", "admin"), ("privacy", "privacy_officer"),
    ("store", "store_manager"), ("pharmacy", "pharmacist"), ("lab", "lab_technician"), ("lead", "team_lead"),
)  # fmt: skip
"""(what stands before the @, role), in the order in which people try them."""


def email(name: str) -> str:
    return f"{name}@{DOMAIN}"


def password() -> str:
    """The demo's one password, made at first use and kept 0600 in <data_dir>/secrets/demo_password."""
    return settings().secret("demo_password", passwords.generated).strip()


async def present(db: Db | ReadDb) -> list[DemoLogin]:
    """The demo logins that exist here; none outside a demo."""
    if settings().environment != "demo":
        return []
    found = {user.email: user for user in await queries.demo_users(db)}
    return [
        DemoLogin(email=email(name), role=role, name=found[email(name)].display_name)
        for name, role in LOGINS
        if email(name) in found
    ]


def told_password() -> str:
    """The password for the sign-in page, only where nobody but this machine can read that page."""
    return password() if settings().host in ("127.0.0.1", "localhost", "::1") else ""
