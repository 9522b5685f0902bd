package io.thoraflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.WorkerStatus;
import io.thoraflow.worker.testing.Xrays;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator, or time, does to topics that workers read. */
class ChangedTopicsTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @BeforeEach
  void serve() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
  }

  @Test
  void topicsThatAreDeletedAndMadeAgainUnderRunningWorkersAreReadFromTheirBegin() throws Exception {
    Worker worker = pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    pipeline.send(Xrays.some(9));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 9);

    pipeline.kafka().emptyTopics();
    pipeline.send(Xrays.some(7));

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 16);
    await().atMost(LIMIT).until(() -> committed() == 7);
    assertThat(worker.failure()).isNotDone();
    assertThat(WorkerStatus.metrics(worker)).contains(expired(0));
  }

  @Test
  void partitionsThatAreAddedAreReadByWorkersThatRun() throws Exception {
    pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    pipeline.send(Xrays.some(3));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 3);

    withAdmin(
        admin ->
            admin
                .createPartitions(Map.of(Topics.XRAY_RECEIVED, NewPartitions.increaseTo(9)))
                .all()
                .get());
    sendToPartition(8, Xrays.ofGray(5));

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 4);
  }

  @Test
  void recordsThatAreGoneBeforeTheyWereReadAreToldAndTheOthersRead() throws Exception {
    Worker before = pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    pipeline.send(Xrays.some(20));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 20);
    before.close();
    pipeline.send(Xrays.some(8));
    deleteAllRecords();
    pipeline.send(Xrays.some(5));

    Worker worker = pipeline.start(pipeline.stubConfig(4, Duration.ZERO));

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 25);
    assertThat(WorkerStatus.metrics(worker)).contains(expired(8));
  }

  @Test
  void aGroupThatIsSetBackReadsAgainAndChangesNothing() throws Exception {
    List<XrayMessage> xrays = Xrays.some(6);
    Worker before = pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    pipeline.send(xrays);
    await().atMost(LIMIT).until(() -> committed() == 6);
    before.close();
    String rows = pipeline.text("SELECT string_agg(d::text, '' ORDER BY xray) FROM diagnosis d");

    setGroupTo(0);
    pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    await().atMost(LIMIT).until(() -> committed() == 6);
    assertThat(pipeline.text("SELECT string_agg(d::text, '' ORDER BY xray) FROM diagnosis d"))
        .isEqualTo(rows);
  }

  @Test
  void aGroupThatIsSetBeyondTheEndReadsFromTheBegin() throws Exception {
    Worker before = pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    pipeline.send(Xrays.some(4));
    await().atMost(LIMIT).until(() -> committed() == 4);
    before.close();

    setGroupTo(1000);
    pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    pipeline.send(Xrays.some(4));

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 8);
  }

  private static String expired(int records) {
    return "kafka_records_expired_total{topic=\"xray.received\"} %d.0".formatted(records);
  }

  private static void sendToPartition(int partition, XrayMessage xray) throws Exception {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            pipeline.kafka().connection().with(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(Topics.XRAY_RECEIVED, partition, null, xray.image());
      XrayMessageCodec.headers(xray)
          .forEach(
              (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
      producer.send(record).get();
    }
  }

  private static long committed() throws Exception {
    return pipeline.committed().values().stream().mapToLong(Long::longValue).sum();
  }

  private static void deleteAllRecords() throws Exception {
    withAdmin(
        admin -> {
          Map<TopicPartition, RecordsToDelete> ends = new HashMap<>();
          Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
          partitions(admin).forEach(partition -> latest.put(partition, OffsetSpec.latest()));
          admin
              .listOffsets(latest)
              .all()
              .get()
              .forEach(
                  (partition, end) ->
                      ends.put(partition, RecordsToDelete.beforeOffset(end.offset())));
          return admin.deleteRecords(ends).all().get();
        });
  }

  private static List<TopicPartition> partitions(Admin admin) throws Exception {
    return admin
        .describeTopics(List.of(Topics.XRAY_RECEIVED))
        .allTopicNames()
        .get()
        .get(Topics.XRAY_RECEIVED)
        .partitions()
        .stream()
        .map(partition -> new TopicPartition(Topics.XRAY_RECEIVED, partition.partition()))
        .toList();
  }

  private static void setGroupTo(long offset) throws Exception {
    withAdmin(
        admin -> {
          Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
          partitions(admin)
              .forEach(partition -> offsets.put(partition, new OffsetAndMetadata(offset)));
          return admin.alterConsumerGroupOffsets(pipeline.group(), offsets).all().get();
        });
  }

  private interface Work {
    Object with(Admin admin) throws Exception;
  }

  private static void withAdmin(Work work) throws Exception {
    try (Admin admin = Admin.create(pipeline.kafka().connection().with(Map.of()))) {
      var unused = work.with(admin);
    }
  }
}
