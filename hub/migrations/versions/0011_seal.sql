ALTER TABLE patient
  ADD COLUMN email_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN phone_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN address_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN emergency_name_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN emergency_phone_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN extra_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE patient_identifier
  ADD COLUMN value_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE related_person
  ADD COLUMN name_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN phone_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN email_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN note_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE proxy
  ADD COLUMN email_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN email_key VARCHAR NOT NULL DEFAULT ''
-- next
ALTER TABLE patient_merge
  ADD COLUMN snapshot_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE coverage
  ADD COLUMN member_id_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN group_number_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN subscriber_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN member_key VARCHAR NOT NULL DEFAULT ''
-- next
ALTER TABLE claim
  ADD COLUMN snapshot_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE invoice
  ADD COLUMN party_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE patient_letter
  ADD COLUMN content_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE interchange
  ADD COLUMN raw_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN house UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
-- next
ALTER TABLE remittance_claim
  ADD COLUMN member_id_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN house UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
-- next
ALTER TABLE intake
  ADD COLUMN answers_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE note
  ADD COLUMN sections_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE note_version
  ADD COLUMN content_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE visit_message
  ADD COLUMN body_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN patient_id UUID
-- next
UPDATE visit_message m SET patient_id = v.patient_id FROM visit v WHERE v.id = m.visit_id
-- next
DROP TRIGGER note_version_append_only ON note_version
