CREATE TABLE visit_recording (
	visit_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	asked_by UUID, 
	started_at TIMESTAMP WITH TIME ZONE, 
	stopped_at TIMESTAMP WITH TIME ZONE, 
	stop_reason VARCHAR(40), 
	stopped_by VARCHAR NOT NULL, 
	failure VARCHAR NOT NULL, 
	beat_at TIMESTAMP WITH TIME ZONE, 
	duration_ms BIGINT NOT NULL, 
	keep_until TIMESTAMP WITH TIME ZONE, 
	key_sealed TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_visit_recording PRIMARY KEY (id), 
	CONSTRAINT fk_visit_recording_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_visit_recording_keep ON visit_recording (keep_until) WHERE status = 'kept'
-- next
CREATE INDEX ix_visit_recording_visit ON visit_recording (visit_id, id)
-- next
CREATE INDEX ix_visit_recording_work ON visit_recording (status) WHERE status IN ('starting', 'recording', 'saving')
-- next
CREATE UNIQUE INDEX uq_visit_recording_open ON visit_recording (visit_id) WHERE status IN ('asked', 'starting', 'recording')
-- next
CREATE TABLE visit_recording_consent (
	recording_id UUID NOT NULL, 
	participant VARCHAR NOT NULL, 
	user_id UUID, 
	given_at TIMESTAMP WITH TIME ZONE, 
	withdrawn_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_visit_recording_consent PRIMARY KEY (id), 
	CONSTRAINT fk_visit_recording_consent_recording_id FOREIGN KEY(recording_id) REFERENCES visit_recording (id) ON DELETE CASCADE
)
-- next
CREATE UNIQUE INDEX uq_visit_recording_consent ON visit_recording_consent (recording_id, participant)
-- next
CREATE TABLE visit_recording_file (
	recording_id UUID NOT NULL, 
	participant VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	tracks TEXT[] NOT NULL, 
	offset_ms BIGINT NOT NULL, 
	duration_ms BIGINT NOT NULL, 
	size BIGINT NOT NULL, 
	part_size BIGINT NOT NULL, 
	parts UUID[] NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_visit_recording_file PRIMARY KEY (id), 
	CONSTRAINT fk_visit_recording_file_recording_id FOREIGN KEY(recording_id) REFERENCES visit_recording (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_visit_recording_file_recording ON visit_recording_file (recording_id, id)
