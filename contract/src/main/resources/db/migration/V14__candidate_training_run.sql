-- A training run may end with a version that waits for a person: the gate could not decide, or TRAINER_PUBLISH is candidate.

ALTER TABLE training_run DROP CONSTRAINT training_run_outcome_check;
ALTER TABLE training_run ADD CONSTRAINT training_run_outcome_check
    CHECK (outcome IN ('running', 'published', 'candidate', 'refused', 'failed', 'interrupted'));
COMMENT ON COLUMN training_run.outcome IS 'running, published, candidate (waits for a person to promote it), refused (by the gate), failed or interrupted (its process stopped or died).';
