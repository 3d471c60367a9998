ALTER TABLE patient
  ALTER COLUMN email_sealed DROP DEFAULT,
  ALTER COLUMN phone_sealed DROP DEFAULT,
  ALTER COLUMN address_sealed DROP DEFAULT,
  ALTER COLUMN emergency_name_sealed DROP DEFAULT,
  ALTER COLUMN emergency_phone_sealed DROP DEFAULT,
  ALTER COLUMN extra_sealed DROP DEFAULT,
  DROP COLUMN email,
  DROP COLUMN phone,
  DROP COLUMN address,
  DROP COLUMN emergency_name,
  DROP COLUMN emergency_phone,
  DROP COLUMN extra
-- next
ALTER TABLE patient_identifier
  ALTER COLUMN value_sealed DROP DEFAULT,
  DROP COLUMN value
-- next
ALTER TABLE related_person
  ALTER COLUMN name_sealed DROP DEFAULT,
  ALTER COLUMN phone_sealed DROP DEFAULT,
  ALTER COLUMN email_sealed DROP DEFAULT,
  ALTER COLUMN note_sealed DROP DEFAULT,
  DROP COLUMN name,
  DROP COLUMN phone,
  DROP COLUMN email,
  DROP COLUMN note
-- next
ALTER TABLE proxy
  ALTER COLUMN email_sealed DROP DEFAULT,
  ALTER COLUMN email_key DROP DEFAULT,
  DROP COLUMN email
-- next
ALTER TABLE patient_merge
  ALTER COLUMN snapshot_sealed DROP DEFAULT,
  DROP COLUMN snapshot
-- next
ALTER TABLE coverage
  ALTER COLUMN member_id_sealed DROP DEFAULT,
  ALTER COLUMN group_number_sealed DROP DEFAULT,
  ALTER COLUMN subscriber_sealed DROP DEFAULT,
  ALTER COLUMN member_key DROP DEFAULT,
  DROP COLUMN member_id,
  DROP COLUMN group_number,
  DROP COLUMN subscriber
-- next
ALTER TABLE claim
  ALTER COLUMN snapshot_sealed DROP DEFAULT,
  DROP COLUMN snapshot
-- next
ALTER TABLE invoice
  ALTER COLUMN party_sealed DROP DEFAULT,
  DROP COLUMN party
-- next
ALTER TABLE patient_letter
  ALTER COLUMN content_sealed DROP DEFAULT,
  DROP COLUMN content
-- next
ALTER TABLE interchange
  ALTER COLUMN raw_sealed DROP DEFAULT,
  ALTER COLUMN house DROP DEFAULT,
  DROP COLUMN raw
-- next
ALTER TABLE remittance_claim
  ALTER COLUMN member_id_sealed DROP DEFAULT,
  ALTER COLUMN house DROP DEFAULT,
  DROP COLUMN member_id
-- next
ALTER TABLE intake
  ALTER COLUMN answers_sealed DROP DEFAULT,
  DROP COLUMN answers
-- next
ALTER TABLE note
  ALTER COLUMN sections_sealed DROP DEFAULT,
  DROP COLUMN sections
-- next
ALTER TABLE note_version
  ALTER COLUMN content_sealed DROP DEFAULT,
  DROP COLUMN content
-- next
ALTER TABLE visit_message
  ALTER COLUMN body_sealed DROP DEFAULT,
  ALTER COLUMN patient_id SET NOT NULL,
  ADD CONSTRAINT fk_visit_message_patient_id FOREIGN KEY (patient_id) REFERENCES patient (id),
  DROP COLUMN body
-- next
CREATE INDEX ix_proxy_email_key ON proxy (email_key) WHERE status = 'invited'
-- next
CREATE INDEX ix_coverage_member ON coverage (payer_id, member_key)
-- next
CREATE INDEX ix_intake_patient_id ON intake (patient_id)
-- next
CREATE INDEX ix_note_patient_id ON note (patient_id)
-- next
CREATE INDEX ix_note_version_patient_id ON note_version (patient_id)
-- next
CREATE INDEX ix_visit_message_patient_id ON visit_message (patient_id)
-- next
CREATE OR REPLACE FUNCTION append_only_but_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.resealing', true) = 'on'
     AND (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW)) WHERE right(key, 7) <> '_sealed')
       = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD)) WHERE right(key, 7) <> '_sealed') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
-- next
CREATE TRIGGER note_version_append_only BEFORE DELETE OR TRUNCATE ON note_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only()
-- next
CREATE TRIGGER note_version_never_changes BEFORE UPDATE ON note_version
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed()
-- next
CREATE TABLE registration (
	house UUID NOT NULL,
	answers_sealed TEXT NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_registration PRIMARY KEY (id)
)
