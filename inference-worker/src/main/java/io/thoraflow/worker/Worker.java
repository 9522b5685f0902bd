package io.thoraflow.worker;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.contract.monitoring.MonitoringServer;
import io.thoraflow.worker.batch.BatchAssembler;
import io.thoraflow.worker.batch.BatchQueue;
import io.thoraflow.worker.batch.BufferPool;
import io.thoraflow.worker.batch.InferenceStage;
import io.thoraflow.worker.batch.OutcomeQueue;
import io.thoraflow.worker.batch.StoreStage;
import io.thoraflow.worker.consume.ConsumerProbe;
import io.thoraflow.worker.consume.Consumers;
import io.thoraflow.worker.consume.GroupMember;
import io.thoraflow.worker.consume.RecordGaps;
import io.thoraflow.worker.consume.RejectionConsumer;
import io.thoraflow.worker.consume.RightsCheck;
import io.thoraflow.worker.consume.XrayConsumer;
import io.thoraflow.worker.deadletter.DeadLetters;
import io.thoraflow.worker.decode.XrayDecoder;
import io.thoraflow.worker.delivery.Priority;
import io.thoraflow.worker.model.ClassifierLoader;
import io.thoraflow.worker.model.DeviceChoice;
import io.thoraflow.worker.model.StubClassifiers;
import io.thoraflow.worker.model.TensorFlowLoader;
import io.thoraflow.worker.monitoring.Heartbeat;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import io.thoraflow.worker.retention.Retention;
import io.thoraflow.worker.store.DiagnosisStore;
import io.thoraflow.worker.store.LostVersions;
import io.thoraflow.worker.store.RejectionStore;
import io.thoraflow.worker.store.RowWriter;
import io.thoraflow.worker.swap.ModelSource;
import io.thoraflow.worker.swap.ModelUpdates;
import io.thoraflow.worker.swap.ServingModel;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One inference worker: reads X-rays from Kafka, has a model read them, and writes the diagnoses to
 * PostgreSQL.
 *
 * <pre>
 * Kafka -> consumer -> decoding pool -> batches -> model -> store -> PostgreSQL, dead letters
 *             ^                                               |
 *             +---------- commits what the store settled -----+
 * </pre>
 *
 * <p>Archived X-rays that shall be read again have a topic, a consumer and buffers of their own;
 * where the batches wait for the model, those of new arrivals go first.
 *
 * <p>Every stage has a thread of its own, so that decoding and storing overlap with the model;
 * every queue between them is bounded.
 */
