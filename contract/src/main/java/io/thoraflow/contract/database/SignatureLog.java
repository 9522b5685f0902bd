package io.thoraflow.contract.database;

import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Who signed which version after it was published, in {@code model_event}; and which versions of
 * the time before signatures are still to be looked at.
 */
public final class SignatureLog {
  private static final String EVENT =
      "INSERT INTO model_event (version, state, changed_by, reason) VALUES (?, ?, ?, ?)";

  private final Sql sql;

  public SignatureLog(DataSource database) {
    this.sql = new Sql(database);
  }

  /** What became of a version that somebody looked at. */
  public enum Outcome {
    SIGNED,
    UNSIGNED;

    private String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The versions that were registered before versions were signed, the oldest first. */
  public List<ModelRow> due() {
    return sql.query(
        "listing versions to sign",
        """
        SELECT version, name, origin, state, manifest_sha256, created_at
        FROM model_version JOIN model_signature_due USING (version)
        WHERE state <> 'pruned' ORDER BY version\
        """,
        ModelRegistry::row);
  }

  /**
   * Takes a version off the list, for good, and records what became of it; nothing if it is not
   * there.
   *
   * @param reason for people
   */
  public void settle(int version, Outcome outcome, String by, String reason) {
    boolean unused =
        sql.inTransaction(
            "recording a signature",
            connection -> {
              boolean due =
                  Sql.update(
                          connection, "DELETE FROM model_signature_due WHERE version = ?", version)
                      == 1;
              if (due) {
                Sql.update(connection, EVENT, version, outcome.code(), by, printable(reason));
              }
              return due;
            });
  }

  /**
   * Records that somebody signed a version, whether it was on the list or not.
   *
   * @param reason for people
   */
  public void record(int version, String by, String reason) {
    boolean unused =
        sql.inTransaction(
            "recording a signature",
            connection -> {
              Sql.update(connection, "DELETE FROM model_signature_due WHERE version = ?", version);
              Sql.update(connection, EVENT, version, Outcome.SIGNED.code(), by, printable(reason));
              return true;
            });
  }

  /** It may quote what a version's files hold; PostgreSQL's texts hold every character but this. */
  private static String printable(String reason) {
    return reason.replace('\0', '?');
  }
}
