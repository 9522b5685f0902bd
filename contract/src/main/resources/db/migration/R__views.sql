-- What dashboards read. Repeatable: Flyway runs it again whenever it changes.

CREATE OR REPLACE VIEW latest_diagnosis AS
SELECT DISTINCT ON (d.xray)
    d.xray, d.model_version, m.name AS model_name, d.demo, d.probability, d.label, d.threshold, d.familiarity,
    d.heatmap, d.diagnosed_at, d.worker, d.device
FROM diagnosis d
JOIN model_version m ON m.version = d.model_version
ORDER BY d.xray, d.model_version DESC;
COMMENT ON VIEW latest_diagnosis IS 'Of each X-ray the diagnosis by the newest model version that read it.';

CREATE OR REPLACE VIEW worklist AS
SELECT * FROM (
    SELECT DISTINCT ON (coalesce(x.instance_pseudonym, x.sha256), x.site, x.patient_pseudonym)
        x.sha256 AS xray, x.site, x.received_at, x.patient_pseudonym, x.study_pseudonym, x.instance_pseudonym,
        x.modality, x.body_part, x.view_position,
        d.label, d.probability, d.familiarity, d.model_version, d.model_name, d.demo, d.diagnosed_at
    FROM xray x
    LEFT JOIN latest_diagnosis d ON d.xray = x.sha256
    ORDER BY coalesce(x.instance_pseudonym, x.sha256), x.site, x.patient_pseudonym, x.received_at DESC
) newest_of_each_instance
ORDER BY received_at DESC;
COMMENT ON VIEW worklist IS
    'The newest X-ray of each DICOM instance of a site and patient with its latest diagnosis, newest first. Instance UIDs that two sites or two patients share, as some devices write them, hide nobody.';

CREATE OR REPLACE VIEW daily_volume AS
SELECT date_trunc('day', x.received_at, coalesce((SELECT time_zone FROM reporting), current_setting('TimeZone'))) AS day, x.site, count(*) AS xrays, count(d.xray) AS diagnosed,
    count(*) FILTER (WHERE d.label = 'PNEUMONIA') AS pneumonia
FROM xray x
LEFT JOIN latest_diagnosis d ON d.xray = x.sha256
GROUP BY 1, 2;
COMMENT ON VIEW daily_volume IS 'X-rays per day (see reporting.time_zone) and site, and how many were diagnosed and read as pneumonia.';

CREATE OR REPLACE VIEW model_performance AS
SELECT d.model_version, m.name AS model_name, d.demo, count(*) AS labelled,
    count(*) FILTER (WHERE d.label = 'PNEUMONIA' AND l.reading = 'PNEUMONIA') AS true_positives,
    count(*) FILTER (WHERE d.label = 'PNEUMONIA' AND l.reading = 'NORMAL') AS false_positives,
    count(*) FILTER (WHERE d.label = 'NORMAL' AND l.reading = 'NORMAL') AS true_negatives,
    count(*) FILTER (WHERE d.label = 'NORMAL' AND l.reading = 'PNEUMONIA') AS false_negatives
FROM diagnosis d
JOIN model_version m ON m.version = d.model_version
JOIN (SELECT DISTINCT ON (xray) xray, reading FROM label ORDER BY xray, at DESC, id DESC) l ON l.xray = d.xray
GROUP BY 1, 2, 3;
COMMENT ON VIEW model_performance IS 'Diagnoses against the latest reading by a clinician, per model version.';
