"""Access in depth: second factors, custom roles, break-glass, sealed fields; its SQL stands beside this file."""

from hub.migrations.statements import run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0005_identity.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
