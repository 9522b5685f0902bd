package io.thoraflow.worker;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.monitoring.MonitoringConfig;
import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.worker.model.DeviceChoice;
import io.thoraflow.worker.model.StubClassifiers;
import io.thoraflow.worker.retention.RetentionConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Settings of one inference worker: read once at start, then handed to constructors.
 *
 * @param consumerGroup workers of one group share the X-rays
 * @param modelRepository a folder, or an http(s) address that serves the same layout
 * @param modelCache a folder of this worker alone
 * @param name of this worker in rows, refusals and Kafka; unique among those that run
 * @param batchSize X-rays in a batch, at most
 * @param batchDelay how long a batch waits for more X-rays after its first
 * @param inferenceThreads batches that the model works on at a time
 * @param maxAttempts how often an X-ray is tried before it becomes a dead letter
 * @param stubTime how long {@link DeviceChoice#STUB} and its like take for a batch
 * @param modelPollInterval how often the database is asked for the serving version
 * @param retention how long diagnoses and heat maps are kept
 * @param tensorFlowLibrary the folder of TensorFlow's native libraries
 * @param signatures whose model versions are used
 */
public record WorkerConfig(
    KafkaConnection kafka,
    String consumerGroup,
    DatabaseConfig database,
    MonitoringConfig monitoring,
    String modelRepository,
    Path modelCache,
    String name,
    int batchSize,
    Duration batchDelay,
    int decodeThreads,
    int inferenceThreads,
    int maxAttempts,
    DeviceChoice device,
    Duration stubTime,
    Duration modelPollInterval,
    RetentionConfig retention,
    Path tensorFlowLibrary,
    SignaturePolicy signatures) {
  /** Where health and metrics listen unless {@code MONITORING_PORT} says otherwise. */
  public static final int DEFAULT_MONITORING_PORT = 8082;

  private static final int MAX_DECODE_THREADS = 64;
  private static final int MAX_INFERENCE_THREADS = 8;
  private static final int MAX_ATTEMPTS = 100;
  private static final Duration MIN_POLL_INTERVAL = Duration.ofMillis(100);

  /**
   * @throws InvalidSettingsException naming every setting that is missing or out of range
   */
  public static WorkerConfig from(Settings settings) {
    DeviceChoice device = device(settings);
    return settings.verified(
        new WorkerConfig(
            KafkaConnection.from(settings),
            settings.text("KAFKA_CONSUMER_GROUP", "inference-worker"),
            DatabaseConfig.from(settings, Role.WORKER),
            MonitoringConfig.from(settings, DEFAULT_MONITORING_PORT),
            settings.text("MODEL_REPOSITORY"),
            settings.path("MODEL_CACHE"),
            settings.text("WORKER_NAME", defaultName()),
            // 8: larger batches gain nothing on a CPU.
            settings.integer("WORKER_BATCH_SIZE", 8, 1, 256),
            // Short beside one prediction, as an X-ray that comes alone waits for it.
            settings.duration("WORKER_BATCH_DELAY", Duration.ofMillis(50)),
            settings.integer(
                "WORKER_DECODE_THREADS",
                Runtime.getRuntime().availableProcessors(),
                1,
                MAX_DECODE_THREADS),
            settings.integer("WORKER_INFERENCE_THREADS", 2, 1, MAX_INFERENCE_THREADS),
            settings.integer("WORKER_MAX_ATTEMPTS", 3, 1, MAX_ATTEMPTS),
            device,
            Duration.ofMillis(settings.integer("WORKER_STUB_MILLIS", 100, 0, 600_000)),
            pollInterval(settings),
            RetentionConfig.from(settings),
            device.isStub()
                ? settings.path("TENSORFLOW_LIBRARY_PATH", Path.of(""))
                : settings.path("TENSORFLOW_LIBRARY_PATH"),
            SignaturePolicy.from(settings)));
  }

  private static DeviceChoice device(Settings settings) {
    DeviceChoice device = settings.choice("WORKER_DEVICE", DeviceChoice.AUTO);
    if (device.isStub() && StubClassifiers.find().isEmpty()) {
      settings.reject(
          "WORKER_DEVICE must be one of auto, cpu, gpu, but is %s, which makes diagnoses up and is no part of a release"
              .formatted(device.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
    return device;
  }

  private static Duration pollInterval(Settings settings) {
    Duration interval = settings.duration("MODEL_POLL_INTERVAL", Duration.ofSeconds(3));
    if (interval.compareTo(MIN_POLL_INTERVAL) < 0) {
      settings.reject(
          "MODEL_POLL_INTERVAL must be at least %d ms, but is %d ms"
              .formatted(MIN_POLL_INTERVAL.toMillis(), interval.toMillis()));
    }
    return interval;
  }

  private static String defaultName() {
    return hostName() + "-" + ProcessHandle.current().pid();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "worker";
    }
  }
}
