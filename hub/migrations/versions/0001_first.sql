CREATE SEQUENCE patient_number
-- next
CREATE SEQUENCE claim_number
-- next
CREATE SEQUENCE interchange_number MAXVALUE 999999999 NO CYCLE
-- next
CREATE TABLE audit_event (
	id BIGINT GENERATED ALWAYS AS IDENTITY, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	action VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	actor_id UUID, 
	actor_name VARCHAR NOT NULL, 
	actor_roles VARCHAR NOT NULL, 
	session_id UUID, 
	ip VARCHAR NOT NULL, 
	request_id VARCHAR NOT NULL, 
	entity VARCHAR NOT NULL, 
	entity_id VARCHAR NOT NULL, 
	patient_id UUID, 
	reason TEXT NOT NULL, 
	before JSON, 
	after JSON, 
	lane BIGINT, 
	seq BIGINT, 
	hash BYTEA, 
	CONSTRAINT pk_audit_event PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_audit_event_actor_id ON audit_event (actor_id)
-- next
CREATE INDEX ix_audit_event_patient_id ON audit_event (patient_id)
-- next
CREATE TABLE audit_lane (
	lane BIGINT NOT NULL, 
	seq BIGINT NOT NULL, 
	hash BYTEA NOT NULL, 
	CONSTRAINT pk_audit_lane PRIMARY KEY (lane)
)
-- next
CREATE TABLE job (
	id BIGINT GENERATED ALWAYS AS IDENTITY, 
	name VARCHAR NOT NULL, 
	key VARCHAR NOT NULL, 
	once VARCHAR, 
	args JSON NOT NULL, 
	actor_id UUID, 
	state VARCHAR NOT NULL, 
	attempts BIGINT NOT NULL, 
	run_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	sent_at TIMESTAMP WITH TIME ZONE, 
	lease_until TIMESTAMP WITH TIME ZONE, 
	error TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	done_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_job PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_job_open ON job (run_at) WHERE state IN ('queued', 'running')
-- next
CREATE INDEX ix_job_order ON job (name, key, id) WHERE state IN ('queued', 'running') AND key <> ''
-- next
CREATE UNIQUE INDEX uq_job_once ON job (name, once) WHERE once IS NOT NULL
-- next
CREATE TABLE schedule_tick (
	name VARCHAR NOT NULL, 
	next_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_schedule_tick PRIMARY KEY (name)
)
-- next
CREATE TABLE idempotency_key (
	user_id UUID NOT NULL, 
	key VARCHAR NOT NULL, 
	request_hash BYTEA NOT NULL, 
	status BIGINT NOT NULL, 
	body BYTEA NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_idempotency_key PRIMARY KEY (user_id, key)
)
-- next
CREATE INDEX ix_idempotency_key_created_at ON idempotency_key (created_at)
-- next
CREATE TABLE outbox (
	id BIGINT GENERATED ALWAYS AS IDENTITY, 
	position BIGINT, 
	kind VARCHAR NOT NULL, 
	key VARCHAR NOT NULL, 
	rooms TEXT[] NOT NULL, 
	payload JSON NOT NULL, 
	actor_id UUID, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_outbox PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_outbox_fresh ON outbox (id) WHERE position IS NULL
-- next
CREATE UNIQUE INDEX ix_outbox_position ON outbox (position) WHERE position IS NOT NULL
-- next
CREATE TABLE outbox_head (
	id BIGINT NOT NULL, 
	position BIGINT NOT NULL, 
	epoch VARCHAR NOT NULL, 
	CONSTRAINT pk_outbox_head PRIMARY KEY (id)
)
-- next
CREATE TABLE process_version (
	process_id VARCHAR NOT NULL, 
	number BIGINT NOT NULL, 
	name VARCHAR NOT NULL, 
	xml TEXT NOT NULL, 
	called_xml JSON NOT NULL, 
	spec_hash VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	decisions JSON DEFAULT '{}' NOT NULL, 
	forms JSON DEFAULT '{}' NOT NULL, 
	author_id UUID, 
	reviewer_id UUID, 
	reason TEXT DEFAULT '' NOT NULL, 
	rolled_back_from BIGINT, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_process_version PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_process_version_spec_hash ON process_version (spec_hash)
-- next
CREATE UNIQUE INDEX uq_process_version_active ON process_version (process_id) WHERE active
-- next
CREATE UNIQUE INDEX uq_process_version_number ON process_version (process_id, number)
-- next
CREATE TABLE process_permission (
	process_id VARCHAR NOT NULL, 
	verb VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	CONSTRAINT pk_process_permission PRIMARY KEY (process_id, verb, role)
)
-- next
CREATE TABLE process_test (
	process_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	script JSON NOT NULL, 
	expected JSON NOT NULL, 
	author_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_process_test PRIMARY KEY (id)
)
-- next
CREATE UNIQUE INDEX uq_process_test_name ON process_test (process_id, name)
-- next
CREATE TABLE absence (
	user_id UUID NOT NULL, 
	user_name VARCHAR NOT NULL, 
	cover_id UUID NOT NULL, 
	cover_name VARCHAR NOT NULL, 
	from_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	until_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_absence PRIMARY KEY (id), 
	CONSTRAINT ck_absence_ck_absence_sense CHECK (until_at > from_at AND user_id <> cover_id)
)
-- next
CREATE INDEX ix_absence_cover ON absence (cover_id, until_at)
-- next
CREATE INDEX ix_absence_user ON absence (user_id, until_at)
-- next
CREATE TABLE task_filter (
	owner_id UUID NOT NULL, 
	owner_name VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR, 
	query JSON NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_task_filter PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_task_filter_role ON task_filter (role)
-- next
CREATE UNIQUE INDEX uq_task_filter_name ON task_filter (owner_id, name)
-- next
CREATE TABLE case_batch (
	process_id VARCHAR NOT NULL, 
	element_id VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	started_by UUID, 
	incidents JSON NOT NULL, 
	position BIGINT NOT NULL, 
	failed BIGINT NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_case_batch PRIMARY KEY (id)
)
-- next
CREATE TABLE message_receipt (
	message_id VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	case_id UUID, 
	outcome VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_message_receipt PRIMARY KEY (message_id)
)
-- next
CREATE TABLE user_account (
	email VARCHAR NOT NULL, 
	password_hash VARCHAR NOT NULL, 
	password_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	must_change_password BOOLEAN NOT NULL, 
	display_name VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	patient_id UUID, 
	practitioner_id UUID, 
	demo BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_user_account PRIMARY KEY (id), 
	CONSTRAINT uq_user_account_email UNIQUE (email), 
	CONSTRAINT uq_user_account_patient_id UNIQUE (patient_id), 
	CONSTRAINT uq_user_account_practitioner_id UNIQUE (practitioner_id)
)
-- next
CREATE TABLE sign_in_attempt (
	id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	who BYTEA NOT NULL, 
	ip VARCHAR NOT NULL, 
	known_device BOOLEAN NOT NULL, 
	succeeded BOOLEAN NOT NULL, 
	CONSTRAINT pk_sign_in_attempt PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_sign_in_attempt_ip ON sign_in_attempt (ip, at)
-- next
CREATE INDEX ix_sign_in_attempt_who ON sign_in_attempt (who, at)
-- next
CREATE TABLE facility (
	name VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	currency VARCHAR NOT NULL, 
	npi VARCHAR NOT NULL, 
	taxonomy VARCHAR NOT NULL, 
	tin VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	address JSON NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_facility PRIMARY KEY (id)
)
-- next
CREATE TABLE service_definition (
	code VARCHAR NOT NULL, 
	system VARCHAR NOT NULL, 
	display VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	virtual BOOLEAN NOT NULL, 
	position BIGINT NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_service_definition PRIMARY KEY (code)
)
-- next
CREATE TABLE icd10 (
	code VARCHAR NOT NULL, 
	display TEXT NOT NULL, 
	billable BOOLEAN NOT NULL, 
	position BIGINT NOT NULL, 
	search TEXT NOT NULL, 
	CONSTRAINT pk_icd10 PRIMARY KEY (code)
)
-- next
CREATE INDEX ix_icd10_position ON icd10 (position)
-- next
CREATE TABLE payer (
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	partner VARCHAR NOT NULL, 
	receiver_id VARCHAR NOT NULL, 
	receiver_name VARCHAR NOT NULL, 
	filing_code VARCHAR NOT NULL, 
	usage VARCHAR NOT NULL, 
	rules JSON NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_payer PRIMARY KEY (id), 
	CONSTRAINT uq_payer_code UNIQUE (code)
)
-- next
CREATE TABLE interchange (
	partner VARCHAR NOT NULL, 
	direction VARCHAR(40) NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	sender VARCHAR NOT NULL, 
	control VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	raw BYTEA NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	times BIGINT NOT NULL, 
	reason_code VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_interchange PRIMARY KEY (id), 
	CONSTRAINT uq_interchange_partner_direction_sha256 UNIQUE (partner, direction, sha256)
)
-- next
CREATE INDEX ix_interchange_status ON interchange (status, id)
-- next
CREATE UNIQUE INDEX uq_interchange_control ON interchange (partner, direction, control) WHERE direction = 'out'
-- next
CREATE TABLE visit (
	appointment_id UUID NOT NULL, 
	encounter_id UUID NOT NULL, 
	case_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	practitioner_id UUID NOT NULL, 
	clinician_id UUID, 
	patient_user_id UUID, 
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	waiting_since TIMESTAMP WITH TIME ZONE, 
	admitted_at TIMESTAMP WITH TIME ZONE, 
	joined_at TIMESTAMP WITH TIME ZONE, 
	hung_up_at TIMESTAMP WITH TIME ZONE, 
	hung_up_by VARCHAR(40), 
	ended_at TIMESTAMP WITH TIME ZONE, 
	patient_gen BIGINT NOT NULL, 
	clinician_gen BIGINT NOT NULL, 
	patient_page VARCHAR NOT NULL, 
	clinician_page VARCHAR NOT NULL, 
	patient_seen_at TIMESTAMP WITH TIME ZONE, 
	clinician_seen_at TIMESTAMP WITH TIME ZONE, 
	device_check JSON, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_visit PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_visit_case_id ON visit (case_id)
-- next
CREATE INDEX ix_visit_day ON visit (practitioner_id, starts_at)
-- next
CREATE INDEX ix_visit_encounter_id ON visit (encounter_id)
-- next
CREATE INDEX ix_visit_line ON visit (practitioner_id, starts_at) WHERE status IN ('waiting', 'admitted', 'in_call')
-- next
CREATE INDEX ix_visit_patient ON visit (patient_id, starts_at)
-- next
CREATE UNIQUE INDEX uq_visit_appointment ON visit (appointment_id)
-- next
CREATE TABLE price (
	service_code VARCHAR NOT NULL, 
	minor BIGINT NOT NULL, 
	currency VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_price PRIMARY KEY (id), 
	CONSTRAINT uq_price_service_code_valid_from UNIQUE (service_code, valid_from), 
	CONSTRAINT ck_price_not_negative CHECK (minor >= 0)
)
-- next
CREATE TABLE ledger_account (
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	side VARCHAR NOT NULL, 
	CONSTRAINT pk_ledger_account PRIMARY KEY (code)
)
-- next
CREATE TABLE journal_entry (
	key VARCHAR NOT NULL, 
	memo VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	patient_id UUID, 
	case_id UUID, 
	reverses_id UUID, 
	actor_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_journal_entry PRIMARY KEY (id), 
	CONSTRAINT uq_journal_entry_key UNIQUE (key), 
	CONSTRAINT fk_journal_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES journal_entry (id)
)
-- next
CREATE INDEX ix_journal_entry_at ON journal_entry (at)
-- next
CREATE INDEX ix_journal_entry_case_id ON journal_entry (case_id)
-- next
CREATE INDEX ix_journal_entry_patient_id ON journal_entry (patient_id)
-- next
CREATE TABLE webhook_inbox (
	id BIGINT GENERATED ALWAYS AS IDENTITY, 
	source VARCHAR NOT NULL, 
	external_id VARCHAR NOT NULL, 
	raw BYTEA NOT NULL, 
	received_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	handled_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_webhook_inbox PRIMARY KEY (id), 
	CONSTRAINT uq_webhook_inbox_source_external_id UNIQUE (source, external_id)
)
-- next
CREATE TABLE test_gateway_intent (
	idem VARCHAR NOT NULL, 
	request_hash VARCHAR NOT NULL, 
	reference VARCHAR NOT NULL, 
	minor BIGINT NOT NULL, 
	currency VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	failure VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_test_gateway_intent PRIMARY KEY (id), 
	CONSTRAINT uq_test_gateway_intent_idem UNIQUE (idem)
)
-- next
CREATE TABLE case_instance (
	process_version_id UUID NOT NULL, 
	process_id VARCHAR NOT NULL, 
	state BYTEA NOT NULL, 
	state_digest VARCHAR NOT NULL, 
	serializer_version BIGINT NOT NULL, 
	early BIGINT NOT NULL, 
	rev BIGINT NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	business_key VARCHAR, 
	subject JSON NOT NULL, 
	patient_id UUID, 
	practitioner_id UUID, 
	started_by UUID, 
	moved_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	end_reason TEXT NOT NULL, 
	suspended_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_case_instance PRIMARY KEY (id), 
	CONSTRAINT fk_case_instance_process_version_id FOREIGN KEY(process_version_id) REFERENCES process_version (id)
)
-- next
CREATE INDEX ix_case_instance_list ON case_instance (status, moved_at, id)
-- next
CREATE INDEX ix_case_instance_patient_id ON case_instance (patient_id)
-- next
CREATE INDEX ix_case_instance_practitioner_id ON case_instance (practitioner_id)
-- next
CREATE INDEX ix_case_instance_process_version_id ON case_instance (process_version_id)
-- next
CREATE UNIQUE INDEX uq_case_instance_key ON case_instance (process_id, business_key) WHERE business_key IS NOT NULL
-- next
CREATE TABLE process_draft (
	process_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	xml TEXT NOT NULL, 
	decisions JSON NOT NULL, 
	forms JSON NOT NULL, 
	base_version_id UUID, 
	status VARCHAR(40) NOT NULL, 
	author_id UUID, 
	editors JSON NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	saved_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	submit_reason TEXT NOT NULL, 
	published_version_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_process_draft PRIMARY KEY (id), 
	CONSTRAINT fk_process_draft_base_version_id FOREIGN KEY(base_version_id) REFERENCES process_version (id), 
	CONSTRAINT fk_process_draft_published_version_id FOREIGN KEY(published_version_id) REFERENCES process_version (id)
)
-- next
CREATE INDEX ix_process_draft_list ON process_draft (process_id, saved_at)
-- next
CREATE TABLE case_migration (
	process_id VARCHAR NOT NULL, 
	from_version_id UUID NOT NULL, 
	to_version_id UUID NOT NULL, 
	mapping JSON NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	author_id UUID, 
	reason TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_case_migration PRIMARY KEY (id), 
	CONSTRAINT fk_case_migration_from_version_id FOREIGN KEY(from_version_id) REFERENCES process_version (id), 
	CONSTRAINT fk_case_migration_to_version_id FOREIGN KEY(to_version_id) REFERENCES process_version (id)
)
-- next
CREATE INDEX ix_case_migration_process_id ON case_migration (process_id)
-- next
CREATE TABLE user_role (
	user_id UUID NOT NULL, 
	role VARCHAR NOT NULL, 
	CONSTRAINT pk_user_role PRIMARY KEY (user_id, role), 
	CONSTRAINT fk_user_role_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE TABLE session (
	id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	token_hash BYTEA NOT NULL, 
	csrf VARCHAR NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	idle_until TIMESTAMP WITH TIME ZONE NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	ended_why VARCHAR NOT NULL, 
	ip VARCHAR NOT NULL, 
	user_agent TEXT NOT NULL, 
	CONSTRAINT pk_session PRIMARY KEY (id), 
	CONSTRAINT fk_session_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE, 
	CONSTRAINT uq_session_token_hash UNIQUE (token_hash)
)
-- next
CREATE INDEX ix_session_ending ON session (idle_until) WHERE ended_at IS NULL
-- next
CREATE INDEX ix_session_open ON session (user_id) WHERE ended_at IS NULL
-- next
CREATE TABLE known_device (
	token_hash BYTEA NOT NULL, 
	user_id UUID NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_known_device PRIMARY KEY (token_hash, user_id), 
	CONSTRAINT fk_known_device_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE TABLE department (
	facility_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_department PRIMARY KEY (id), 
	CONSTRAINT fk_department_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT uq_department_code UNIQUE (code)
)
-- next
CREATE INDEX ix_department_facility_id ON department (facility_id)
-- next
CREATE TABLE patient (
	number VARCHAR NOT NULL, 
	given VARCHAR NOT NULL, 
	family VARCHAR NOT NULL, 
	birth_date DATE NOT NULL, 
	sex VARCHAR(40) NOT NULL, 
	email VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	address JSON NOT NULL, 
	language VARCHAR NOT NULL, 
	emergency_name VARCHAR NOT NULL, 
	emergency_phone VARCHAR NOT NULL, 
	user_id UUID, 
	details_confirmed_at TIMESTAMP WITH TIME ZONE, 
	demo BOOLEAN NOT NULL, 
	search TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_patient PRIMARY KEY (id), 
	CONSTRAINT uq_patient_number UNIQUE (number), 
	CONSTRAINT uq_patient_user_id UNIQUE (user_id), 
	CONSTRAINT fk_patient_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_patient_birth_date ON patient (birth_date)
-- next
CREATE INDEX ix_patient_name ON patient (lower(family), lower(given), id)
-- next
CREATE INDEX ix_patient_search ON patient USING gin (to_tsvector('simple', search))
-- next
CREATE TABLE booking_policy (
	facility_id UUID NOT NULL, 
	hold_seconds BIGINT NOT NULL, 
	notice_minutes BIGINT NOT NULL, 
	horizon_days BIGINT NOT NULL, 
	no_show_grace_minutes BIGINT NOT NULL, 
	CONSTRAINT pk_booking_policy PRIMARY KEY (facility_id), 
	CONSTRAINT fk_booking_policy_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
-- next
CREATE TABLE remittance (
	interchange_id UUID NOT NULL, 
	payer_code VARCHAR NOT NULL, 
	payer_name VARCHAR NOT NULL, 
	trace VARCHAR NOT NULL, 
	paid_on DATE NOT NULL, 
	amount BIGINT NOT NULL, 
	currency VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	adjustments JSON NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_remittance PRIMARY KEY (id), 
	CONSTRAINT uq_remittance_payer_code_trace_paid_on_amount UNIQUE (payer_code, trace, paid_on, amount), 
	CONSTRAINT fk_remittance_interchange_id FOREIGN KEY(interchange_id) REFERENCES interchange (id)
)
-- next
CREATE INDEX ix_remittance_interchange_id ON remittance (interchange_id)
-- next
CREATE TABLE visit_message (
	visit_id UUID NOT NULL, 
	side VARCHAR(40) NOT NULL, 
	user_id UUID, 
	author VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_visit_message PRIMARY KEY (id), 
	CONSTRAINT fk_visit_message_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_visit_message_visit ON visit_message (visit_id, id)
-- next
CREATE TABLE call_quality (
	visit_id UUID NOT NULL, 
	side VARCHAR(40) NOT NULL, 
	gen BIGINT NOT NULL, 
	score BIGINT NOT NULL, 
	rtt_ms BIGINT, 
	jitter_ms BIGINT, 
	loss_percent DOUBLE PRECISION, 
	kbit_s BIGINT, 
	freezes BIGINT NOT NULL, 
	reconnects BIGINT NOT NULL, 
	path VARCHAR NOT NULL, 
	setup_ms BIGINT, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_call_quality PRIMARY KEY (id), 
	CONSTRAINT fk_call_quality_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_call_quality_visit ON call_quality (visit_id, id)
-- next
CREATE TABLE posting (
	id BIGINT GENERATED ALWAYS AS IDENTITY, 
	entry_id UUID NOT NULL, 
	account_code VARCHAR NOT NULL, 
	minor BIGINT NOT NULL, 
	currency VARCHAR NOT NULL, 
	CONSTRAINT pk_posting PRIMARY KEY (id), 
	CONSTRAINT ck_posting_not_zero CHECK (minor <> 0), 
	CONSTRAINT fk_posting_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id), 
	CONSTRAINT fk_posting_account_code FOREIGN KEY(account_code) REFERENCES ledger_account (code)
)
-- next
CREATE INDEX ix_posting_account ON posting (account_code)
-- next
CREATE INDEX ix_posting_entry_id ON posting (entry_id)
-- next
CREATE TABLE invoice_counter (
	facility_id UUID NOT NULL, 
	year BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	CONSTRAINT pk_invoice_counter PRIMARY KEY (facility_id, year), 
	CONSTRAINT fk_invoice_counter_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
-- next
CREATE TABLE notification (
	user_id UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	params JSON NOT NULL, 
	link VARCHAR NOT NULL, 
	urgent BOOLEAN NOT NULL, 
	dedupe_key VARCHAR NOT NULL, 
	read_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_notification PRIMARY KEY (id), 
	CONSTRAINT uq_notification_user_id_dedupe_key UNIQUE (user_id, dedupe_key), 
	CONSTRAINT fk_notification_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_notification_list ON notification (user_id, id)
-- next
CREATE INDEX ix_notification_unread ON notification (user_id) WHERE read_at IS NULL
-- next
CREATE TABLE push_subscription (
	user_id UUID NOT NULL, 
	endpoint TEXT NOT NULL, 
	p256dh VARCHAR NOT NULL, 
	auth VARCHAR NOT NULL, 
	user_agent VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_push_subscription PRIMARY KEY (id), 
	CONSTRAINT uq_push_subscription_endpoint UNIQUE (endpoint), 
	CONSTRAINT fk_push_subscription_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_push_subscription_user_id ON push_subscription (user_id)
-- next
CREATE TABLE mail (
	user_id UUID, 
	recipient VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	body_text TEXT NOT NULL, 
	body_html TEXT NOT NULL, 
	message_id VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_mail PRIMARY KEY (id), 
	CONSTRAINT fk_mail_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT uq_mail_message_id UNIQUE (message_id)
)
-- next
CREATE INDEX ix_mail_list ON mail (id)
-- next
CREATE TABLE task (
	case_id UUID NOT NULL, 
	process_id VARCHAR NOT NULL, 
	element_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	form VARCHAR NOT NULL, 
	result VARCHAR NOT NULL, 
	on_complete VARCHAR, 
	by_message VARCHAR, 
	status VARCHAR(40) NOT NULL, 
	candidate_role VARCHAR NOT NULL, 
	candidate_user_id UUID, 
	assignee_id UUID, 
	assignee_name VARCHAR, 
	claimed_at TIMESTAMP WITH TIME ZONE, 
	priority BIGINT NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE, 
	waiting_since TIMESTAMP WITH TIME ZONE, 
	note VARCHAR, 
	patient_id UUID, 
	practitioner_id UUID, 
	other_roles TEXT[] DEFAULT '{}' NOT NULL, 
	candidates UUID[] DEFAULT '{}' NOT NULL, 
	department VARCHAR, 
	owner_id UUID, 
	owner_name VARCHAR, 
	follow_up_at TIMESTAMP WITH TIME ZONE, 
	escalate_at TIMESTAMP WITH TIME ZONE, 
	escalated_at TIMESTAMP WITH TIME ZONE, 
	subject JSON NOT NULL, 
	rev BIGINT NOT NULL, 
	completed_by UUID, 
	answers_hash BYTEA, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_task PRIMARY KEY (id), 
	CONSTRAINT fk_task_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_task_candidate ON task (candidate_user_id) WHERE status IN ('open', 'claimed')
-- next
CREATE INDEX ix_task_case_id ON task (case_id)
-- next
CREATE INDEX ix_task_done ON task (completed_by, ended_at) WHERE status = 'completed'
-- next
CREATE INDEX ix_task_element ON task (process_id, element_id, ended_at) WHERE status = 'completed'
-- next
CREATE INDEX ix_task_escalate ON task (escalate_at) WHERE status = 'open' AND escalated_at IS NULL
-- next
CREATE INDEX ix_task_mine ON task (assignee_id) WHERE status IN ('open', 'claimed')
-- next
CREATE INDEX ix_task_patient ON task (patient_id) WHERE status IN ('open', 'claimed')
-- next
CREATE INDEX ix_task_pool ON task (candidate_role) WHERE status IN ('open', 'claimed')
-- next
CREATE INDEX ix_task_standing ON task (process_id, element_id) WHERE status IN ('open', 'claimed')
-- next
CREATE TABLE timer (
	id UUID NOT NULL, 
	case_id UUID NOT NULL, 
	element_id VARCHAR NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	woken_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_timer PRIMARY KEY (id), 
	CONSTRAINT fk_timer_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_timer_case_id ON timer (case_id)
-- next
CREATE INDEX ix_timer_due_at ON timer (due_at)
-- next
CREATE TABLE subscription (
	id UUID NOT NULL, 
	case_id UUID NOT NULL, 
	element_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	key VARCHAR NOT NULL, 
	CONSTRAINT pk_subscription PRIMARY KEY (id), 
	CONSTRAINT fk_subscription_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_subscription_case_id ON subscription (case_id)
-- next
CREATE INDEX ix_subscription_name ON subscription (name, key)
-- next
CREATE TABLE early_message (
	case_id UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	key VARCHAR, 
	payload JSON NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_early_message PRIMARY KEY (id), 
	CONSTRAINT fk_early_message_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_early_message_case_id ON early_message (case_id)
-- next
CREATE INDEX ix_early_message_expires_at ON early_message (expires_at)
-- next
CREATE TABLE case_history (
	id BIGINT GENERATED ALWAYS AS IDENTITY, 
	case_id UUID NOT NULL, 
	process_id VARCHAR DEFAULT '' NOT NULL, 
	element_id VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	came_from VARCHAR, 
	entered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	actor_id UUID, 
	actor_name VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	CONSTRAINT pk_case_history PRIMARY KEY (id), 
	CONSTRAINT fk_case_history_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_case_history_case ON case_history (case_id, id)
-- next
CREATE INDEX ix_case_history_element ON case_history (process_id, element_id, at) WHERE outcome = 'completed'
-- next
CREATE TABLE incident (
	case_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	token_id UUID NOT NULL, 
	element_id VARCHAR NOT NULL, 
	step VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	detail TEXT NOT NULL, 
	attempts BIGINT NOT NULL, 
	resolved_at TIMESTAMP WITH TIME ZONE, 
	resolved_by UUID, 
	resolution VARCHAR, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_incident PRIMARY KEY (id), 
	CONSTRAINT fk_incident_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_incident_case_id ON incident (case_id)
-- next
CREATE INDEX ix_incident_open_at ON incident (created_at) WHERE resolved_at IS NULL
-- next
CREATE UNIQUE INDEX uq_incident_open ON incident (token_id) WHERE resolved_at IS NULL
-- next
CREATE TABLE process_review (
	draft_id UUID NOT NULL, 
	reviewer_id UUID, 
	reviewer_name VARCHAR NOT NULL, 
	verdict VARCHAR(40) NOT NULL, 
	reason TEXT NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_process_review PRIMARY KEY (id), 
	CONSTRAINT fk_process_review_draft_id FOREIGN KEY(draft_id) REFERENCES process_draft (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_process_review_draft_id ON process_review (draft_id)
-- next
CREATE TABLE case_migration_item (
	migration_id UUID NOT NULL, 
	case_id UUID NOT NULL, 
	verdict VARCHAR NOT NULL, 
	reasons JSON NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	before_state BYTEA, 
	before_tasks JSON, 
	after_digest VARCHAR, 
	done_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_case_migration_item PRIMARY KEY (migration_id, case_id), 
	CONSTRAINT fk_case_migration_item_migration_id FOREIGN KEY(migration_id) REFERENCES case_migration (id) ON DELETE CASCADE, 
	CONSTRAINT fk_case_migration_item_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_case_migration_item_open ON case_migration_item (migration_id, case_id) WHERE status = 'planned'
-- next
CREATE TABLE task_comment (
	case_id UUID NOT NULL, 
	task_id UUID, 
	author_id UUID, 
	author_name VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_task_comment PRIMARY KEY (id), 
	CONSTRAINT fk_task_comment_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_task_comment_case ON task_comment (case_id, created_at)
-- next
CREATE TABLE attachment (
	case_id UUID NOT NULL, 
	task_id UUID, 
	author_id UUID, 
	author_name VARCHAR NOT NULL, 
	file_id UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_attachment PRIMARY KEY (id), 
	CONSTRAINT fk_attachment_case_id FOREIGN KEY(case_id) REFERENCES case_instance (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_attachment_case ON attachment (case_id, created_at)
-- next
CREATE TABLE practitioner (
	user_id UUID, 
	department_id UUID, 
	role VARCHAR(40) NOT NULL, 
	given VARCHAR NOT NULL, 
	family VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	specialty VARCHAR NOT NULL, 
	npi VARCHAR NOT NULL, 
	taxonomy VARCHAR NOT NULL, 
	languages TEXT[] NOT NULL, 
	about TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	demo BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_practitioner PRIMARY KEY (id), 
	CONSTRAINT uq_practitioner_user_id UNIQUE (user_id), 
	CONSTRAINT fk_practitioner_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_practitioner_department_id FOREIGN KEY(department_id) REFERENCES department (id)
)
-- next
CREATE INDEX ix_practitioner_department_id ON practitioner (department_id)
-- next
CREATE INDEX ix_practitioner_specialty ON practitioner (specialty)
-- next
CREATE TABLE consent (
	patient_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	text_version VARCHAR NOT NULL, 
	signature VARCHAR NOT NULL, 
	given_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	given_by UUID, 
	source VARCHAR NOT NULL, 
	withdrawn_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_consent PRIMARY KEY (id), 
	CONSTRAINT fk_consent_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_consent_patient ON consent (patient_id, kind)
-- next
CREATE TABLE care_relation (
	patient_id UUID NOT NULL, 
	practitioner_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	source VARCHAR NOT NULL, 
	until TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_care_relation PRIMARY KEY (id), 
	CONSTRAINT ck_care_relation_until_after_start CHECK (until IS NULL OR until >= created_at - interval '1 second'), 
	CONSTRAINT fk_care_relation_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_care_relation_practitioner ON care_relation (practitioner_id, patient_id)
-- next
CREATE UNIQUE INDEX uq_care_relation_source ON care_relation (patient_id, practitioner_id, kind, source)
-- next
CREATE TABLE allergy (
	patient_id UUID NOT NULL, 
	substance VARCHAR NOT NULL, 
	reaction VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	none_known BOOLEAN NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_allergy PRIMARY KEY (id), 
	CONSTRAINT fk_allergy_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_allergy_patient ON allergy (patient_id)
-- next
CREATE TABLE problem (
	patient_id UUID NOT NULL, 
	code VARCHAR, 
	display VARCHAR NOT NULL, 
	onset DATE, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_problem PRIMARY KEY (id), 
	CONSTRAINT fk_problem_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_problem_patient ON problem (patient_id)
-- next
CREATE TABLE coverage (
	patient_id UUID NOT NULL, 
	payer_id UUID NOT NULL, 
	member_id VARCHAR NOT NULL, 
	group_number VARCHAR NOT NULL, 
	plan VARCHAR NOT NULL, 
	relationship VARCHAR(40) NOT NULL, 
	subscriber JSON, 
	priority BIGINT NOT NULL, 
	starts_on DATE, 
	ends_on DATE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_coverage PRIMARY KEY (id), 
	CONSTRAINT ck_coverage_period CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on), 
	CONSTRAINT fk_coverage_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_coverage_payer_id FOREIGN KEY(payer_id) REFERENCES payer (id)
)
-- next
CREATE INDEX ix_coverage_member ON coverage (payer_id, member_id)
-- next
CREATE INDEX ix_coverage_patient_id ON coverage (patient_id)
-- next
CREATE TABLE ward (
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	department_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_ward PRIMARY KEY (id), 
	CONSTRAINT uq_ward_code UNIQUE (code), 
	CONSTRAINT fk_ward_department_id FOREIGN KEY(department_id) REFERENCES department (id)
)
-- next
CREATE TABLE charge (
	source_key VARCHAR NOT NULL, 
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	case_id UUID, 
	service_code VARCHAR NOT NULL, 
	display VARCHAR NOT NULL, 
	modifiers JSON NOT NULL, 
	units BIGINT NOT NULL, 
	unit_minor BIGINT NOT NULL, 
	minor BIGINT NOT NULL, 
	currency VARCHAR NOT NULL, 
	price_id UUID NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	served_on DATE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_charge PRIMARY KEY (id), 
	CONSTRAINT uq_charge_source_key UNIQUE (source_key), 
	CONSTRAINT ck_charge_adds_up CHECK (units > 0 AND minor = units * unit_minor AND minor >= 0), 
	CONSTRAINT fk_charge_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_charge_price_id FOREIGN KEY(price_id) REFERENCES price (id)
)
-- next
CREATE INDEX ix_charge_case_id ON charge (case_id)
-- next
CREATE INDEX ix_charge_encounter_id ON charge (encounter_id)
-- next
CREATE INDEX ix_charge_patient_id ON charge (patient_id)
-- next
CREATE TABLE invoice (
	number VARCHAR NOT NULL, 
	source_key VARCHAR NOT NULL, 
	facility_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	case_id UUID, 
	encounter_id UUID, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	due_on DATE NOT NULL, 
	currency VARCHAR NOT NULL, 
	total BIGINT NOT NULL, 
	paid BIGINT NOT NULL, 
	reason VARCHAR NOT NULL, 
	party JSON NOT NULL, 
	receipt_file_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_invoice PRIMARY KEY (id), 
	CONSTRAINT uq_invoice_number UNIQUE (number), 
	CONSTRAINT uq_invoice_source_key UNIQUE (source_key), 
	CONSTRAINT ck_invoice_within_total CHECK (total > 0 AND paid >= 0 AND paid <= total), 
	CONSTRAINT fk_invoice_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_invoice_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_invoice_case_id ON invoice (case_id)
-- next
CREATE INDEX ix_invoice_patient_id ON invoice (patient_id)
-- next
CREATE TABLE delivery (
	notification_id UUID NOT NULL, 
	channel VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	reason VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_delivery PRIMARY KEY (id), 
	CONSTRAINT uq_delivery_notification_id_channel UNIQUE (notification_id, channel), 
	CONSTRAINT fk_delivery_notification_id FOREIGN KEY(notification_id) REFERENCES notification (id)
)
-- next
CREATE TABLE task_offer (
	task_id UUID NOT NULL, 
	pool VARCHAR NOT NULL, 
	rank BIGINT NOT NULL, 
	moment TIMESTAMP WITH TIME ZONE NOT NULL, 
	due TIMESTAMP WITH TIME ZONE NOT NULL, 
	since TIMESTAMP WITH TIME ZONE NOT NULL, 
	waited_for BOOLEAN NOT NULL, 
	taken BOOLEAN NOT NULL, 
	from_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_task_offer PRIMARY KEY (task_id, pool), 
	CONSTRAINT fk_task_offer_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_task_offer_due ON task_offer (pool, due, task_id)
-- next
CREATE INDEX ix_task_offer_later ON task_offer (pool, from_at) WHERE from_at IS NOT NULL
-- next
CREATE INDEX ix_task_offer_person_waits ON task_offer (pool, since) WHERE waited_for
-- next
CREATE INDEX ix_task_offer_priority ON task_offer (pool, rank, moment, task_id)
-- next
CREATE INDEX ix_task_offer_waiting ON task_offer (pool, since, task_id)
-- next
CREATE TABLE task_draft (
	task_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	content JSON NOT NULL, 
	saved_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_task_draft PRIMARY KEY (task_id, user_id), 
	CONSTRAINT fk_task_draft_task_id FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE CASCADE
)
-- next
CREATE TABLE availability (
	practitioner_id UUID NOT NULL, 
	facility_id UUID NOT NULL, 
	weekday SMALLINT NOT NULL, 
	starts TIME WITHOUT TIME ZONE NOT NULL, 
	ends TIME WITHOUT TIME ZONE NOT NULL, 
	slot_minutes SMALLINT NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_until DATE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_availability PRIMARY KEY (id), 
	CONSTRAINT ck_availability_weekday CHECK (weekday BETWEEN 0 AND 6), 
	CONSTRAINT ck_availability_hours CHECK (ends > starts OR ends = '00:00'), 
	CONSTRAINT ck_availability_slot_minutes CHECK (slot_minutes BETWEEN 5 AND 480), 
	CONSTRAINT fk_availability_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_availability_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
-- next
CREATE INDEX ix_availability_practitioner_id ON availability (practitioner_id)
-- next
CREATE TABLE availability_exception (
	practitioner_id UUID NOT NULL, 
	facility_id UUID NOT NULL, 
	day DATE NOT NULL, 
	open BOOLEAN NOT NULL, 
	starts TIME WITHOUT TIME ZONE, 
	ends TIME WITHOUT TIME ZONE, 
	slot_minutes SMALLINT, 
	kind VARCHAR(40) NOT NULL, 
	reason VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_availability_exception PRIMARY KEY (id), 
	CONSTRAINT fk_availability_exception_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_availability_exception_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
-- next
CREATE INDEX ix_availability_exception_day ON availability_exception (practitioner_id, day)
-- next
CREATE TABLE appointment (
	patient_id UUID NOT NULL, 
	practitioner_id UUID NOT NULL, 
	facility_id UUID NOT NULL, 
	during TSTZRANGE NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	held_until TIMESTAMP WITH TIME ZONE, 
	reason TEXT NOT NULL, 
	cancel_reason TEXT NOT NULL, 
	cancelled_by VARCHAR NOT NULL, 
	case_id UUID, 
	booked_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_appointment PRIMARY KEY (id), 
	CONSTRAINT ck_appointment_during CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)), 
	CONSTRAINT ck_appointment_held CHECK ((status = 'held') = (held_until IS NOT NULL)), 
	CONSTRAINT fk_appointment_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_appointment_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_appointment_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
-- next
CREATE INDEX ix_appointment_held ON appointment (held_until) WHERE status = 'held'
-- next
CREATE INDEX ix_appointment_patient_starts ON appointment (patient_id, lower(during))
-- next
CREATE INDEX ix_appointment_practitioner_starts ON appointment (practitioner_id, lower(during))
-- next
CREATE INDEX ix_appointment_starts ON appointment (lower(during), id)
-- next
CREATE TABLE claim (
	control_number VARCHAR NOT NULL, 
	patient_id UUID NOT NULL, 
	coverage_id UUID NOT NULL, 
	payer_id UUID NOT NULL, 
	payer_code VARCHAR NOT NULL, 
	encounter_id UUID, 
	case_id UUID, 
	attempt BIGINT NOT NULL, 
	frequency VARCHAR NOT NULL, 
	replaces_id UUID, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	total BIGINT NOT NULL, 
	currency VARCHAR NOT NULL, 
	snapshot JSON NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	findings JSON NOT NULL, 
	reason TEXT NOT NULL, 
	next_action VARCHAR NOT NULL, 
	"authorization" VARCHAR NOT NULL, 
	payer_control_number VARCHAR NOT NULL, 
	interchange_id UUID, 
	set_control VARCHAR NOT NULL, 
	paid BIGINT NOT NULL, 
	contractual BIGINT NOT NULL, 
	patient_share BIGINT NOT NULL, 
	denied BIGINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_claim PRIMARY KEY (id), 
	CONSTRAINT ck_claim_not_negative CHECK (total >= 0), 
	CONSTRAINT uq_claim_control_number UNIQUE (control_number), 
	CONSTRAINT fk_claim_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_claim_coverage_id FOREIGN KEY(coverage_id) REFERENCES coverage (id), 
	CONSTRAINT fk_claim_payer_id FOREIGN KEY(payer_id) REFERENCES payer (id), 
	CONSTRAINT fk_claim_replaces_id FOREIGN KEY(replaces_id) REFERENCES claim (id), 
	CONSTRAINT fk_claim_interchange_id FOREIGN KEY(interchange_id) REFERENCES interchange (id)
)
-- next
CREATE INDEX ix_claim_encounter_id ON claim (encounter_id)
-- next
CREATE INDEX ix_claim_fingerprint ON claim (fingerprint)
-- next
CREATE INDEX ix_claim_interchange_id ON claim (interchange_id)
-- next
CREATE INDEX ix_claim_patient_id ON claim (patient_id)
-- next
CREATE INDEX ix_claim_payer_number ON claim (payer_code, payer_control_number)
-- next
CREATE INDEX ix_claim_queue ON claim (status, status_at, id)
-- next
CREATE INDEX ix_claim_replaces_id ON claim (replaces_id)
-- next
CREATE UNIQUE INDEX uq_claim_attempt ON claim (case_id, attempt) WHERE case_id IS NOT NULL
-- next
CREATE TABLE bed (
	ward_id UUID NOT NULL, 
	label VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_bed PRIMARY KEY (id), 
	CONSTRAINT uq_bed_ward_id_label UNIQUE (ward_id, label), 
	CONSTRAINT fk_bed_ward_id FOREIGN KEY(ward_id) REFERENCES ward (id)
)
-- next
CREATE INDEX ix_bed_ward_id ON bed (ward_id)
-- next
CREATE TABLE invoice_line (
	invoice_id UUID NOT NULL, 
	line BIGINT NOT NULL, 
	service_code VARCHAR NOT NULL, 
	display VARCHAR NOT NULL, 
	units BIGINT NOT NULL, 
	minor BIGINT NOT NULL, 
	CONSTRAINT pk_invoice_line PRIMARY KEY (invoice_id, line), 
	CONSTRAINT fk_invoice_line_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id)
)
-- next
CREATE TABLE payment (
	invoice_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	gateway VARCHAR NOT NULL, 
	external_id VARCHAR, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	minor BIGINT NOT NULL, 
	currency VARCHAR NOT NULL, 
	failure VARCHAR NOT NULL, 
	payer_user_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_payment PRIMARY KEY (id), 
	CONSTRAINT uq_payment_gateway_external_id UNIQUE (gateway, external_id), 
	CONSTRAINT ck_payment_positive CHECK (minor > 0), 
	CONSTRAINT fk_payment_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id), 
	CONSTRAINT fk_payment_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_payment_invoice_id ON payment (invoice_id)
-- next
CREATE UNIQUE INDEX uq_payment_open ON payment (invoice_id) WHERE status IN ('created', 'requires_action', 'processing')
-- next
CREATE TABLE encounter (
	patient_id UUID NOT NULL, 
	practitioner_id UUID NOT NULL, 
	appointment_id UUID, 
	case_id UUID, 
	class VARCHAR(40) NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	reason TEXT NOT NULL, 
	started_at TIMESTAMP WITH TIME ZONE, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_encounter PRIMARY KEY (id), 
	CONSTRAINT ck_encounter_period CHECK (ended_at IS NULL OR ended_at >= started_at), 
	CONSTRAINT fk_encounter_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_encounter_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT uq_encounter_appointment_id UNIQUE (appointment_id), 
	CONSTRAINT fk_encounter_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointment (id)
)
-- next
CREATE INDEX ix_encounter_case_id ON encounter (case_id)
-- next
CREATE INDEX ix_encounter_patient ON encounter (patient_id, started_at)
-- next
CREATE INDEX ix_encounter_practitioner_id ON encounter (practitioner_id)
-- next
CREATE TABLE claim_line (
	claim_id UUID NOT NULL, 
	number BIGINT NOT NULL, 
	line_id VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	modifiers JSON NOT NULL, 
	units NUMERIC(12, 3) NOT NULL, 
	charge BIGINT NOT NULL, 
	served_on DATE NOT NULL, 
	paid BIGINT NOT NULL, 
	contractual BIGINT NOT NULL, 
	patient_share BIGINT NOT NULL, 
	denied BIGINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_claim_line PRIMARY KEY (id), 
	CONSTRAINT uq_claim_line_claim_id_number UNIQUE (claim_id, number), 
	CONSTRAINT uq_claim_line_claim_id_line_id UNIQUE (claim_id, line_id), 
	CONSTRAINT fk_claim_line_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
)
-- next
CREATE TABLE claim_history (
	id BIGINT GENERATED ALWAYS AS IDENTITY, 
	claim_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	what VARCHAR NOT NULL, 
	detail TEXT NOT NULL, 
	actor_id UUID, 
	actor_name VARCHAR NOT NULL, 
	interchange_id UUID, 
	remittance_id UUID, 
	CONSTRAINT pk_claim_history PRIMARY KEY (id), 
	CONSTRAINT fk_claim_history_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_claim_history_interchange_id FOREIGN KEY(interchange_id) REFERENCES interchange (id), 
	CONSTRAINT fk_claim_history_remittance_id FOREIGN KEY(remittance_id) REFERENCES remittance (id)
)
-- next
CREATE INDEX ix_claim_history_claim_id ON claim_history (claim_id)
-- next
CREATE TABLE remittance_claim (
	remittance_id UUID NOT NULL, 
	ordinal BIGINT NOT NULL, 
	claim_id UUID, 
	state VARCHAR(40) NOT NULL, 
	match VARCHAR NOT NULL, 
	control_number VARCHAR NOT NULL, 
	payer_control_number VARCHAR NOT NULL, 
	claim_status VARCHAR NOT NULL, 
	member_id VARCHAR NOT NULL, 
	patient VARCHAR NOT NULL, 
	served_on DATE, 
	charge BIGINT NOT NULL, 
	paid BIGINT NOT NULL, 
	contractual BIGINT NOT NULL, 
	patient_share BIGINT NOT NULL, 
	denied BIGINT NOT NULL, 
	adjustments JSON NOT NULL, 
	remarks JSON NOT NULL, 
	candidates JSON NOT NULL, 
	note TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_remittance_claim PRIMARY KEY (id), 
	CONSTRAINT uq_remittance_claim_remittance_id_ordinal UNIQUE (remittance_id, ordinal), 
	CONSTRAINT fk_remittance_claim_remittance_id FOREIGN KEY(remittance_id) REFERENCES remittance (id), 
	CONSTRAINT fk_remittance_claim_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
)
-- next
CREATE INDEX ix_remittance_claim_claim_id ON remittance_claim (claim_id)
-- next
CREATE INDEX ix_remittance_claim_state ON remittance_claim (state, id)
-- next
CREATE TABLE intake (
	encounter_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	answers JSON NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_intake PRIMARY KEY (id), 
	CONSTRAINT uq_intake_encounter_id UNIQUE (encounter_id), 
	CONSTRAINT fk_intake_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_intake_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE TABLE note (
	encounter_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	sections JSON NOT NULL, 
	saved_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	saved_by UUID, 
	saved_by_name VARCHAR NOT NULL, 
	error_reason TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_note PRIMARY KEY (id), 
	CONSTRAINT uq_note_encounter_id UNIQUE (encounter_id), 
	CONSTRAINT fk_note_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_note_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE TABLE diagnosis (
	encounter_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	display VARCHAR NOT NULL, 
	rank BIGINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_diagnosis PRIMARY KEY (id), 
	CONSTRAINT uq_diagnosis_encounter_id_code UNIQUE (encounter_id, code), 
	CONSTRAINT fk_diagnosis_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_diagnosis_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_diagnosis_patient ON diagnosis (patient_id)
-- next
CREATE TABLE prescription (
	encounter_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	practitioner_id UUID NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	medication VARCHAR NOT NULL, 
	dose_value NUMERIC(12, 4) NOT NULL, 
	dose_unit VARCHAR NOT NULL, 
	route VARCHAR NOT NULL, 
	frequency VARCHAR NOT NULL, 
	as_needed BOOLEAN NOT NULL, 
	duration_days BIGINT, 
	quantity_value NUMERIC(12, 4) NOT NULL, 
	quantity_unit VARCHAR NOT NULL, 
	refills BIGINT NOT NULL, 
	instructions TEXT NOT NULL, 
	allergy_override TEXT NOT NULL, 
	end_reason TEXT NOT NULL, 
	renews_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_prescription PRIMARY KEY (id), 
	CONSTRAINT ck_prescription_amounts CHECK (dose_value > 0 AND quantity_value > 0), 
	CONSTRAINT fk_prescription_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_prescription_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_prescription_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_prescription_renews_id FOREIGN KEY(renews_id) REFERENCES prescription (id)
)
-- next
CREATE INDEX ix_prescription_encounter ON prescription (encounter_id)
-- next
CREATE INDEX ix_prescription_patient ON prescription (patient_id)
-- next
CREATE INDEX ix_prescription_renews_id ON prescription (renews_id)
-- next
CREATE TABLE referral (
	patient_id UUID NOT NULL, 
	encounter_id UUID, 
	practitioner_id UUID NOT NULL, 
	specialty VARCHAR NOT NULL, 
	specialist_id UUID, 
	urgent BOOLEAN NOT NULL, 
	question TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	appointment_id UUID, 
	case_id UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_referral PRIMARY KEY (id), 
	CONSTRAINT fk_referral_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_referral_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_referral_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_referral_specialist_id FOREIGN KEY(specialist_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_referral_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointment (id)
)
-- next
CREATE INDEX ix_referral_appointment_id ON referral (appointment_id)
-- next
CREATE INDEX ix_referral_case_id ON referral (case_id)
-- next
CREATE INDEX ix_referral_patient ON referral (patient_id)
-- next
CREATE UNIQUE INDEX uq_referral_open ON referral (patient_id, specialty) WHERE status IN ('requested', 'accepted', 'booked')
-- next
CREATE TABLE service_rendered (
	encounter_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	display VARCHAR NOT NULL, 
	units BIGINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_service_rendered PRIMARY KEY (id), 
	CONSTRAINT uq_service_rendered_encounter_id_code UNIQUE (encounter_id, code), 
	CONSTRAINT ck_service_rendered_units CHECK (units BETWEEN 1 AND 999), 
	CONSTRAINT fk_service_rendered_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_service_rendered_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_service_rendered_code FOREIGN KEY(code) REFERENCES service_definition (code)
)
-- next
CREATE TABLE remittance_line (
	remittance_claim_id UUID NOT NULL, 
	claim_line_id UUID, 
	number BIGINT NOT NULL, 
	line_id VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	modifiers JSON NOT NULL, 
	units NUMERIC(12, 3) NOT NULL, 
	served_on DATE, 
	charge BIGINT NOT NULL, 
	paid BIGINT NOT NULL, 
	allowed BIGINT, 
	adjustments JSON NOT NULL, 
	remarks JSON NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_remittance_line PRIMARY KEY (id), 
	CONSTRAINT uq_remittance_line_remittance_claim_id_number UNIQUE (remittance_claim_id, number), 
	CONSTRAINT fk_remittance_line_remittance_claim_id FOREIGN KEY(remittance_claim_id) REFERENCES remittance_claim (id), 
	CONSTRAINT fk_remittance_line_claim_line_id FOREIGN KEY(claim_line_id) REFERENCES claim_line (id)
)
-- next
CREATE TABLE stay (
	patient_id UUID NOT NULL, 
	practitioner_id UUID NOT NULL, 
	encounter_id UUID NOT NULL, 
	case_id UUID, 
	bed_id UUID, 
	during TSTZRANGE, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	admitted_at TIMESTAMP WITH TIME ZONE, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	reason TEXT NOT NULL, 
	disposition VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_stay PRIMARY KEY (id), 
	CONSTRAINT fk_stay_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_stay_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_stay_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id), 
	CONSTRAINT fk_stay_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id)
)
-- next
CREATE INDEX ix_stay_bed_id ON stay (bed_id)
-- next
CREATE INDEX ix_stay_case_id ON stay (case_id)
-- next
CREATE INDEX ix_stay_patient_id ON stay (patient_id)
-- next
CREATE UNIQUE INDEX uq_stay_open ON stay (patient_id) WHERE status IN ('requested', 'reserved', 'on_ward')
-- next
CREATE TABLE note_version (
	id UUID NOT NULL, 
	note_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	number BIGINT NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	content JSON NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	author_id UUID, 
	author_name VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_note_version PRIMARY KEY (id), 
	CONSTRAINT uq_note_version_note_id_number UNIQUE (note_id, number), 
	CONSTRAINT fk_note_version_note_id FOREIGN KEY(note_id) REFERENCES note (id), 
	CONSTRAINT fk_note_version_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE TABLE refill_request (
	prescription_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	case_id UUID, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	remark TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	decided_by UUID, 
	quantity_value NUMERIC(12, 4), 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_refill_request PRIMARY KEY (id), 
	CONSTRAINT fk_refill_request_prescription_id FOREIGN KEY(prescription_id) REFERENCES prescription (id), 
	CONSTRAINT fk_refill_request_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_refill_request_decided_by FOREIGN KEY(decided_by) REFERENCES practitioner (id)
)
-- next
CREATE INDEX ix_refill_request_case_id ON refill_request (case_id)
-- next
CREATE INDEX ix_refill_request_patient ON refill_request (patient_id)
-- next
CREATE UNIQUE INDEX uq_refill_request_open ON refill_request (prescription_id) WHERE status = 'requested'
-- next
CREATE TABLE stay_note (
	stay_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	decision VARCHAR NOT NULL, 
	words TEXT NOT NULL, 
	author_id UUID, 
	author_name VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_stay_note PRIMARY KEY (id), 
	CONSTRAINT fk_stay_note_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id), 
	CONSTRAINT fk_stay_note_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_stay_note_stay_id ON stay_note (stay_id)
-- next
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
-- next
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'uuidrange') THEN
    CREATE TYPE uuidrange AS RANGE (subtype = uuid);
  END IF;
END $$;
-- next
INSERT INTO audit_lane (lane, seq, hash) SELECT n, 0, ''::bytea FROM generate_series(0, 15) n ON CONFLICT DO NOTHING;
-- next
CREATE OR REPLACE FUNCTION audit_text(e audit_event) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(E'\x1f', e.lane, e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.action,
    e.outcome, coalesce(e.actor_id::text, ''), e.actor_name, e.actor_roles, coalesce(e.session_id::text, ''), e.ip,
    e.request_id, e.entity, e.entity_id, coalesce(e.patient_id::text, ''), e.reason,
    coalesce(e.before::text, ''), coalesce(e.after::text, ''))
$$;
-- next
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mine integer; head audit_lane;
BEGIN
  mine := nullif(current_setting('hub.audit_lane', true), '')::integer;
  IF mine IS NULL THEN
    SELECT lane INTO mine FROM audit_lane ORDER BY (lane + pg_backend_pid()) % 16 LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF mine IS NULL THEN mine := pg_backend_pid() % 16; END IF;
    PERFORM set_config('hub.audit_lane', mine::text, true);
  END IF;
  SELECT * INTO head FROM audit_lane WHERE lane = mine FOR UPDATE;
  NEW.lane := mine;
  NEW.seq := head.seq + 1;
  NEW.hash := sha256(head.hash || convert_to(audit_text(NEW), 'UTF8'));
  UPDATE audit_lane SET seq = NEW.seq, hash = NEW.hash WHERE lane = mine;
  RETURN NEW;
END $$;
-- next
CREATE TRIGGER audit_chain BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain();
-- next
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
INSERT INTO outbox_head (id, position, epoch) VALUES (1, 0, md5(random()::text)) ON CONFLICT DO NOTHING;
-- next
CREATE OR REPLACE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('hub_outbox', ''); RETURN NULL; END $$;
-- next
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();
-- next
CREATE OR REPLACE FUNCTION job_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('hub_outbox', 'job'); RETURN NULL; END $$;
-- next
CREATE TRIGGER job_notify AFTER INSERT OR UPDATE OF state ON job FOR EACH ROW
WHEN (NEW.state = 'queued' OR (NEW.state <> 'running' AND NEW.key <> '')) EXECUTE FUNCTION job_notify();
-- next
CREATE OR REPLACE FUNCTION task_offers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place text := CASE WHEN NEW.department IS NULL OR NEW.escalated_at IS NOT NULL THEN ''
                           ELSE '@' || NEW.department END;
BEGIN
  IF TG_OP = 'UPDATE' THEN DELETE FROM task_offer WHERE task_id = NEW.id; END IF;
  IF NEW.status NOT IN ('open', 'claimed') THEN RETURN NULL; END IF;
  INSERT INTO task_offer (task_id, pool, rank, moment, due, since, waited_for, taken, from_at)
  SELECT DISTINCT NEW.id, pool, -NEW.priority, coalesce(NEW.waiting_since, NEW.due_at, NEW.created_at),
    coalesce(NEW.due_at, '9999-12-31 00:00:00+00'), coalesce(NEW.waiting_since, NEW.created_at),
    NEW.waiting_since IS NOT NULL, NEW.assignee_id IS NOT NULL, NEW.follow_up_at
  FROM (
    SELECT 'role:' || role || place FROM unnest(array_append(NEW.other_roles, NEW.candidate_role)) role
      WHERE role NOT IN ('patient', '')
    UNION ALL SELECT 'person:' || id FROM unnest(array_append(NEW.candidates, NEW.candidate_user_id)) id
      WHERE id IS NOT NULL
    UNION ALL SELECT 'mine:' || coalesce(NEW.assignee_id, NEW.candidate_user_id)
    UNION ALL SELECT 'patient:' || NEW.patient_id WHERE NEW.candidate_role = 'patient'
    UNION ALL SELECT 'waits:' || NEW.practitioner_id
    UNION ALL SELECT 'owns:' || NEW.owner_id
  ) AS pools(pool) WHERE pool IS NOT NULL;
  RETURN NULL;
END $$;
-- next
CREATE TRIGGER task_offers AFTER INSERT OR UPDATE OF status, assignee_id, owner_id, candidate_role, candidate_user_id,
  candidates, other_roles, department, priority, due_at, waiting_since, follow_up_at, escalated_at, practitioner_id
ON task FOR EACH ROW EXECUTE FUNCTION task_offers();
-- next
CREATE TRIGGER task_comment_append_only BEFORE UPDATE ON task_comment FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE TRIGGER attachment_append_only BEFORE UPDATE ON attachment FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
ALTER TABLE appointment ADD CONSTRAINT ex_appointment_practitioner EXCLUDE USING gist
    (uuidrange(practitioner_id, practitioner_id, '[]') WITH &&, during WITH &&)
    WHERE (status IN ('held', 'booked', 'arrived', 'fulfilled'));
-- next
ALTER TABLE appointment ADD CONSTRAINT ex_appointment_patient EXCLUDE USING gist
    (uuidrange(patient_id, patient_id, '[]') WITH &&, during WITH &&)
    WHERE (status IN ('held', 'booked', 'arrived', 'fulfilled'));
-- next
CREATE TRIGGER note_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON note_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
ALTER TABLE icd10 ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', search)) STORED;
-- next
CREATE INDEX ix_icd10_code ON icd10 (code text_pattern_ops);
-- next
CREATE INDEX ix_icd10_words ON icd10 USING gin (words);
-- next
CREATE TRIGGER claim_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_history
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
ALTER TABLE stay ADD CONSTRAINT ex_stay_bed EXCLUDE USING gist
    (uuidrange(bed_id, bed_id, '[]') WITH &&, during WITH &&)
    WHERE (status IN ('reserved', 'on_ward', 'ended'));
-- next
ALTER TABLE stay ADD CONSTRAINT ex_stay_patient EXCLUDE USING gist
    (uuidrange(patient_id, patient_id, '[]') WITH &&, during WITH &&)
    WHERE (status IN ('reserved', 'on_ward', 'ended'));
-- next
CREATE TRIGGER stay_note_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stay_note FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE OR REPLACE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entry uuid; sides integer;
BEGIN
  IF TG_TABLE_NAME = 'posting' THEN entry := NEW.entry_id; ELSE entry := NEW.id; END IF;
  SELECT count(*) INTO sides FROM posting WHERE entry_id = entry;
  IF sides < 2 THEN
    RAISE EXCEPTION 'a journal entry needs two postings'
      USING ERRCODE = '23514', CONSTRAINT = 'ck_journal_entry_balances';
  END IF;
  IF EXISTS (SELECT 1 FROM posting WHERE entry_id = entry GROUP BY currency HAVING sum(minor) <> 0) THEN
    RAISE EXCEPTION 'a journal entry must sum to zero'
      USING ERRCODE = '23514', CONSTRAINT = 'ck_journal_entry_balances';
  END IF;
  RETURN NULL;
END $$;
-- next
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_balances();
-- next
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_balances();
-- next
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION append_only();