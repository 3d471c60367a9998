"""Money that goes back, and bills that are lowered after an insurer has decided anew."""

from hub.migrations.statements import run

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0041_refunds.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
