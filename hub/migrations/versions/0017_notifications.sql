ALTER TABLE delivery ADD COLUMN due_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  ADD COLUMN digest BOOLEAN DEFAULT false NOT NULL, ADD COLUMN tries BIGINT DEFAULT 0 NOT NULL
-- next
CREATE TABLE notification_setting (
	user_id UUID NOT NULL, 
	quiet_from TIME WITHOUT TIME ZONE, 
	quiet_until TIME WITHOUT TIME ZONE, 
	zone VARCHAR NOT NULL, 
	digest BOOLEAN NOT NULL, 
	phone_sealed TEXT NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_notification_setting PRIMARY KEY (id), 
	CONSTRAINT uq_notification_setting_user_id UNIQUE (user_id), 
	CONSTRAINT fk_notification_setting_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE TABLE notification_preference (
	user_id UUID NOT NULL, 
	topic VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	wanted BOOLEAN NOT NULL, 
	CONSTRAINT pk_notification_preference PRIMARY KEY (user_id, topic, channel), 
	CONSTRAINT fk_notification_preference_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
)
-- next
CREATE TABLE text_message (
	user_id UUID, 
	recipient VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_text_message PRIMARY KEY (id), 
	CONSTRAINT fk_text_message_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT uq_text_message_message_id UNIQUE (message_id)
)
