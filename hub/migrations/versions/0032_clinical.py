"""What came of a visit or of a clinician's conversation is opened like the chart, whatever folder it lies in."""

from hub.migrations.statements import run

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0032_clinical.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
