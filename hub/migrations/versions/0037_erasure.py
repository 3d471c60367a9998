"""Erasure of records and legal holds; words may be taken out of the trail, which says so and still proves itself."""

from hub.migrations.statements import run

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0037_erasure.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
