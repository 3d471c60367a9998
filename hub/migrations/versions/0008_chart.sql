ALTER TABLE encounter ADD COLUMN status_reason TEXT DEFAULT '' NOT NULL
-- next
ALTER TABLE prescription ADD COLUMN override_reason TEXT DEFAULT '' NOT NULL
-- next
UPDATE prescription SET override_reason = allergy_override
-- next
ALTER TABLE prescription ALTER COLUMN override_reason DROP DEFAULT, DROP COLUMN allergy_override
-- next
ALTER TABLE prescription ADD COLUMN max_per_day NUMERIC(12, 4), ADD COLUMN substitution BOOLEAN DEFAULT 'true' NOT NULL,
  ADD COLUMN findings JSON DEFAULT '[]' NOT NULL, ADD COLUMN checked_with VARCHAR DEFAULT '' NOT NULL
-- next
ALTER TABLE allergy ADD COLUMN category VARCHAR DEFAULT 'medicine' NOT NULL,
  ADD COLUMN intolerance BOOLEAN DEFAULT 'false' NOT NULL, ADD COLUMN criticality VARCHAR DEFAULT 'unknown' NOT NULL,
  ADD COLUMN verification VARCHAR(40) DEFAULT 'unconfirmed' NOT NULL, ADD COLUMN onset DATE,
  ADD COLUMN remark TEXT DEFAULT '' NOT NULL
-- next
ALTER TABLE problem ADD COLUMN resolved_on DATE, ADD COLUMN severity VARCHAR DEFAULT 'unknown' NOT NULL,
  ADD COLUMN verification VARCHAR(40) DEFAULT 'confirmed' NOT NULL, ADD COLUMN remark TEXT DEFAULT '' NOT NULL
