"""The demo hospital: invented people whose everything works. Deterministic, except that its days follow the clock."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from hub.core.db import Db
from hub.core.demo import Demo
from hub.core.settings import Settings
from hub.identity import demo_logins, passwords
from hub.modules import MODULES
from hub.modules import load as load_modules

HINTS = {
    "patient": "has a video visit in two minutes",
    "doctor": "sees that patient in the queue",
    "doctor2": "sees the row taken by the other doctor",
    "reception": "the day, patients, registration",
    "billing": "invoices, claims, denials",
    "admin": "people, pathways, health, mailbox",
}


async def load(db: Db, crowd: int = 0) -> Demo:
    """Fill an empty hospital, module by module, bottom to top; each through the actions that people use.

    `crowd` says how many patients will be put around it afterwards (hub.crowd).
    """
    load_modules()
    password = demo_logins.password()
    demo = Demo(password=password, password_hash=await passwords.hashed(password), crowd=crowd)
    for module in MODULES:
        if find_spec(module) is not None and find_spec(f"{module}.demo") is not None:
            await import_module(f"{module}.demo").load(db, demo)
            await db.flush()
    return demo


def logins(options: Settings) -> list[tuple[str, str, str]]:
    """(role, e-mail, what to try) of each demo login, in the order in which people try them."""
    return [(role, demo_logins.email(name), HINTS.get(name, "")) for name, role in demo_logins.LOGINS]


def screens() -> list[tuple[str, str]]:
    """(what it is, the path that makes a browser one) of the demo's own screens; the token stands behind #."""
    made = import_module("hub.frontdesk.demo").SCREENS
    token = import_module("hub.frontdesk.screens").demo_token
    return [(f"{name}: {kind}", f"/{kind}#{token(kind)}") for kind, name in made]
