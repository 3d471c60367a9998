"""Alembic's entry point: runs inside the transaction that `hub.migrate` opened and hands over."""

from alembic import context

import hub.tables  # noqa: F401
from hub.core.db import Base
from hub.modules import load

load()
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=False)
context.run_migrations()
