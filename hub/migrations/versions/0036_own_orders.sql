ALTER TABLE service_request
  ADD COLUMN signed_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN patient_instruction_sealed TEXT NOT NULL DEFAULT ''
-- next
ALTER TABLE service_request
  ALTER COLUMN patient_instruction_sealed DROP DEFAULT
-- next
UPDATE service_request SET signed_at = created_at WHERE status IN ('active', 'completed')
