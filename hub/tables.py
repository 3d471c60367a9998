"""Every table of the hub, for Alembic and for tests: importing this module fills Base.metadata."""

from importlib import import_module

from hub.core import audit, filing, heads, idempotency, jobs, keys, outbox, rotation, switches  # noqa: F401  (their tables)
from hub.core.db import Base
from hub.modules import load

load(("models",))
import_module("hub.billing.gateway.test")  # the test gateway keeps its own books
metadata = Base.metadata
