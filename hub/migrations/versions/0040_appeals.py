"""Letters against denied claims, what is enclosed with them, and what came of them."""

from hub.migrations.statements import run

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0040_appeals.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
