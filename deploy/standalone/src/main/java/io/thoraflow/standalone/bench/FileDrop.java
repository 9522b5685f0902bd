package io.thoraflow.standalone.bench;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.ingest.bench.NumberedJpeg;
import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

/** Drops one file after another and waits for its row. */
final class FileDrop implements AutoCloseable {
  private static final String ROW =
      """
      SELECT x.received_at, d.queue_ms, d.decode_ms, d.inference_ms
      FROM diagnosis d JOIN xray x ON x.sha256 = d.xray
      WHERE d.xray = ?""";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Ingest looks at the inbox every 100 ms: a pause of random length meets any phase of that. */
  private static final int SHORTEST_PAUSE_MILLIS = 200;

  private static final int LONGEST_PAUSE_MILLIS = 400;

  private final Path site;
  private final Duration stableFor;
  private final Connection connection;
  private final PreparedStatement row;
  private final SplittableRandom random = new SplittableRandom(1);

  /**
   * @param stableFor how long ingest waits for a file to be stable
   */
  FileDrop(BenchPipeline pipeline, Duration stableFor) throws IOException, SQLException {
    this.site = Files.createDirectories(pipeline.inbox().resolve("bench"));
    this.stableFor = stableFor;
    this.connection = pipeline.database().connection();
    this.row = connection.prepareStatement(ROW);
  }

  /**
   * @param number makes the file another one than those before
   */
  FileJourney drop(byte[] jpeg, int number) throws IOException, InterruptedException, SQLException {
    Thread.sleep(random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
    Path unfinished = site.resolve("%05d.jpg.part".formatted(number));
    Files.write(unfinished, NumberedJpeg.of(jpeg, number));
    row.setString(1, Sha256.of(unfinished));
    Instant appeared = Instant.now();
    long start = System.nanoTime();
    Files.move(
        unfinished, site.resolve("%05d.jpg".formatted(number)), StandardCopyOption.ATOMIC_MOVE);
    while (System.nanoTime() - start < PATIENCE.toNanos()) {
      Optional<FileJourney> journey = look(appeared, start);
      if (journey.isPresent()) {
        return journey.get();
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
    throw new CommandException(
        "a file had no diagnosis after %d minutes".formatted(PATIENCE.toMinutes()));
  }

  private Optional<FileJourney> look(Instant appeared, long start) throws SQLException {
    try (ResultSet result = row.executeQuery()) {
      if (!result.next()) {
        return Optional.empty();
      }
      double total = (System.nanoTime() - start) / 1e6 - stableFor.toMillis();
      double pickUp =
          Duration.between(appeared, result.getTimestamp(1).toInstant()).toNanos() / 1e6
              - stableFor.toMillis();
      return Optional.of(
          new FileJourney(
              total, pickUp, result.getDouble(2), result.getDouble(3), result.getDouble(4)));
    }
  }

  @Override
  public void close() throws SQLException {
    row.close();
    connection.close();
  }
}
