ALTER TABLE booking_policy ALTER COLUMN reminder_hours SET DEFAULT '{24,2}'
-- next
-- Nobody chose the former default: the screen has not shown it until now.
UPDATE booking_policy SET reminder_hours = '{24,2}' WHERE reminder_hours = '{48,3}'
-- next
ALTER TABLE visit_guest ADD COLUMN sent_via VARCHAR DEFAULT '' NOT NULL
-- next
ALTER TABLE visit_guest ADD COLUMN sent_to VARCHAR DEFAULT '' NOT NULL
-- next
ALTER TABLE visit_guest ADD COLUMN sent_at TIMESTAMP WITH TIME ZONE
-- next
ALTER TABLE visit_guest ADD COLUMN send_problem VARCHAR DEFAULT '' NOT NULL
-- next
CREATE TABLE visit_guest_letter (
	guest_id UUID NOT NULL, 
	house UUID NOT NULL, 
	to_sealed TEXT NOT NULL, 
	link_sealed TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_visit_guest_letter PRIMARY KEY (id), 
	CONSTRAINT fk_visit_guest_letter_guest_id FOREIGN KEY(guest_id) REFERENCES visit_guest (id) ON DELETE CASCADE, 
	CONSTRAINT uq_visit_guest_letter_guest_id UNIQUE (guest_id)
)
-- next
ALTER TABLE notification_setting ADD COLUMN language VARCHAR DEFAULT '' NOT NULL
-- next
ALTER TABLE message_template ADD COLUMN language VARCHAR DEFAULT 'en' NOT NULL
-- next
ALTER TABLE message_template DROP CONSTRAINT pk_message_template
-- next
ALTER TABLE message_template ADD CONSTRAINT pk_message_template PRIMARY KEY (kind, language)
-- next
CREATE TABLE waiting_sign (
	practitioner_id UUID NOT NULL, 
	doing VARCHAR NOT NULL, 
	late_minutes BIGINT NOT NULL, 
	note VARCHAR NOT NULL, 
	until TIMESTAMP WITH TIME ZONE NOT NULL, 
	said_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	said_by_name VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_waiting_sign PRIMARY KEY (id), 
	CONSTRAINT uq_waiting_sign_practitioner_id UNIQUE (practitioner_id), 
	CONSTRAINT fk_waiting_sign_practitioner_id FOREIGN KEY(practitioner_id) REFERENCES practitioner (id)
)
