"""Strips with words, plans that notice a reading that was missed, incident reports; the SQL stands beside this file."""

from hub.migrations.statements import run

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0021_bedside.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
