-- Readings are imported long after they were made: the trainer counts what is new to it.

ALTER TABLE label ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX label_recorded_at ON label (recorded_at DESC);
COMMENT ON COLUMN label.recorded_at IS 'When the row was written; at says when the X-ray was read.';
