ALTER TABLE patient ADD COLUMN closed_at TIMESTAMP WITH TIME ZONE
-- next
ALTER TABLE patient ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE
-- next
ALTER TABLE patient ADD CONSTRAINT ck_patient_erased CHECK (erased_at IS NULL OR closed_at IS NOT NULL)
-- next
CREATE INDEX ix_patient_closed ON patient (id) WHERE closed_at IS NOT NULL
-- next
CREATE TABLE audit_redaction (
    event_id BIGINT NOT NULL,
    batch UUID NOT NULL,
    digest BYTEA NOT NULL,
    CONSTRAINT pk_audit_redaction PRIMARY KEY (event_id)
)
-- next
CREATE TABLE erasure_request (
    patient_id UUID NOT NULL,
    status VARCHAR(40) NOT NULL,
    status_at TIMESTAMP WITH TIME ZONE NOT NULL,
    by_patient BOOLEAN NOT NULL,
    asked_by UUID,
    house UUID NOT NULL,
    reason_sealed TEXT NOT NULL,
    answer_sealed TEXT NOT NULL,
    kept JSON NOT NULL,
    erase_from DATE,
    decided_by UUID,
    confirmed_by UUID,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    part BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    tally JSON NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_erasure_request PRIMARY KEY (id),
    CONSTRAINT fk_erasure_request_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE TABLE legal_hold (
    patient_id UUID NOT NULL,
    house UUID NOT NULL,
    reason_sealed TEXT NOT NULL,
    set_by UUID,
    set_by_name VARCHAR NOT NULL,
    lifted_at TIMESTAMP WITH TIME ZONE,
    lifted_by UUID,
    lifted_by_name VARCHAR NOT NULL,
    lifted_reason_sealed TEXT NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_legal_hold PRIMARY KEY (id),
    CONSTRAINT fk_legal_hold_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_audit_redaction_batch ON audit_redaction (batch)
-- next
CREATE INDEX ix_erasure_request_patient_id ON erasure_request (patient_id)
-- next
CREATE INDEX ix_erasure_request_running ON erasure_request (id) WHERE status = 'running'
-- next
CREATE UNIQUE INDEX uq_erasure_request_open ON erasure_request (patient_id) WHERE status IN ('asked', 'restricted', 'approved', 'running')
-- next
CREATE INDEX ix_legal_hold_patient_id ON legal_hold (patient_id)
-- next
CREATE UNIQUE INDEX uq_legal_hold_standing ON legal_hold (patient_id) WHERE lifted_at IS NULL
-- next
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.erasing', true) = 'on' AND TG_OP IN ('UPDATE', 'DELETE') AND TG_TABLE_NAME NOT IN
     ('audit_event', 'audit_redaction', 'journal_entry', 'posting', 'day_close', 'switch_change', 'form_version') THEN
    IF TG_LEVEL = 'STATEMENT' THEN RETURN NULL; ELSIF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- next
CREATE OR REPLACE FUNCTION append_only_but_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.erasing', true) = 'on' THEN
    RETURN NEW;
  END IF;
  IF current_setting('hub.resealing', true) = 'on'
     AND (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW))
          WHERE right(key, 7) <> '_sealed' AND key NOT IN ('owner_id', 'version')
            AND NOT jsonb_exists(to_jsonb(NEW), key || '_sealed'))
       = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD))
          WHERE right(key, 7) <> '_sealed' AND key NOT IN ('owner_id', 'version')
            AND NOT jsonb_exists(to_jsonb(OLD), key || '_sealed')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- next
DROP TRIGGER audit_append_only ON audit_event
-- next
CREATE TRIGGER audit_append_only BEFORE DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE OR REPLACE FUNCTION audit_words_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.redacting', true) = 'on' AND NEW.before IS NULL AND NEW.after IS NULL
     AND (NEW.id, NEW.at, NEW.action, NEW.outcome, NEW.actor_roles, NEW.request_id, NEW.entity, NEW.entity_id, NEW.lane,
          NEW.seq, NEW.hash)
       = (OLD.id, OLD.at, OLD.action, OLD.outcome, OLD.actor_roles, OLD.request_id, OLD.entity, OLD.entity_id, OLD.lane,
          OLD.seq, OLD.hash)
     AND (NEW.actor_id, NEW.session_id, NEW.patient_id) IS NOT DISTINCT FROM
         (OLD.actor_id, OLD.session_id, OLD.patient_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit_event is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
-- next
CREATE TRIGGER audit_words_only BEFORE UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_words_only();
-- next
CREATE TRIGGER audit_redaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_redaction
FOR EACH STATEMENT EXECUTE FUNCTION append_only();
