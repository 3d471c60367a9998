ALTER TABLE user_account
  ADD COLUMN kind VARCHAR(40) DEFAULT 'person' NOT NULL,
  ADD COLUMN email_verified_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN department_id UUID
-- next
ALTER TABLE session
  ADD COLUMN idle_seconds BIGINT DEFAULT '900' NOT NULL,
  ADD COLUMN proved_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN method VARCHAR DEFAULT 'password' NOT NULL,
  ADD COLUMN limited VARCHAR DEFAULT '' NOT NULL,
  ADD COLUMN view_as_id UUID,
  ADD CONSTRAINT fk_session_view_as_id FOREIGN KEY(view_as_id) REFERENCES user_account (id) ON DELETE CASCADE
-- next
DROP INDEX ix_audit_event_actor_id
-- next
DROP INDEX ix_audit_event_patient_id
-- next
CREATE INDEX ix_audit_event_actor ON audit_event (actor_id, id)
-- next
CREATE INDEX ix_audit_event_patient ON audit_event (patient_id, id)
-- next
CREATE INDEX ix_audit_event_at ON audit_event USING brin (at)
-- next
CREATE UNIQUE INDEX ix_audit_event_lane ON audit_event (lane, seq)
-- next
CREATE TABLE data_key (
	id UUID NOT NULL, 
	owner_id UUID NOT NULL, 
	kek VARCHAR NOT NULL, 
	wrapped BYTEA NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_data_key PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_data_key_owner_id ON data_key (owner_id)
-- next
CREATE TABLE key_rotation (
	kind VARCHAR(40) NOT NULL, 
	done BIGINT NOT NULL, 
	finished_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_key_rotation PRIMARY KEY (id)
)
-- next
CREATE TABLE custom_role (
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	based_on VARCHAR NOT NULL, 
	permissions TEXT[] NOT NULL, 
	retired_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_custom_role PRIMARY KEY (id), 
	CONSTRAINT uq_custom_role_code UNIQUE (code)
)
-- next
CREATE TABLE session_policy (
	role VARCHAR NOT NULL, 
	idle_minutes BIGINT NOT NULL, 
	absolute_hours BIGINT NOT NULL, 
	second_factor BOOLEAN NOT NULL, 
	CONSTRAINT pk_session_policy PRIMARY KEY (role)
)
-- next
CREATE TABLE oauth_client (
	client_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	secret_hash BYTEA, 
	redirect_uris TEXT[] NOT NULL, 
	scopes TEXT[] NOT NULL, 
	disabled_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_oauth_client PRIMARY KEY (id), 
	CONSTRAINT uq_oauth_client_client_id UNIQUE (client_id)
)
-- next
CREATE TABLE identity_provider (
	slug VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	issuer VARCHAR NOT NULL, 
	client_id VARCHAR NOT NULL, 
	house UUID NOT NULL, 
	secret_sealed TEXT NOT NULL, 
	domains TEXT[] NOT NULL, 
	disabled_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_identity_provider PRIMARY KEY (id), 
	CONSTRAINT uq_identity_provider_slug UNIQUE (slug)
)
-- next
CREATE TABLE second_factor (
	user_id UUID NOT NULL, 
	seed_sealed TEXT NOT NULL, 
	confirmed_at TIMESTAMP WITH TIME ZONE, 
	last_step BIGINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_second_factor PRIMARY KEY (id), 
	CONSTRAINT uq_second_factor_user_id UNIQUE (user_id), 
	CONSTRAINT fk_second_factor_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE TABLE recovery_code (
	user_id UUID NOT NULL, 
	code_hash BYTEA NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_recovery_code PRIMARY KEY (user_id, code_hash), 
	CONSTRAINT fk_recovery_code_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE TABLE passkey (
	user_id UUID NOT NULL, 
	credential_id BYTEA NOT NULL, 
	public_key BYTEA NOT NULL, 
	sign_count BIGINT NOT NULL, 
	name VARCHAR NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_passkey PRIMARY KEY (id), 
	CONSTRAINT fk_passkey_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE, 
	CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id)
)
-- next
CREATE INDEX ix_passkey_user_id ON passkey (user_id)
-- next
CREATE TABLE one_time_token (
	token_hash BYTEA NOT NULL, 
	purpose VARCHAR(40) NOT NULL, 
	user_id UUID, 
	data JSON NOT NULL, 
	tries BIGINT NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_one_time_token PRIMARY KEY (id), 
	CONSTRAINT uq_one_time_token_token_hash UNIQUE (token_hash), 
	CONSTRAINT fk_one_time_token_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_one_time_token_end ON one_time_token (expires_at)
-- next
CREATE INDEX ix_one_time_token_user ON one_time_token (user_id, purpose)
-- next
CREATE TABLE account_letter (
	kind VARCHAR NOT NULL, 
	user_id UUID, 
	house UUID NOT NULL, 
	to_sealed TEXT NOT NULL, 
	name VARCHAR NOT NULL, 
	link_sealed TEXT NOT NULL, 
	sent_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_account_letter PRIMARY KEY (id), 
	CONSTRAINT fk_account_letter_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE TABLE access_rule (
	effect VARCHAR(40) NOT NULL, 
	permission VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	user_id UUID, 
	department_id UUID, 
	relation VARCHAR NOT NULL, 
	until TIMESTAMP WITH TIME ZONE, 
	reason TEXT NOT NULL, 
	created_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_access_rule PRIMARY KEY (id), 
	CONSTRAINT ck_access_rule_one_subject CHECK ((role = '') <> (user_id IS NULL)), 
	CONSTRAINT fk_access_rule_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_access_rule_role ON access_rule (role)
-- next
CREATE INDEX ix_access_rule_user ON access_rule (user_id)
-- next
CREATE TABLE api_key (
	user_id UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	hint VARCHAR NOT NULL, 
	key_hash BYTEA NOT NULL, 
	scopes TEXT[] NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	last_used_at TIMESTAMP WITH TIME ZONE, 
	revoked_at TIMESTAMP WITH TIME ZONE, 
	created_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_api_key PRIMARY KEY (id), 
	CONSTRAINT fk_api_key_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE, 
	CONSTRAINT uq_api_key_key_hash UNIQUE (key_hash)
)
-- next
CREATE INDEX ix_api_key_user_id ON api_key (user_id)
-- next
CREATE TABLE access_denial (
	user_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	reason TEXT NOT NULL, 
	until TIMESTAMP WITH TIME ZONE, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	created_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_access_denial PRIMARY KEY (id), 
	CONSTRAINT fk_access_denial_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_access_denial_patient ON access_denial (patient_id)
-- next
CREATE INDEX ix_access_denial_user ON access_denial (user_id) WHERE ended_at IS NULL
-- next
CREATE TABLE break_glass (
	user_id UUID NOT NULL, 
	patient_id UUID NOT NULL, 
	reason TEXT NOT NULL, 
	until TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	reviewed_at TIMESTAMP WITH TIME ZONE, 
	reviewed_by UUID, 
	verdict VARCHAR(40), 
	review_note TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_break_glass PRIMARY KEY (id), 
	CONSTRAINT ck_break_glass_four_hours CHECK (until <= created_at + interval '4 hours'), 
	CONSTRAINT fk_break_glass_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE INDEX ix_break_glass_open ON break_glass (user_id) WHERE ended_at IS NULL
-- next
CREATE INDEX ix_break_glass_patient ON break_glass (patient_id)
-- next
CREATE INDEX ix_break_glass_review ON break_glass (created_at) WHERE reviewed_at IS NULL
-- next
CREATE TABLE oauth_grant (
	client_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	scopes TEXT[] NOT NULL, 
	proved_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	last_used_at TIMESTAMP WITH TIME ZONE, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	ended_why VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_oauth_grant PRIMARY KEY (id), 
	CONSTRAINT fk_oauth_grant_client_id FOREIGN KEY(client_id) REFERENCES oauth_client (id), 
	CONSTRAINT fk_oauth_grant_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_oauth_grant_client_id ON oauth_grant (client_id)
-- next
CREATE INDEX ix_oauth_grant_user_id ON oauth_grant (user_id)
-- next
CREATE TABLE external_identity (
	provider_id UUID NOT NULL, 
	subject VARCHAR NOT NULL, 
	user_id UUID NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_external_identity PRIMARY KEY (id), 
	CONSTRAINT fk_external_identity_provider_id FOREIGN KEY(provider_id) REFERENCES identity_provider (id), 
	CONSTRAINT fk_external_identity_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_external_identity_user ON external_identity (user_id)
-- next
CREATE UNIQUE INDEX uq_external_identity ON external_identity (provider_id, subject)
-- next
CREATE TABLE oauth_refresh (
	grant_id UUID NOT NULL, 
	token_hash BYTEA NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_oauth_refresh PRIMARY KEY (id), 
	CONSTRAINT fk_oauth_refresh_grant_id FOREIGN KEY(grant_id) REFERENCES oauth_grant (id) ON DELETE CASCADE, 
	CONSTRAINT uq_oauth_refresh_token_hash UNIQUE (token_hash)
)
-- next
CREATE INDEX ix_oauth_refresh_grant_id ON oauth_refresh (grant_id)
-- next
CREATE TABLE sensitivity_label (
	patient_id UUID NOT NULL, 
	entity VARCHAR(40) NOT NULL, 
	entity_id UUID NOT NULL, 
	label VARCHAR(40) NOT NULL, 
	set_by UUID, 
	removed_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_sensitivity_label PRIMARY KEY (id), 
	CONSTRAINT fk_sensitivity_label_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_sensitivity_label_patient ON sensitivity_label (patient_id)
-- next
CREATE UNIQUE INDEX uq_sensitivity_label ON sensitivity_label (entity_id, label) WHERE removed_at IS NULL
