"""Critical results that wait for who answers for them; the SQL stands beside this file."""

from hub.migrations.statements import run

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0028_critical.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
