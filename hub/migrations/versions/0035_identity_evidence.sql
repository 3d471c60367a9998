CREATE TABLE identity_evidence (
	patient_id UUID NOT NULL,
	status VARCHAR(40) NOT NULL,
	status_at TIMESTAMP WITH TIME ZONE NOT NULL,
	document VARCHAR NOT NULL,
	front_id UUID,
	front_type VARCHAR NOT NULL,
	back_id UUID,
	back_type VARCHAR NOT NULL,
	reason_sealed TEXT NOT NULL,
	decided_by UUID,
	forget_at TIMESTAMP WITH TIME ZONE NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_identity_evidence PRIMARY KEY (id),
	CONSTRAINT ck_identity_evidence_shown CHECK (status <> 'sent' OR front_id IS NOT NULL),
	CONSTRAINT fk_identity_evidence_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_identity_evidence_forget ON identity_evidence (forget_at) WHERE front_id IS NOT NULL OR back_id IS NOT NULL
-- next
CREATE INDEX ix_identity_evidence_patient ON identity_evidence (patient_id, created_at)
-- next
CREATE UNIQUE INDEX uq_identity_evidence_open ON identity_evidence (patient_id) WHERE status IN ('draft', 'sent')
