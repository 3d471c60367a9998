ALTER TABLE refill_request
  ALTER COLUMN remark_sealed DROP DEFAULT,
  ALTER COLUMN answer_sealed DROP DEFAULT,
  DROP COLUMN remark,
  DROP COLUMN answer
