ALTER TABLE booking_policy
  ADD COLUMN offer_minutes bigint NOT NULL DEFAULT 30,
  ADD COLUMN reoffer_hours bigint NOT NULL DEFAULT 24,
  ADD COLUMN overbook_per_day bigint NOT NULL DEFAULT 2,
  ADD COLUMN check_in_opens_minutes bigint NOT NULL DEFAULT 60,
  ADD COLUMN reminder_hours smallint[] NOT NULL DEFAULT '{48,3}',
  ADD COLUMN late_cancel_hours bigint NOT NULL DEFAULT 24,
  ADD COLUMN late_cancel_fee_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN no_show_fee_minor bigint NOT NULL DEFAULT 0
-- next
ALTER TABLE availability
  ADD COLUMN buffer_minutes smallint NOT NULL DEFAULT 0,
  ADD COLUMN capacity smallint NOT NULL DEFAULT 1,
  ADD CONSTRAINT ck_availability_buffer_capacity CHECK (buffer_minutes BETWEEN 0 AND 240 AND capacity BETWEEN 1 AND 100)
-- next
ALTER TABLE availability_exception
  ADD COLUMN buffer_minutes smallint NOT NULL DEFAULT 0,
  ADD COLUMN capacity smallint NOT NULL DEFAULT 1,
  ADD COLUMN leave_id uuid,
  ADD CONSTRAINT fk_availability_exception_leave_id FOREIGN KEY (leave_id) REFERENCES leave (id)
