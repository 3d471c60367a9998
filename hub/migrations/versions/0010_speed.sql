ALTER TABLE case_instance ADD COLUMN data BYTEA
-- next
ALTER TABLE case_instance SET (fillfactor = 60)
-- next
DROP INDEX ix_case_instance_list
-- next
CREATE INDEX ix_case_instance_status ON case_instance (status)
-- next
DROP INDEX ix_task_pool
-- next
DROP INDEX ix_task_candidate
-- next
DROP INDEX ix_task_mine
-- next
CREATE INDEX ix_task_mine ON task (assignee_id) WHERE status IN ('open', 'claimed') AND assignee_id IS NOT NULL
-- next
DROP INDEX ix_task_patient
-- next
CREATE INDEX ix_task_patient ON task (patient_id) WHERE status IN ('open', 'claimed') AND patient_id IS NOT NULL
-- next
DROP INDEX ix_task_escalate
-- next
CREATE INDEX ix_task_escalate ON task (escalate_at) WHERE status = 'open' AND escalated_at IS NULL AND escalate_at IS NOT NULL
