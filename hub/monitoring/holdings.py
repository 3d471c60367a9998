"""What of monitoring belongs to a patient."""

from hub.patients.belongings import STAY, belongs, once

for _table in ("alert", "device_binding", "early_warning", "observation"):
    belongs(_table)
belongs("device", column="owner_patient_id", title="Own devices", hide=("key_hash", "key_hint"))
belongs("monitoring_plan", but=once())
belongs("vital_limits", but=once("code"))
for _table in ("vital_hour", "vital_minute", "waveform_kept", "waveform_mark"):
    belongs(_table, merge=STAY, because="kept as measured; found under the record that was monitored")
belongs("vital_note", merge=STAY, because="append-only; found under the record that was monitored")
belongs("waveform_chunk", merge=STAY, export=False, because="a buffer of the last hours that is written over")
