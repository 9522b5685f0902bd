-- The pipeline's tables. Flyway runs this as the owner of schema thoraflow.

CREATE TABLE xray (
    sha256                     text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    site                       text NOT NULL,
    received_at                timestamptz NOT NULL,
    source_format              text NOT NULL CHECK (source_format IN ('DICOM', 'JPEG', 'PNG')),
    archive_path               text NOT NULL,
    width                      integer NOT NULL,
    height                     integer NOT NULL,
    key_id                     text NOT NULL,
    patient_pseudonym          text,
    study_pseudonym            text,
    instance_pseudonym         text,
    modality                   text,
    body_part                  text,
    view_position              text,
    photometric_interpretation text,
    transfer_syntax_uid        text,
    dicom_rows                 integer,
    dicom_columns              integer,
    bits_stored                integer
);
CREATE INDEX xray_received_at ON xray (received_at DESC);
CREATE INDEX xray_patient ON xray (patient_pseudonym) WHERE patient_pseudonym IS NOT NULL;
CREATE INDEX xray_instance ON xray (instance_pseudonym) WHERE instance_pseudonym IS NOT NULL;
COMMENT ON TABLE xray IS 'One row per X-ray that reached a worker. Holds pseudonyms only, never patient data.';
COMMENT ON COLUMN xray.sha256 IS 'SHA-256 of the original file''s bytes: the X-ray''s identity.';
COMMENT ON COLUMN xray.site IS 'First folder below the inbox; default for files at its top.';
COMMENT ON COLUMN xray.received_at IS 'When ingest read the file.';
COMMENT ON COLUMN xray.source_format IS 'What the original file was.';
COMMENT ON COLUMN xray.archive_path IS 'Where the original is kept, relative to the archive root.';
COMMENT ON COLUMN xray.width IS 'Width of the canonical image in pixels.';
COMMENT ON COLUMN xray.height IS 'Height of the canonical image in pixels.';
COMMENT ON COLUMN xray.key_id IS 'Names the secret that the pseudonyms were made with.';
COMMENT ON COLUMN xray.patient_pseudonym IS 'HMAC-SHA-256 of DICOM Patient ID (0010,0020).';
COMMENT ON COLUMN xray.study_pseudonym IS 'HMAC-SHA-256 of DICOM Study Instance UID (0020,000D).';
COMMENT ON COLUMN xray.instance_pseudonym IS 'HMAC-SHA-256 of DICOM SOP Instance UID (0008,0018).';
COMMENT ON COLUMN xray.modality IS 'DICOM Modality (0008,0060).';
COMMENT ON COLUMN xray.body_part IS 'DICOM Body Part Examined (0018,0015).';
COMMENT ON COLUMN xray.view_position IS 'DICOM View Position (0018,5101).';
COMMENT ON COLUMN xray.photometric_interpretation IS 'DICOM Photometric Interpretation (0028,0004).';
COMMENT ON COLUMN xray.transfer_syntax_uid IS 'DICOM Transfer Syntax UID (0002,0010).';
COMMENT ON COLUMN xray.dicom_rows IS 'DICOM Rows (0028,0010) of the original.';
COMMENT ON COLUMN xray.dicom_columns IS 'DICOM Columns (0028,0011) of the original.';
COMMENT ON COLUMN xray.bits_stored IS 'DICOM Bits Stored (0028,0101) of the original.';

CREATE SEQUENCE model_version_number AS integer;
COMMENT ON SEQUENCE model_version_number IS 'Numbers of model versions; never reused.';

CREATE TABLE model_version (
    version         integer PRIMARY KEY CHECK (version >= 1),
    name            text NOT NULL,
    origin          text NOT NULL CHECK (origin IN ('DEMO', 'KERAS_IMPORT', 'SAVED_MODEL_IMPORT', 'TRAINED')),
    state           text NOT NULL CHECK (state IN ('candidate', 'serving', 'refused', 'retired')),
    manifest_sha256 text NOT NULL CHECK (manifest_sha256 ~ '^[0-9a-f]{64}$'),
    manifest        jsonb NOT NULL,
    metrics         jsonb,
    created_at      timestamptz NOT NULL
);
CREATE UNIQUE INDEX model_version_one_serving ON model_version (state) WHERE state = 'serving';
COMMENT ON TABLE model_version IS 'Every model version ever published or refused. Exactly one, or none before the first, is serving.';
COMMENT ON COLUMN model_version.version IS 'Also the name of its folder in the model repository.';
COMMENT ON COLUMN model_version.name IS 'For people; demo models are named demo.';
COMMENT ON COLUMN model_version.origin IS 'DEMO models were fitted on synthetic phantoms and say nothing about real X-rays.';
COMMENT ON COLUMN model_version.state IS 'candidate, serving, refused (by the gate) or retired (served before).';
COMMENT ON COLUMN model_version.manifest_sha256 IS 'SHA-256 of manifest.json, which names the SHA-256 of every other file.';
COMMENT ON COLUMN model_version.manifest IS 'The manifest without its reference images.';
COMMENT ON COLUMN model_version.metrics IS 'Metrics of the training run, where there was one.';
COMMENT ON COLUMN model_version.created_at IS 'When the version was made.';

CREATE TABLE model_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version    integer NOT NULL REFERENCES model_version,
    state      text NOT NULL,
    changed_by text NOT NULL,
    reason     text NOT NULL,
    at         timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE model_event IS 'Every change of a model version''s state.';
COMMENT ON COLUMN model_event.id IS 'Row number.';
COMMENT ON COLUMN model_event.version IS 'Whose state changed.';
COMMENT ON COLUMN model_event.state IS 'The new state.';
COMMENT ON COLUMN model_event.changed_by IS 'The person or process that changed it.';
COMMENT ON COLUMN model_event.reason IS 'Why.';
COMMENT ON COLUMN model_event.at IS 'When.';

