"""Reasons of bookings and meetings, complaints and remarks of the chart are sealed; the worker seals what is there."""

from hub.migrations.statements import run

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0034_remarks.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
