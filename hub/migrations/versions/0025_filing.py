"""Files of the chat, photos in the call, and of which meeting a document came; the SQL stands beside this file."""

from hub.migrations.statements import run

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0025_filing.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
