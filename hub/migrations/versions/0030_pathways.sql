CREATE TABLE service_request (
  patient_id UUID NOT NULL,
  encounter_id UUID,
  practitioner_id UUID NOT NULL,
  placed_by_name VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  tests JSON NOT NULL,
  specimen VARCHAR NOT NULL,
  priority VARCHAR(40) NOT NULL,
  reason_sealed TEXT NOT NULL,
  status VARCHAR(40) NOT NULL,
  status_at TIMESTAMP WITH TIME ZONE NOT NULL,
  status_reason_sealed TEXT NOT NULL,
  report_id UUID,
  reviewed_at TIMESTAMP WITH TIME ZONE,
  case_id UUID,
  id UUID NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_service_request PRIMARY KEY (id),
  CONSTRAINT ck_service_request_answered CHECK (status <> 'completed' OR report_id IS NOT NULL),
  CONSTRAINT fk_service_request_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
  CONSTRAINT fk_service_request_encounter_id FOREIGN KEY(encounter_id) REFERENCES encounter (id),
  CONSTRAINT fk_service_request_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id),
  CONSTRAINT fk_service_request_report_id FOREIGN KEY(report_id) REFERENCES diagnostic_report (id)
)
-- next
CREATE INDEX ix_service_request_case_id ON service_request (case_id)
-- next
CREATE INDEX ix_service_request_encounter_id ON service_request (encounter_id)
-- next
CREATE INDEX ix_service_request_open ON service_request (created_at, id) WHERE reviewed_at IS NULL AND status <> 'revoked'
-- next
CREATE INDEX ix_service_request_patient ON service_request (patient_id, created_at)
-- next
CREATE INDEX ix_service_request_placed ON service_request (created_at, id)
-- next
CREATE UNIQUE INDEX uq_service_request_report ON service_request (report_id) WHERE report_id IS NOT NULL
-- next
CREATE TABLE specimen (
  service_request_id UUID NOT NULL,
  patient_id UUID NOT NULL,
  label VARCHAR NOT NULL,
  collected_at TIMESTAMP WITH TIME ZONE NOT NULL,
  collected_by_name VARCHAR NOT NULL,
  status VARCHAR(40) NOT NULL,
  status_at TIMESTAMP WITH TIME ZONE NOT NULL,
  status_reason_sealed TEXT NOT NULL,
  id UUID NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_specimen PRIMARY KEY (id),
  CONSTRAINT ck_specimen_label CHECK ((status = 'unavailable') = (label = '')),
  CONSTRAINT fk_specimen_service_request_id FOREIGN KEY(service_request_id) REFERENCES service_request (id),
  CONSTRAINT fk_specimen_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_specimen_patient_id ON specimen (patient_id)
-- next
CREATE INDEX ix_specimen_service_request_id ON specimen (service_request_id)
-- next
CREATE UNIQUE INDEX uq_specimen_label ON specimen (upper(label)) WHERE label <> ''
-- next
ALTER TABLE patient
  ADD COLUMN identity_verified_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN identity_document VARCHAR DEFAULT '' NOT NULL
