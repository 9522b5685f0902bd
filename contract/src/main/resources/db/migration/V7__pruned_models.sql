-- The files of old versions may be deleted. Their rows stay, as diagnoses refer to them.

ALTER TABLE model_version DROP CONSTRAINT model_version_state_check;
ALTER TABLE model_version ADD CONSTRAINT model_version_state_check
    CHECK (state IN ('candidate', 'serving', 'refused', 'retired', 'pruned'));
COMMENT ON COLUMN model_version.state IS
    'candidate, serving, refused (by the gate), retired (served before) or pruned (its files are deleted: it never serves again).';
