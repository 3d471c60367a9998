CREATE TABLE waveform_chunk (
	device_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	channel SMALLINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	hz SMALLINT NOT NULL, 
	n INTEGER NOT NULL, 
	scale FLOAT NOT NULL, 
	samples BYTEA NOT NULL, 
	CONSTRAINT pk_waveform_chunk PRIMARY KEY (patient_id, at, channel, device_id)
)
 PARTITION BY RANGE (at)
-- next
CREATE TABLE waveform_kept (
	device_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	channel SMALLINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	hz SMALLINT NOT NULL, 
	n INTEGER NOT NULL, 
	scale FLOAT NOT NULL, 
	samples BYTEA NOT NULL, 
	CONSTRAINT pk_waveform_kept PRIMARY KEY (patient_id, at, channel, device_id)
)
-- next
CREATE TABLE vital_minute (
	patient_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	n INTEGER NOT NULL, 
	low FLOAT NOT NULL, 
	high FLOAT NOT NULL, 
	total FLOAT NOT NULL, 
	last FLOAT NOT NULL, 
	CONSTRAINT pk_vital_minute PRIMARY KEY (patient_id, code, at)
)
-- next
CREATE INDEX ix_vital_minute_at ON vital_minute (at)
-- next
CREATE TABLE vital_hour (
	patient_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	n INTEGER NOT NULL, 
	low FLOAT NOT NULL, 
	high FLOAT NOT NULL, 
	total FLOAT NOT NULL, 
	last FLOAT NOT NULL, 
	CONSTRAINT pk_vital_hour PRIMARY KEY (patient_id, code, at)
)
-- next
CREATE TABLE device (
	kind VARCHAR(40) NOT NULL, 
	name VARCHAR NOT NULL, 
	serial VARCHAR NOT NULL, 
	maker VARCHAR NOT NULL, 
	owner_patient_id UUID, 
	gateway_id UUID, 
	key_hash BYTEA, 
	key_hint VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	last_seen_at TIMESTAMP WITH TIME ZONE, 
	clock_off_seconds BIGINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_device PRIMARY KEY (id), 
	CONSTRAINT uq_device_serial UNIQUE (serial), 
	CONSTRAINT fk_device_owner_patient_id FOREIGN KEY(owner_patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_device_gateway_id FOREIGN KEY(gateway_id) REFERENCES device (id), 
	CONSTRAINT uq_device_key_hash UNIQUE (key_hash)
)
-- next
CREATE INDEX ix_device_gateway_id ON device (gateway_id)
-- next
CREATE INDEX ix_device_owner_patient_id ON device (owner_patient_id)
-- next
CREATE TABLE vital_limits (
	patient_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	critical_low NUMERIC(10, 3), 
	low NUMERIC(10, 3), 
	high NUMERIC(10, 3), 
	critical_high NUMERIC(10, 3), 
	delay BIGINT NOT NULL, 
	clear BIGINT NOT NULL, 
	margin NUMERIC(10, 3) NOT NULL, 
	reason TEXT NOT NULL, 
	set_by UUID, 
	set_by_name VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_vital_limits PRIMARY KEY (id), 
	CONSTRAINT uq_vital_limits_patient_id_code UNIQUE (patient_id, code), 
	CONSTRAINT fk_vital_limits_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE TABLE monitoring_plan (
	patient_id UUID NOT NULL, 
	spo2_scale BIGINT NOT NULL, 
	goals JSON NOT NULL, 
	reminders TEXT[] NOT NULL, 
	next_reminder_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_monitoring_plan PRIMARY KEY (id), 
	CONSTRAINT ck_monitoring_plan_scale CHECK (spo2_scale IN (1, 2)), 
	CONSTRAINT uq_monitoring_plan_patient_id UNIQUE (patient_id), 
	CONSTRAINT fk_monitoring_plan_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_monitoring_plan_due ON monitoring_plan (next_reminder_at) WHERE next_reminder_at IS NOT NULL
-- next
CREATE TABLE early_warning (
	patient_id UUID NOT NULL, 
	set_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	method VARCHAR NOT NULL, 
	scale BIGINT NOT NULL, 
	inputs JSON NOT NULL, 
	points JSON NOT NULL, 
	total BIGINT, 
	missing TEXT[] NOT NULL, 
	band VARCHAR, 
	recorded_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_early_warning PRIMARY KEY (id), 
	CONSTRAINT fk_early_warning_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT uq_early_warning_set_id UNIQUE (set_id)
)
-- next
CREATE INDEX ix_early_warning_patient ON early_warning (patient_id, at)
-- next
CREATE TABLE device_binding (
	device_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	during TSTZRANGE NOT NULL, 
	ward_id UUID, 
	place VARCHAR NOT NULL, 
	last_frame_ms BIGINT NOT NULL, 
	last_frame_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_device_binding PRIMARY KEY (id), 
	CONSTRAINT fk_device_binding_device_id FOREIGN KEY(device_id) REFERENCES device (id), 
	CONSTRAINT fk_device_binding_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_device_binding_ward_id FOREIGN KEY(ward_id) REFERENCES ward (id)
)
-- next
CREATE INDEX ix_device_binding_device_id ON device_binding (device_id)
-- next
CREATE INDEX ix_device_binding_patient ON device_binding (patient_id)
-- next
CREATE INDEX ix_device_binding_ward_id ON device_binding (ward_id)
-- next
CREATE TABLE observation (
	patient_id UUID NOT NULL, 
	set_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	value NUMERIC(10, 3) NOT NULL, 
	unit VARCHAR NOT NULL, 
	effective_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	device_at TIMESTAMP WITH TIME ZONE, 
	received_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	given_value NUMERIC(14, 6), 
	given_unit VARCHAR, 
	source VARCHAR(40) NOT NULL, 
	device_id UUID, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	flags TEXT[] NOT NULL, 
	recorded_by UUID, 
	decided_by UUID, 
	simulated BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_observation PRIMARY KEY (id), 
	CONSTRAINT fk_observation_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_observation_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
-- next
CREATE INDEX ix_observation_doubtful ON observation (patient_id) WHERE status = 'preliminary'
-- next
CREATE INDEX ix_observation_patient ON observation (patient_id, code, effective_at)
-- next
CREATE INDEX ix_observation_set_id ON observation (set_id)
-- next
CREATE UNIQUE INDEX uq_observation_device ON observation (device_id, code, device_at) WHERE device_id IS NOT NULL
-- next
CREATE UNIQUE INDEX uq_observation_typed ON observation (patient_id, code, effective_at) WHERE device_id IS NULL AND status <> 'entered_in_error'
-- next
CREATE TABLE alert (
	patient_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	rule VARCHAR NOT NULL, 
	priority VARCHAR(40) NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	raised_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	value NUMERIC(10, 3), 
	unit VARCHAR NOT NULL, 
	bound NUMERIC(10, 3), 
	over_at TIMESTAMP WITH TIME ZONE, 
	device_id UUID, 
	observation_id UUID, 
	ward_id UUID, 
	place VARCHAR NOT NULL, 
	case_id UUID, 
	rung BIGINT NOT NULL, 
	climbs_at TIMESTAMP WITH TIME ZONE, 
	acknowledged_by UUID, 
	acknowledged_name VARCHAR NOT NULL, 
	acknowledged_at TIMESTAMP WITH TIME ZONE, 
	snoozed_until TIMESTAMP WITH TIME ZONE, 
	snooze_reason TEXT NOT NULL, 
	outcome VARCHAR NOT NULL, 
	words TEXT NOT NULL, 
	resolved_by UUID, 
	resolved_name VARCHAR NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_alert PRIMARY KEY (id), 
	CONSTRAINT fk_alert_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_alert_device_id FOREIGN KEY(device_id) REFERENCES device (id), 
	CONSTRAINT fk_alert_observation_id FOREIGN KEY(observation_id) REFERENCES observation (id), 
	CONSTRAINT fk_alert_ward_id FOREIGN KEY(ward_id) REFERENCES ward (id)
)
-- next
CREATE INDEX ix_alert_case ON alert (case_id)
-- next
CREATE INDEX ix_alert_open ON alert (status, raised_at) WHERE status <> 'resolved'
-- next
CREATE INDEX ix_alert_patient ON alert (patient_id, raised_at)
-- next
CREATE UNIQUE INDEX uq_alert_open ON alert (patient_id, rule) WHERE status <> 'resolved'
-- next
CREATE TABLE waveform_mark (
	id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	alert_id UUID, 
	during TSTZRANGE NOT NULL, 
	CONSTRAINT pk_waveform_mark PRIMARY KEY (id), 
	CONSTRAINT fk_waveform_mark_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT uq_waveform_mark_alert_id UNIQUE (alert_id), 
	CONSTRAINT fk_waveform_mark_alert_id FOREIGN KEY(alert_id) REFERENCES alert (id)
)
-- next
CREATE INDEX ix_waveform_mark_patient ON waveform_mark (patient_id)
-- next
CREATE TABLE vital_note (
	patient_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	words TEXT NOT NULL, 
	alert_id UUID, 
	author_id UUID, 
	author_name VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_vital_note PRIMARY KEY (id), 
	CONSTRAINT fk_vital_note_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_vital_note_alert_id FOREIGN KEY(alert_id) REFERENCES alert (id)
)
-- next
CREATE INDEX ix_vital_note_patient ON vital_note (patient_id, at)
-- next
CREATE OR REPLACE FUNCTION waveform_partition(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text := 'waveform_chunk_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF to_regclass(name) IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtext('waveform_partition'));
    IF to_regclass(name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF waveform_chunk FOR VALUES FROM (%L) TO (%L)',
                     name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    END IF;
  END IF;
END $$;
-- next
CREATE OR REPLACE FUNCTION waveform_drop(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('INSERT INTO waveform_kept SELECT c.* FROM %I c WHERE EXISTS (SELECT 1 FROM waveform_mark m
                  WHERE m.patient_id = c.patient_id AND m.during @> c.at) ON CONFLICT DO NOTHING', name);
  EXECUTE format('DROP TABLE %I', name);
END $$;
-- next
ALTER TABLE device_binding ADD CONSTRAINT ex_device_binding_device EXCLUDE USING gist
(uuidrange(device_id, device_id, '[]') WITH &&, during WITH &&);
-- next
CREATE TRIGGER vital_note_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vital_note FOR EACH STATEMENT EXECUTE FUNCTION append_only();
