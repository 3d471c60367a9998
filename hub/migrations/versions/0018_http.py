"""Indexes for pages and reports of a large hospital; the SQL stands beside this file."""

from hub.migrations.statements import run

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0018_http.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
