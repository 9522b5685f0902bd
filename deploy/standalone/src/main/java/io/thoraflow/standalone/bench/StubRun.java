package io.thoraflow.standalone.bench;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.StubJar;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A pipeline whose workers wait a fixed time for each batch instead of computing, so that a few
 * cores can stand for many devices. Its topic is full before there is a model, and so before any
 * worker consumes.
 */
final class StubRun implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A worker has joined, and works at its pace, once it has committed so many batches. */
  private static final int SETTLED = 3;

  private static final int HELPERS = 2;

  /** Batches that a worker may have read and not settled, with a margin. */
  private static final int HELD = 6;

  private static final String GROUP = "inference-worker";

  private static final String SIZE =
      "SELECT pg_total_relation_size('xray') + pg_total_relation_size('diagnosis')";

  private final Stub stub;
  private final int sent;
  private final BenchPipeline pipeline;
  private final Connection connection;

  /**
   * What stands for a device.
   *
   * @param batch X-rays in a batch
   * @param millis for a batch, one at a time
   */
  record Stub(int batch, int millis) {
    double perSecond() {
      return 1e3 * batch / millis;
    }

    private Map<String, String> settings() {
      return Map.of(
          "WORKER_DEVICE", "stub",
          "WORKER_STUB_MILLIS", Integer.toString(millis),
          "WORKER_BATCH_SIZE", Integer.toString(batch),
          // A second one would only wait for the first.
          "WORKER_INFERENCE_THREADS", "1",
          "MODEL_POLL_INTERVAL", "500ms");
    }
  }

  private StubRun(Stub stub, int sent, BenchPipeline pipeline, Connection connection) {
    this.stub = stub;
    this.sent = sent;
    this.pipeline = pipeline;
    this.connection = connection;
  }

  /**
   * Fills the topic, lets the workers begin, and returns when all of them work.
   *
   * @param root an empty folder
   * @param xrays in the topic
   */
  static StubRun start(Path root, int workers, Stub stub, int xrays, Console console)
      throws IOException, InterruptedException, SQLException {
    var unused = StubJar.require();
    BenchPipeline pipeline = BenchPipeline.start(root, workers, stub.settings(), console);
    try {
      byte[] image =
          PhantomFiles.jpeg(Phantom.draw(Finding.NORMAL, 1, Phantom.MIN_SIDE, Phantom.MIN_SIDE));
      XrayFeed.send(pipeline.kafka(), List.of(image), Phantom.MIN_SIDE, Phantom.MIN_SIDE, xrays);
      console.say("%d X-rays are in the topic".formatted(xrays));
      pipeline.publishStub();
      StubRun run = new StubRun(stub, xrays, pipeline, pipeline.database().connection());
      run.await(
          log -> log.workers(Instant.MIN, SETTLED).size() == workers,
          "%d workers have not joined".formatted(workers));
      return run;
    } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  BenchPipeline pipeline() {
    return pipeline;
  }

  CommitLog log() throws SQLException {
    return CommitLog.read(connection);
  }

  /** Until a worker has committed some batches after an instant. */
  void awaitWork(String worker, Instant after) throws SQLException, InterruptedException {
    await(log -> log.workers(after, SETTLED).contains(worker), worker + " has not joined");
  }

  /**
   * Records only become fewer: what has some left now has never been empty, and so no worker has
   * waited for work, whichever partitions it had.
   *
   * @throws CommandException if a partition has no more than a worker may hold, so that what seemed
   *     a pause may have been a want of work
   */
  void verifyBusy() throws InterruptedException {
    long fewest = Backlog.of(pipeline.kafka(), Topics.XRAY_RECEIVED, GROUP).fewest();
    if (fewest <= (long) HELD * stub.batch()) {
      throw new CommandException(
          "a partition ran empty (%d X-rays left), so nothing was measured: workers may have had nothing to do"
              .formatted(fewest));
    }
  }

  /**
   * Until every X-ray has its row.
   *
   * @throws CommandException if some have none after minutes
   */
  void awaitAll() throws SQLException, InterruptedException {
    await(log -> log.rows() == sent, "some of %d X-rays have no row".formatted(sent));
  }

  /** The same by other workers, which take no time, as there may be much left. */
  void drain() throws IOException, SQLException, InterruptedException {
    List<String> slow = pipeline.workers();
    for (int i = 0; i < HELPERS; i++) {
      pipeline.addWorker(Map.of("WORKER_STUB_MILLIS", "0"));
    }
    slow.forEach(pipeline::removeWorker);
    awaitAll();
  }

  /** What all rows so far take in PostgreSQL, indexes included, for each X-ray. */
  long databaseBytesPerXray() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SIZE);
        ResultSet size = query.executeQuery()) {
      size.next();
      return size.getLong(1) / log().rows();
    }
  }

  private void await(Predicate<CommitLog> condition, String otherwise)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.test(log())) {
      if (System.nanoTime() > deadline) {
        throw new CommandException(
            "%s after %d minutes".formatted(otherwise, PATIENCE.toMinutes()));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    connection.close();
    pipeline.close();
  }
}
