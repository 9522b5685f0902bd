-- A Patient ID is one person's only together with its issuer, and is compared as text, not as bytes. Pseudonyms that were
-- made before stay as they are; what is keyed by them is found by the pseudonym of the id alone.

ALTER TABLE xray ADD COLUMN patient_id_only_pseudonym text;
CREATE INDEX xray_patient_id_only ON xray (patient_id_only_pseudonym) WHERE patient_id_only_pseudonym IS NOT NULL;
COMMENT ON COLUMN xray.patient_pseudonym IS
    'HMAC-SHA-256 of DICOM Patient ID (0010,0020) with its issuer (0010,0021) where the file names one, and with the site '
    'where PATIENT_ID_SCOPE=site: one person''s.';
COMMENT ON COLUMN xray.patient_id_only_pseudonym IS
    'HMAC-SHA-256 of the Patient ID alone, as releases without issuers made it; null where patient_pseudonym is that. '
    'Several persons may share it. The training split is made by it.';