-- next
CREATE INDEX ix_availability_exception_leave_id ON availability_exception (leave_id)
-- next
CREATE TABLE schedule_template (
	name VARCHAR NOT NULL, 
	hours JSON NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_schedule_template PRIMARY KEY (id), 
	CONSTRAINT uq_schedule_template_name UNIQUE (name)
)
-- next
CREATE TABLE holiday (
	facility_id UUID NOT NULL, 
	day DATE NOT NULL, 
	name VARCHAR NOT NULL, 
	starts TIME WITHOUT TIME ZONE, 
	ends TIME WITHOUT TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_holiday PRIMARY KEY (id), 
	CONSTRAINT uq_holiday_facility_id_day UNIQUE (facility_id, day), 
	CONSTRAINT fk_holiday_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
-- next
CREATE TABLE calendar_feed (
	user_id UUID NOT NULL, 
	token_hash BYTEA NOT NULL, 
	read_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_calendar_feed PRIMARY KEY (id), 
	CONSTRAINT fk_calendar_feed_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT uq_calendar_feed_token_hash UNIQUE (token_hash)
)
-- next
CREATE UNIQUE INDEX uq_calendar_feed_user ON calendar_feed (user_id)
-- next
CREATE TABLE appointment_series (
	patient_id UUID NOT NULL, 
	practitioner_id UUID NOT NULL, 
	facility_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	rule JSON NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_appointment_series PRIMARY KEY (id), 
	CONSTRAINT fk_appointment_series_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_appointment_series_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_appointment_series_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
-- next
CREATE INDEX ix_appointment_series_patient_id ON appointment_series (patient_id)
-- next
ALTER TABLE appointment
  ADD COLUMN booking varchar(40) NOT NULL DEFAULT 'slot',
  ADD COLUMN booking_reason text NOT NULL DEFAULT '',
  ADD COLUMN seat smallint,
  ADD COLUMN offered boolean NOT NULL DEFAULT false,
  ADD COLUMN replaces_id uuid,
  ADD COLUMN series_id uuid,
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN reminders smallint NOT NULL DEFAULT 0,
  ADD CONSTRAINT fk_appointment_replaces_id FOREIGN KEY (replaces_id) REFERENCES appointment (id),
  ADD CONSTRAINT fk_appointment_series_id FOREIGN KEY (series_id) REFERENCES appointment_series (id)
-- next
ALTER TABLE appointment DROP CONSTRAINT ex_appointment_practitioner
-- next
ALTER TABLE appointment DROP CONSTRAINT ex_appointment_patient
-- next
CREATE INDEX ix_appointment_open ON appointment (lower(during)) WHERE status = 'booked'
-- next
CREATE INDEX ix_appointment_replaces ON appointment (replaces_id) WHERE replaces_id IS NOT NULL
-- next
CREATE INDEX ix_appointment_series ON appointment (series_id) WHERE series_id IS NOT NULL
-- next
ALTER TABLE appointment ADD CONSTRAINT ex_appointment_practitioner EXCLUDE USING gist
(uuidrange(practitioner_id, practitioner_id, '[]') WITH &&, during WITH &&,
 int4range(seat::integer, seat::integer, '[]') WITH &&)
WHERE (status IN ('held', 'booked', 'arrived', 'fulfilled') AND booking = 'slot');
-- next
ALTER TABLE appointment ADD CONSTRAINT ex_appointment_patient EXCLUDE USING gist
(uuidrange(patient_id, patient_id, '[]') WITH &&, during WITH &&)
WHERE (status IN ('booked', 'arrived', 'fulfilled'));
-- next
CREATE TABLE appointment_resource (
	appointment_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	resource_id UUID NOT NULL, 
	during TSTZRANGE NOT NULL, 
	seat SMALLINT, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_appointment_resource PRIMARY KEY (id), 
	CONSTRAINT uq_appointment_resource_appointment_id_resource_id UNIQUE (appointment_id, resource_id), 
	CONSTRAINT fk_appointment_resource_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointment (id) ON DELETE CASCADE
)
-- next
CREATE INDEX ix_appointment_resource_during ON appointment_resource (resource_id, lower(during))
-- next
ALTER TABLE appointment_resource ADD CONSTRAINT ex_appointment_resource EXCLUDE USING gist
(uuidrange(resource_id, resource_id, '[]') WITH &&, during WITH &&,
 int4range(seat::integer, seat::integer, '[]') WITH &&)
WHERE (active);
-- next
CREATE TABLE waitlist_entry (
	patient_id UUID NOT NULL, 
	practitioner_id UUID, 
	specialty VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	from_day DATE NOT NULL, 
	until_day DATE NOT NULL, 
	weekdays SMALLINT[] NOT NULL, 
	earliest TIME WITHOUT TIME ZONE, 
	latest TIME WITHOUT TIME ZONE, 
	priority SMALLINT NOT NULL, 
	appointment_id UUID, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_waitlist_entry PRIMARY KEY (id), 
	CONSTRAINT ck_waitlist_entry_whom CHECK ((practitioner_id IS NULL) <> (specialty = '')), 
	CONSTRAINT ck_waitlist_entry_days CHECK (until_day >= from_day), 
	CONSTRAINT fk_waitlist_entry_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_waitlist_entry_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_waitlist_entry_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointment (id)
)
-- next
CREATE INDEX ix_waitlist_entry_open ON waitlist_entry (priority, id) WHERE status IN ('waiting', 'offered')
-- next
CREATE INDEX ix_waitlist_entry_patient ON waitlist_entry (patient_id)
-- next
CREATE TABLE slot_offer (
	patient_id UUID NOT NULL, 
	practitioner_id UUID NOT NULL, 
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	hold_id UUID, 
	waitlist_entry_id UUID, 
	replaces_id UUID, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_slot_offer PRIMARY KEY (id), 
	CONSTRAINT fk_slot_offer_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_slot_offer_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_slot_offer_hold_id FOREIGN KEY(hold_id) REFERENCES appointment (id) ON DELETE SET NULL, 
	CONSTRAINT fk_slot_offer_waitlist_entry_id FOREIGN KEY(waitlist_entry_id) REFERENCES waitlist_entry (id), 
	CONSTRAINT fk_slot_offer_replaces_id FOREIGN KEY(replaces_id) REFERENCES appointment (id)
)
-- next
CREATE INDEX ix_slot_offer_open ON slot_offer (expires_at) WHERE status = 'offered'
-- next
CREATE INDEX ix_slot_offer_patient ON slot_offer (patient_id)
-- next
CREATE INDEX ix_slot_offer_replaces ON slot_offer (replaces_id) WHERE status = 'offered'
-- next
CREATE UNIQUE INDEX uq_slot_offer_entry ON slot_offer (waitlist_entry_id, practitioner_id, starts_at)
-- next
CREATE UNIQUE INDEX uq_slot_offer_hold ON slot_offer (hold_id) WHERE hold_id IS NOT NULL
-- next
CREATE OR REPLACE FUNCTION appointment_gives_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE appointment_resource SET active = false WHERE appointment_id = NEW.id AND active;
  RETURN NEW;
END $$;
-- next
CREATE TRIGGER appointment_gives_back AFTER UPDATE OF status ON appointment FOR EACH ROW
WHEN (NEW.status IN ('cancelled', 'no_show')) EXECUTE FUNCTION appointment_gives_back();
-- next
CREATE TABLE queue_category (
	facility_id UUID NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	priority SMALLINT NOT NULL, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_queue_category PRIMARY KEY (id), 
	CONSTRAINT uq_queue_category_facility_id_code UNIQUE (facility_id, code), 
	CONSTRAINT ck_queue_category_code CHECK (code ~ '^[A-Z]$'), 
	CONSTRAINT fk_queue_category_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id)
)
-- next
CREATE TABLE service_point (
	facility_id UUID NOT NULL, 
	name VARCHAR NOT NULL, 
	categories TEXT[] NOT NULL, 
	practitioner_id UUID, 
	active BOOLEAN NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_service_point PRIMARY KEY (id), 
	CONSTRAINT uq_service_point_facility_id_name UNIQUE (facility_id, name), 
	CONSTRAINT fk_service_point_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_service_point_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id)
)
-- next
CREATE TABLE queue_ticket (
	facility_id UUID NOT NULL, 
	day DATE NOT NULL, 
	category VARCHAR NOT NULL, 
	number BIGINT NOT NULL, 
	priority SMALLINT NOT NULL, 
	appointment_id UUID, 
	patient_id UUID, 
	practitioner_id UUID, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	service_point_id UUID, 
	called_at TIMESTAMP WITH TIME ZONE, 
	done_at TIMESTAMP WITH TIME ZONE, 
	calls SMALLINT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_queue_ticket PRIMARY KEY (id), 
	CONSTRAINT uq_queue_ticket_facility_id_day_category_number UNIQUE (facility_id, day, category, number), 
	CONSTRAINT fk_queue_ticket_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT fk_queue_ticket_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointment (id), 
	CONSTRAINT fk_queue_ticket_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT fk_queue_ticket_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id), 
	CONSTRAINT fk_queue_ticket_service_point_id FOREIGN KEY(service_point_id) REFERENCES service_point (id)
)
-- next
CREATE INDEX ix_queue_ticket_line ON queue_ticket (day, category, priority, due_at) WHERE status = 'waiting'
-- next
CREATE INDEX ix_queue_ticket_pace ON queue_ticket (category, done_at) WHERE status = 'done'
-- next
CREATE INDEX ix_queue_ticket_patient_id ON queue_ticket (patient_id)
-- next
CREATE INDEX ix_queue_ticket_point ON queue_ticket (service_point_id, day)
-- next
CREATE UNIQUE INDEX uq_queue_ticket_appointment ON queue_ticket (appointment_id) WHERE appointment_id IS NOT NULL
-- next
CREATE TABLE screen (
	facility_id UUID NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	name VARCHAR NOT NULL, 
	token_hash BYTEA NOT NULL, 
	seen_at TIMESTAMP WITH TIME ZONE, 
	revoked_at TIMESTAMP WITH TIME ZONE, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_screen PRIMARY KEY (id), 
	CONSTRAINT fk_screen_facility_id FOREIGN KEY(facility_id) REFERENCES facility (id), 
	CONSTRAINT uq_screen_token_hash UNIQUE (token_hash)
)
-- next
CREATE TABLE insurance_card (
	patient_id UUID NOT NULL, 
	side VARCHAR(40) NOT NULL, 
	file_id UUID NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size BIGINT NOT NULL, 
	taken_by UUID, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_insurance_card PRIMARY KEY (id), 
	CONSTRAINT fk_insurance_card_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
)
-- next
CREATE INDEX ix_insurance_card_patient ON insurance_card (patient_id, id)
