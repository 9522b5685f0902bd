-- Notes what retention may have deleted, so that an audit can tell what has expired from what has vanished. The functions
-- note it themselves, in the transaction that deletes: no setting has to be known, and none is believed.

CREATE TABLE retention (
    what           text PRIMARY KEY CHECK (what IN ('diagnoses', 'heatmaps')),
    expired_before timestamptz NOT NULL,
    age            interval NOT NULL,
    applied_at     timestamptz NOT NULL
);
COMMENT ON TABLE retention IS 'What retention has deleted so far; no row: it was never applied, and everything must be there.';
COMMENT ON COLUMN retention.what IS 'What is deleted.';
COMMENT ON COLUMN retention.expired_before IS 'What is older may be gone; what is younger must be there. Never goes back.';
COMMENT ON COLUMN retention.age IS 'The age that was asked for last.';
COMMENT ON COLUMN retention.applied_at IS 'When it was applied last.';

CREATE FUNCTION note_retention(kind text, asked interval) RETURNS void
LANGUAGE sql SET search_path = thoraflow, pg_temp
AS $$
    INSERT INTO retention AS r (what, expired_before, age, applied_at) VALUES (kind, now() - asked, asked, now())
    ON CONFLICT (what) DO UPDATE SET
        expired_before = greatest(r.expired_before, excluded.expired_before),
        age = excluded.age, applied_at = excluded.applied_at
$$;
COMMENT ON FUNCTION note_retention IS 'Notes that what is older than an age may be gone from now on.';

CREATE OR REPLACE FUNCTION expire_diagnoses(age interval, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = thoraflow, pg_temp
AS $$
DECLARE
    expired integer;
BEGIN
    IF age < interval '30 days' THEN
        RAISE EXCEPTION 'diagnoses are kept for at least 30 days, but age is %', age
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM note_retention('diagnoses', age);
    -- Rows that another worker deletes at this moment are skipped instead of waited for.
    DELETE FROM diagnosis d
    USING (SELECT xray, model_version FROM diagnosis
           WHERE diagnosed_at < now() - age
           ORDER BY diagnosed_at LIMIT most FOR UPDATE SKIP LOCKED) old
    WHERE d.xray = old.xray AND d.model_version = old.model_version;
    GET DIAGNOSTICS expired = ROW_COUNT;
    RETURN expired;
END
$$;

CREATE OR REPLACE FUNCTION expire_heatmaps(age interval, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = thoraflow, pg_temp
AS $$
DECLARE
    expired integer;
BEGIN
    IF age < interval '1 day' THEN
        RAISE EXCEPTION 'heat maps are kept for at least 1 day, but age is %', age
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM note_retention('heatmaps', age);
    UPDATE diagnosis d SET heatmap = NULL
    FROM (SELECT xray, model_version FROM diagnosis
          WHERE heatmap IS NOT NULL AND diagnosed_at < now() - age
          ORDER BY diagnosed_at LIMIT most FOR UPDATE SKIP LOCKED) old
    WHERE d.xray = old.xray AND d.model_version = old.model_version;
    GET DIAGNOSTICS expired = ROW_COUNT;
    RETURN expired;
END
$$;

REVOKE ALL ON FUNCTION note_retention FROM PUBLIC;
