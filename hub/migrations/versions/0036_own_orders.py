"""What a patient is to do before a specimen is taken, and when a doctor signed the order."""

from hub.migrations.statements import run

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0036_own_orders.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
