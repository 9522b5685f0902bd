package io.thoraflow.worker.testing;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.WantedVersion;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.monitoring.MonitoringConfig;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.embedded.testing.TopicRecords;
import io.thoraflow.worker.Worker;
import io.thoraflow.worker.WorkerConfig;
import io.thoraflow.worker.model.DeviceChoice;
import io.thoraflow.worker.retention.RetentionConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A worker's surroundings: real Kafka and PostgreSQL, a model repository, and the means to look at
 * what a worker did. Every test starts with empty topics and tables; the workers it starts are
 * closed after it.
 */
public final class PipelineExtension
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final KafkaExtension kafka = new KafkaExtension();
  private final DatabaseExtension database = new DatabaseExtension();
  private final List<Worker> workers = new ArrayList<>();

  /** Its own for each test: a worker that a test killed stays a member for a while. */
  private String group;

  private Path folder;
  private ModelShelf models;
  private KafkaProducer<byte[], byte[]> producer;

  @Override
  public void beforeAll(ExtensionContext context) {
    kafka.beforeAll(context);
    database.beforeAll(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    database.afterAll(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    kafka.emptyTopics();
    database.clear();
    group = "workers-" + NUMBER.incrementAndGet();
    folder = Files.createTempDirectory("worker-test");
    models = new ModelShelf(folder.resolve("models"), database.dataSource(Role.TRAINER));
    producer =
        new KafkaProducer<>(
            kafka.connection().with(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    workers.forEach(Worker::close);
    List<Worker> closed = List.copyOf(workers);
    workers.clear();
    producer.close(Duration.ZERO);
    FolderTree.delete(folder);
    // Rethrows what ended one of its threads.
    closed.forEach(worker -> worker.failure().getNow(null));
  }

  public String group() {
    return group;
  }

  public KafkaExtension kafka() {
    return kafka;
  }

  public DatabaseExtension database() {
    return database;
  }

  public ModelShelf models() {
    return models;
  }

  /** The settings of a worker that runs on the stub; each call names another worker. */
  public WorkerConfig stubConfig(int batchSize, Duration perBatch) {
    return config(DeviceChoice.STUB, batchSize, perBatch);
  }

  /** The settings of a worker that runs TensorFlow. */
  public WorkerConfig tensorFlowConfig() {
    return config(DeviceChoice.CPU, 4, Duration.ZERO);
  }

  private WorkerConfig config(DeviceChoice device, int batchSize, Duration perBatch) {
    String name = "worker-" + NUMBER.incrementAndGet();
    return new WorkerConfig(
        kafka.connection(),
        group,
        database.config(Role.WORKER),
        new MonitoringConfig("127.0.0.1", 0),
        folder.resolve("models").toString(),
        folder.resolve("cache-" + name),
        name,
        batchSize,
        Duration.ofMillis(30),
        2,
        2,
        3,
        device,
        perBatch,
        Duration.ofMillis(200),
        RetentionConfig.NONE,
        TensorFlowLibrary.folder(),
        SignaturePolicy.none());
  }

  /** The same settings with another interval. */
  public WorkerConfig withPollInterval(WorkerConfig config, Duration interval) {
    return with(config, interval, config.retention(), config.signatures());
  }

  /** The same settings with old rows deleted. */
  public WorkerConfig withRetention(WorkerConfig config, RetentionConfig retention) {
    return with(config, config.modelPollInterval(), retention, config.signatures());
  }

  /** The same settings with signatures looked at. */
  public WorkerConfig withSignatures(WorkerConfig config, SignaturePolicy signatures) {
    return with(config, config.modelPollInterval(), config.retention(), signatures);
  }

  private static WorkerConfig with(
      WorkerConfig config,
      Duration interval,
      RetentionConfig retention,
      SignaturePolicy signatures) {
    return new WorkerConfig(
        config.kafka(),
        config.consumerGroup(),
        config.database(),
        config.monitoring(),
        config.modelRepository(),
        config.modelCache(),
        config.name(),
        config.batchSize(),
        config.batchDelay(),
        config.decodeThreads(),
        config.inferenceThreads(),
        config.maxAttempts(),
        config.device(),
        config.stubTime(),
        interval,
        retention,
        config.tensorFlowLibrary(),
        signatures);
  }

  /** A worker that is closed after the test. */
  public Worker start(WorkerConfig config) throws IOException {
    Worker worker = Worker.start(config);
    workers.add(worker);
    return worker;
  }

  /** Sends X-rays that have just arrived, and waits for the broker's acknowledgement. */
  public void send(Collection<XrayMessage> xrays) throws Exception {
    send(Topics.XRAY_RECEIVED, xrays);
  }

  /** Sends archived X-rays that any version shall read again. */
  public void sendBack(Collection<XrayMessage> xrays) throws Exception {
    send(Topics.XRAY_REDIAGNOSE, xrays);
  }

  /** Sends archived X-rays that a version shall read. */
  public void sendBack(Collection<XrayMessage> xrays, int version) throws Exception {
    send(Topics.XRAY_REDIAGNOSE, xrays, headers -> WantedVersion.put(headers, version));
  }

  private void send(String topic, Collection<XrayMessage> xrays) throws Exception {
    send(topic, xrays, headers -> {});
  }

  private void send(String topic, Collection<XrayMessage> xrays, Consumer<Headers> more)
      throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (XrayMessage xray : xrays) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topic, xray.key().getBytes(StandardCharsets.UTF_8), xray.image());
      XrayMessageCodec.headers(xray)
          .forEach(
              (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
      more.accept(record.headers());
      sent.add(producer.send(record));
    }
    for (Future<RecordMetadata> acknowledgement : sent) {
      acknowledgement.get();
    }
  }

  /** Sends a record as it is. */
  public void send(String topic, byte[] key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  /** All records of a topic. */
  public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return TopicRecords.of(kafka.connection(), topic);
  }

  /** The committed offsets of the workers' group. */
  public Map<TopicPartition, Long> committed() throws Exception {
    return committed(group);
  }

  /** How many X-rays that were sent back are read and committed. */
  public long committedOfThoseSentBack() throws Exception {
    return committed(Topics.rediagnosisGroup(group)).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private Map<TopicPartition, Long> committed(String group) throws Exception {
    try (Admin admin = Admin.create(kafka.connection().with(Map.of()))) {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      Map<TopicPartition, OffsetAndMetadata> found =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      found.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
      return offsets;
    }
  }

  /** How many workers are members of the group. */
  public int members() throws Exception {
    try (Admin admin = Admin.create(kafka.connection().with(Map.of()))) {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw e;
    }
  }

  /** The values of a query of one column. */
  public List<String> texts(String query) throws SQLException {
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  /** The single value of a query. */
  public long count(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  /** The single value of a query, as text. */
  public String text(String query) throws SQLException {
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getObject(1)) : "none";
    }
  }

  public long diagnoses() throws SQLException {
    return count("SELECT count(*) FROM diagnosis");
  }
}
