package io.thoraflow.worker.store;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.dicom.DicomFacts;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.message.XrayMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Writes X-rays and their diagnoses.
 *
 * <p>All of a call is one transaction. The keys (X-ray, and X-ray with model version) make it
 * idempotent: what is there already stays as it is, so a redelivered X-ray changes nothing. What
 * was erased on request is passed over.
 */
public final class DiagnosisStore {
  private static final String INSERT_XRAY =
      """
      INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id,
          patient_pseudonym, study_pseudonym, instance_pseudonym, modality, body_part, view_position,
          photometric_interpretation, transfer_syntax_uid, dicom_rows, dicom_columns, bits_stored,
          patient_id_only_pseudonym, reading_notes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (sha256) DO NOTHING""";
  private static final String INSERT_DIAGNOSIS =
      """
      INSERT INTO diagnosis (xray, model_version, probability, label, threshold, familiarity, heatmap,
          preprocessing, demo, worker, device, batch_size, queue_ms, decode_ms, inference_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (xray, model_version) DO NOTHING\
      """;

  private final DataSource database;
  private final String worker;

  /**
   * @param worker names this worker in its rows
   */
  public DiagnosisStore(DataSource database, String worker) {
    this.database = database;
    this.worker = worker;
  }

  /**
   * @throws SQLException after a rollback; its text may quote values, its SQLState does not
   */
  public void store(Collection<Diagnosis> diagnoses) throws SQLException {
    // One of each key, as one statement may not meet a key twice; in order of the key, so that two
    // workers with the same X-rays wait for each other instead of deadlocking.
    TreeMap<String, Diagnosis> byXray = new TreeMap<>();
    diagnoses.forEach(diagnosis -> byXray.put(key(diagnosis), diagnosis));
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        removeErased(connection, byXray);
        insertXrays(connection, byXray.values());
        insertDiagnoses(connection, byXray.values());
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        Sql.rollBack(connection, e);
        throw e;
      }
    }
  }

  private static void removeErased(Connection connection, Map<String, Diagnosis> byXray)
      throws SQLException {
    Map<String, Instant> received = new HashMap<>();
    for (Diagnosis diagnosis : byXray.values()) {
      received.put(diagnosis.message().sha256(), diagnosis.message().receivedAt());
    }
    Set<String> erased = ErasedXrays.among(connection, received);
    byXray.values().removeIf(diagnosis -> erased.contains(diagnosis.message().sha256()));
  }

  private static String key(Diagnosis diagnosis) {
    return diagnosis.message().sha256() + diagnosis.manifest().version();
  }

  private static void insertXrays(Connection connection, Collection<Diagnosis> diagnoses)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_XRAY)) {
      for (Diagnosis diagnosis : diagnoses) {
        bindXray(insert, diagnosis.message());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void bindXray(PreparedStatement insert, XrayMessage xray) throws SQLException {
    insert.setString(1, xray.sha256());
    insert.setString(2, xray.site());
    insert.setTimestamp(3, Timestamp.from(xray.receivedAt()));
    insert.setString(4, xray.sourceFormat().name());
    insert.setString(5, xray.archivePath());
    insert.setInt(6, xray.width());
    insert.setInt(7, xray.height());
    Pseudonyms pseudonyms = xray.pseudonyms();
    insert.setString(8, pseudonyms.keyId());
    insert.setString(9, pseudonyms.patient().orElse(null));
    insert.setString(10, pseudonyms.study().orElse(null));
    insert.setString(11, pseudonyms.instance().orElse(null));
    Optional<DicomFacts> dicom = xray.dicom();
    insert.setString(12, dicom.flatMap(DicomFacts::modality).orElse(null));
    insert.setString(13, dicom.flatMap(DicomFacts::bodyPart).orElse(null));
    insert.setString(14, dicom.flatMap(DicomFacts::viewPosition).orElse(null));
    insert.setString(15, dicom.map(DicomFacts::photometricInterpretation).orElse(null));
    insert.setString(16, dicom.map(DicomFacts::transferSyntaxUid).orElse(null));
    bindInteger(insert, 17, dicom, DicomFacts::rows);
    bindInteger(insert, 18, dicom, DicomFacts::columns);
    bindInteger(insert, 19, dicom, DicomFacts::bitsStored);
    insert.setString(20, pseudonyms.patientIdOnly().orElse(null));
    // The driver sends a String[] as text[].
    insert.setObject(
        21,
        dicom
            .map(DicomFacts::notes)
            .filter(notes -> !notes.isEmpty())
            .map(notes -> notes.toArray(String[]::new))
            .orElse(null),
        Types.ARRAY);
  }

  private static void bindInteger(
      PreparedStatement insert,
      int index,
      Optional<DicomFacts> dicom,
      Function<DicomFacts, Integer> fact)
      throws SQLException {
    insert.setObject(index, dicom.map(fact).orElse(null), Types.INTEGER);
  }

  private void insertDiagnoses(Connection connection, Collection<Diagnosis> diagnoses)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_DIAGNOSIS)) {
      for (Diagnosis diagnosis : diagnoses) {
        bindDiagnosis(insert, diagnosis);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void bindDiagnosis(PreparedStatement insert, Diagnosis diagnosis) throws SQLException {
    insert.setString(1, diagnosis.message().sha256());
    insert.setInt(2, diagnosis.manifest().version());
    insert.setFloat(3, diagnosis.prediction().probability());
    insert.setString(4, diagnosis.label());
    insert.setFloat(5, (float) diagnosis.manifest().threshold());
    insert.setObject(6, diagnosis.familiarity().orElse(null), Types.REAL);
    // The driver sends a float[] as real[], in binary.
    insert.setObject(7, diagnosis.prediction().heatmap());
    Diagnosis.Run run = diagnosis.run();
    insert.setString(8, run.preprocessing());
    insert.setBoolean(9, diagnosis.isDemo());
    insert.setString(10, worker);
    insert.setString(11, run.device());
    insert.setInt(12, run.batchSize());
    insert.setFloat(13, millis(run.queued()));
    insert.setFloat(14, millis(run.decoded()));
    insert.setFloat(15, millis(run.inferred()));
  }

  private static float millis(Duration duration) {
    return duration.toNanos() / 1e6f;
  }
}
