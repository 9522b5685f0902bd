-- Deletes what has grown old, in batches. Workers may call these functions and nothing more: they hold no right to
-- delete, and no setting of theirs reaches what is young. The rows of xray stay: one without a diagnosis has expired.

CREATE INDEX diagnosis_with_heatmap ON diagnosis (diagnosed_at) WHERE heatmap IS NOT NULL;

CREATE FUNCTION expire_diagnoses(age interval, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = thoraflow, pg_temp
AS $$
DECLARE
    expired integer;
BEGIN
    IF age < interval '30 days' THEN
        RAISE EXCEPTION 'diagnoses are kept for at least 30 days, but age is %', age
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
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
COMMENT ON FUNCTION expire_diagnoses IS
    'Deletes at most so many of the diagnoses that are older than an age of 30 days or more; returns how many.';

CREATE FUNCTION expire_heatmaps(age interval, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = thoraflow, pg_temp
AS $$
DECLARE
    expired integer;
BEGIN
    IF age < interval '1 day' THEN
        RAISE EXCEPTION 'heat maps are kept for at least 1 day, but age is %', age
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE diagnosis d SET heatmap = NULL
    FROM (SELECT xray, model_version FROM diagnosis
          WHERE heatmap IS NOT NULL AND diagnosed_at < now() - age
          ORDER BY diagnosed_at LIMIT most FOR UPDATE SKIP LOCKED) old
    WHERE d.xray = old.xray AND d.model_version = old.model_version;
    GET DIAGNOSTICS expired = ROW_COUNT;
    RETURN expired;
END
$$;
COMMENT ON FUNCTION expire_heatmaps IS
    'Removes the heat maps of at most so many diagnoses that are older than an age of 1 day or more; returns how many.';

REVOKE ALL ON FUNCTION expire_diagnoses, expire_heatmaps FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expire_diagnoses, expire_heatmaps TO thoraflow_worker;

COMMENT ON COLUMN diagnosis.heatmap IS
    'Grad-CAM of the PNEUMONIA logit, 7 x 7, row-major, 0 to 1. Null once it has expired.';
COMMENT ON TABLE xray IS
    'One row per X-ray that reached a worker, for good: without a diagnosis, those have expired. Holds pseudonyms only, never patient data.';
