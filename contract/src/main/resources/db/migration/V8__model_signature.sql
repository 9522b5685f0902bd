-- Workers may demand that a version is signed by whoever may publish. Versions of the time before are signed once, by a process
-- that holds the key, if their files are what is registered here. Nothing but this migration puts a version on that list: a
-- version that comes later without a signature is none that was forgotten.

CREATE TABLE model_signature_due (
    version integer PRIMARY KEY REFERENCES model_version
);
COMMENT ON TABLE model_signature_due IS 'Versions that were published before versions were signed, until somebody who holds the key has looked at them once.';
COMMENT ON COLUMN model_signature_due.version IS 'The version that is to be looked at, and signed if its files are what is registered.';

INSERT INTO model_signature_due SELECT version FROM model_version WHERE state <> 'pruned';

COMMENT ON TABLE model_event IS 'Every change of a model version''s state, and whoever signed it after it was published.';
COMMENT ON COLUMN model_event.state IS 'The new state; or signed, or unsigned: the state stays, and the reason says who signed it, or why nobody did.';
