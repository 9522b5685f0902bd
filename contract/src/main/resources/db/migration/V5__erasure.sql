-- What was erased on request, and what must not come back with a message that is still on its way.

CREATE TABLE erasure (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT now(),
    who        text NOT NULL,
    subject    text NOT NULL CHECK (subject IN ('patient', 'xray')),
    xrays      integer NOT NULL,
    diagnoses  integer NOT NULL,
    labels     integer NOT NULL,
    rejections integer NOT NULL
);
COMMENT ON TABLE erasure IS 'Every erasure: who and when and how much, never of whom.';
COMMENT ON COLUMN erasure.id IS 'Row number.';
COMMENT ON COLUMN erasure.at IS 'When.';
COMMENT ON COLUMN erasure.who IS 'The person or process that erased.';
COMMENT ON COLUMN erasure.subject IS 'All of a patient, or one X-ray.';
COMMENT ON COLUMN erasure.xrays IS 'Rows of xray that were erased.';
COMMENT ON COLUMN erasure.diagnoses IS 'Rows of diagnosis that were erased.';
COMMENT ON COLUMN erasure.labels IS 'Rows of label that were erased.';
COMMENT ON COLUMN erasure.rejections IS 'Rows of rejection that were erased.';

CREATE TABLE erased_xray (
    sha256  text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    erasure bigint NOT NULL REFERENCES erasure,
    at      timestamptz NOT NULL
);
CREATE INDEX erased_xray_erasure ON erased_xray (erasure);
COMMENT ON TABLE erased_xray IS 'X-rays whose rows must not be written again from messages that are still in a topic.';
COMMENT ON COLUMN erased_xray.sha256 IS 'SHA-256 of the file that was erased; says nothing of its content.';
COMMENT ON COLUMN erased_xray.erasure IS 'The erasure, the latest where there were several.';
COMMENT ON COLUMN erased_xray.at IS 'What was received later is a new arrival and counts again.';
