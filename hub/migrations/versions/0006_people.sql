ALTER TABLE facility ADD COLUMN active BOOLEAN DEFAULT true NOT NULL
-- next
ALTER TABLE department ADD COLUMN active BOOLEAN DEFAULT true NOT NULL
-- next
ALTER TABLE practitioner ADD COLUMN photo_id UUID
-- next
ALTER TABLE practitioner ADD COLUMN photo_type VARCHAR DEFAULT '' NOT NULL
-- next
DROP INDEX ix_patient_search
-- next
ALTER TABLE patient DROP COLUMN search
-- next
ALTER TABLE patient ADD COLUMN preferred_name VARCHAR DEFAULT '' NOT NULL,
  ADD COLUMN pronouns VARCHAR DEFAULT '' NOT NULL,
  ADD COLUMN other_languages TEXT[] DEFAULT '{}' NOT NULL,
  ADD COLUMN interpreter BOOLEAN DEFAULT false NOT NULL,
  ADD COLUMN birth_estimated BOOLEAN DEFAULT false NOT NULL,
  ADD COLUMN unidentified BOOLEAN DEFAULT false NOT NULL,
  ADD COLUMN confidential BOOLEAN DEFAULT false NOT NULL,
  ADD COLUMN deceased BOOLEAN DEFAULT false NOT NULL,
  ADD COLUMN deceased_on DATE,
  ADD COLUMN extra JSON DEFAULT '{}' NOT NULL,
  ADD COLUMN photo_id UUID,
  ADD COLUMN photo_type VARCHAR DEFAULT '' NOT NULL,
  ADD COLUMN sound VARCHAR DEFAULT '' NOT NULL,
  ADD COLUMN merged_into_id UUID,
  ADD CONSTRAINT fk_patient_merged_into_id FOREIGN KEY (merged_into_id) REFERENCES patient (id),
  ADD CONSTRAINT ck_patient_deceased CHECK (deceased OR deceased_on IS NULL),
  ADD CONSTRAINT ck_patient_merged CHECK (merged_into_id <> id)
-- next
ALTER TABLE consent ADD COLUMN language VARCHAR DEFAULT 'en' NOT NULL,
  ADD COLUMN text_sha256 VARCHAR DEFAULT '' NOT NULL,
  ADD COLUMN signed VARCHAR(40) DEFAULT 'typed' NOT NULL,
  ADD COLUMN strokes JSON,
  ADD COLUMN withdrawn_by UUID,
  ADD COLUMN withdrawn_reason VARCHAR DEFAULT '' NOT NULL
