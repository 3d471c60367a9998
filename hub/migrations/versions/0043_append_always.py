"""Which tables keep every word, even from an erasure, is said at their own trigger, not by name in the function."""

from hub.migrations.statements import run

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0043_append_always.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
