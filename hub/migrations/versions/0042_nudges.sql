DROP TRIGGER outbox_notify ON outbox
-- next
DROP FUNCTION outbox_notify()
-- next
DROP TRIGGER job_notify ON job
-- next
DROP FUNCTION job_notify()
