ALTER TABLE document ADD COLUMN encounter_id UUID, ADD COLUMN body_site VARCHAR NOT NULL DEFAULT ''
-- next
CREATE TABLE visit_photo (
	visit_id UUID NOT NULL,
	patient_id UUID NOT NULL,
	status VARCHAR(40) NOT NULL,
	status_at TIMESTAMP WITH TIME ZONE NOT NULL,
	asked_by UUID,
	asked_by_name VARCHAR NOT NULL,
	answered_by UUID,
	reason VARCHAR DEFAULT '' NOT NULL,
	wanted_sealed TEXT NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_visit_photo PRIMARY KEY (id),
	CONSTRAINT fk_visit_photo_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE,
	CONSTRAINT fk_visit_photo_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_visit_photo_patient_id ON visit_photo (patient_id)
-- next
CREATE INDEX ix_visit_photo_visit ON visit_photo (visit_id, id)
-- next
CREATE UNIQUE INDEX uq_visit_photo_asked ON visit_photo (visit_id) WHERE status = 'asked'
-- next
CREATE TABLE visit_file (
	visit_id UUID NOT NULL,
	message_id UUID NOT NULL,
	patient_id UUID NOT NULL,
	photo_id UUID,
	name_sealed TEXT NOT NULL,
	file_id UUID,
	media_type VARCHAR NOT NULL,
	size BIGINT NOT NULL,
	sha256 VARCHAR NOT NULL,
	scanned_by VARCHAR NOT NULL,
	document_id UUID,
	removed_at TIMESTAMP WITH TIME ZONE,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_visit_file PRIMARY KEY (id),
	CONSTRAINT fk_visit_file_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE,
	CONSTRAINT uq_visit_file_message_id UNIQUE (message_id),
	CONSTRAINT fk_visit_file_message_id FOREIGN KEY(message_id) REFERENCES visit_message (id) ON DELETE CASCADE,
	CONSTRAINT fk_visit_file_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT uq_visit_file_photo_id UNIQUE (photo_id),
	CONSTRAINT fk_visit_file_photo_id FOREIGN KEY(photo_id) REFERENCES visit_photo (id),
	CONSTRAINT fk_visit_file_document_id FOREIGN KEY(document_id) REFERENCES document (id)
)
-- next
CREATE INDEX ix_visit_file_patient_id ON visit_file (patient_id)
-- next
CREATE INDEX ix_visit_file_visit ON visit_file (visit_id, id)
