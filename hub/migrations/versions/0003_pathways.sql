CREATE TABLE process_start (
	process_id VARCHAR NOT NULL, 
	element_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	name VARCHAR DEFAULT '' NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE, 
	every VARCHAR, 
	remaining BIGINT, 
	CONSTRAINT pk_process_start PRIMARY KEY (process_id)
)
-- next
CREATE INDEX ix_process_start_due ON process_start (due_at) WHERE due_at IS NOT NULL
-- next
CREATE INDEX ix_process_start_signal ON process_start (name) WHERE kind = 'signal'
-- next
CREATE UNIQUE INDEX uq_process_start_message ON process_start (name) WHERE kind = 'message'
-- next
CREATE TABLE webhook (
	name VARCHAR NOT NULL, 
	url TEXT NOT NULL, 
	process_ids TEXT[] NOT NULL, 
	kinds TEXT[] NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	position BIGINT NOT NULL, 
	salt VARCHAR NOT NULL, 
	former_salt VARCHAR, 
	former_until TIMESTAMP WITH TIME ZONE, 
	resting_until TIMESTAMP WITH TIME ZONE, 
	failures BIGINT NOT NULL, 
	author_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_webhook PRIMARY KEY (id)
)
-- next
CREATE TABLE webhook_delivery (
	webhook_id UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	position BIGINT, 
	body TEXT NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	attempts BIGINT NOT NULL, 
	next_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	answer_status BIGINT, 
	error VARCHAR, 
	took_ms BIGINT, 
	tried_at TIMESTAMP WITH TIME ZONE, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_webhook_delivery PRIMARY KEY (id), 
	CONSTRAINT fk_webhook_delivery_webhook_id FOREIGN KEY(webhook_id) REFERENCES webhook (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_webhook_delivery_due ON webhook_delivery (webhook_id, next_at, id) WHERE status = 'waiting'
-- next
CREATE INDEX ix_webhook_delivery_list ON webhook_delivery (webhook_id, id)
-- next
CREATE UNIQUE INDEX uq_webhook_delivery_fact ON webhook_delivery (webhook_id, position) WHERE position IS NOT NULL
-- next
ALTER TABLE case_migration ADD COLUMN planned_to UUID
