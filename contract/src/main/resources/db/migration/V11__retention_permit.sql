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
