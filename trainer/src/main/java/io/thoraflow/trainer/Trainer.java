package io.thoraflow.trainer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.SignatureLog;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRightsCheck;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.contract.monitoring.Health;
import io.thoraflow.contract.monitoring.MonitoringServer;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.fetch.CachedBackbone;
import io.thoraflow.trainer.journal.TrainingJournal;
import io.thoraflow.trainer.publish.KafkaModelAnnouncer;
import io.thoraflow.trainer.publish.VersionSigning;
import io.thoraflow.trainer.retention.ModelPruning;
import io.thoraflow.trainer.retention.ReportPruning;
import io.thoraflow.trainer.retention.Retention;
import io.thoraflow.trainer.schedule.DueRun;
import io.thoraflow.trainer.schedule.NewLabels;
import io.thoraflow.trainer.schedule.PeriodicTraining;
import io.thoraflow.trainer.schedule.ScheduleRoute;
import io.thoraflow.trainer.schedule.ScheduledRun;
import io.thoraflow.trainer.schedule.TrainerMetrics;
import io.thoraflow.trainer.schedule.TrainingThread;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trainer that looks by schedule whether enough labels are new, trains if so, and publishes what
 * passes the gate.
 */
public final class Trainer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Trainer.class);

  /** For the turn, the run itself, and the look at what waits. */
  private static final int DATABASE_CONNECTIONS = 3;

  /** Until a run that is given up has come to its next step: a batch of images takes a second. */
  private static final Duration GIVE_UP = Duration.ofSeconds(4);

  private static final int STOP_SECONDS = 1;
  private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);

  /** A trainer reads no topic. */
  private static final String NO_GROUP = "";

  /** Whom the database names. */
  private static final String BY = "trainer";

  private final Main camel = new Main();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Database database;
  private final PeriodicTraining training;
  private final TrainingThread thread;
  private final MonitoringServer monitoring;
  private final CompletableFuture<AccessRefusedException> refusal = new CompletableFuture<>();
  private final Thread rights;
  private final Thread signing;

  private Trainer(TrainerConfig config, Clock clock) throws IOException {
    database = Database.open(config.database(), "trainer", DATABASE_CONNECTIONS);
    training = training(config, clock);
    Retention retention = retention(config);
    var unused = training.refusal().thenAccept(refusal::complete);
    thread =
        new TrainingThread(
            () -> {
              if (training.tick()) {
                retention.apply();
              }
            });
    rights = new Thread(() -> requireRights(config.kafka()), "rights");
    rights.setDaemon(true);
    signing = new Thread(() -> signVersionsOfBefore(config), "signing");
    signing.setDaemon(true);
    try {
      monitoring = MonitoringServer.start(config.monitoring(), health(), metrics);
      startCamel(config.schedule());
      rights.start();
      signing.start();
    } catch (IOException | RuntimeException e) {
      camel.stop();
      database.close();
      throw e;
    }
  }

  /**
   * Starts waiting for the schedule. Neither the database nor Kafka need be there yet.
   *
   * @throws io.thoraflow.contract.tensorflow.TensorFlowUnavailableException if its libraries are
   *     not there
   * @throws IOException if something else listens on the monitoring port
   */
  public static Trainer start(TrainerConfig config, Clock clock) throws IOException {
    TensorFlowRuntime.prepare(config.tensorFlowLibrary());
    return new Trainer(config, clock);
  }

  private PeriodicTraining training(TrainerConfig config, Clock clock) {
    return new PeriodicTraining(
        config.minNewLabels(),
        new NewLabels(database.dataSource(), config.run().data()),
        new TrainingJournal(database.dataSource()),
        new ScheduledRun(
            config.run(),
            database.dataSource(),
            repository(config),
            new KafkaModelAnnouncer(config.kafka()),
            new CachedBackbone(config.weights()),
            clock),
        new TrainerMetrics(metrics, new DueRun(config.schedule(), config.minNewLabels(), clock)));
  }

  private Retention retention(TrainerConfig config) {
    return new Retention(
        config.retention(),
        new ModelPruning(database.dataSource(), repository(config), BY),
        new ReportPruning(database.dataSource(), config.run().reports()));
  }

  private static ModelRepository repository(TrainerConfig config) {
    return new ModelRepository(config.modelRepository(), config.signing());
  }

  private Health health() {
    Health health = new Health().live("schedule", this::schedule).ready("schedule", this::schedule);
    for (Condition condition : training.conditions()) {
      health.ready(condition.name(), condition::problem);
    }
    return health;
  }

  private Optional<String> schedule() {
    return camel.getCamelContext() != null && camel.getCamelContext().isStarted()
        ? Optional.empty()
        : Optional.of("the schedule does not run");
  }

  /** Settings come from {@link TrainerConfig} alone, and signals are the main class's business. */
  private void startCamel(String schedule) {
    camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
    camel
        .configure()
        .withAutoConfigurationEnabled(false)
        .withShutdownTimeout(STOP_SECONDS)
        .withShutdownLogInflightExchangesOnTimeout(false);
    camel.configure().addRoutesBuilder(new ScheduleRoute(schedule, thread::tick, training::look));
    camel.start();
  }

  /** Not with the first version that is announced shall it turn out that none can be. */
  private void requireRights(KafkaConnection kafka) {
    try {
      KafkaRightsCheck.require(kafka, KafkaRole.TRAINER.rights(NO_GROUP), "trainer-rights");
    } catch (AccessRefusedException e) {
      refusal.complete(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** At the first start after the upgrade; afterwards there are none. */
  private void signVersionsOfBefore(TrainerConfig config) {
    if (config.signing().key().isEmpty()) {
      log.warn(
          "Model versions are published without a signature, as MODEL_SIGNING_KEY is not set"
              + " (docs/security.md says how to make a key).");
      return;
    }
    VersionSigning versions =
        new VersionSigning(
            repository(config),
            new SignatureLog(database.dataSource()),
            config.signing().key().get(),
            BY);
    while (!Thread.currentThread().isInterrupted()) {
      try {
        var unused = versions.signDue();
        return;
      } catch (AccessRefusedException e) {
        refusal.complete(e);
        return;
      } catch (StorageException e) {
        log.debug("Which versions are to be signed is not known yet: {}", e.getMessage());
        LockSupport.parkNanos(DATABASE_RETRY.toNanos());
      }
    }
  }

  /** Completes, with the reason, when Kafka or PostgreSQL does not let the trainer do its work. */
  public CompletableFuture<AccessRefusedException> refusal() {
    return refusal;
  }

  public int monitoringPort() {
    return monitoring.port();
  }

  /**
   * Gives a run up that is going on; its features are kept. What cannot be given up in time ends
   * with the process: a version is published whole or not at all.
   */
  @Override
  public void close() {
    rights.interrupt();
    signing.interrupt();
    training.giveUp();
    camel.stop();
    if (thread.end(GIVE_UP)) {
      database.close();
    } else {
      log.info("The run that is going on ends with the process.");
    }
    monitoring.close();
  }
}
