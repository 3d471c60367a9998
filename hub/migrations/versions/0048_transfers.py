"""A stay has places: the beds one after the other, so that a patient can be moved and nothing of it is lost."""

from hub.migrations.statements import run

revision = "0048"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0048_transfers.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
