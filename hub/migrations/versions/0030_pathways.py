"""Orders of the laboratory and the specimens taken for them; what proved who a patient is."""

from hub.migrations.statements import run

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0030_pathways.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
