"""Commits no longer notify: the relay is told after them, so that none waits for the other's disk."""

from hub.migrations.statements import run

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0042_nudges.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
