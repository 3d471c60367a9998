ALTER TABLE appointment
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN cancel_reason_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN booking_reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT,
  ALTER COLUMN cancel_reason DROP NOT NULL,
  ALTER COLUMN cancel_reason DROP DEFAULT,
  ALTER COLUMN booking_reason DROP NOT NULL,
  ALTER COLUMN booking_reason DROP DEFAULT
-- next
ALTER TABLE appointment
  ALTER COLUMN reason_sealed DROP DEFAULT,
  ALTER COLUMN cancel_reason_sealed DROP DEFAULT,
  ALTER COLUMN booking_reason_sealed DROP DEFAULT
-- next
ALTER TABLE encounter
  ADD COLUMN status_reason_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN status_reason DROP NOT NULL,
  ALTER COLUMN status_reason DROP DEFAULT,
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT
-- next
ALTER TABLE encounter
  ALTER COLUMN status_reason_sealed DROP DEFAULT,
  ALTER COLUMN reason_sealed DROP DEFAULT
-- next
ALTER TABLE note
  ADD COLUMN error_reason_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN copied_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN error_reason DROP NOT NULL,
  ALTER COLUMN error_reason DROP DEFAULT,
  ALTER COLUMN copied DROP NOT NULL,
  ALTER COLUMN copied DROP DEFAULT
-- next
ALTER TABLE note
  ALTER COLUMN error_reason_sealed DROP DEFAULT,
  ALTER COLUMN copied_sealed DROP DEFAULT
-- next
ALTER TABLE prescription
  ADD COLUMN instructions_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN override_reason_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN findings_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN end_reason_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN change_reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN instructions DROP NOT NULL,
  ALTER COLUMN instructions DROP DEFAULT,
  ALTER COLUMN override_reason DROP NOT NULL,
  ALTER COLUMN override_reason DROP DEFAULT,
  ALTER COLUMN findings DROP NOT NULL,
  ALTER COLUMN findings DROP DEFAULT,
  ALTER COLUMN end_reason DROP NOT NULL,
  ALTER COLUMN end_reason DROP DEFAULT,
  ALTER COLUMN change_reason DROP NOT NULL,
  ALTER COLUMN change_reason DROP DEFAULT
-- next
ALTER TABLE prescription
  ALTER COLUMN instructions_sealed DROP DEFAULT,
  ALTER COLUMN override_reason_sealed DROP DEFAULT,
  ALTER COLUMN findings_sealed DROP DEFAULT,
  ALTER COLUMN end_reason_sealed DROP DEFAULT,
  ALTER COLUMN change_reason_sealed DROP DEFAULT
-- next
ALTER TABLE allergy
  ADD COLUMN reaction_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN reaction DROP NOT NULL,
  ALTER COLUMN reaction DROP DEFAULT,
  ALTER COLUMN remark DROP NOT NULL,
  ALTER COLUMN remark DROP DEFAULT
-- next
ALTER TABLE allergy
  ALTER COLUMN reaction_sealed DROP DEFAULT,
  ALTER COLUMN remark_sealed DROP DEFAULT
-- next
ALTER TABLE problem
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN remark DROP NOT NULL,
  ALTER COLUMN remark DROP DEFAULT
-- next
ALTER TABLE problem
  ALTER COLUMN remark_sealed DROP DEFAULT
-- next
ALTER TABLE triage
  ADD COLUMN complaint_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN complaint DROP NOT NULL,
  ALTER COLUMN complaint DROP DEFAULT,
  ALTER COLUMN remark DROP NOT NULL,
  ALTER COLUMN remark DROP DEFAULT
-- next
ALTER TABLE triage
  ALTER COLUMN complaint_sealed DROP DEFAULT,
  ALTER COLUMN remark_sealed DROP DEFAULT
-- next
ALTER TABLE vital_set
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN error_reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN remark DROP NOT NULL,
  ALTER COLUMN remark DROP DEFAULT,
  ALTER COLUMN error_reason DROP NOT NULL,
  ALTER COLUMN error_reason DROP DEFAULT