CREATE TABLE model_refusal (
    version integer NOT NULL REFERENCES model_version,
    worker  text NOT NULL,
    reason  text NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (version, worker)
);
COMMENT ON TABLE model_refusal IS 'Workers that could not verify a version and keep their previous one.';
COMMENT ON COLUMN model_refusal.version IS 'The version that failed.';
COMMENT ON COLUMN model_refusal.worker IS 'The worker that refused it.';
COMMENT ON COLUMN model_refusal.reason IS 'What was found and what was expected.';
COMMENT ON COLUMN model_refusal.at IS 'When it was refused last.';

CREATE TABLE diagnosis (
    xray            text NOT NULL REFERENCES xray,
    model_version   integer NOT NULL REFERENCES model_version,
    probability     real NOT NULL CHECK (probability >= 0 AND probability <= 1),
    label           text NOT NULL CHECK (label IN ('NORMAL', 'PNEUMONIA')),
    threshold       real NOT NULL,
    familiarity     real,
    heatmap         real[] CHECK (cardinality(heatmap) = 49),
    preprocessing   text NOT NULL,
    demo            boolean NOT NULL,
    worker          text NOT NULL,
    device          text NOT NULL,
    batch_size      integer NOT NULL,
    queue_ms        real NOT NULL,
    decode_ms       real NOT NULL,
    inference_ms    real NOT NULL,
    diagnosed_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (xray, model_version)
);
CREATE INDEX diagnosis_diagnosed_at ON diagnosis (diagnosed_at DESC);
CREATE INDEX diagnosis_model_version ON diagnosis (model_version);
COMMENT ON TABLE diagnosis IS 'One row per X-ray and model version. A redelivered X-ray changes nothing.';
COMMENT ON COLUMN diagnosis.xray IS 'The X-ray.';
COMMENT ON COLUMN diagnosis.model_version IS 'The model version that read it.';
COMMENT ON COLUMN diagnosis.probability IS 'Probability of PNEUMONIA, 0 to 1, temperature included.';
COMMENT ON COLUMN diagnosis.label IS 'PNEUMONIA when the probability is at least the model''s own threshold.';
COMMENT ON COLUMN diagnosis.threshold IS 'The threshold that the label was made with.';
COMMENT ON COLUMN diagnosis.familiarity IS 'Higher: more like the training X-rays. Null where the model gives none.';
COMMENT ON COLUMN diagnosis.heatmap IS 'Grad-CAM of the PNEUMONIA logit, 7 x 7, row-major, 0 to 1.';
COMMENT ON COLUMN diagnosis.preprocessing IS 'Fingerprint of the steps from canonical image to model input.';
COMMENT ON COLUMN diagnosis.demo IS 'True: made by a demo model that was fitted on synthetic phantoms; it means nothing.';
COMMENT ON COLUMN diagnosis.worker IS 'The worker that made the row.';
COMMENT ON COLUMN diagnosis.device IS 'What the model ran on, such as cpu or gpu:0.';
COMMENT ON COLUMN diagnosis.batch_size IS 'X-rays in the batch.';
COMMENT ON COLUMN diagnosis.queue_ms IS 'From ingest''s reading to the worker''s, milliseconds.';
COMMENT ON COLUMN diagnosis.decode_ms IS 'Decoding and preprocessing of this X-ray, milliseconds.';
COMMENT ON COLUMN diagnosis.inference_ms IS 'The batch''s prediction divided by its size, milliseconds.';
COMMENT ON COLUMN diagnosis.diagnosed_at IS 'When the row was written.';

CREATE TABLE rejection (
    id            text PRIMARY KEY,
    sha256        text,
    reason        text NOT NULL,
    detail        text NOT NULL,
    site          text NOT NULL,
    size_bytes    bigint NOT NULL,
    rejected_path text NOT NULL,
    received_at   timestamptz NOT NULL
);
CREATE INDEX rejection_received_at ON rejection (received_at DESC);
COMMENT ON TABLE rejection IS 'Files that cannot become a diagnosis, each with the reason.';
COMMENT ON COLUMN rejection.id IS 'SHA-256 of the file''s bytes, else a random id.';
COMMENT ON COLUMN rejection.sha256 IS 'Null where the file was never hashed.';
COMMENT ON COLUMN rejection.reason IS 'Stable code, such as body_part.';
COMMENT ON COLUMN rejection.detail IS 'What was found and what would be right.';
COMMENT ON COLUMN rejection.site IS 'First folder below the inbox.';
COMMENT ON COLUMN rejection.size_bytes IS 'Size of the file; -1 where unknown.';
COMMENT ON COLUMN rejection.rejected_path IS 'Where the file is kept, relative to the folder of rejected files.';
COMMENT ON COLUMN rejection.received_at IS 'When ingest read the file.';

CREATE TABLE label (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xray    text NOT NULL REFERENCES xray,
    reading text NOT NULL CHECK (reading IN ('NORMAL', 'PNEUMONIA')),
    reader  text NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX label_xray ON label (xray, at DESC);
COMMENT ON TABLE label IS 'Confirmed or corrected readings by clinicians; the latest of an X-ray counts.';
COMMENT ON COLUMN label.id IS 'Row number.';
COMMENT ON COLUMN label.xray IS 'The X-ray that was read.';
COMMENT ON COLUMN label.reading IS 'What the reader saw.';
COMMENT ON COLUMN label.reader IS 'Who read it.';
COMMENT ON COLUMN label.at IS 'When.';
