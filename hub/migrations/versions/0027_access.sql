UPDATE job SET name = 'core.delete_file'
WHERE name IN ('patients.delete_file', 'messaging.delete_file', 'staff.delete_file', 'visits.delete_recording_part')
  AND state IN ('queued', 'running')
-- next
ALTER TABLE refill_request
  ADD COLUMN remark_sealed TEXT NOT NULL DEFAULT '',
  ADD COLUMN answer_sealed TEXT NOT NULL DEFAULT ''
