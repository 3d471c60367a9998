"""The cases and incidents of a pathway in a period are found without reading all there ever were."""

from hub.migrations.statements import run

revision = "0039"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0039_pathway_figures.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