-- next
CREATE TABLE specialty (
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	taxonomy VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_specialty PRIMARY KEY (id), 
	CONSTRAINT uq_specialty_code UNIQUE (code)
)
-- next
CREATE TABLE patient_import (
	name VARCHAR NOT NULL, 
	file_id UUID NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	columns JSON NOT NULL, 
	sample JSON NOT NULL, 
	mapping JSON NOT NULL, 
	delimiter VARCHAR NOT NULL, 
	rows BIGINT NOT NULL, 
	checked BIGINT NOT NULL, 
	imported BIGINT NOT NULL, 
	skipped BIGINT NOT NULL, 
	requested_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_patient_import PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_patient_import_file ON patient_import (file_id) WHERE status <> 'done'
-- next
CREATE TABLE name_word (
	word TEXT COLLATE "C" NOT NULL, 
	sound VARCHAR NOT NULL, 
	CONSTRAINT pk_name_word PRIMARY KEY (word)
)
-- next
CREATE INDEX ix_name_word_sound ON name_word (sound)
-- next
CREATE TABLE identifier_system (
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	pattern VARCHAR NOT NULL, 
	check_digit VARCHAR NOT NULL, 
	next_number BIGINT NOT NULL, 
	exclusive BOOLEAN NOT NULL, 
	required BOOLEAN NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_identifier_system PRIMARY KEY (id), 
	CONSTRAINT uq_identifier_system_code UNIQUE (code)
)
-- next
CREATE TABLE registration_field (
	code VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	choices TEXT[] NOT NULL, 
	help VARCHAR NOT NULL, 
	required BOOLEAN NOT NULL, 
	position SMALLINT NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_registration_field PRIMARY KEY (id), 
	CONSTRAINT uq_registration_field_code UNIQUE (code)
)
-- next
CREATE TABLE patient_policy (
	id BIGINT NOT NULL, 
	teen_age SMALLINT NOT NULL, 
	adult_age SMALLINT NOT NULL, 
	CONSTRAINT pk_patient_policy PRIMARY KEY (id), 
	CONSTRAINT ck_patient_policy_ages CHECK (0 <= teen_age AND teen_age <= adult_age AND adult_age <= 30)
)
-- next
CREATE TABLE consent_wording (
	kind VARCHAR(40) NOT NULL, 
	text_version VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	since TIMESTAMP WITH TIME ZONE NOT NULL, 
	published_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_consent_wording PRIMARY KEY (id), 
	CONSTRAINT uq_consent_wording_kind_text_version_language UNIQUE (kind, text_version, language)
)
-- next
CREATE TABLE credential (
	user_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	name VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	issuer VARCHAR NOT NULL, 
	issued_on DATE, 
	expires_on DATE, 
	verified_at TIMESTAMP WITH TIME ZONE, 
	verified_by UUID, 
	warned_days SMALLINT, 
	renewed_by_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_credential PRIMARY KEY (id), 
	CONSTRAINT ck_credential_period CHECK (expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on), 
	CONSTRAINT fk_credential_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_credential_renewed_by_id FOREIGN KEY(renewed_by_id) REFERENCES credential (id)
)
-- next
CREATE INDEX ix_credential_expires ON credential (expires_on) WHERE expires_on IS NOT NULL
-- next
CREATE INDEX ix_credential_user_id ON credential (user_id)
-- next
CREATE TABLE leave (
	user_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	starts_on DATE NOT NULL, 
	ends_on DATE NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	reason TEXT NOT NULL, 
	decided_by UUID, 
	answer TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_leave PRIMARY KEY (id), 
	CONSTRAINT ck_leave_period CHECK (ends_on >= starts_on), 
	CONSTRAINT fk_leave_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_leave_days ON leave (starts_on, ends_on)
-- next
CREATE INDEX ix_leave_user_id ON leave (user_id)
-- next
CREATE INDEX ix_patient_merged_into_id ON patient (merged_into_id)
-- next
CREATE INDEX ix_patient_sound ON patient (sound)
-- next
CREATE TABLE name_slip (
	slip TEXT COLLATE "C" NOT NULL, 
	word TEXT COLLATE "C" NOT NULL, 
	CONSTRAINT pk_name_slip PRIMARY KEY (slip, word), 
	CONSTRAINT fk_name_slip_word FOREIGN KEY(word) REFERENCES name_word (word)
)
-- next
CREATE TABLE room (
	facility_id UUID NOT NULL, 
	department_id UUID, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	capacity BIGINT NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_room PRIMARY KEY (id), 
	CONSTRAINT uq_room_facility_id_code UNIQUE (facility_id, code), 
	CONSTRAINT ck_room_capacity CHECK (capacity BETWEEN 1 AND 500), 
	CONSTRAINT fk_room_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_room_department_id FOREIGN KEY(department_id) REFERENCES department (id)
)
-- next
CREATE INDEX ix_room_department_id ON room (department_id)
-- next
CREATE TABLE employment (
	user_id UUID NOT NULL, 
	facility_id UUID NOT NULL, 
	department_id UUID, 
	position VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	starts_on DATE NOT NULL, 
	ends_on DATE, 
	note TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_employment PRIMARY KEY (id), 
	CONSTRAINT ck_employment_period CHECK (ends_on IS NULL OR ends_on >= starts_on), 
	CONSTRAINT fk_employment_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_employment_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_employment_department_id FOREIGN KEY(department_id) REFERENCES department (id)
)
-- next
CREATE INDEX ix_employment_user_id ON employment (user_id)
-- next
CREATE TABLE privilege (
	user_id UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	department_id UUID, 
	starts_on DATE NOT NULL, 
	ends_on DATE, 
	granted_by UUID, 
	revoked_at TIMESTAMP WITH TIME ZONE, 
	reason TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_privilege PRIMARY KEY (id), 
	CONSTRAINT fk_privilege_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_privilege_department_id FOREIGN KEY(department_id) REFERENCES department (id)
)
-- next
CREATE INDEX ix_privilege_user_id ON privilege (user_id)
-- next
CREATE TABLE rota (
	user_id UUID NOT NULL, 
	facility_id UUID NOT NULL, 
	department_id UUID, 
	kind VARCHAR(40) NOT NULL, 
	weeks SMALLINT NOT NULL, 
	week SMALLINT NOT NULL, 
	weekday SMALLINT NOT NULL, 
	starts TIME WITHOUT TIME ZONE NOT NULL, 
	ends TIME WITHOUT TIME ZONE NOT NULL, 
	starts_on DATE NOT NULL, 
	ends_on DATE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_rota PRIMARY KEY (id), 
	CONSTRAINT ck_rota_weeks CHECK (weeks BETWEEN 1 AND 12 AND week BETWEEN 1 AND weeks), 
	CONSTRAINT ck_rota_weekday CHECK (weekday BETWEEN 0 AND 6), 
	CONSTRAINT ck_rota_period CHECK (ends_on IS NULL OR ends_on >= starts_on), 
	CONSTRAINT fk_rota_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_rota_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_rota_department_id FOREIGN KEY(department_id) REFERENCES department (id)
)
-- next
CREATE INDEX ix_rota_department_id ON rota (department_id)
-- next
CREATE INDEX ix_rota_user_id ON rota (user_id)
-- next
CREATE TABLE document (
	patient_id UUID NOT NULL, 
	folder VARCHAR(40) NOT NULL, 
	title VARCHAR NOT NULL, 
	visibility VARCHAR(40) NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	by_patient BOOLEAN NOT NULL, 
	dated DATE, 
	reason TEXT NOT NULL, 
	latest BIGINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_document PRIMARY KEY (id), 
	CONSTRAINT fk_document_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_document_patient ON document (patient_id, created_at)
-- next
CREATE TABLE patient_merge (
	survivor_id UUID NOT NULL, 
	loser_id UUID NOT NULL, 
	reason TEXT NOT NULL, 
	snapshot JSON NOT NULL, 
	merged_by UUID, 
	undone_at TIMESTAMP WITH TIME ZONE, 
	undone_by UUID, 
	undone_reason TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_patient_merge PRIMARY KEY (id), 
	CONSTRAINT ck_patient_merge_two CHECK (survivor_id <> loser_id), 
	CONSTRAINT fk_patient_merge_survivor_id FOREIGN KEY(survivor_id) REFERENCES patient (id), 
	CONSTRAINT fk_patient_merge_loser_id FOREIGN KEY(loser_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_patient_merge_loser_id ON patient_merge (loser_id)
-- next
CREATE INDEX ix_patient_merge_survivor_id ON patient_merge (survivor_id)
-- next
CREATE TABLE patient_export (
	patient_id UUID NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	requested_by UUID, 
	reason TEXT NOT NULL, 
	file_id UUID, 
	size BIGINT, 
	sha256 VARCHAR NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE, 
	downloads BIGINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_patient_export PRIMARY KEY (id), 
	CONSTRAINT fk_patient_export_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_patient_export_patient_id ON patient_export (patient_id)
-- next
CREATE TABLE patient_import_row (
	import_id UUID NOT NULL, 
	line BIGINT NOT NULL, 
	field VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	made_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_patient_import_row PRIMARY KEY (id), 
	CONSTRAINT uq_patient_import_row_import_id_line_field UNIQUE (import_id, line, field), 
	CONSTRAINT fk_patient_import_row_import_id FOREIGN KEY(import_id) REFERENCES patient_import (id), 
	CONSTRAINT fk_patient_import_row_made_id FOREIGN KEY(made_id) REFERENCES patient (id)
)
-- next
CREATE TABLE patient_word (
	word TEXT COLLATE "C" NOT NULL, 
	other TEXT COLLATE "C" NOT NULL, 
	patient_id UUID NOT NULL, 
	CONSTRAINT pk_patient_word PRIMARY KEY (word, other, patient_id), 
	CONSTRAINT fk_patient_word_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_patient_word_patient_id ON patient_word (patient_id)
-- next
CREATE TABLE patient_key (
	kind TEXT COLLATE "C" NOT NULL, 
	value TEXT COLLATE "C" NOT NULL, 
	patient_id UUID NOT NULL, 
	CONSTRAINT pk_patient_key PRIMARY KEY (kind, value, patient_id), 
	CONSTRAINT fk_patient_key_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_patient_key_patient_id ON patient_key (patient_id)
-- next
CREATE TABLE not_duplicate (
	one_id UUID NOT NULL, 
	other_id UUID NOT NULL, 
	decided_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_not_duplicate PRIMARY KEY (id), 
	CONSTRAINT uq_not_duplicate_one_id_other_id UNIQUE (one_id, other_id), 
	CONSTRAINT ck_not_duplicate_ordered CHECK (one_id < other_id), 
	CONSTRAINT fk_not_duplicate_one_id FOREIGN KEY(one_id) REFERENCES patient (id), 
	CONSTRAINT fk_not_duplicate_other_id FOREIGN KEY(other_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_not_duplicate_other_id ON not_duplicate (other_id)
-- next
CREATE TABLE patient_identifier (
	patient_id UUID NOT NULL, 
	system_id UUID NOT NULL, 
	value VARCHAR NOT NULL, 
	key VARCHAR NOT NULL, 
	exclusive BOOLEAN NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_patient_identifier PRIMARY KEY (id), 
	CONSTRAINT fk_patient_identifier_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_patient_identifier_system_id FOREIGN KEY(system_id) REFERENCES identifier_system (id)
)
-- next
CREATE INDEX ix_patient_identifier_patient_id ON patient_identifier (patient_id)
-- next
CREATE UNIQUE INDEX uq_patient_identifier_open ON patient_identifier (system_id, key) WHERE exclusive AND ended_at IS NULL
-- next
CREATE TABLE related_person (
	patient_id UUID NOT NULL, 
	relative_id UUID, 
	kinship VARCHAR(40) NOT NULL, 
	name VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	emergency BOOLEAN NOT NULL, 
	next_of_kin BOOLEAN NOT NULL, 
	note TEXT NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_related_person PRIMARY KEY (id), 
	CONSTRAINT ck_related_person_other CHECK (relative_id <> patient_id), 
	CONSTRAINT fk_related_person_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_related_person_relative_id FOREIGN KEY(relative_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_related_person_patient_id ON related_person (patient_id)
-- next
CREATE INDEX ix_related_person_relative_id ON related_person (relative_id)
-- next
CREATE UNIQUE INDEX uq_related_person_relative ON related_person (patient_id, relative_id) WHERE relative_id IS NOT NULL AND ended_at IS NULL
-- next
CREATE TABLE proxy (
	patient_id UUID NOT NULL, 
	user_id UUID, 
	kind VARCHAR(40) NOT NULL, 
	kinship VARCHAR(40) NOT NULL, 
	email VARCHAR NOT NULL, 
	rights TEXT[] NOT NULL, 
	starts_on DATE NOT NULL, 
	ends_on DATE, 
	paper VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	given_by UUID, 
	reason VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_proxy PRIMARY KEY (id), 
	CONSTRAINT ck_proxy_period CHECK (ends_on IS NULL OR ends_on >= starts_on), 
	CONSTRAINT ck_proxy_somebody CHECK (user_id IS NOT NULL OR status <> 'active'), 
	CONSTRAINT fk_proxy_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_proxy_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_proxy_email ON proxy (email) WHERE status = 'invited'
-- next
CREATE INDEX ix_proxy_patient_id ON proxy (patient_id)
-- next
CREATE INDEX ix_proxy_user_id ON proxy (user_id)
-- next
CREATE UNIQUE INDEX uq_proxy_open ON proxy (patient_id, user_id) WHERE status = 'active'
-- next
CREATE TABLE equipment (
	facility_id UUID NOT NULL, 
	department_id UUID, 
	room_id UUID, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	serial VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	service_due_on DATE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_equipment PRIMARY KEY (id), 
	CONSTRAINT uq_equipment_facility_id_code UNIQUE (facility_id, code), 
	CONSTRAINT fk_equipment_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_equipment_department_id FOREIGN KEY(department_id) REFERENCES department (id), 
	CONSTRAINT fk_equipment_room_id FOREIGN KEY(room_id) REFERENCES room (id)
)
-- next
CREATE INDEX ix_equipment_department_id ON equipment (department_id)
-- next
CREATE INDEX ix_equipment_room_id ON equipment (room_id)
-- next
CREATE TABLE shift (
	user_id UUID NOT NULL, 
	facility_id UUID NOT NULL, 
	department_id UUID, 
	rota_id UUID, 
	kind VARCHAR(40) NOT NULL, 
	during TSTZRANGE NOT NULL, 
	note VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_shift PRIMARY KEY (id), 
	CONSTRAINT ck_shift_during CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)), 
	CONSTRAINT fk_shift_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_shift_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_shift_department_id FOREIGN KEY(department_id) REFERENCES department (id), 
	CONSTRAINT fk_shift_rota_id FOREIGN KEY(rota_id) REFERENCES rota (id)
)
-- next
CREATE INDEX ix_shift_starts ON shift (lower(during), id)
-- next
CREATE TABLE document_version (
	document_id UUID NOT NULL, 
	number BIGINT NOT NULL, 
	file_id UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	scanned_by VARCHAR NOT NULL, 
	added_by UUID, 
	added_by_name VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_document_version PRIMARY KEY (id), 
	CONSTRAINT uq_document_version_document_id_number UNIQUE (document_id, number), 
	CONSTRAINT fk_document_version_document_id FOREIGN KEY(document_id) REFERENCES document (id)
)
-- next
ALTER TABLE shift ADD CONSTRAINT ex_shift_user EXCLUDE USING gist
(uuidrange(user_id, user_id, '[]') WITH &&, during WITH &&);
