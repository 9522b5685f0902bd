-- Turns: who must be alone for a moment locks something that only roles with that work may lock. PostgreSQL's advisory
-- locks, and weak locks of tables that everybody reads, can be held by whoever may log in, a dashboard included. Here a
-- lock asks for a right: FOR UPDATE and FOR SHARE for UPDATE, ROW EXCLUSIVE for INSERT.
-- It may run twice: the restore of an older backup leaves what it made and forgets that it ran.

CREATE TABLE IF NOT EXISTS label_turn (
    turn boolean PRIMARY KEY DEFAULT true CHECK (turn)
);
INSERT INTO label_turn DEFAULT VALUES ON CONFLICT DO NOTHING;
COMMENT ON TABLE label_turn IS 'One row. Locked FOR UPDATE by whoever records labels, FOR SHARE by who reads how far they go.';
COMMENT ON COLUMN label_turn.turn IS 'Always true.';

CREATE TABLE IF NOT EXISTS model_turn (
    turn boolean PRIMARY KEY DEFAULT true CHECK (turn)
);
INSERT INTO model_turn DEFAULT VALUES ON CONFLICT DO NOTHING;
COMMENT ON TABLE model_turn IS 'One row. Locked FOR UPDATE by whoever changes which model version serves.';
COMMENT ON COLUMN model_turn.turn IS 'Always true.';

CREATE TABLE IF NOT EXISTS training_turn (
    turn       boolean PRIMARY KEY DEFAULT true CHECK (turn),
    session    integer,
    started_at timestamptz,
    CHECK ((session IS NULL) = (started_at IS NULL))
);
INSERT INTO training_turn DEFAULT VALUES ON CONFLICT DO NOTHING;
COMMENT ON TABLE training_turn IS 'One row: the session whose process trains. Its turn ends with the session.';
COMMENT ON COLUMN training_turn.turn IS 'Always true.';
COMMENT ON COLUMN training_turn.session IS 'Process id of the server for that session; null while nobody trains.';
COMMENT ON COLUMN training_turn.started_at IS 'When that session started: tells it from a later one with the same id.';

-- A table and not a row: PostgreSQL lets those who share a row pass one who waits for it alone, as long as they keep
-- coming. Locks of a table are given in the order in which they were asked for.
CREATE TABLE IF NOT EXISTS erasure_turn (
    never boolean NOT NULL CHECK (never AND NOT never)
);
COMMENT ON TABLE erasure_turn IS
    'Always empty. Locked in ROW EXCLUSIVE mode by workers while they write, in SHARE ROW EXCLUSIVE mode by an erasure.';
COMMENT ON COLUMN erasure_turn.never IS 'No value fits.';

-- Rights that no code uses. Idempotent writes (ON CONFLICT DO NOTHING) change no row.
REVOKE UPDATE ON xray, diagnosis, rejection FROM thoraflow_worker;
REVOKE SELECT ON xray, diagnosis, rejection FROM thoraflow_worker;
REVOKE SELECT ON xray FROM thoraflow_reader;

-- Ages are compared as points of time. A comparison of intervals takes a month as 30 days, so that an age of minus 1000
-- months and plus 30030 days passed for 30 days, and reached into the future. In UTC, where a day always has 24 hours.
CREATE OR REPLACE FUNCTION point_of_age(age interval, shortest interval, most integer) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = thoraflow, pg_temp SET timezone = 'UTC'
AS $$
BEGIN
    IF age IS NULL OR NOT isfinite(age) OR extract(year FROM age) <> 0 OR extract(month FROM age) <> 0
        OR extract(day FROM age) < 0 OR age - make_interval(days => extract(day FROM age)::integer) < interval '0'
    THEN
        RAISE EXCEPTION 'an age is made of days and less, none of them negative, but is %', age
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF now() - age > now() - shortest THEN
        RAISE EXCEPTION 'an age must be at least %, but is %', shortest, age USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF most IS NULL OR most NOT BETWEEN 1 AND 100000 THEN
        RAISE EXCEPTION 'most must be 1 to 100000, but is %', most USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN now() - age;
END
$$;
COMMENT ON FUNCTION point_of_age IS 'The time that lies an age ago; refuses ages with months or negative parts, and those below the shortest.';

CREATE OR REPLACE FUNCTION expire_diagnoses(age interval, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = thoraflow, pg_temp SET timezone = 'UTC'
AS $$
DECLARE
    old_before timestamptz := point_of_age(age, interval '30 days', most);
    expired integer;
BEGIN
    PERFORM note_retention('diagnoses', now() - old_before);
    -- Rows that another worker deletes at this moment are skipped instead of waited for.
    DELETE FROM diagnosis d
    USING (SELECT xray, model_version FROM diagnosis
           WHERE diagnosed_at < old_before
           ORDER BY diagnosed_at LIMIT most FOR UPDATE SKIP LOCKED) old
    WHERE d.xray = old.xray AND d.model_version = old.model_version;
    GET DIAGNOSTICS expired = ROW_COUNT;
    RETURN expired;
END
$$;

CREATE OR REPLACE FUNCTION expire_heatmaps(age interval, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = thoraflow, pg_temp SET timezone = 'UTC'
AS $$
DECLARE
    old_before timestamptz := point_of_age(age, interval '1 day', most);
    expired integer;
BEGIN
    PERFORM note_retention('heatmaps', now() - old_before);
    UPDATE diagnosis d SET heatmap = NULL
    FROM (SELECT xray, model_version FROM diagnosis
          WHERE heatmap IS NOT NULL AND diagnosed_at < old_before
          ORDER BY diagnosed_at LIMIT most FOR UPDATE SKIP LOCKED) old
    WHERE d.xray = old.xray AND d.model_version = old.model_version;
    GET DIAGNOSTICS expired = ROW_COUNT;
    RETURN expired;
END
$$;

REVOKE ALL ON FUNCTION point_of_age FROM PUBLIC;

-- No retention may ever have reached further than this: what an impossible age noted would hide losses from an audit.
UPDATE retention SET expired_before = least(expired_before, now() - interval '30 days') WHERE what = 'diagnoses';
UPDATE retention SET expired_before = least(expired_before, now() - interval '1 day') WHERE what = 'heatmaps';
