DROP INDEX ix_encounter_started
-- next
CREATE INDEX ix_encounter_started ON encounter (started_at)
  INCLUDE (practitioner_id, patient_id, class, status, ended_at)
