ALTER TABLE visit ADD COLUMN held_at TIMESTAMP WITH TIME ZONE
-- next
ALTER TABLE visit ADD COLUMN transferred_from_id UUID
-- next
ALTER TABLE visit ADD COLUMN transferred_at TIMESTAMP WITH TIME ZONE
-- next
ALTER TABLE visit ADD COLUMN transfer_note TEXT DEFAULT '' NOT NULL
-- next
ALTER TABLE visit ADD COLUMN engine VARCHAR(40) DEFAULT 'p2p' NOT NULL
-- next
ALTER TABLE visit ADD COLUMN rating BIGINT
-- next
DROP INDEX ix_visit_line
-- next
CREATE INDEX ix_visit_line ON visit (practitioner_id, starts_at) WHERE status IN ('waiting', 'admitted', 'in_call', 'on_hold')
-- next
CREATE TABLE visit_guest (
	visit_id UUID NOT NULL, 
	role VARCHAR(40) NOT NULL, 
	name VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	token_hash BYTEA NOT NULL, 
	pin_hash BYTEA, 
	tries BIGINT NOT NULL, 
	device_hash BYTEA, 
	invited_by UUID, 
	invited_side VARCHAR(40) NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	opened_at TIMESTAMP WITH TIME ZONE, 
	entered_at TIMESTAMP WITH TIME ZONE, 
	left_at TIMESTAMP WITH TIME ZONE, 
	revoked_at TIMESTAMP WITH TIME ZONE, 
	gen BIGINT NOT NULL, 
	page VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_visit_guest PRIMARY KEY (id), 
	CONSTRAINT fk_visit_guest_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE, 
	CONSTRAINT uq_visit_guest_token_hash UNIQUE (token_hash), 
	CONSTRAINT uq_visit_guest_device_hash UNIQUE (device_hash)
)
-- next
CREATE INDEX ix_visit_guest_visit ON visit_guest (visit_id, id)
