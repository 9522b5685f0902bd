package io.thoraflow.ingest.audit;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.DeadLetter;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.archive.Archive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts files, records and rows where a pipeline would have put them, or failed to. */
final class Scene {
  static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  static final Groups GROUPS = new Groups("workers", "replay");

  private final Path root;
  private final KafkaExtension kafka;
  private final DatabaseExtension database;

  Scene(Path root, KafkaExtension kafka, DatabaseExtension database) throws IOException {
    this.root = root;
    this.kafka = kafka;
    this.database = database;
    Files.createDirectories(folders().inbox());
  }

  AuditFolders folders() {
    return new AuditFolders(
        root.resolve("inbox"), root.resolve("archive"), root.resolve("rejected"));
  }

  String drop(String name, byte[] content) throws IOException {
    Files.write(folders().inbox().resolve(name), content);
    return Sha256.of(content);
  }

  String archive(byte[] content) throws IOException {
    Path path = original(Sha256.of(content));
    Files.createDirectories(path.getParent());
    Files.write(path, content);
    return Sha256.of(content);
  }

  Path original(String sha256) {
    return folders().archive().resolve(Archive.pathOf(sha256, SourceFormat.JPEG));
  }

  /** A rejected file with its sidecar. */
  void setAside(Rejection rejection, byte[] content) throws IOException {
    Files.createDirectories(folders().rejected());
    Files.write(folders().rejected().resolve(rejection.id() + ".json"), rejection.toJson());
    Files.write(folders().rejected().resolve(rejection.rejectedPath()), content);
  }

  static Rejection rejection(String id) {
    return new Rejection(
        1, id, Optional.of(id), "not_an_image", "detail", "ward-3", 7, id + ".bin", NOON);
  }

  void publish(String sha256) {
    send(Topics.XRAY_RECEIVED, sha256, headers(sha256));
  }

  void bury(String sha256) {
    Map<String, String> headers = new HashMap<>(headers(sha256));
    headers.putAll(new DeadLetter("test", 1, Topics.XRAY_RECEIVED, 0, 0, NOON).headers());
    send(Topics.XRAY_DEAD, sha256, headers);
  }

  void publishRejection(String id) {
    send(Topics.XRAY_REJECTED, id, Map.of());
  }

  private static Map<String, String> headers(String sha256) {
    return XrayMessageCodec.headers(
        new XrayMessage(
            sha256,
            new byte[1],
            MediaType.JPEG,
            10,
            10,
            "ward-7",
            Pseudonyms.none("former"),
            SourceFormat.JPEG,
            Optional.empty(),
            Archive.pathOf(sha256, SourceFormat.JPEG),
            NOON));
  }

  private void send(String topic, String key, Map<String, String> headers) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.connection().with(Map.of()), new StringSerializer(), new ByteArraySerializer())) {
      ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, new byte[] {1});
      headers.forEach(
          (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
      var unused = producer.send(record);
      producer.flush();
    }
  }

  /** As if a group had dealt with all that a topic holds now. */
  void commitAll(String topic, String group) throws Exception {
    try (Admin admin = Admin.create(kafka.connection().with(Map.of()))) {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      for (var end : ends(admin, topic).entrySet()) {
        offsets.put(end.getKey(), new OffsetAndMetadata(end.getValue()));
      }
      admin.alterConsumerGroupOffsets(group, offsets).all().get();
    }
  }

  /** As if retention had removed all that a topic holds now. */
  void removeRecords(String topic) throws Exception {
    try (Admin admin = Admin.create(kafka.connection().with(Map.of()))) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      ends(admin, topic)
          .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
      admin.deleteRecords(all).all().get();
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, String topic) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .forEach(
            info -> asked.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  void xrayRow(String sha256) throws SQLException {
    execute(
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id)
        VALUES (?, 'ward-3', ?, 'JPEG', '', 10, 10, 'former')""",
        sha256,
        Timestamp.from(NOON));
  }

  void diagnose(String sha256) throws SQLException {
    xrayRow(sha256);
    diagnoseAgain(sha256);
  }

  void diagnoseAgain(String sha256) throws SQLException {
    execute(
        """
        INSERT INTO diagnosis (xray, model_version, probability, label, threshold, preprocessing, demo,
            worker, device, batch_size, queue_ms, decode_ms, inference_ms)
        VALUES (?, 1, 0.75, 'PNEUMONIA', 0.5, 'p', false, 'w', 'cpu', 1, 0, 0, 0)""",
        sha256);
  }

  void rejectionRow(String id) throws SQLException {
    execute(
        """
        INSERT INTO rejection (id, reason, detail, site, size_bytes, rejected_path, received_at)
        VALUES (?, 'not_an_image', '', 'ward-3', 7, '', now())""",
        id);
  }

  /** As archive retention notes what it may delete from now on. */
  void expireOriginals(Instant before) throws IOException {
    Files.createDirectories(folders().archive());
    Files.writeString(
        folders().archive().resolve(".retention.json"),
        "{\"expiredBefore\": \"%s\", \"retention\": \"P30D\"}".formatted(before));
  }

  /** As the database notes it. */
  void expireDiagnoses(Instant before) throws SQLException {
    execute(
        "INSERT INTO retention VALUES ('diagnoses', ?, interval '30 days', now())",
        Timestamp.from(before));
  }

  /** An erasure as the database notes it. */
  void erase(String sha256, Instant at) throws SQLException {
    execute(
        """
        WITH record AS (
            INSERT INTO erasure (who, subject, xrays, diagnoses, labels, rejections)
            VALUES ('anna', 'xray', 1, 1, 0, 0) RETURNING id)
        INSERT INTO erased_xray (sha256, erasure, at) SELECT ?, id, ? FROM record""",
        sha256,
        Timestamp.from(at));
  }

  /** As ingest notes an arrival in the archive. */
  void arrive(String sha256, String site, Instant at) throws IOException {
    Path lists = Files.createDirectories(folders().archive().resolve(".arrivals"));
    Files.writeString(
        lists.resolve(sha256.substring(0, 2) + ".tsv"),
        "%s\t%s\t%s\n".formatted(sha256, site, at),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  void modelVersion() throws SQLException {
    execute(
        """
        INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, created_at)
        VALUES (1, 'test', 'TRAINED', 'candidate', repeat('a', 64), '{}', now())""");
  }

  void execute(String sql, Object... parameters) throws SQLException {
    database.execute(sql, parameters);
  }
}
