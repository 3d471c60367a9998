CREATE INDEX ix_case_instance_started ON case_instance (process_id, created_at)
-- next
CREATE INDEX ix_case_instance_ended ON case_instance (process_id, ended_at) WHERE ended_at IS NOT NULL
-- next
CREATE INDEX ix_incident_created ON incident (created_at)
