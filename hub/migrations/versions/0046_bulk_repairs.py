"""Bulk repairs that change data or take tokens elsewhere carry what they need; a failing step is tried again by itself
before somebody is called."""

from hub.migrations.statements import run

revision = "0046"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0046_bulk_repairs.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
