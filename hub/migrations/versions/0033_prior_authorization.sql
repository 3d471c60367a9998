CREATE SEQUENCE prior_authorization_number
-- next
CREATE TABLE prior_authorization (
	number VARCHAR NOT NULL,
	patient_id UUID NOT NULL,
	coverage_id UUID NOT NULL,
	payer_id UUID NOT NULL,
	practitioner_id UUID NOT NULL,
	asked_by UUID,
	asked_by_name VARCHAR NOT NULL,
	urgent BOOLEAN NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NOT NULL,
	diagnoses_sealed TEXT NOT NULL,
	reason_sealed TEXT NOT NULL,
	appeal_sealed TEXT NOT NULL,
	status VARCHAR(40) NOT NULL,
	status_at TIMESTAMP WITH TIME ZONE NOT NULL,
	certification VARCHAR(40) NOT NULL,
	submission BIGINT NOT NULL,
	to_call BOOLEAN NOT NULL,
	authorization_number VARCHAR NOT NULL,
	payer_reference VARCHAR NOT NULL,
	valid_from DATE,
	valid_to DATE,
	answer_code VARCHAR NOT NULL,
	answer_sealed TEXT NOT NULL,
	answered_at TIMESTAMP WITH TIME ZONE,
	interchange_id UUID,
	set_control VARCHAR NOT NULL,
	case_id UUID,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_prior_authorization PRIMARY KEY (id),
	CONSTRAINT ck_prior_authorization_period CHECK (ends_on >= starts_on),
	CONSTRAINT uq_prior_authorization_number UNIQUE (number),
	CONSTRAINT fk_prior_authorization_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_prior_authorization_coverage_id FOREIGN KEY(coverage_id) REFERENCES coverage (id),
	CONSTRAINT fk_prior_authorization_payer_id FOREIGN KEY(payer_id) REFERENCES payer (id),
	CONSTRAINT fk_prior_authorization_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id),
	CONSTRAINT fk_prior_authorization_interchange_id FOREIGN KEY(interchange_id) REFERENCES interchange (id)
)
-- next
CREATE INDEX ix_prior_authorization_case_id ON prior_authorization (case_id)
-- next
CREATE INDEX ix_prior_authorization_coverage ON prior_authorization (coverage_id, status)
-- next
CREATE INDEX ix_prior_authorization_interchange_id ON prior_authorization (interchange_id)
-- next
CREATE INDEX ix_prior_authorization_patient ON prior_authorization (patient_id, created_at)
-- next
CREATE INDEX ix_prior_authorization_practitioner_id ON prior_authorization (practitioner_id)
-- next
CREATE INDEX ix_prior_authorization_queue ON prior_authorization (status, status_at, id)
-- next
CREATE TABLE prior_authorization_service (
	prior_authorization_id UUID NOT NULL,
	number BIGINT NOT NULL,
	code VARCHAR NOT NULL,
	units NUMERIC(12, 3) NOT NULL,
	approved_units NUMERIC(12, 3),
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_prior_authorization_service PRIMARY KEY (id),
	CONSTRAINT uq_prior_authorization_service_prior_authorization_id_code UNIQUE (prior_authorization_id, code),
	CONSTRAINT ck_prior_authorization_service_units CHECK (units > 0),
	CONSTRAINT fk_prior_authorization_service_prior_authorization_id FOREIGN KEY(prior_authorization_id) REFERENCES prior_authorization (id)
)
-- next
CREATE TABLE prior_authorization_history (
	id BIGINT GENERATED ALWAYS AS IDENTITY,
	prior_authorization_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	what VARCHAR NOT NULL,
	detail TEXT NOT NULL,
	actor_id UUID,
	actor_name VARCHAR NOT NULL,
	interchange_id UUID,
	CONSTRAINT pk_prior_authorization_history PRIMARY KEY (id),
	CONSTRAINT fk_prior_authorization_history_prior_authorization_id FOREIGN KEY(prior_authorization_id) REFERENCES prior_authorization (id),
	CONSTRAINT fk_prior_authorization_history_interchange_id FOREIGN KEY(interchange_id) REFERENCES interchange (id)
)
-- next
CREATE INDEX ix_prior_authorization_history_prior_authorization_id ON prior_authorization_history (prior_authorization_id)
-- next
CREATE TRIGGER prior_authorization_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
ON prior_authorization_history FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
ALTER TABLE claim_line
  ADD COLUMN prior_authorization_service_id UUID,
  ADD CONSTRAINT fk_claim_line_prior_authorization_service_id
    FOREIGN KEY(prior_authorization_service_id) REFERENCES prior_authorization_service (id)
-- next
CREATE INDEX ix_claim_line_prior_authorization_service_id ON claim_line (prior_authorization_service_id)
