ALTER TABLE access_denial ALTER COLUMN user_id DROP NOT NULL
-- next
ALTER TABLE access_denial ADD COLUMN department_id UUID
-- next
ALTER TABLE access_denial ADD CONSTRAINT ck_access_denial_one_subject CHECK ((user_id IS NULL) <> (department_id IS NULL))
-- next
CREATE INDEX ix_access_denial_department ON access_denial (department_id) WHERE ended_at IS NULL
-- next
ALTER TABLE patient_export ADD COLUMN labels VARCHAR DEFAULT 'all' NOT NULL
-- next
CREATE TABLE user_department (
	user_id UUID NOT NULL, 
	department_id UUID NOT NULL, 
	until TIMESTAMP WITH TIME ZONE, 
	away BOOLEAN DEFAULT false NOT NULL, 
	given_by UUID, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	CONSTRAINT pk_user_department PRIMARY KEY (user_id, department_id), 
	CONSTRAINT fk_user_department_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE TABLE stored_file (
	id UUID NOT NULL, 
	owner_id UUID NOT NULL, 
	key_sealed TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	sealed_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_stored_file PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_stored_file_owner_id ON stored_file (owner_id)
