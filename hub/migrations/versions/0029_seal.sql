CREATE TABLE sms_factor (
	user_id UUID NOT NULL,
	phone_sealed TEXT NOT NULL,
	confirmed_at TIMESTAMP WITH TIME ZONE,
	wrong BIGINT NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_sms_factor PRIMARY KEY (id),
	CONSTRAINT uq_sms_factor_user_id UNIQUE (user_id),
	CONSTRAINT fk_sms_factor_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE TABLE sms_code (
	user_id UUID NOT NULL,
	bound_to UUID NOT NULL,
	to_sealed TEXT NOT NULL,
	code_sealed TEXT NOT NULL,
	code_hash BYTEA NOT NULL,
	tries BIGINT NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	used_at TIMESTAMP WITH TIME ZONE,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_sms_code PRIMARY KEY (id),
	CONSTRAINT fk_sms_code_user_id FOREIGN KEY(user_id) REFERENCES user_account (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_sms_code_user ON sms_code (user_id, created_at)
-- next
DELETE FROM mail
-- next
ALTER TABLE mail
  ADD COLUMN owner_id UUID NOT NULL,
  ADD COLUMN body_text_sealed TEXT NOT NULL,
  ADD COLUMN body_html_sealed TEXT NOT NULL,
  DROP COLUMN body_text,
  DROP COLUMN body_html
-- next
DELETE FROM text_message
-- next
ALTER TABLE text_message
  ADD COLUMN owner_id UUID NOT NULL,
  ADD COLUMN body_sealed TEXT NOT NULL,
  DROP COLUMN body
-- next
ALTER TABLE patient_export
  ADD COLUMN handed_to UUID
-- next
ALTER TABLE form_answer
  ADD COLUMN answers_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN reason_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN answers DROP NOT NULL,
  ALTER COLUMN reason DROP NOT NULL
-- next
ALTER TABLE form_answer
  ALTER COLUMN answers_sealed DROP DEFAULT,
  ALTER COLUMN reason_sealed DROP DEFAULT
-- next
ALTER TABLE referral
  ADD COLUMN question_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN answer_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN question DROP NOT NULL,
  ALTER COLUMN answer DROP NOT NULL
-- next
ALTER TABLE referral
  ALTER COLUMN question_sealed DROP DEFAULT,
  ALTER COLUMN answer_sealed DROP DEFAULT
-- next
ALTER TABLE task_comment
  ADD COLUMN owner_id UUID,
  ADD COLUMN text_sealed TEXT NOT NULL DEFAULT '',
  ALTER COLUMN text DROP NOT NULL
-- next
DROP TRIGGER task_comment_append_only ON task_comment
-- next
UPDATE task_comment SET owner_id = coalesce(case_instance.patient_id, '00000000-0000-0000-0000-000000000000')
FROM case_instance WHERE case_instance.id = task_comment.case_id
-- next
ALTER TABLE task_comment
  ALTER COLUMN owner_id SET NOT NULL,
  ALTER COLUMN text_sealed DROP DEFAULT
-- next
CREATE OR REPLACE FUNCTION append_only_but_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.resealing', true) = 'on'
     AND (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW))
          WHERE right(key, 7) <> '_sealed' AND NOT jsonb_exists(to_jsonb(NEW), key || '_sealed'))
       = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD))
          WHERE right(key, 7) <> '_sealed' AND NOT jsonb_exists(to_jsonb(OLD), key || '_sealed')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- next
CREATE TRIGGER task_comment_append_only BEFORE UPDATE ON task_comment
FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();
-- next
INSERT INTO key_rotation (id, created_at, version, kind, done)
VALUES (gen_random_uuid(), now(), 1, 'clear', 0)
