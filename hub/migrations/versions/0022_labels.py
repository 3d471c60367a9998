"""Labels on rows, objections to departments, accounts with several; the SQL stands beside this file."""

from hub.migrations.statements import run

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0022_labels.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