-- next
ALTER TABLE vital_set
  ALTER COLUMN remark_sealed DROP DEFAULT,
  ALTER COLUMN error_reason_sealed DROP DEFAULT
-- next
ALTER TABLE cosignature
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN remark DROP NOT NULL,
  ALTER COLUMN remark DROP DEFAULT
-- next
ALTER TABLE cosignature
  ALTER COLUMN remark_sealed DROP DEFAULT
-- next
ALTER TABLE home_medication
  ADD COLUMN dose_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN taken_for_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN end_reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN dose DROP NOT NULL,
  ALTER COLUMN dose DROP DEFAULT,
  ALTER COLUMN taken_for DROP NOT NULL,
  ALTER COLUMN taken_for DROP DEFAULT,
  ALTER COLUMN end_reason DROP NOT NULL,
  ALTER COLUMN end_reason DROP DEFAULT
-- next
ALTER TABLE home_medication
  ALTER COLUMN dose_sealed DROP DEFAULT,
  ALTER COLUMN taken_for_sealed DROP DEFAULT,
  ALTER COLUMN end_reason_sealed DROP DEFAULT
-- next
ALTER TABLE reconciliation
  ADD COLUMN decisions_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN decisions DROP NOT NULL,
  ALTER COLUMN decisions DROP DEFAULT
-- next
ALTER TABLE reconciliation
  ALTER COLUMN decisions_sealed DROP DEFAULT
-- next
ALTER TABLE record_version
  ADD COLUMN content_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN content DROP NOT NULL,
  ALTER COLUMN content DROP DEFAULT,
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT
-- next
ALTER TABLE record_version
  ALTER COLUMN content_sealed DROP DEFAULT,
  ALTER COLUMN reason_sealed DROP DEFAULT
-- next
ALTER TABLE immunization
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT
-- next
ALTER TABLE immunization
  ALTER COLUMN reason_sealed DROP DEFAULT
-- next
ALTER TABLE procedure
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN remark DROP NOT NULL,
  ALTER COLUMN remark DROP DEFAULT,
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT
-- next
ALTER TABLE procedure
  ALTER COLUMN remark_sealed DROP DEFAULT,
  ALTER COLUMN reason_sealed DROP DEFAULT
-- next
ALTER TABLE family_history
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN remark DROP NOT NULL,
  ALTER COLUMN remark DROP DEFAULT
-- next
ALTER TABLE family_history
  ALTER COLUMN remark_sealed DROP DEFAULT
-- next
ALTER TABLE social_history
  ADD COLUMN answer_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN answer DROP NOT NULL,
  ALTER COLUMN answer DROP DEFAULT,
  ALTER COLUMN remark DROP NOT NULL,
  ALTER COLUMN remark DROP DEFAULT
-- next
ALTER TABLE social_history
  ALTER COLUMN answer_sealed DROP DEFAULT,
  ALTER COLUMN remark_sealed DROP DEFAULT
-- next
ALTER TABLE diagnostic_report
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN held_reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT,
  ALTER COLUMN held_reason DROP NOT NULL,
  ALTER COLUMN held_reason DROP DEFAULT
-- next
ALTER TABLE diagnostic_report
  ALTER COLUMN reason_sealed DROP DEFAULT,
  ALTER COLUMN held_reason_sealed DROP DEFAULT
-- next
ALTER TABLE diagnostic_observation
  ADD COLUMN words_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN words DROP NOT NULL,
  ALTER COLUMN words DROP DEFAULT
-- next
ALTER TABLE diagnostic_observation
  ALTER COLUMN words_sealed DROP DEFAULT
-- next
ALTER TABLE patient_letter
  ADD COLUMN revoke_reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN revoke_reason DROP NOT NULL,
  ALTER COLUMN revoke_reason DROP DEFAULT
