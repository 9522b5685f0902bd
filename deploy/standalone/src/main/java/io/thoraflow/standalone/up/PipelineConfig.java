package io.thoraflow.standalone.up;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.PipelineFolders;
import io.thoraflow.standalone.runtime.PrivateFolders;
import io.thoraflow.trainer.TrainerConfig;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code up} starts.
 *
 * @param folder keeps all data
 * @param workers inference workers
 * @param partitions of the topic of X-rays, when it is made
 * @param outsideKafka instead of the embedded broker
 * @param outsideDatabase instead of the embedded PostgreSQL
 * @param ownPseudonymSecret whether the environment brings {@code PSEUDONYM_SECRET}
 * @param inboxMode of an inbox that others on this machine write to; empty: only who starts the
 *     pipeline may
 * @param ingestOptions more JVM options for ingest
 * @param workerOptions more JVM options for workers
 * @param workerSettings settings of workers, over those of the environment
 * @param trainerOptions more JVM options for the trainer
 * @param trainerSettings settings of the trainer; none: no trainer is started
 */
public record PipelineConfig(
    DataFolder folder,
    int workers,
    int partitions,
    Optional<KafkaConnection> outsideKafka,
    Optional<OutsideDatabase> outsideDatabase,
    boolean ownPseudonymSecret,
    Optional<Set<PosixFilePermission>> inboxMode,
    List<String> ingestOptions,
    List<String> workerOptions,
    Map<String, String> workerSettings,
    List<String> trainerOptions,
    Map<String, String> trainerSettings) {
  static final int MAX_WORKERS = 64;

  private static final String INBOX_MODE = "THORAFLOW_INBOX_MODE";

  /**
   * @throws io.thoraflow.contract.settings.InvalidSettingsException naming every problem
   */
  public static PipelineConfig from(
      Settings settings, DataFolder folder, int workers, int partitions) {
    if (workers < 1 || workers > MAX_WORKERS) {
      settings.reject("--workers must be 1 to %d, but is %d".formatted(MAX_WORKERS, workers));
    }
    if (partitions < 1) {
      settings.reject("--partitions must be 1 or more, but is %d".formatted(partitions));
    }
    PipelineFolders.rejectOthers(settings, folder);
    Optional<OutsideDatabase> outsideDatabase =
        settings.optional("DATABASE_URL").map(url -> OutsideDatabase.from(settings, url));
    return settings.verified(
        new PipelineConfig(
            folder,
            workers,
            partitions,
            settings
                .optional("KAFKA_BOOTSTRAP_SERVERS")
                .map(servers -> KafkaConnection.from(settings)),
            outsideDatabase,
            settings.optionalSecret("PSEUDONYM_SECRET").isPresent(),
            inboxMode(settings),
            options(settings, "INGEST_JVM_OPTIONS"),
            options(settings, "WORKER_JVM_OPTIONS"),
            Map.of(),
            options(settings, "TRAINER_JVM_OPTIONS"),
            trainerSettings(settings, outsideDatabase)));
  }

  private static Optional<Set<PosixFilePermission>> inboxMode(Settings settings) {
    Optional<String> octal = settings.optional(INBOX_MODE);
    Optional<Set<PosixFilePermission>> mode = octal.flatMap(PrivateFolders::mode);
    if (octal.isPresent() && mode.isEmpty()) {
      settings.reject("%s must be 0700 to 0777, but is %s".formatted(INBOX_MODE, octal.get()));
    }
    return mode;
  }

  /** A possible number of workers. */
  static Optional<Integer> workers(String text) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,3}"))
        .map(Integer::valueOf)
        .filter(number -> number >= 1 && number <= MAX_WORKERS);
  }

  private static Map<String, String> trainerSettings(
      Settings settings, Optional<OutsideDatabase> outsideDatabase) {
    if (TrainerConfig.schedule(settings).isEmpty()) {
      return Map.of();
    }
    outsideDatabase.ifPresent(database -> database.requireTrainer(settings));
    Map<String, String> found = new HashMap<>();
    for (String name : TrainerConfig.SETTINGS) {
      settings.optional(name).ifPresent(text -> found.put(name, text));
    }
    return Map.copyOf(found);
  }

  boolean hasTrainer() {
    return !trainerSettings.isEmpty();
  }

  /** The same with settings that workers get whatever the environment says. */
  public PipelineConfig withWorkerSettings(Map<String, String> settings) {
    return new PipelineConfig(
        folder,
        workers,
        partitions,
        outsideKafka,
        outsideDatabase,
        ownPseudonymSecret,
        inboxMode,
        ingestOptions,
        workerOptions,
        Map.copyOf(settings),
        trainerOptions,
        trainerSettings);
  }

  private static List<String> options(Settings settings, String name) {
    return settings.optional(name).map(text -> List.of(text.split("\\s+"))).orElse(List.of());
  }
}
