CREATE TABLE stay_place (
	stay_id UUID NOT NULL,
	patient_id UUID NOT NULL,
	bed_id UUID NOT NULL,
	during TSTZRANGE NOT NULL,
	status VARCHAR(40) NOT NULL,
	status_at TIMESTAMP WITH TIME ZONE NOT NULL,
	practitioner_id UUID,
	asked_by UUID,
	asked_by_name VARCHAR NOT NULL,
	reason_sealed TEXT NOT NULL,
	answer_sealed TEXT NOT NULL,
	id UUID NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pk_stay_place PRIMARY KEY (id),
	CONSTRAINT fk_stay_place_stay_id FOREIGN KEY(stay_id) REFERENCES stay (id),
	CONSTRAINT fk_stay_place_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
	CONSTRAINT fk_stay_place_bed_id FOREIGN KEY(bed_id) REFERENCES bed (id),
	CONSTRAINT fk_stay_place_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id)
)
-- next
CREATE INDEX ix_stay_place_bed_id ON stay_place (bed_id)
-- next
CREATE INDEX ix_stay_place_patient_id ON stay_place (patient_id)
-- next
CREATE INDEX ix_stay_place_stay ON stay_place (stay_id)
-- next
CREATE UNIQUE INDEX uq_stay_place_held ON stay_place (stay_id) WHERE status = 'held'
-- next
CREATE UNIQUE INDEX uq_stay_place_here ON stay_place (stay_id) WHERE status = 'here'
-- next
INSERT INTO stay_place (stay_id, patient_id, bed_id, during, status, status_at, asked_by_name, reason_sealed,
                        answer_sealed, id, created_at, version)
SELECT id, patient_id, bed_id,
       CASE WHEN status = 'reserved' OR admitted_at IS NULL THEN during
            ELSE tstzrange(least(greatest(admitted_at, lower(during)), coalesce(upper(during), 'infinity')), upper(during)) END,
       CASE status WHEN 'reserved' THEN 'held' WHEN 'on_ward' THEN 'here' ELSE 'left' END,
       status_at, '', '', '', gen_random_uuid(), coalesce(lower(during), created_at), 1
FROM stay
WHERE bed_id IS NOT NULL AND during IS NOT NULL AND status IN ('reserved', 'on_ward', 'ended')
-- next
ALTER TABLE stay_place ADD CONSTRAINT ex_stay_place_bed EXCLUDE USING gist
    (uuidrange(bed_id, bed_id, '[]') WITH &&, during WITH &&)
    WHERE (status IN ('held', 'here', 'left'))
-- next
ALTER TABLE stay_place ADD CONSTRAINT ex_stay_place_stay EXCLUDE USING gist
    (uuidrange(stay_id, stay_id, '[]') WITH &&, during WITH &&)
    WHERE (status IN ('here', 'left'))
-- next
ALTER TABLE stay DROP CONSTRAINT ex_stay_bed
