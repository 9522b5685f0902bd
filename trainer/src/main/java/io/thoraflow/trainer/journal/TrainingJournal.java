package io.thoraflow.trainer.journal;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;

/**
 * The training runs of an installation, in PostgreSQL.
 *
 * <p>Only a run that came to a verdict counts as having learnt: what a failed or an interrupted one
 * was to learn from is still new to the next.
 */
public final class TrainingJournal {
  private static final String LEARNT = "outcome IN ('published', 'candidate', 'refused')";

  private final Sql sql;

  public TrainingJournal(DataSource database) {
    this.sql = new Sql(database);
  }

  /**
   * Records that a run starts. For the holder of the {@link TrainingTurn} alone: runs that never
   * ended are those of dead processes.
   *
   * @return its number
   */
  long start(RunStart start) {
    sql.update(
        "recording an interrupted training run",
        "UPDATE training_run SET outcome = 'interrupted' WHERE outcome = 'running'");
    return query(
            "recording the start of a training run",
            """
            INSERT INTO training_run (started_by, last_label, directory, directory_read_at)
            VALUES (?, ?, ?, ?) RETURNING id\
            """,
            row -> row.getLong("id"),
            start.by(),
            start.lastLabel().orElse(null),
            start.directory().map(TrainingJournal::identity).orElse(null),
            start.directory().map(unused -> timestamp(start.directoryReadAt())).orElse(null))
        .orElseThrow();
  }

  void end(long run, RunState state, OptionalInt version, String detail) {
    sql.update(
        "recording the end of a training run",
        "UPDATE training_run SET ended_at = now(), outcome = ?, model_version = ?, detail = ? WHERE"
            + " id = ?",
        state.code(),
        version.isPresent() ? version.getAsInt() : null,
        detail,
        run);
  }

  /** Who has been training since when, in words, for those who have to wait. */
  String running() {
    return query(
            "reading the training run that is going on",
            "SELECT started_by, started_at FROM training_run WHERE outcome = 'running' ORDER BY id"
                + " DESC LIMIT 1",
            row ->
                "started by %s at %s"
                    .formatted(
                        row.getString("started_by"),
                        row.getTimestamp("started_at").toInstant().truncatedTo(ChronoUnit.SECONDS)))
        .orElse("which is just starting");
  }

  /** The run that ended last. */
  public Optional<JournalEntry> last() {
    return query(
        "reading the last training run",
        """
        SELECT outcome, started_at, ended_at FROM training_run
        WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1\
        """,
        row -> {
          Instant endedAt = row.getTimestamp("ended_at").toInstant();
          return new JournalEntry(
              RunState.of(row.getString("outcome")),
              endedAt,
              Duration.between(row.getTimestamp("started_at").toInstant(), endedAt));
        });
  }

  /** The newest label that a run has learnt, 0 before the first. */
  public long lastLearntLabel() {
    return query(
            "reading what was learnt last",
            "SELECT coalesce(max(last_label), 0) AS last FROM training_run WHERE " + LEARNT,
            row -> row.getLong("last"))
        .orElseThrow();
  }

  /** When a run that has learnt from a directory listed its files; the epoch before the first. */
  public Instant learntFrom(Path directory) {
    return query(
            "reading when a directory was learnt from",
            "SELECT coalesce(max(directory_read_at), 'epoch') AS read FROM training_run WHERE"
                + " directory = ? AND "
                + LEARNT,
            row -> row.getTimestamp("read").toInstant(),
            identity(directory))
        .orElseThrow();
  }

  /** Tells directories apart without telling their names, which may be patients'. */
  private static String identity(Path directory) {
    return Sha256.of(
        directory.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
  }

  private static OffsetDateTime timestamp(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  private <T> Optional<T> query(
      String what, String statement, Sql.RowReader<T> reader, Object... parameters) {
    return sql.query(what, statement, reader, parameters).stream().findFirst();
  }
}
