"""What administrators said of the steps of the guided setup; the SQL stands beside this file."""

from hub.migrations.statements import run

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0024_setup.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
