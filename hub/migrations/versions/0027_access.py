"""One job drops files; the words of refills are sealed."""

from hub.migrations.sealing import seal
from hub.migrations.statements import run

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0027_access.sql")
    seal("refill_request", "patient_id", ("remark", "answer"))
    run("0027_sealed.sql")


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
