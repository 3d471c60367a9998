"""Pictures of identity documents that new patients send to the desk."""

from hub.migrations.statements import run

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0035_identity_evidence.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
