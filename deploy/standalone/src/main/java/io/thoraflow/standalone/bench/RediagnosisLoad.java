package io.thoraflow.standalone.bench;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.bench.NumberedJpeg;
import io.thoraflow.ingest.rediagnose.Originals;
import io.thoraflow.ingest.rediagnose.Rediagnosis;
import io.thoraflow.ingest.rediagnose.RediagnosisListener;
import io.thoraflow.ingest.rediagnose.WaitingXrays;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.MetricsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Old X-rays that a new version reads while others arrive. */
final class RediagnosisLoad {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /** Above the numbers of arrivals, so that each file is another one. */
  private static final int FIRST_NUMBER = 1_000_000;

  private final BenchPipeline pipeline;
  private final Console console;

  RediagnosisLoad(BenchPipeline pipeline, Console console) {
    this.pipeline = pipeline;
    this.console = console;
  }

  /** Lets the serving version read so many, publishes the next one, and puts them back for it. */
  void start(List<byte[]> images, int count)
      throws IOException, InterruptedException, SQLException {
    console.say("letting the first version read %d X-rays".formatted(count));
    drop(images, count);
    await(() -> read() >= count);
    pipeline.publishModel();
    int version =
        new ModelRegistry(pipeline.database().dataSource())
            .serving()
            .map(ModelRow::version)
            .orElseThrow();
    await(() -> inUse() == version);
    Rediagnosis.Counts counts =
        new Rediagnosis(
                pipeline.database().dataSource(),
                pipeline.kafka(),
                pipeline.archive(),
                Originals.reader(Settings.of(Map.of())))
            .run(version, Optional.empty(), count, new Unheard());
    console.say("%d X-rays wait for the second version".formatted(counts.published()));
  }

  /** How many of them nobody has taken yet. */
  long waiting() throws InterruptedException {
    return new WaitingXrays(pipeline.kafka(), "inference-worker").count();
  }

  private void drop(List<byte[]> images, int count) throws IOException {
    Path site = Files.createDirectories(pipeline.inbox().resolve("old"));
    for (int number = 0; number < count; number++) {
      AtomicFile.write(
          site.resolve("%06d.jpg".formatted(number)),
          NumberedJpeg.of(images.get(number % images.size()), FIRST_NUMBER + number));
    }
  }

  private long read() throws SQLException {
    try (Connection connection = pipeline.database().connection()) {
      return CommitLog.read(connection).rows();
    }
  }

  private double inUse() throws IOException, InterruptedException {
    return MetricsPage.of(pipeline.workerMonitoring()).value("model_version_in_use");
  }

  private interface Question {
    boolean holds() throws IOException, InterruptedException, SQLException;
  }

  private static void await(Question question)
      throws IOException, InterruptedException, SQLException {
    long start = System.nanoTime();
    while (!question.holds()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new CommandException(
            "the worker was not ready after %d minutes; ask for fewer with --beside-rediagnosis"
                .formatted(PATIENCE.toMinutes()));
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
  }

  private static final class Unheard implements RediagnosisListener {
    @Override
    public void progress(long done, long total) {}

    @Override
    public void left(String sha256, String reason) {}
  }
}
