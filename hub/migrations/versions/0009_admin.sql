CREATE TABLE saved_report (
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	owner_id UUID NOT NULL, 
	owner_name VARCHAR NOT NULL, 
	definition JSON NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_saved_report PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_saved_report_owner ON saved_report (owner_id)
-- next
CREATE INDEX ix_saved_report_role ON saved_report (role)
-- next
CREATE TABLE message_template (
	kind VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	changed_by_name VARCHAR NOT NULL, 
	CONSTRAINT pk_message_template PRIMARY KEY (kind)
)
-- next
CREATE TABLE switch_change (
	id BIGINT GENERATED ALWAYS AS IDENTITY, 
	key VARCHAR NOT NULL, 
	value JSON NOT NULL, 
	before JSON NOT NULL, 
	reason VARCHAR NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	by UUID, 
	by_name VARCHAR NOT NULL, 
	CONSTRAINT pk_switch_change PRIMARY KEY (id)
)
-- next
CREATE INDEX ix_switch_change_key ON switch_change (key, id)
-- next
CREATE TABLE day_close (
	id UUID NOT NULL, 
	facility_id UUID NOT NULL, 
	day DATE NOT NULL, 
	until TIMESTAMP WITH TIME ZONE NOT NULL, 
	zone VARCHAR NOT NULL, 
	currency VARCHAR NOT NULL, 
	figures JSON NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	remark VARCHAR NOT NULL, 
	closed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	closed_by UUID, 
	closed_by_name VARCHAR NOT NULL, 
	CONSTRAINT pk_day_close PRIMARY KEY (id), 
	CONSTRAINT fk_day_close_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT uq_day_close_day UNIQUE (day)
)
-- next
CREATE INDEX ix_day_close_until ON day_close (until)
-- next
CREATE INDEX ix_charge_served ON charge (served_on)
-- next
CREATE INDEX ix_invoice_issued ON invoice (issued_at)
-- next
CREATE INDEX ix_invoice_open ON invoice (due_on) WHERE status = 'issued'
-- next
CREATE INDEX ix_claim_created ON claim (created_at)
-- next
CREATE INDEX ix_payment_status_at ON payment (status_at)
-- next
CREATE INDEX ix_encounter_started ON encounter (started_at)
-- next
CREATE INDEX ix_prescription_status_at ON prescription (status_at)
-- next
CREATE TRIGGER day_close_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON day_close FOR EACH STATEMENT EXECUTE FUNCTION append_only();
-- next
CREATE OR REPLACE FUNCTION entry_after_close() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed timestamptz;
BEGIN
  SELECT max(until) INTO closed FROM day_close;
  IF NEW.at < closed THEN NEW.at := greatest(closed, now()); END IF;
  RETURN NEW;
END $$;
-- next
CREATE TRIGGER journal_entry_after_close BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION entry_after_close();
-- next
CREATE TRIGGER switch_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON switch_change FOR EACH STATEMENT EXECUTE FUNCTION append_only();