-- next
ALTER TABLE patient_letter
  ALTER COLUMN revoke_reason_sealed DROP DEFAULT
-- next
ALTER TABLE stay
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT
-- next
ALTER TABLE stay
  ALTER COLUMN reason_sealed DROP DEFAULT
-- next
ALTER TABLE stay_note
  ADD COLUMN words_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN words DROP NOT NULL,
  ALTER COLUMN words DROP DEFAULT
-- next
ALTER TABLE stay_note
  ALTER COLUMN words_sealed DROP DEFAULT
-- next
ALTER TABLE vital_limits
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT
-- next
ALTER TABLE vital_limits
  ALTER COLUMN reason_sealed DROP DEFAULT
-- next
ALTER TABLE alert
  ADD COLUMN snooze_reason_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN words_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN snooze_reason DROP NOT NULL,
  ALTER COLUMN snooze_reason DROP DEFAULT,
  ALTER COLUMN words DROP NOT NULL,
  ALTER COLUMN words DROP DEFAULT
-- next
ALTER TABLE alert
  ALTER COLUMN snooze_reason_sealed DROP DEFAULT,
  ALTER COLUMN words_sealed DROP DEFAULT
-- next
ALTER TABLE vital_note
  ADD COLUMN words_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN words DROP NOT NULL,
  ALTER COLUMN words DROP DEFAULT
-- next
ALTER TABLE vital_note
  ALTER COLUMN words_sealed DROP DEFAULT
-- next
ALTER TABLE waveform_mark
  ADD COLUMN words_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN words DROP NOT NULL,
  ALTER COLUMN words DROP DEFAULT
-- next
ALTER TABLE waveform_mark
  ALTER COLUMN words_sealed DROP DEFAULT
-- next
ALTER TABLE visit
  ADD COLUMN transfer_note_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN transfer_note DROP NOT NULL,
  ALTER COLUMN transfer_note DROP DEFAULT
-- next
ALTER TABLE visit
  ALTER COLUMN transfer_note_sealed DROP DEFAULT
-- next
ALTER TABLE document
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN reason DROP NOT NULL,
  ALTER COLUMN reason DROP DEFAULT
-- next
ALTER TABLE document
  ALTER COLUMN reason_sealed DROP DEFAULT
-- next
CREATE OR REPLACE FUNCTION append_only_but_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.resealing', true) = 'on'
     AND (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW))
          WHERE right(key, 7) <> '_sealed' AND key NOT IN ('owner_id', 'version')
            AND NOT jsonb_exists(to_jsonb(NEW), key || '_sealed'))
       = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD))
          WHERE right(key, 7) <> '_sealed' AND key NOT IN ('owner_id', 'version')
            AND NOT jsonb_exists(to_jsonb(OLD), key || '_sealed')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- next
DROP TRIGGER record_version_append_only ON record_version
-- next
CREATE TRIGGER record_version_append_only BEFORE DELETE OR TRUNCATE ON record_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE TRIGGER record_version_never_changes BEFORE UPDATE ON record_version
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();
-- next
DROP TRIGGER stay_note_append_only ON stay_note
-- next
CREATE TRIGGER stay_note_append_only BEFORE DELETE OR TRUNCATE ON stay_note
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE TRIGGER stay_note_never_changes BEFORE UPDATE ON stay_note
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();
-- next
DROP TRIGGER vital_note_append_only ON vital_note
-- next
CREATE TRIGGER vital_note_append_only BEFORE DELETE OR TRUNCATE ON vital_note
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE TRIGGER vital_note_never_changes BEFORE UPDATE ON vital_note
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();
-- next
ALTER TABLE key_rotation
  ADD COLUMN at_table VARCHAR,
  ADD COLUMN after_id UUID
-- next
INSERT INTO key_rotation (id, created_at, version, kind, done)
VALUES (gen_random_uuid(), now(), 1, 'clear', 0)
