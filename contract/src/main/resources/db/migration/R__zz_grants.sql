-- What each role may do. The roles are made before the migration runs (see Roles). Repeatable, after the views.

GRANT USAGE ON SCHEMA thoraflow TO thoraflow_worker, thoraflow_trainer, thoraflow_reader, thoraflow_dashboard;

-- The keys alone, which ON CONFLICT compares.
GRANT INSERT ON xray, diagnosis, rejection TO thoraflow_worker;
GRANT SELECT (sha256) ON xray TO thoraflow_worker;
GRANT SELECT (xray, model_version) ON diagnosis TO thoraflow_worker;
GRANT SELECT (id) ON rejection TO thoraflow_worker;
GRANT SELECT ON model_version, model_event TO thoraflow_worker;
GRANT SELECT, INSERT, UPDATE ON model_refusal TO thoraflow_worker;

GRANT SELECT ON xray, diagnosis, label, model_refusal TO thoraflow_trainer;
GRANT SELECT, INSERT, UPDATE ON model_version TO thoraflow_trainer;
GRANT SELECT, INSERT ON model_event TO thoraflow_trainer;
GRANT USAGE ON SEQUENCE model_version_number TO thoraflow_trainer;
GRANT SELECT, INSERT, UPDATE ON training_run TO thoraflow_trainer;

GRANT SELECT (sha256) ON xray TO thoraflow_reader;
GRANT SELECT ON label TO thoraflow_reader;
GRANT INSERT ON label TO thoraflow_reader;

GRANT SELECT ON latest_diagnosis, worklist, daily_volume, model_performance, xray, diagnosis, rejection, model_version,
    model_event, model_refusal, label, training_run TO thoraflow_dashboard;

GRANT SELECT ON erased_xray TO thoraflow_worker;
GRANT SELECT ON erasure, erased_xray, retention TO thoraflow_dashboard;
GRANT SELECT ON retention, retention_permit TO thoraflow_worker;

-- To lock, see V9: a row asks for UPDATE, a table in ROW EXCLUSIVE mode for INSERT.
GRANT SELECT, UPDATE ON label_turn TO thoraflow_reader, thoraflow_trainer;
GRANT SELECT, UPDATE ON model_turn, training_turn TO thoraflow_trainer;
GRANT INSERT ON erasure_turn TO thoraflow_worker;

GRANT SELECT ON reporting TO thoraflow_dashboard;

-- Only V8 makes such rows.
GRANT SELECT, DELETE ON model_signature_due TO thoraflow_trainer;
GRANT SELECT ON model_signature_due TO thoraflow_dashboard;