public final class Worker implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Worker.class);

  /** Beside those in the model: one being filled, one being decoded and one ready. */
  private static final int BUFFERS_BEFORE_MODEL = 3;

  /** One batch at a time: of two batches that the model works on, one is left to arrivals. */
  private static final int REDIAGNOSIS_BUFFERS = 1;

  /** For the store, the rejections, the model registry and what deletes old rows. */
  private static final int DATABASE_CONNECTIONS = 4;

  private static final int REJECTIONS_PER_POLL = 200;

  /** Together less than the 10 s that an orderly end may take. */
  private static final Duration FINISH_TIMEOUT = Duration.ofMillis(7500);

  private static final Duration END_TIMEOUT = Duration.ofMillis(500);

  private final WorkerConfig config;
  private final WorkerHealth health;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WorkerMetrics metrics = new WorkerMetrics(registry);
  private final WorkerThreads threads = new WorkerThreads();
  private final ServingModel serving = new ServingModel();
  private final BatchQueue ready = new BatchQueue();
  private final OutcomeQueue outcomes = new OutcomeQueue();
  private final Database database;
  private final DeadLetters deadLetters;
  private final MonitoringServer monitoring;
  private final ModelUpdates updates;
  private final ExecutorService decoding;
  private final XrayConsumer xrays;
  private final XrayConsumer rediagnosis;
  private final RejectionConsumer rejections;
  private List<Thread> stoppable = List.of();

  private Worker(WorkerConfig config, ClassifierLoader classifiers) throws IOException {
    this.config = config;
    this.health = new WorkerHealth(config.inferenceThreads());
    this.database = Database.open(config.database(), config.name(), DATABASE_CONNECTIONS);
    this.deadLetters = DeadLetters.open(config.kafka(), config.name(), metrics);
    this.updates = updates(classifiers);
    this.decoding = threads.pool("decode", config.decodeThreads());
    this.xrays =
        xrays(
            Priority.ARRIVAL,
            config.consumerGroup(),
            config.name(),
            BUFFERS_BEFORE_MODEL + config.inferenceThreads(),
            health.kafka,
            health.consumer);
    this.rediagnosis =
        xrays(
            Priority.REDIAGNOSIS,
            Topics.rediagnosisGroup(config.consumerGroup()),
            config.name() + "-rediagnosis",
            REDIAGNOSIS_BUFFERS,
            health.rediagnosisKafka,
            health.rediagnosisConsumer);
    this.rejections = rejections();
    metrics.watchModelVersion(serving::version);
    metrics.watchModelSignature(serving::signed);
    this.monitoring = MonitoringServer.start(config.monitoring(), health.health(), registry);
  }

  /**
   * Starts a worker; it serves as soon as model, Kafka and database are there.
   *
   * @throws io.thoraflow.contract.tensorflow.TensorFlowUnavailableException if TensorFlow or the
   *     device asked for is not there
   * @throws IOException if something else listens on the monitoring port
   */
  public static Worker start(WorkerConfig config) throws IOException {
    return start(config, classifiers(config));
  }

  private static ClassifierLoader classifiers(WorkerConfig config) {
    return switch (config.device()) {
      case STUB, STUB_MODEL ->
          StubClassifiers.find()
              .orElseThrow()
              .loader(config.stubTime(), config.device() == DeviceChoice.STUB_MODEL);
      case AUTO, CPU, GPU -> TensorFlowLoader.start(config.tensorFlowLibrary(), config.device());
    };
  }

  static Worker start(WorkerConfig config, ClassifierLoader classifiers) throws IOException {
    Worker worker = new Worker(config, classifiers);
    worker.startThreads();
    logger.info(
        "Worker {} runs on {}; health and metrics on {}:{}",
        config.name(),
        classifiers.device(),
        config.monitoring().host(),
        worker.monitoringPort());
    if (!config.signatures().required()) {
      logger.warn(
          "Model versions are used even if no trusted key has signed them: {}",
          config.signatures().keys().isEmpty()
              ? "MODEL_TRUSTED_KEYS names no keys (docs/security.md says how to make some)"
              : "MODEL_SIGNATURES is warn");
    }
    return worker;
  }

  private ModelUpdates updates(ClassifierLoader classifiers) {
    return ModelUpdates.of(
        new ModelRegistry(database.dataSource()),
        ModelSource.of(config.modelRepository(), config.modelCache(), config.signatures()),
        classifiers,
        serving,
        config.kafka(),
        config.name(),
        config.batchSize(),
        config.modelPollInterval(),
        metrics,
        health.model,
        health.database);
  }

  private XrayConsumer xrays(
      Priority priority,
      String group,
      String clientId,
      int buffers,
      Condition kafka,
      Heartbeat heartbeat) {
    BatchAssembler assembler =
        new BatchAssembler(
            priority,
            config.batchSize(),
            config.batchDelay(),
            serving,
            new BufferPool(buffers, config.batchSize()),
            new XrayDecoder(config.maxAttempts()),
            decoding,
            ready,
            metrics);
    ConsumerProbe probe = new ConsumerProbe(kafka, gaps(priority.topic()));
    metrics.watchLag(priority.topic(), probe::lag);
    metrics.watchQueueAge(priority.topic(), probe::oldest, Clock.systemUTC());
    return new XrayConsumer(
        priority.topic(),
        new GroupMember(
            config.kafka(),
            clientId,
            () -> Consumers.open(config.kafka(), group, clientId, config.batchSize()),
            probe),
        assembler,
        serving,
        probe,
        heartbeat,
        Clock.systemUTC());
  }

  private RecordGaps gaps(String topic) {
    return new RecordGaps(metrics.watchExpiredRecords(topic)::increment);
  }

  private RejectionConsumer rejections() {
    String clientId = config.name() + "-rejections";
    ConsumerProbe probe = new ConsumerProbe(health.rejectionsKafka, gaps(Topics.XRAY_REJECTED));
    metrics.watchLag(Topics.XRAY_REJECTED, probe::lag);
    metrics.watchQueueAge(Topics.XRAY_REJECTED, probe::oldest, Clock.systemUTC());
    return new RejectionConsumer(
        new GroupMember(
            config.kafka(),
            clientId,
            () ->
                Consumers.open(
                    config.kafka(),
                    Topics.rejectionsGroup(config.consumerGroup()),
                    clientId,
                    REJECTIONS_PER_POLL),
            probe),
        new RowWriter<>("storing rejections", new RejectionStore(database.dataSource())::store),
        deadLetters,
        health.rejections,
        probe,
        health.rejectionConsumer);
  }

  private void startThreads() {
    threads.start("rights", new RightsCheck(config.kafka(), config.consumerGroup(), config.name()));
    DiagnosisStore store = new DiagnosisStore(database.dataSource(), config.name());
    for (Heartbeat heartbeat : health.inference) {
      threads.start(
          heartbeat.thread(),
          new InferenceStage(ready, outcomes, config.maxAttempts(), metrics, heartbeat));
    }
    threads.start(
        "store",
        new StoreStage(
            outcomes,
            StoreStage.rows(store),
            new LostVersions(new ModelRegistry(database.dataSource())),
            deadLetters,
            health.store,
            health.deadLetters,
            metrics));
    threads.start("retention", new Retention(config.retention(), database.dataSource(), metrics));
    stoppable =
        List.of(
            threads.start("models", updates),
            threads.start("xrays", xrays),
            threads.start("rediagnosis", rediagnosis),
            threads.start("rejections", rejections));
  }

  /**
   * Completes, exceptionally, when something fails that only a new process can mend; with an {@link
   * io.thoraflow.contract.access.AccessRefusedException} where an operator has to.
   */
  public CompletableFuture<Void> failure() {
    return threads
        .failure()
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(KafkaRefusal.explain(failure, config.kafka())));
  }

  public int monitoringPort() {
    return monitoring.port();
  }

  /**
   * Finishes the batches in flight, commits, leaves the groups and frees everything; below 10 s.
   */
  @Override
  public void close() {
    updates.stop();
    rejections.stop();
    xrays.stop();
    rediagnosis.stop();
    try {
      long deadline = System.nanoTime() + FINISH_TIMEOUT.toNanos();
      for (Thread thread : stoppable) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
      if (threads.end(END_TIMEOUT)) {
        serving.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deadLetters.close();
    database.close();
    monitoring.close();
    logger.info("Worker {} has stopped", config.name());
  }
}
