DROP INDEX ix_patient_import_file
-- next
ALTER TABLE patient_import DROP COLUMN sample, ALTER COLUMN file_id DROP NOT NULL, ADD COLUMN encoding VARCHAR NOT NULL DEFAULT 'utf-8', ADD COLUMN date_order VARCHAR NOT NULL DEFAULT 'mdy', ADD COLUMN undone BIGINT NOT NULL DEFAULT 0, ADD COLUMN stopped BOOLEAN NOT NULL DEFAULT false
-- next
ALTER TABLE patient_import ALTER COLUMN encoding DROP DEFAULT, ALTER COLUMN date_order DROP DEFAULT, ALTER COLUMN undone DROP DEFAULT, ALTER COLUMN stopped DROP DEFAULT
-- next
CREATE UNIQUE INDEX ix_patient_import_file ON patient_import (file_id) WHERE file_id IS NOT NULL
-- next
ALTER TABLE patient_import_row ADD COLUMN like_id UUID, ADD COLUMN score SMALLINT, ADD COLUMN accepted BOOLEAN NOT NULL DEFAULT false
-- next
ALTER TABLE patient_import_row ALTER COLUMN accepted DROP DEFAULT
-- next
CREATE INDEX ix_patient_import_row_made ON patient_import_row (import_id, line) WHERE made_id IS NOT NULL
-- next
CREATE INDEX ix_patient_import_row_made_id ON patient_import_row (made_id) WHERE made_id IS NOT NULL
-- next
ALTER TABLE consent ADD COLUMN document_id UUID
-- next
ALTER TABLE consent ADD CONSTRAINT fk_consent_document_id FOREIGN KEY(document_id) REFERENCES document (id)
-- next
ALTER TABLE proxy ADD COLUMN identity VARCHAR NOT NULL DEFAULT ''
