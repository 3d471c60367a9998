ALTER TABLE facility ADD COLUMN active BOOLEAN DEFAULT true NOT NULL
-- next
ALTER TABLE department ADD COLUMN active BOOLEAN DEFAULT true NOT NULL
-- next
ALTER TABLE practitioner ADD COLUMN photo_id UUID
-- next
ALTER TABLE practitioner ADD COLUMN photo_type VARCHAR DEFAULT '' NOT NULL
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
ALTER TABLE shift ADD CONSTRAINT ex_shift_user EXCLUDE USING gist
(uuidrange(user_id, user_id, '[]') WITH &&, during WITH &&);
