CREATE TABLE message_thread (
	kind VARCHAR(40) NOT NULL, 
	topic VARCHAR(40), 
	patient_id UUID, 
	task_id UUID, 
	pool VARCHAR, 
	key_owner UUID NOT NULL, 
	subject_sealed TEXT NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	last_seq BIGINT NOT NULL, 
	last_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	waits_since TIMESTAMP WITH TIME ZONE, 
	reply_due_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_message_thread PRIMARY KEY (id), 
	CONSTRAINT ck_message_thread_care_has_patient CHECK (kind <> 'care' OR patient_id IS NOT NULL), 
	CONSTRAINT fk_message_thread_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_message_thread_last ON message_thread (last_at, id)
-- next
CREATE INDEX ix_message_thread_patient ON message_thread (patient_id, last_at)
-- next
CREATE INDEX ix_message_thread_task ON message_thread (task_id) WHERE task_id IS NOT NULL
-- next
CREATE INDEX ix_message_thread_waits ON message_thread (reply_due_at) WHERE waits_since IS NOT NULL
-- next
CREATE TABLE thread_member (
	thread_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	side VARCHAR(40) NOT NULL, 
	covers_name VARCHAR NOT NULL, 
	read_seq BIGINT NOT NULL, 
	read_at TIMESTAMP WITH TIME ZONE, 
	muted BOOLEAN NOT NULL, 
	left_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_thread_member PRIMARY KEY (id), 
	CONSTRAINT uq_thread_member_thread_id_user_id UNIQUE (thread_id, user_id), 
	CONSTRAINT fk_thread_member_thread_id FOREIGN KEY(thread_id) REFERENCES message_thread (id), 
	CONSTRAINT fk_thread_member_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_thread_member_user ON thread_member (user_id) WHERE left_at IS NULL
-- next
CREATE TABLE message (
	thread_id UUID NOT NULL, 
	seq BIGINT NOT NULL, 
	client_id UUID, 
	author_id UUID, 
	author_name VARCHAR NOT NULL, 
	side VARCHAR(40) NOT NULL, 
	key_owner UUID NOT NULL, 
	text_sealed TEXT NOT NULL, 
	code VARCHAR NOT NULL, 
	urgent BOOLEAN NOT NULL, 
	acknowledged_at TIMESTAMP WITH TIME ZONE, 
	acknowledged_by UUID, 
	acknowledged_by_name VARCHAR NOT NULL, 
	escalate_at TIMESTAMP WITH TIME ZONE, 
	rung BIGINT NOT NULL, 
	answers_after BIGINT, 
	hidden_at TIMESTAMP WITH TIME ZONE, 
	hidden_by UUID, 
	hidden_by_name VARCHAR NOT NULL, 
	hidden_reason VARCHAR NOT NULL, 
	document_id UUID, 
	case_id UUID, 
	task_note_sealed TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT uq_message_thread_id_seq UNIQUE (thread_id, seq), 
	CONSTRAINT uq_message_author_id_client_id UNIQUE (author_id, client_id), 
	CONSTRAINT fk_message_thread_id FOREIGN KEY(thread_id) REFERENCES message_thread (id), 
	CONSTRAINT fk_message_author_id FOREIGN KEY(author_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_message_urgent ON message (escalate_at) WHERE escalate_at IS NOT NULL
-- next
CREATE TABLE message_file (
	thread_id UUID NOT NULL, 
	message_id UUID, 
	added_by UUID, 
	key_owner UUID NOT NULL, 
	file_id UUID NOT NULL, 
	name_sealed TEXT NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	scanned_by VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_message_file PRIMARY KEY (id), 
	CONSTRAINT fk_message_file_thread_id FOREIGN KEY(thread_id) REFERENCES message_thread (id), 
	CONSTRAINT fk_message_file_message_id FOREIGN KEY(message_id) REFERENCES message (id)
)
-- next
CREATE INDEX ix_message_file_message ON message_file (message_id)
-- next
CREATE INDEX ix_message_file_thread_id ON message_file (thread_id)
-- next
CREATE INDEX ix_message_file_unsent ON message_file (created_at) WHERE message_id IS NULL
-- next
CREATE TABLE message_translation (
	message_id UUID NOT NULL, 
	language VARCHAR NOT NULL, 
	engine VARCHAR NOT NULL, 
	key_owner UUID NOT NULL, 
	text_sealed TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_message_translation PRIMARY KEY (id), 
	CONSTRAINT uq_message_translation_message_id_language UNIQUE (message_id, language), 
	CONSTRAINT fk_message_translation_message_id FOREIGN KEY(message_id) REFERENCES message (id)
)
-- next
CREATE TABLE canned_answer (
	owner_id UUID, 
	role VARCHAR, 
	title VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_canned_answer PRIMARY KEY (id), 
	CONSTRAINT ck_canned_answer_whose CHECK ((owner_id IS NULL) <> (role IS NULL)), 
	CONSTRAINT fk_canned_answer_owner_id FOREIGN KEY(owner_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_canned_answer_owner ON canned_answer (owner_id)
-- next
CREATE INDEX ix_canned_answer_role ON canned_answer (role)