-- next
ALTER TABLE icd10 ADD COLUMN valid_from DATE DEFAULT '2015-10-01' NOT NULL, ADD COLUMN valid_until DATE
-- next
ALTER TABLE icd10 DROP CONSTRAINT pk_icd10
-- next
ALTER TABLE icd10 ADD CONSTRAINT pk_icd10 PRIMARY KEY (code, valid_from)
-- next
CREATE TABLE letter_template (
	key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	asks JSON NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_letter_template PRIMARY KEY (id), 
	CONSTRAINT uq_letter_template_key UNIQUE (key)
)
-- next
CREATE TABLE form (
	key VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	about TEXT NOT NULL, 
	draft JSON NOT NULL, 
	number BIGINT NOT NULL, 
	by_patient BOOLEAN NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_form PRIMARY KEY (id), 
	CONSTRAINT uq_form_key UNIQUE (key)
)
-- next
CREATE TABLE order_set (
	name VARCHAR NOT NULL, 
	about TEXT NOT NULL, 
	items JSON NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_order_set PRIMARY KEY (id)
)
-- next
CREATE UNIQUE INDEX uq_order_set_name ON order_set (lower(name)) WHERE active
-- next
CREATE TABLE code_system (
	system VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	edition VARCHAR NOT NULL, 
	notice TEXT NOT NULL, 
	valid_from DATE NOT NULL, 
	codes BIGINT NOT NULL, 
	by_name VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_code_system PRIMARY KEY (id)
)
-- next
CREATE UNIQUE INDEX uq_code_system ON code_system (system, edition)
-- next
CREATE TABLE code (
	system VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_until DATE, 
	display TEXT NOT NULL, 
	CONSTRAINT pk_code PRIMARY KEY (system, code, valid_from)
)
-- next
CREATE TABLE form_version (
	id UUID NOT NULL, 
	form_id UUID NOT NULL, 
	number BIGINT NOT NULL, 
	title VARCHAR NOT NULL, 
	content JSON NOT NULL, 
	by_name VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_form_version PRIMARY KEY (id), 
	CONSTRAINT uq_form_version_form_id_number UNIQUE (form_id, number), 
	CONSTRAINT fk_form_version_form_id FOREIGN KEY(form_id) REFERENCES form (id)
)
-- next
CREATE TABLE note_template (
	owner_id UUID, 
	name VARCHAR NOT NULL, 
	sections JSON NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_note_template PRIMARY KEY (id), 
	CONSTRAINT fk_note_template_owner_id FOREIGN KEY(owner_id) REFERENCES user_account (id)
)
-- next
CREATE UNIQUE INDEX uq_note_template_name ON note_template (coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid), lower(name)) WHERE active
-- next
CREATE TABLE phrase (
	owner_id UUID, 
	short VARCHAR NOT NULL, 
	words TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_phrase PRIMARY KEY (id), 
	CONSTRAINT fk_phrase_owner_id FOREIGN KEY(owner_id) REFERENCES user_account (id)
)
-- next
CREATE UNIQUE INDEX uq_phrase_short ON phrase (coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid), short) WHERE active
-- next
CREATE TABLE home_medication (
	patient_id UUID NOT NULL, 
	medication VARCHAR NOT NULL, 
	dose VARCHAR NOT NULL, 
	taken_for VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	since DATE, 
	stopped_on DATE, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	end_reason TEXT NOT NULL, 
	checked_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_home_medication PRIMARY KEY (id), 
	CONSTRAINT fk_home_medication_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_home_medication_patient ON home_medication (patient_id)
-- next
CREATE TABLE family_history (
	patient_id UUID NOT NULL, 
	relation VARCHAR NOT NULL, 
	code VARCHAR, 
	display VARCHAR NOT NULL, 
	onset_age BIGINT, 
	died_of_it BOOLEAN NOT NULL, 
	remark TEXT NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_family_history PRIMARY KEY (id), 
	CONSTRAINT fk_family_history_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_family_history_patient ON family_history (patient_id)
-- next
CREATE TABLE social_history (
	patient_id UUID NOT NULL, 
	topic VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	remark TEXT NOT NULL, 
	by_name VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_social_history PRIMARY KEY (id), 
	CONSTRAINT fk_social_history_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_social_history_patient ON social_history (patient_id)
-- next
CREATE TABLE supervision (
	practitioner_id UUID NOT NULL, 
	supervisor_id UUID NOT NULL, 
	until DATE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_supervision PRIMARY KEY (id), 
	CONSTRAINT uq_supervision_practitioner_id UNIQUE (practitioner_id), 
	CONSTRAINT fk_supervision_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_supervision_supervisor_id FOREIGN KEY(supervisor_id) REFERENCES practitioner (id)
)
-- next
CREATE TABLE reconciliation (
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	by_id UUID, 
	by_name VARCHAR NOT NULL, 
	decisions JSON NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_reconciliation PRIMARY KEY (id), 
	CONSTRAINT fk_reconciliation_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_reconciliation_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id)
)
-- next
CREATE INDEX ix_reconciliation_patient ON reconciliation (patient_id, created_at)
-- next
CREATE TABLE immunization (
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	cvx VARCHAR NOT NULL, 
	display VARCHAR NOT NULL, 
	given_on DATE NOT NULL, 
	dose_number BIGINT, 
	lot VARCHAR NOT NULL, 
	expires_on DATE, 
	site VARCHAR NOT NULL, 
	elsewhere BOOLEAN NOT NULL, 
	by_name VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_immunization PRIMARY KEY (id), 
	CONSTRAINT fk_immunization_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_immunization_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id)
)
-- next
CREATE INDEX ix_immunization_patient ON immunization (patient_id)
-- next
CREATE TABLE procedure (
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	code VARCHAR, 
	system VARCHAR NOT NULL, 
	display VARCHAR NOT NULL, 
	done_on DATE NOT NULL, 
	by_name VARCHAR NOT NULL, 
	remark TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_procedure PRIMARY KEY (id), 
	CONSTRAINT fk_procedure_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_procedure_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id)
)
-- next
CREATE INDEX ix_procedure_patient ON procedure (patient_id)
-- next
CREATE TABLE patient_letter (
	number VARCHAR NOT NULL, 
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	template_id UUID, 
	template_version BIGINT, 
	kind VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	content JSON NOT NULL, 
	code VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	file_id UUID NOT NULL, 
	by_id UUID, 
	by_name VARCHAR NOT NULL, 
	to_patient BOOLEAN NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	revoke_reason TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_patient_letter PRIMARY KEY (id), 
	CONSTRAINT uq_patient_letter_number UNIQUE (number), 
	CONSTRAINT fk_patient_letter_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_patient_letter_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_patient_letter_template_id FOREIGN KEY(template_id) REFERENCES letter_template (id), 
	CONSTRAINT uq_patient_letter_code UNIQUE (code)
)
-- next
CREATE INDEX ix_patient_letter_encounter_id ON patient_letter (encounter_id)
-- next
CREATE INDEX ix_patient_letter_patient ON patient_letter (patient_id, created_at)
-- next
CREATE TABLE form_answer (
	form_version_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	by_patient BOOLEAN NOT NULL, 
	due_on DATE, 
	answers JSON NOT NULL, 
	answered_at TIMESTAMP WITH TIME ZONE, 
	by_name VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	reason TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_form_answer PRIMARY KEY (id), 
	CONSTRAINT fk_form_answer_form_version_id FOREIGN KEY(form_version_id) REFERENCES form_version (id), 
	CONSTRAINT fk_form_answer_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_form_answer_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id)
)
-- next
CREATE INDEX ix_form_answer_encounter_id ON form_answer (encounter_id)
-- next
CREATE INDEX ix_form_answer_form_version_id ON form_answer (form_version_id)
-- next
CREATE INDEX ix_form_answer_patient ON form_answer (patient_id, created_at)
-- next
CREATE TABLE vital_set (
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	measured_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	by_id UUID, 
	by_name VARCHAR NOT NULL, 
	reported BOOLEAN NOT NULL, 
	remark TEXT NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	error_reason TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_vital_set PRIMARY KEY (id), 
	CONSTRAINT fk_vital_set_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_vital_set_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id)
)
-- next
CREATE INDEX ix_vital_set_encounter_id ON vital_set (encounter_id)
-- next
CREATE INDEX ix_vital_set_patient ON vital_set (patient_id, measured_at)
-- next
CREATE TABLE vital (
	id UUID NOT NULL, 
	set_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	sign VARCHAR NOT NULL, 
	value NUMERIC(10, 3) NOT NULL, 
	measured_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	flag VARCHAR NOT NULL, 
	low NUMERIC(10, 3), 
	high NUMERIC(10, 3), 
	CONSTRAINT pk_vital PRIMARY KEY (id), 
	CONSTRAINT fk_vital_set_id FOREIGN KEY(set_id) REFERENCES vital_set (id), 
	CONSTRAINT fk_vital_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_vital_patient ON vital (patient_id, sign, measured_at)
-- next
CREATE INDEX ix_vital_set_id ON vital (set_id)
-- next
CREATE TABLE cosignature (
	note_id UUID NOT NULL, 
	encounter_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	author_id UUID NOT NULL, 
	cosigner_id UUID NOT NULL, 
	remark TEXT NOT NULL, 
	case_id UUID, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_cosignature PRIMARY KEY (id), 
	CONSTRAINT fk_cosignature_note_id FOREIGN KEY(note_id) REFERENCES note (id), 
	CONSTRAINT fk_cosignature_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_cosignature_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_cosignature_author_id FOREIGN KEY(author_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_cosignature_cosigner_id FOREIGN KEY(cosigner_id) REFERENCES practitioner (id)
)
-- next
CREATE INDEX ix_cosignature_case_id ON cosignature (case_id)
-- next
CREATE INDEX ix_cosignature_patient ON cosignature (patient_id)
-- next
CREATE UNIQUE INDEX uq_cosignature_open ON cosignature (note_id) WHERE status = 'requested'
-- next
CREATE SEQUENCE IF NOT EXISTS letter_number;
-- next
CREATE TRIGGER form_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON form_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
ALTER TABLE code ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', code || ' ' || display)) STORED;
-- next
CREATE INDEX ix_code_words ON code USING gin (words);
