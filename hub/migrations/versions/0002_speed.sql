CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mine text := current_setting('hub.audit_lane', true); head audit_lane;
BEGIN
  IF mine <> '' THEN
    SELECT * INTO head FROM audit_lane WHERE lane = mine::integer FOR UPDATE;
  ELSE
    SELECT * INTO head FROM audit_lane WHERE lane = pg_backend_pid() % 16 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN SELECT * INTO head FROM audit_lane LIMIT 1 FOR UPDATE SKIP LOCKED; END IF;
    IF NOT FOUND THEN SELECT * INTO head FROM audit_lane WHERE lane = pg_backend_pid() % 16 FOR UPDATE; END IF;
    PERFORM set_config('hub.audit_lane', head.lane::text, true);
  END IF;
  NEW.lane := head.lane;
  NEW.seq := head.seq + 1;
  NEW.hash := sha256(head.hash || convert_to(audit_text(NEW), 'UTF8'));
  UPDATE audit_lane SET seq = NEW.seq, hash = NEW.hash WHERE lane = head.lane;
  RETURN NEW;
END $$
-- next
CREATE OR REPLACE FUNCTION task_offers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place text; pools text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN DELETE FROM task_offer WHERE task_id = NEW.id; END IF;
  IF NEW.status NOT IN ('open', 'claimed') THEN RETURN NULL; END IF;
  place := CASE WHEN NEW.department IS NULL OR NEW.escalated_at IS NOT NULL THEN '' ELSE '@' || NEW.department END;
  pools := ARRAY['role:' || nullif(nullif(NEW.candidate_role, 'patient'), '') || place,
    'person:' || NEW.candidate_user_id, 'mine:' || coalesce(NEW.assignee_id, NEW.candidate_user_id),
    CASE WHEN NEW.candidate_role = 'patient' THEN 'patient:' || NEW.patient_id END,
    'waits:' || NEW.practitioner_id, 'owns:' || NEW.owner_id];
  IF NEW.other_roles <> '{}' THEN
    pools := pools || ARRAY(SELECT 'role:' || role || place FROM unnest(NEW.other_roles) role
                            WHERE role NOT IN ('patient', ''));
  END IF;
  IF NEW.candidates <> '{}' THEN
    pools := pools || ARRAY(SELECT 'person:' || id FROM unnest(NEW.candidates) id);
  END IF;
  INSERT INTO task_offer (task_id, pool, rank, moment, due, since, waited_for, taken, from_at)
  SELECT DISTINCT NEW.id, pool, -NEW.priority, coalesce(NEW.waiting_since, NEW.due_at, NEW.created_at),
    coalesce(NEW.due_at, '9999-12-31 00:00:00+00'), coalesce(NEW.waiting_since, NEW.created_at),
    NEW.waiting_since IS NOT NULL, NEW.assignee_id IS NOT NULL, NEW.follow_up_at
  FROM unnest(pools) pool WHERE pool IS NOT NULL;
  RETURN NULL;
END $$
-- next
DROP TRIGGER job_notify ON job
-- next
CREATE TRIGGER job_notify AFTER INSERT OR UPDATE OF state ON job FOR EACH ROW
WHEN ((NEW.state = 'queued' AND NEW.run_at < clock_timestamp() + interval '1 second')
  OR (NEW.state <> 'running' AND NEW.state <> 'queued' AND NEW.key <> '')) EXECUTE FUNCTION job_notify()
