package io.thoraflow.trainer;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.monitoring.MonitoringConfig;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.trainer.fetch.WeightsConfig;
import io.thoraflow.trainer.retention.ModelPruning;
import io.thoraflow.trainer.retention.Retention;
import io.thoraflow.trainer.run.Publication;
import io.thoraflow.trainer.schedule.ScheduledRun;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.quartz.CronExpression;

/**
 * Settings of the trainer's process: read once at start, then handed to constructors.
 *
 * @param kafka where new versions are announced
 * @param schedule when to look whether it is time to train, in Quartz's cron syntax
 * @param minNewLabels that a run needs
 * @param run what every run is to do
 * @param retention what is kept of old runs
 * @param modelRepository where versions are published
 * @param weights where the backbone's weights come from
 * @param tensorFlowLibrary the folder of TensorFlow's native libraries
 * @param signing of what is published, and whose versions are compared with
 */
public record TrainerConfig(
    KafkaConnection kafka,
    DatabaseConfig database,
    MonitoringConfig monitoring,
    String schedule,
    int minNewLabels,
    ScheduledRun.Settings run,
    Retention.Limits retention,
    Path modelRepository,
    WeightsConfig weights,
    Path tensorFlowLibrary,
    ModelSigning signing) {
  /** Where health and metrics listen unless {@code MONITORING_PORT} says otherwise. */
  public static final int DEFAULT_MONITORING_PORT = 9472;

  private static final String REPOSITORY = "MODEL_REPOSITORY";
  private static final String SCHEDULE = "TRAINER_SCHEDULE";
  private static final String MIN_NEW_LABELS = "TRAINER_MIN_NEW_LABELS";
  private static final String DATA = "TRAINER_DATA";
  private static final String CACHE_BYTES = "TRAINER_CACHE_BYTES";
  private static final String SEED = "TRAINER_SEED";
  private static final String PUBLISH = "TRAINER_PUBLISH";
  private static final String KEEP_VERSIONS = "TRAINER_KEEP_VERSIONS";
  private static final String KEEP_REPORTS = "TRAINER_KEEP_REPORTS";

  /** What an operator decides, whatever the process finds beside it. */
  public static final List<String> SETTINGS =
      List.of(
          SCHEDULE, MIN_NEW_LABELS, DATA, CACHE_BYTES, SEED, PUBLISH, KEEP_VERSIONS, KEEP_REPORTS);

  private static final int DEFAULT_MIN_NEW_LABELS = 100;
  private static final int MAX_NEW_LABELS = 1_000_000;
  private static final int MAX_SEED = Integer.MAX_VALUE;
  private static final long DEFAULT_CACHE_BYTES = 20L << 30;

  /** A month of nightly versions, of 100 MB each. */
  private static final int DEFAULT_KEEP_VERSIONS = 30;

  /** A year of nightly reports, of some MB each. */
  private static final int DEFAULT_KEEP_REPORTS = 365;

  private static final int MAX_KEPT = 1_000_000;

  /**
   * @throws io.thoraflow.contract.settings.InvalidSettingsException naming every setting that is
   *     missing or out of range
   */
  public static TrainerConfig from(Settings settings) {
    return settings.verified(
        new TrainerConfig(
            KafkaConnection.from(settings),
            DatabaseConfig.from(settings, Role.TRAINER),
            MonitoringConfig.from(settings, DEFAULT_MONITORING_PORT),
            schedule(settings).orElseGet(() -> settings.text(SCHEDULE)),
            settings.integer(MIN_NEW_LABELS, DEFAULT_MIN_NEW_LABELS, 1, MAX_NEW_LABELS),
            run(settings),
            retention(settings),
            repository(settings).orElseGet(() -> settings.path(REPOSITORY)),
            WeightsConfig.from(settings),
            settings.path("TENSORFLOW_LIBRARY_PATH"),
            ModelSigning.from(settings)));
  }

  /** The schedule, if one is set; the settings know when it is none. */
  public static Optional<String> schedule(Settings settings) {
    Optional<String> schedule = settings.optional(SCHEDULE);
    schedule
        .flatMap(TrainerConfig::problem)
        .ifPresent(
            problem ->
                settings.reject(
                    "%s must be in Quartz's cron syntax, such as 0 0 3 * * ? (every night at three), but is %s (%s)"
                        .formatted(SCHEDULE, schedule.get(), problem)));
    return schedule;
  }

  private static Optional<String> problem(String schedule) {
    try {
      Date next = new CronExpression(schedule).getNextValidTimeAfter(Date.from(Instant.now()));
      return next == null ? Optional.of("that time never comes") : Optional.empty();
    } catch (ParseException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The model repository, if it is set; the settings know when it is no folder. */
  public static Optional<Path> repository(Settings settings) {
    Optional<String> repository = settings.optional(REPOSITORY);
    repository
        .filter(text -> text.matches("https?://.*"))
        .ifPresent(
            text ->
                settings.reject(
                    "%s must be a folder for the trainer and for commands, which write there, but is %s"
                        .formatted(REPOSITORY, text)));
    return repository.map(text -> settings.path(REPOSITORY));
  }

  private static ScheduledRun.Settings run(Settings settings) {
    return new ScheduledRun.Settings(
        settings.optional(DATA).map(unused -> settings.path(DATA)),
        settings.path("TRAINER_ARCHIVE"),
        settings.path("TRAINER_REPORTS"),
        settings.path("TRAINER_FEATURES"),
        settings.bytes(CACHE_BYTES, DEFAULT_CACHE_BYTES),
        settings.integer(SEED, 1, 0, MAX_SEED),
        publication(settings));
  }

  /** Whether what the gate accepts serves at once. */
  public static Publication publication(Settings settings) {
    return settings.choice(PUBLISH, Publication.AUTO);
  }

  private static Retention.Limits retention(Settings settings) {
    return new Retention.Limits(
        settings.integer(KEEP_VERSIONS, DEFAULT_KEEP_VERSIONS, ModelPruning.LEAST, MAX_KEPT),
        settings.integer(KEEP_REPORTS, DEFAULT_KEEP_REPORTS, 1, MAX_KEPT));
  }
}
