ALTER TABLE invoice ADD COLUMN credited BIGINT DEFAULT 0 NOT NULL
-- next
ALTER TABLE invoice DROP CONSTRAINT ck_invoice_within_total
-- next
ALTER TABLE invoice ADD CONSTRAINT ck_invoice_within_total CHECK (total > 0 AND paid >= 0 AND credited >= 0 AND paid + credited <= total)
-- next
CREATE TABLE test_gateway_refund (
	idem VARCHAR NOT NULL,
	intent_id UUID NOT NULL,
	minor BIGINT NOT NULL,
	currency VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	failure VARCHAR NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_test_gateway_refund PRIMARY KEY (id),
	CONSTRAINT uq_test_gateway_refund_idem UNIQUE (idem),
	CONSTRAINT fk_test_gateway_refund_intent_id FOREIGN KEY(intent_id) REFERENCES test_gateway_intent (id)
)
-- next
CREATE INDEX ix_test_gateway_refund_intent_id ON test_gateway_refund (intent_id)
-- next
CREATE TABLE refund (
	payment_id UUID NOT NULL,
	patient_id UUID NOT NULL,
	gateway VARCHAR NOT NULL,
	external_id VARCHAR,
	status VARCHAR(40) NOT NULL,
	status_at TIMESTAMP WITH TIME ZONE NOT NULL,
	minor BIGINT NOT NULL,
	currency VARCHAR NOT NULL,
	failure VARCHAR NOT NULL,
	reason_sealed TEXT NOT NULL,
	by_id UUID,
	by_name VARCHAR NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_refund PRIMARY KEY (id),
	CONSTRAINT uq_refund_gateway_external_id UNIQUE (gateway, external_id),
	CONSTRAINT ck_refund_positive CHECK (minor > 0),
	CONSTRAINT fk_refund_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id),
	CONSTRAINT fk_refund_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_refund_patient ON refund (patient_id)
-- next
CREATE INDEX ix_refund_payment_id ON refund (payment_id)
