-- What the trainer remembers from run to run: a schedule trains again when enough labels are new since the last run.

CREATE TABLE training_run (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_by        text NOT NULL,
    started_at        timestamptz NOT NULL DEFAULT now(),
    ended_at          timestamptz,
    outcome           text NOT NULL DEFAULT 'running'
        CHECK (outcome IN ('running', 'published', 'refused', 'failed', 'interrupted')),
    model_version     integer REFERENCES model_version,
    detail            text,
    last_label        bigint,
    directory         text CHECK (directory ~ '^[0-9a-f]{64}$'),
    directory_read_at timestamptz
);
COMMENT ON TABLE training_run IS 'Every training run on this database, by schedule or by command. One runs at a time.';
COMMENT ON COLUMN training_run.id IS 'Row number.';
COMMENT ON COLUMN training_run.started_by IS 'The person or process that started it.';
COMMENT ON COLUMN training_run.started_at IS 'When.';
COMMENT ON COLUMN training_run.ended_at IS 'Null while it runs, and where its process died.';
COMMENT ON COLUMN training_run.outcome IS 'running, published, refused (by the gate), failed or interrupted (its process stopped or died).';
COMMENT ON COLUMN training_run.model_version IS 'The version that it made.';
COMMENT ON COLUMN training_run.detail IS 'What the gate said, or why it failed.';
COMMENT ON COLUMN training_run.last_label IS 'Labels up to this id are known to it; null where its recipe reads none.';
COMMENT ON COLUMN training_run.directory IS 'SHA-256 of its data directory''s path; null without one.';
COMMENT ON COLUMN training_run.directory_read_at IS 'Files put there before this time are known to it.';
