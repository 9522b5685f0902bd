package io.thoraflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.worker.testing.Delivered;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.Xrays;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The worker as a process of its own: signals, exit status, settings. */
class WorkerProcessTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void killedAtAnyMomentItLosesAndDoublesNothing() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    List<XrayMessage> xrays = Xrays.some(300);
    pipeline.send(xrays);

    for (int kills = 1; kills <= 2; kills++) {
      long before = pipeline.diagnoses();
      process = start(settings());
      await().atMost(LIMIT).until(() -> pipeline.diagnoses() > before);
      process.destroyForcibly().waitFor();
      Delivered.offsetsAreNotAheadOfRows(pipeline);
    }
    process = start(settings());

    Delivered.exactly(pipeline, xrays, Duration.ofMinutes(2));
  }

  @Test
  void sigtermEndsItInOrderWithStatusZero() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    pipeline.send(Xrays.some(200));
    process = start(settings());
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() > 0);

    process.destroy();

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(pipeline.committed().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(pipeline.diagnoses());
  }

  @Test
  void everyBadSettingIsNamedAtOnce() throws Exception {
    Map<String, String> settings = settings();
    settings.put("WORKER_BATCH_SIZE", "900");
    settings.put("WORKER_DEVICE", "tpu");
    settings.remove("DATABASE_URL");

    process = start(settings);

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("worker.out")))
        .contains(
            "WORKER_BATCH_SIZE must be 1 to 256, but is 900",
            "WORKER_DEVICE must be one of auto, cpu, gpu, stub, stub-model, but is tpu",
            "DATABASE_URL is missing");
  }

  /** As a release is. */
  @Test
  void withoutTheTestJarThereIsNoStub() throws Exception {
    String release =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(place -> !place.contains("test-classes") && !place.contains("-tests"))
            .collect(Collectors.joining(File.pathSeparator));

    process = start(settings(), release);

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("worker.out")))
        .contains(
            "WORKER_DEVICE must be one of auto, cpu, gpu, but is stub, which makes diagnoses up and"
                + " is no part of a release");
  }

  @Test
  void withoutTheGpuThatWasAskedForItSaysSo() throws Exception {
    Map<String, String> settings = settings();
    settings.put("WORKER_DEVICE", "gpu");

    process = start(settings);

    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("worker.out")))
        .contains("WORKER_DEVICE is gpu, but TensorFlow sees no GPU");
  }

  private Map<String, String> settings() {
    return new HashMap<>(
        Map.of(
            "KAFKA_CONSUMER_GROUP", pipeline.group(),
            "KAFKA_BOOTSTRAP_SERVERS", pipeline.kafka().connection().bootstrapServers(),
            "DATABASE_URL", pipeline.database().config(Role.WORKER).url(),
            "DATABASE_PASSWORD", pipeline.database().config(Role.WORKER).password(),
            "MODEL_REPOSITORY", pipeline.models().root().toString(),
            "MODEL_CACHE", folder.resolve("cache").toString(),
            "MONITORING_PORT", "0",
            "WORKER_DEVICE", "stub",
            "WORKER_STUB_MILLIS", "100",
            "TENSORFLOW_LIBRARY_PATH", System.getenv("TENSORFLOW_LIBRARY_PATH")));
  }

  private Process start(Map<String, String> settings) throws IOException {
    return start(settings, System.getProperty("java.class.path"));
  }

  private Process start(Map<String, String> settings, String classPath) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            WorkerMain.class.getName());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(KAFKA|DATABASE|WORKER|MODEL)_.*"));
    builder.environment().putAll(settings);
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("worker.out").toFile());
    return builder.start();
  }
}
