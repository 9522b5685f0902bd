-- What each role may do. The roles are made before the migration runs (see Roles). Repeatable, after the views.

GRANT USAGE ON SCHEMA thoraflow TO thoraflow_worker, thoraflow_trainer, thoraflow_reader, thoraflow_dashboard;

GRANT SELECT, INSERT, UPDATE ON xray, diagnosis, rejection TO thoraflow_worker;
GRANT SELECT ON model_version, model_event TO thoraflow_worker;
GRANT SELECT, INSERT, UPDATE ON model_refusal TO thoraflow_worker;

GRANT SELECT ON xray, diagnosis, label, model_refusal TO thoraflow_trainer;
GRANT SELECT, INSERT, UPDATE ON model_version TO thoraflow_trainer;
GRANT SELECT, INSERT ON model_event TO thoraflow_trainer;
GRANT USAGE ON SEQUENCE model_version_number TO thoraflow_trainer;
GRANT SELECT, INSERT, UPDATE ON training_run TO thoraflow_trainer;

GRANT SELECT ON xray, label TO thoraflow_reader;
GRANT INSERT ON label TO thoraflow_reader;

GRANT SELECT ON latest_diagnosis, worklist, daily_volume, model_performance, xray, diagnosis, rejection, model_version,
    model_event, model_refusal, label, training_run TO thoraflow_dashboard;

GRANT SELECT ON erased_xray TO thoraflow_worker;
GRANT SELECT ON erasure, erased_xray, retention TO thoraflow_dashboard;
GRANT SELECT ON retention, retention_permit TO thoraflow_worker;
