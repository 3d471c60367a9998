ALTER TABLE waveform_mark ADD COLUMN words TEXT DEFAULT '' NOT NULL, ADD COLUMN author_id UUID,
  ADD COLUMN author_name VARCHAR DEFAULT '' NOT NULL,
  ADD COLUMN created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL
-- next
ALTER TABLE monitoring_plan ADD COLUMN set_by_name VARCHAR DEFAULT '' NOT NULL,
  ADD COLUMN set_at TIMESTAMP WITH TIME ZONE, ADD COLUMN answer_by TIMESTAMP WITH TIME ZONE,
  ADD COLUMN missed BIGINT DEFAULT 0 NOT NULL
-- next
CREATE INDEX ix_monitoring_plan_answer ON monitoring_plan (answer_by) WHERE answer_by IS NOT NULL
-- next
CREATE TABLE incident_report (
	kind VARCHAR(40) NOT NULL, 
	harm VARCHAR(40) NOT NULL, 
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	place VARCHAR NOT NULL, 
	words TEXT NOT NULL, 
	reporter_id UUID, 
	reporter_name VARCHAR NOT NULL, 
	status VARCHAR(40) NOT NULL, 
	status_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	severity SMALLINT, 
	case_id UUID, 
	decision VARCHAR NOT NULL, 
	review TEXT NOT NULL, 
	reviewed_by_name VARCHAR NOT NULL, 
	measures TEXT NOT NULL, 
	measures_by_name VARCHAR NOT NULL, 
	id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_incident_report PRIMARY KEY (id), 
	CONSTRAINT ck_incident_report_severity CHECK (severity BETWEEN 0 AND 4), 
	CONSTRAINT fk_incident_report_reporter_id FOREIGN KEY(reporter_id) REFERENCES user_account (id), 
	CONSTRAINT uq_incident_report_case_id UNIQUE (case_id)
)
-- next
CREATE INDEX ix_incident_report_open ON incident_report (status) WHERE status <> 'closed'
-- next
CREATE INDEX ix_incident_report_reporter ON incident_report (reporter_id)
