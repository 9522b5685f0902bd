-- What was odd about a file and did not hinder its reading.
ALTER TABLE xray ADD COLUMN reading_notes text[];
COMMENT ON COLUMN xray.reading_notes IS
    'What was odd about the file and did not hinder its reading, such as window_without_content. Null: nothing.';

-- Numbers that are none are kept out. Rows that hold one from before lose it first.
UPDATE diagnosis SET familiarity = NULL
WHERE NOT (familiarity > '-Infinity' AND familiarity < 'Infinity');
UPDATE diagnosis SET heatmap = NULL
WHERE NOT ('-Infinity' < ALL (heatmap) AND 'Infinity' > ALL (heatmap));

-- NaN is greater than any number to PostgreSQL. Rows that are there were looked at above.
ALTER TABLE diagnosis
    ADD CONSTRAINT diagnosis_familiarity_finite CHECK (familiarity > '-Infinity' AND familiarity < 'Infinity') NOT VALID,
    ADD CONSTRAINT diagnosis_threshold_finite CHECK (threshold >= 0 AND threshold <= 1) NOT VALID,
    ADD CONSTRAINT diagnosis_heatmap_finite CHECK (
        '-Infinity' < ALL (heatmap) AND 'Infinity' > ALL (heatmap) AND array_position(heatmap, NULL) IS NULL
    ) NOT VALID,
    ADD CONSTRAINT diagnosis_times_finite CHECK (
        queue_ms > '-Infinity' AND queue_ms < 'Infinity' AND decode_ms > '-Infinity' AND decode_ms < 'Infinity'
        AND inference_ms > '-Infinity' AND inference_ms < 'Infinity'
    ) NOT VALID;
