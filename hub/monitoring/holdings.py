"""What of monitoring belongs to a patient."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from hub.monitoring.models import Binding
from hub.patients.belongings import DELETE, STAY, Whose, belongs, erases, hinders, once

for _table in ("alert", "device_binding", "early_warning", "observation"):
    belongs(_table)
belongs("device", column="owner_patient_id", title="Own devices", hide=("key_hash", "key_hint"))
belongs("monitoring_plan", but=once())
belongs("vital_limits", but=once("code"))
for _table in ("vital_hour", "vital_minute", "waveform_kept", "waveform_mark"):
    belongs(_table, merge=STAY, because="kept as measured; found under the record that was monitored")
belongs("vital_note", merge=STAY, because="append-only; found under the record that was monitored")
belongs("waveform_chunk", merge=STAY, export=False, because="a buffer of the last hours that is written over")
for _table in (
    "alert", "early_warning", "observation", "monitoring_plan", "vital_limits", "vital_hour", "vital_minute",
    "vital_note", "waveform_chunk", "waveform_kept", "waveform_mark",
):  # fmt: skip
    erases(_table, DELETE)  # a number that was measured is no word, and says as much


@hinders("device")
def _bound(whose: Whose) -> Any:
    still = func.upper_inf(Binding.during)
    return select(func.count()).where(Binding.patient_id.in_(whose.records), still)
