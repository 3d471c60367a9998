"""Prior authorization: requests to payers, their services and history; a claim line knows whose units it uses up."""

from hub.migrations.statements import run

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0033_prior_authorization.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
