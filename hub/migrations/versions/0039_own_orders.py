"""What a patient is to do before a specimen is taken, and when a doctor signed the order."""

from hub.migrations.statements import run

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0039_own_orders.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
