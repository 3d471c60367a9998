ALTER TABLE message_file
  ADD COLUMN document_id UUID
-- next
CREATE TABLE visit_transcript (
  visit_id UUID NOT NULL,
  patient_id UUID NOT NULL,
  status VARCHAR(40) NOT NULL,
  status_at TIMESTAMP WITH TIME ZONE NOT NULL,
  asked_by UUID,
  declined_by VARCHAR NOT NULL,
  document_id UUID,
  id UUID NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_visit_transcript PRIMARY KEY (id),
  CONSTRAINT fk_visit_transcript_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE,
  CONSTRAINT fk_visit_transcript_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
  CONSTRAINT fk_visit_transcript_document_id FOREIGN KEY(document_id) REFERENCES document (id)
)
-- next
CREATE INDEX ix_visit_transcript_patient_id ON visit_transcript (patient_id)
-- next
CREATE INDEX ix_visit_transcript_visit ON visit_transcript (visit_id, id)
-- next
CREATE UNIQUE INDEX uq_visit_transcript_open ON visit_transcript (visit_id) WHERE status IN ('asked', 'keeping')
-- next
CREATE TABLE visit_transcript_consent (
  transcript_id UUID NOT NULL,
  participant VARCHAR NOT NULL,
  user_id UUID,
  given_at TIMESTAMP WITH TIME ZONE,
  withdrawn_at TIMESTAMP WITH TIME ZONE,
  id UUID NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_visit_transcript_consent PRIMARY KEY (id),
  CONSTRAINT fk_visit_transcript_consent_transcript_id FOREIGN KEY(transcript_id) REFERENCES visit_transcript (id) ON DELETE CASCADE
)
-- next
CREATE UNIQUE INDEX uq_visit_transcript_consent ON visit_transcript_consent (transcript_id, participant)
