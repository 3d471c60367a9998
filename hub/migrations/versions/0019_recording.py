"""Recordings of calls: who agreed, what was kept. The SQL stands beside this file."""

from hub.migrations.statements import run

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0019_recording.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
