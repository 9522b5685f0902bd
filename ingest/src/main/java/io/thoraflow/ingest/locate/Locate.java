package io.thoraflow.ingest.locate;

import io.thoraflow.contract.database.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Leads those who may read the archive from a pseudonym or a patient id to the originals. Every
 * question is noted in the access log before it is answered.
 */
public final class Locate {
  private static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");

  private static final String BY_PATIENT =
      "patient_pseudonym = ANY (?) OR patient_id_only_pseudonym = ANY (?)";

  private static final String BY_PSEUDONYM =
      "?::text[] && ARRAY[patient_pseudonym, study_pseudonym, instance_pseudonym]";

  private static final String BY_SHA256 = "sha256 = ANY (?)";

  private final Sql database;
  private final Path archive;
  private final AccessLog accessLog;

  /**
   * @param database as a role that may read {@code xray}
   * @param archive the root of the archive
   */
  public Locate(DataSource database, Path archive, AccessLog accessLog) {
    this.database = new Sql(database);
    this.archive = archive;
    this.accessLog = accessLog;
  }

  /**
   * All X-rays of a patient.
   *
   * @param who asks
   * @throws AmbiguousPatientException if several persons have the id, and none was named
   */
  public PatientSelection<Original> patient(PatientQuery query, String who) {
    String[] pseudonyms = query.pseudonyms().toArray(String[]::new);
    Map<Original, PatientGroup> candidates = new LinkedHashMap<>();
    for (Row row : query(BY_PATIENT, pseudonyms, pseudonyms)) {
      Original original = row.original();
      FileOwner owner = FileOwner.ofXray(original.sha256(), original.path());
      candidates.put(original, query.group(owner, row.patient(), row.site()));
    }
    PatientSelection<Original> selection = query.select(candidates);
    accessLog.append(who, "patient", query.logged(), selection.taken().size());
    return selection;
  }

  /**
   * All X-rays of a patient, of a study, or with an instance id, by pseudonym.
   *
   * @throws IllegalArgumentException unless it is 64 hexadecimal digits
   */
  public List<Original> pseudonym(String pseudonym, String who) {
    return answer(BY_PSEUDONYM, "pseudonym", List.of(verified("pseudonym", pseudonym)), who);
  }

  /**
   * One X-ray.
   *
   * @throws IllegalArgumentException unless it is 64 hexadecimal digits
   */
  public List<Original> xray(String sha256, String who) {
    return answer(BY_SHA256, "xray", List.of(verified("SHA-256", sha256)), who);
  }

  private static String verified(String what, String text) {
    if (!HEX64.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a %s must be 64 lower-case hexadecimal digits".formatted(what));
    }
    return text;
  }

  private List<Original> answer(String condition, String by, List<String> searched, String who) {
    List<Original> originals =
        query(condition, (Object) searched.toArray(String[]::new)).stream()
            .map(Row::original)
            .toList();
    accessLog.append(who, by, searched, originals.size());
    return originals;
  }

  private record Row(Original original, Optional<String> patient) {
    Optional<String> site() {
      return Optional.of(original.site());
    }
  }

  private List<Row> query(String condition, Object... parameters) {
    String sql =
        """
        SELECT sha256, site, received_at, archive_path, patient_pseudonym
        FROM xray
        WHERE %s
        ORDER BY received_at, sha256
        """
            .formatted(condition);
    return database.query("looking up originals", sql, this::row, parameters);
  }

  private Row row(ResultSet row) throws SQLException {
    Path path = archive.resolve(row.getString("archive_path"));
    return new Row(
        new Original(
            row.getString("sha256"),
            row.getString("site"),
            row.getObject("received_at", OffsetDateTime.class).toInstant(),
            path,
            Files.isRegularFile(path)),
        Optional.ofNullable(row.getString("patient_pseudonym")));
  }
}
