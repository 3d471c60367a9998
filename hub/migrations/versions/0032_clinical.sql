ALTER TABLE document
  ADD COLUMN clinical BOOLEAN NOT NULL DEFAULT false
-- next
UPDATE document SET clinical = true
WHERE encounter_id IS NOT NULL OR id IN (
  SELECT document_id FROM message WHERE document_id IS NOT NULL
  UNION ALL SELECT document_id FROM message_file WHERE document_id IS NOT NULL)
-- next
ALTER TABLE document
  ALTER COLUMN clinical DROP DEFAULT
