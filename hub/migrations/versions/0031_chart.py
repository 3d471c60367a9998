"""A file of a message knows the document that it became; transcripts of calls."""

from hub.migrations.statements import run

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0031_chart.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
