CREATE TABLE critical_result (
	report_id UUID NOT NULL,
	patient_id UUID NOT NULL,
	status VARCHAR(40) NOT NULL,
	status_at TIMESTAMP WITH TIME ZONE NOT NULL,
	rung BIGINT NOT NULL,
	escalate_at TIMESTAMP WITH TIME ZONE,
	told JSON NOT NULL,
	told_ids UUID[] NOT NULL,
	acknowledged_by UUID,
	acknowledged_by_name VARCHAR NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_critical_result PRIMARY KEY (id),
	CONSTRAINT fk_critical_result_report_id FOREIGN KEY(report_id) REFERENCES diagnostic_report (id),
	CONSTRAINT fk_critical_result_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_critical_result_due ON critical_result (escalate_at) WHERE escalate_at IS NOT NULL
-- next
CREATE INDEX ix_critical_result_patient ON critical_result (patient_id)
-- next
CREATE INDEX ix_critical_result_report ON critical_result (report_id)
-- next
CREATE UNIQUE INDEX uq_critical_result_waiting ON critical_result (report_id) WHERE status = 'waiting'
