"""What of imports belongs to a patient."""

from __future__ import annotations

from hub.patients.belongings import STAY, belongs

belongs("patient_import_row", column="made_id", merge=STAY, export=False, because="from which line a record came")
