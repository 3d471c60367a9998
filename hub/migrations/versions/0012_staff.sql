-- Nobody could write shifts and rotas before: the tables are made anew.
DROP TABLE shift
-- next
DROP TABLE rota
-- next
ALTER TABLE department ADD COLUMN lead_id UUID, ADD COLUMN hours JSON DEFAULT '[]' NOT NULL,
  ADD CONSTRAINT fk_department_lead_id FOREIGN KEY (lead_id) REFERENCES user_account (id)
-- next
ALTER TABLE practitioner ADD COLUMN licence_ends_on DATE
-- next
ALTER TABLE employment ADD COLUMN fte_percent SMALLINT DEFAULT 100 NOT NULL,
  ADD CONSTRAINT ck_employment_fte CHECK (fte_percent BETWEEN 1 AND 100)
-- next
ALTER TABLE privilege ADD COLUMN code VARCHAR DEFAULT '' NOT NULL
-- next
CREATE TABLE leave_allowance (
	user_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	year SMALLINT NOT NULL, 
	days SMALLINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_leave_allowance PRIMARY KEY (id), 
	CONSTRAINT uq_leave_allowance_user_id_kind_year UNIQUE (user_id, kind, year), 
	CONSTRAINT ck_leave_allowance_days CHECK (days BETWEEN 0 AND 366), 
	CONSTRAINT fk_leave_allowance_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE TABLE shift_template (
	department_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	role VARCHAR NOT NULL, 
	starts TIME WITHOUT TIME ZONE NOT NULL, 
	ends TIME WITHOUT TIME ZONE NOT NULL, 
	weekdays SMALLINT[] NOT NULL, 
	least SMALLINT NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_shift_template PRIMARY KEY (id), 
	CONSTRAINT uq_shift_template_department_id_code UNIQUE (department_id, code), 
	CONSTRAINT ck_shift_template_least CHECK (least BETWEEN 0 AND 200), 
	CONSTRAINT fk_shift_template_department_id FOREIGN KEY(department_id) REFERENCES department (id)
)
-- next
CREATE TABLE rota (
	department_id UUID NOT NULL, 
	week DATE NOT NULL, 
	published_at TIMESTAMP WITH TIME ZONE, 
	published_by UUID, 
	short_note TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_rota PRIMARY KEY (id), 
	CONSTRAINT uq_rota_department_id_week UNIQUE (department_id, week), 
	CONSTRAINT ck_rota_monday CHECK (extract(isodow FROM week) = 1), 
	CONSTRAINT fk_rota_department_id FOREIGN KEY(department_id) REFERENCES department (id)
)
-- next
CREATE TABLE on_call_service (
	department_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	levels SMALLINT NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_on_call_service PRIMARY KEY (id), 
	CONSTRAINT ck_on_call_service_levels CHECK (levels BETWEEN 1 AND 3), 
	CONSTRAINT fk_on_call_service_department_id FOREIGN KEY(department_id) REFERENCES department (id), 
	CONSTRAINT uq_on_call_service_code UNIQUE (code)
)
-- next
CREATE TABLE shift (
	rota_id UUID NOT NULL, 
	department_id UUID NOT NULL, 
	template_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	day DATE NOT NULL, 
	during TSTZRANGE NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	note VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_shift PRIMARY KEY (id), 
	CONSTRAINT ck_shift_during CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)), 
	CONSTRAINT fk_shift_rota_id FOREIGN KEY(rota_id) REFERENCES rota (id), 
	CONSTRAINT fk_shift_department_id FOREIGN KEY(department_id) REFERENCES department (id), 
	CONSTRAINT fk_shift_template_id FOREIGN KEY(template_id) REFERENCES shift_template (id), 
	CONSTRAINT fk_shift_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE TABLE on_call (
	service_id UUID NOT NULL, 
	level SMALLINT NOT NULL, 
	user_id UUID NOT NULL, 
	during TSTZRANGE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_on_call PRIMARY KEY (id), 
	CONSTRAINT ck_on_call_during CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)), 
	CONSTRAINT ck_on_call_level CHECK (level BETWEEN 1 AND 3), 
	CONSTRAINT fk_on_call_service_id FOREIGN KEY(service_id) REFERENCES on_call_service (id), 
	CONSTRAINT fk_on_call_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE TABLE shift_swap (
	shift_id UUID NOT NULL, 
	asker_id UUID NOT NULL, 
	taker_id UUID, 
	return_shift_id UUID, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	note TEXT NOT NULL, 
	decided_by UUID, 
	answer TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_shift_swap PRIMARY KEY (id), 
	CONSTRAINT fk_shift_swap_shift_id FOREIGN KEY(shift_id) REFERENCES shift (id) ON DELETE CASCADE, 
	CONSTRAINT fk_shift_swap_asker_id FOREIGN KEY(asker_id) REFERENCES user_account (id), 
	CONSTRAINT fk_shift_swap_taker_id FOREIGN KEY(taker_id) REFERENCES user_account (id), 
	CONSTRAINT fk_shift_swap_return_shift_id FOREIGN KEY(return_shift_id) REFERENCES shift (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_on_call_service_department_id ON on_call_service (department_id)
-- next
CREATE INDEX ix_shift_rota_id ON shift (rota_id)
-- next
CREATE INDEX ix_shift_starts ON shift (lower(during), id)
-- next
CREATE INDEX ix_shift_user ON shift (user_id, lower(during))
-- next
CREATE INDEX ix_on_call_starts ON on_call (service_id, lower(during))
-- next
CREATE INDEX ix_on_call_user_id ON on_call (user_id)
-- next
CREATE INDEX ix_shift_swap_asker_id ON shift_swap (asker_id)
-- next
CREATE INDEX ix_shift_swap_taker_id ON shift_swap (taker_id)
-- next
CREATE UNIQUE INDEX uq_shift_swap_open ON shift_swap (shift_id) WHERE status IN ('requested', 'accepted')
-- next
ALTER TABLE shift ADD CONSTRAINT ex_shift_user EXCLUDE USING gist
(uuidrange(user_id, user_id, '[]') WITH &&, during WITH &&) WHERE (status = 'planned')
-- next
ALTER TABLE on_call ADD CONSTRAINT ex_on_call_level EXCLUDE USING gist
(uuidrange(service_id, service_id, '[]') WITH &&, int4range(level, level, '[]') WITH &&, during WITH &&)
-- next
ALTER TABLE on_call ADD CONSTRAINT ex_on_call_user EXCLUDE USING gist
(uuidrange(service_id, service_id, '[]') WITH &&, uuidrange(user_id, user_id, '[]') WITH &&, during WITH &&)
-- next
ALTER TABLE leave ADD CONSTRAINT ex_leave_user EXCLUDE USING gist
(uuidrange(user_id, user_id, '[]') WITH &&, daterange(starts_on, ends_on, '[]') WITH &&)
WHERE (status IN ('requested', 'approved'))
-- next
-- Where a clinician works, the account works.
UPDATE user_account SET department_id = p.department_id FROM practitioner p
WHERE p.user_id = user_account.id AND user_account.department_id IS NULL AND p.department_id IS NOT NULL
