-- By whose clock a day begins in views that count by day.

CREATE TABLE IF NOT EXISTS reporting (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    -- A name that PostgreSQL does not know is an error here and not in every dashboard.
    time_zone text CHECK (time_zone IS NULL OR now() AT TIME ZONE time_zone IS NOT NULL)
);
INSERT INTO reporting DEFAULT VALUES ON CONFLICT DO NOTHING;
COMMENT ON TABLE reporting IS 'One row: settings of what is counted for people. The owner changes them.';
COMMENT ON COLUMN reporting.only_row IS 'Always true.';
COMMENT ON COLUMN reporting.time_zone IS
    'In which days begin, such as Europe/Berlin. Null: the session''s own, which its client may set.';
