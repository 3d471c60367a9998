CREATE TABLE diagnostic_report (
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	practitioner_id UUID NOT NULL, 
	category VARCHAR(40) NOT NULL, 
	title VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	specimen VARCHAR NOT NULL, 
	performer VARCHAR NOT NULL, 
	effective_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	issued_at TIMESTAMP WITH TIME ZONE, 
	status VARCHAR(40) NOT NULL, 
	conclusion_sealed TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	entered_by_name VARCHAR NOT NULL, 
	reviewed_at TIMESTAMP WITH TIME ZONE, 
	reviewed_by_name VARCHAR NOT NULL, 
	comment_sealed TEXT NOT NULL, 
	release VARCHAR(40) NOT NULL, 
	released_at TIMESTAMP WITH TIME ZONE, 
	held_reason TEXT NOT NULL, 
	seen_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_diagnostic_report PRIMARY KEY (id), 
	CONSTRAINT ck_diagnostic_report_released CHECK ((release = 'released') = (released_at IS NOT NULL)), 
	CONSTRAINT fk_diagnostic_report_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_diagnostic_report_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_diagnostic_report_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id)
)
-- next
CREATE INDEX ix_diagnostic_report_encounter_id ON diagnostic_report (encounter_id)
-- next
CREATE INDEX ix_diagnostic_report_patient ON diagnostic_report (patient_id, effective_at)
-- next
CREATE INDEX ix_diagnostic_report_review ON diagnostic_report (practitioner_id, issued_at)
-- next
CREATE INDEX ix_diagnostic_report_waiting ON diagnostic_report (issued_at) WHERE release = 'waiting' AND status IN ('final', 'amended')
-- next
CREATE TABLE diagnostic_observation (
	id UUID NOT NULL, 
	report_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	position BIGINT NOT NULL, 
	key VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	value NUMERIC(18, 6), 
	comparator VARCHAR NOT NULL, 
	words TEXT NOT NULL, 
	unit VARCHAR NOT NULL, 
	low NUMERIC(18, 6), 
	high NUMERIC(18, 6), 
	critical_low NUMERIC(18, 6), 
	critical_high NUMERIC(18, 6), 
	interpretation VARCHAR NOT NULL, 
	CONSTRAINT pk_diagnostic_observation PRIMARY KEY (id), 
	CONSTRAINT uq_diagnostic_observation_report_id_position UNIQUE (report_id, position), 
	CONSTRAINT ck_diagnostic_observation_unit CHECK ((value IS NULL) = (unit = '')), 
	CONSTRAINT fk_diagnostic_observation_report_id FOREIGN KEY(report_id) REFERENCES diagnostic_report (id), 
	CONSTRAINT fk_diagnostic_observation_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_diagnostic_observation_patient ON diagnostic_observation (patient_id, key)
-- next
CREATE TABLE diagnostic_report_version (
	id UUID NOT NULL, 
	report_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	number BIGINT NOT NULL, 
	content_sealed TEXT NOT NULL, 
	by_name VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_diagnostic_report_version PRIMARY KEY (id), 
	CONSTRAINT uq_diagnostic_report_version_report_id_number UNIQUE (report_id, number), 
	CONSTRAINT fk_diagnostic_report_version_report_id FOREIGN KEY(report_id) REFERENCES diagnostic_report (id), 
	CONSTRAINT fk_diagnostic_report_version_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_diagnostic_report_version_patient_id ON diagnostic_report_version (patient_id)
-- next
CREATE TRIGGER diagnostic_report_version_append_only BEFORE DELETE OR TRUNCATE ON diagnostic_report_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE TRIGGER diagnostic_report_version_never_changes BEFORE UPDATE ON diagnostic_report_version
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();
-- next
ALTER TABLE patient_export ADD COLUMN identity VARCHAR DEFAULT '' NOT NULL
-- next
ALTER TABLE patient_export ADD COLUMN code_sha256 VARCHAR DEFAULT '' NOT NULL
-- next
CREATE UNIQUE INDEX uq_patient_export_code ON patient_export (code_sha256) WHERE code_sha256 <> ''
