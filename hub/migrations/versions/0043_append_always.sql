DROP TRIGGER audit_append_only ON audit_event
-- next
CREATE TRIGGER audit_append_only BEFORE DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always')
-- next
DROP TRIGGER audit_redaction_append_only ON audit_redaction
-- next
CREATE TRIGGER audit_redaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_redaction
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always')
-- next
DROP TRIGGER journal_entry_append_only ON journal_entry
-- next
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always')
-- next
DROP TRIGGER posting_append_only ON posting
-- next
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always')
-- next
DROP TRIGGER day_close_append_only ON day_close
-- next
CREATE TRIGGER day_close_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON day_close
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always')
-- next
DROP TRIGGER switch_change_append_only ON switch_change
-- next
CREATE TRIGGER switch_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON switch_change
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always')
-- next
DROP TRIGGER form_version_append_only ON form_version
-- next
CREATE TRIGGER form_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON form_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always')
-- next
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.erasing', true) = 'on' AND TG_OP IN ('UPDATE', 'DELETE') AND TG_NARGS = 0 THEN
    IF TG_LEVEL = 'STATEMENT' THEN RETURN NULL; ELSIF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
