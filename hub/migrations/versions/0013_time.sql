ALTER TABLE insurance_card ADD COLUMN checked_at TIMESTAMP WITH TIME ZONE
-- next
ALTER TABLE insurance_card ADD COLUMN checked_by UUID
