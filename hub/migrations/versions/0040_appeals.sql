CREATE TABLE claim_appeal (
	claim_id UUID NOT NULL,
	patient_id UUID NOT NULL,
	level BIGINT NOT NULL,
	status VARCHAR(40) NOT NULL,
	status_at TIMESTAMP WITH TIME ZONE NOT NULL,
	send_by DATE NOT NULL,
	reminded_on DATE,
	body_sealed TEXT NOT NULL,
	by_id UUID,
	by_name VARCHAR NOT NULL,
	letter_id UUID,
	asked_sealed TEXT NOT NULL,
	case_id UUID,
	reply_sealed TEXT NOT NULL,
	sent_on DATE,
	channel VARCHAR NOT NULL,
	reference VARCHAR NOT NULL,
	outcome VARCHAR(40),
	answered_on DATE,
	answer_sealed TEXT NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_claim_appeal PRIMARY KEY (id),
	CONSTRAINT uq_claim_appeal_claim_id_level UNIQUE (claim_id, level),
	CONSTRAINT ck_claim_appeal_level CHECK (level BETWEEN 1 AND 9),
	CONSTRAINT fk_claim_appeal_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id),
	CONSTRAINT fk_claim_appeal_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_claim_appeal_letter_id FOREIGN KEY(letter_id) REFERENCES patient_letter (id)
)
-- next
CREATE INDEX ix_claim_appeal_case_id ON claim_appeal (case_id)
-- next
CREATE INDEX ix_claim_appeal_due ON claim_appeal (send_by) WHERE status IN ('draft', 'signed')
-- next
CREATE INDEX ix_claim_appeal_letter_id ON claim_appeal (letter_id)
-- next
CREATE INDEX ix_claim_appeal_patient ON claim_appeal (patient_id)
-- next
CREATE UNIQUE INDEX uq_claim_appeal_running ON claim_appeal (claim_id) WHERE status IN ('draft', 'signed', 'sent')
-- next
CREATE TABLE appeal_enclosure (
	appeal_id UUID NOT NULL,
	patient_id UUID NOT NULL,
	kind VARCHAR NOT NULL,
	source_id UUID NOT NULL,
	title_sealed TEXT NOT NULL,
	file_id UUID NOT NULL,
	media_type VARCHAR NOT NULL,
	sha256 VARCHAR NOT NULL,
	by_id UUID,
	by_name VARCHAR NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_appeal_enclosure PRIMARY KEY (id),
	CONSTRAINT uq_appeal_enclosure_appeal_id_source_id UNIQUE (appeal_id, source_id),
	CONSTRAINT fk_appeal_enclosure_appeal_id FOREIGN KEY(appeal_id) REFERENCES claim_appeal (id),
	CONSTRAINT fk_appeal_enclosure_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_appeal_enclosure_patient ON appeal_enclosure (patient_id)
