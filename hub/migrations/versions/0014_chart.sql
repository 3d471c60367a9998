ALTER TABLE note ADD COLUMN copied JSON DEFAULT '[]' NOT NULL
-- next
ALTER TABLE prescription ADD COLUMN change_reason TEXT DEFAULT '' NOT NULL
-- next
ALTER TABLE allergy ADD COLUMN code VARCHAR
-- next
ALTER TABLE allergy ADD COLUMN code_system VARCHAR DEFAULT '' NOT NULL
-- next
ALTER TABLE problem ADD COLUMN code_system VARCHAR DEFAULT 'icd10cm' NOT NULL
-- next
ALTER TABLE supervision ADD COLUMN prescribing VARCHAR(40) DEFAULT 'alone' NOT NULL
-- next
CREATE TABLE record_version (
	id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	row_id UUID NOT NULL, 
	content JSON NOT NULL, 
	reason TEXT NOT NULL, 
	by_id UUID, 
	by_name VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_record_version PRIMARY KEY (id), 
	CONSTRAINT fk_record_version_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_record_version_patient ON record_version (patient_id, at)
-- next
CREATE INDEX ix_record_version_row_id ON record_version (row_id)
-- next
CREATE INDEX ix_supervision_supervisor_id ON supervision (supervisor_id)
-- next
CREATE TABLE triage (
	encounter_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	level BIGINT NOT NULL, 
	complaint TEXT NOT NULL, 
	arrival VARCHAR NOT NULL, 
	remark TEXT NOT NULL, 
	by_id UUID, 
	by_name VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_triage PRIMARY KEY (id), 
	CONSTRAINT ck_triage_level CHECK (level BETWEEN 1 AND 5), 
	CONSTRAINT fk_triage_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_triage_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_triage_encounter ON triage (encounter_id, created_at)
-- next
CREATE INDEX ix_triage_patient_id ON triage (patient_id)
-- next
CREATE TRIGGER record_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
