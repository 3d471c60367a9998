DROP TRIGGER job_notify ON job
-- next
CREATE TRIGGER job_notify AFTER INSERT OR UPDATE OF state ON job FOR EACH ROW
WHEN ((NEW.state = 'queued' AND NEW.run_at < clock_timestamp() + interval '1 second')
  OR (NEW.state <> 'running' AND NEW.state <> 'queued' AND NEW.key <> '')) EXECUTE FUNCTION job_notify()
