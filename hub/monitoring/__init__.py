"""Monitoring: vital signs from homes and bedsides, and what becomes of the bad ones.

It owns devices and their bindings to patients, observations (LOINC, UCUM), waveform chunks and roll-ups, limits, plans,
early-warning scores and alerts, and starts the pathway `monitoring_alert`. What a device says is checked before it is
kept; what is doubtful is kept as unconfirmed and counts for nothing until a clinician has looked. It states
VitalsRecorded, AlertRaised, AlertChanged, AlertEscalated, DeviceChanged, LimitsChanged, VitalsDue and VitalsMissed, and
gives the pathway its steps `monitoring.*`. It supplements alarms at the bedside, it does not replace them. It may
import beds, encounters, patients, staff, identity, workflows and the core.
"""
