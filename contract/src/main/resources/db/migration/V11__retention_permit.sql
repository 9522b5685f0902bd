-- What an operator lets retention do once. Workers look before they have anything deleted: at the clocks, and at how much it
-- would be. Where they refuse, a permit lets the next sweep go on; whoever uses it takes it away.

CREATE TABLE retention_permit (
    what text PRIMARY KEY CHECK (what IN ('diagnoses', 'heatmaps', 'clock')),
    who  text NOT NULL,
    at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE retention_permit IS 'What an operator lets retention do once.';
COMMENT ON COLUMN retention_permit.what IS 'Delete more diagnoses or heat maps than the share of one sweep; or believe the clock as it is.';
COMMENT ON COLUMN retention_permit.who IS 'The person or process that allowed it.';
COMMENT ON COLUMN retention_permit.at IS 'When.';

CREATE FUNCTION take_retention_permit(kind text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = thoraflow, pg_temp
AS $$
BEGIN
    DELETE FROM retention_permit WHERE what = kind;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION take_retention_permit IS 'Takes a permit away, and says whether there was one.';

REVOKE ALL ON FUNCTION take_retention_permit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_retention_permit TO thoraflow_worker;

-- Workers may not read diagnoses.
CREATE FUNCTION retention_share(kind text, age interval, OUT every bigint, OUT old bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = thoraflow, pg_temp
AS $$
    SELECT count(*), count(*) FILTER (WHERE diagnosed_at < now() - age)
    FROM diagnosis WHERE kind = 'diagnoses' OR (kind = 'heatmaps' AND heatmap IS NOT NULL)
$$;
COMMENT ON FUNCTION retention_share IS 'How many diagnoses, or heat maps, there are, and how many of them are older than an age.';

REVOKE ALL ON FUNCTION retention_share FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_share TO thoraflow_worker;
