package io.thoraflow.standalone.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.testing.TopicRecords;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.Thoraflow;
import io.thoraflow.standalone.bench.StubModel;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.up.Pipeline;
import io.thoraflow.standalone.up.PipelineConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Marked files go through the whole pipeline; then everything it has written is searched for the
 * marks. Originals alone may hold them.
 */
@TestMethodOrder(OrderAnnotation.class)
class PrivacyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<String> TOPICS =
      List.of(Topics.XRAY_RECEIVED, Topics.XRAY_REJECTED, Topics.XRAY_DEAD, Topics.XRAY_REDIAGNOSE);
  private static final byte[] DIAGNOSED = Marks.dicom(1).build();
  private static final byte[] WRONG_PART =
      Marks.dicom(2).text(0x0018_0015, "CS", Marks.WORD).build();

  @TempDir private static Path root;
  private static DataFolder folder;
  private static Pipeline pipeline;
  private static Database database;

  @BeforeAll
  static void startWithAStub() throws Exception {
    folder = new DataFolder(root.resolve("data"));
    Settings settings = Settings.of(Map.of());
    pipeline =
        Pipeline.start(
            PipelineConfig.from(settings, folder, 1, 4)
                .withWorkerSettings(
                    Map.of(
                        "WORKER_DEVICE", "stub", "WORKER_STUB_MILLIS", "0", "LOG_LEVEL", "DEBUG")),
            new Console(System.out));
    Access access = new Access(folder, settings);
    database = access.database(pipeline.running().database(), Role.OWNER);
    try (Database trainer = access.database(pipeline.running().database(), Role.TRAINER)) {
      var unused = StubModel.publish(folder.models(), new ModelRegistry(trainer.dataSource()));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (pipeline != null) {
      database.close();
      pipeline.close();
    }
  }

  @Test
  @Order(1)
  void nothingButOriginalsHoldsWhatAFileSaysOfItsPatient() throws Exception {
    // Given
    drop("north/ZQMARK^Jane_19470311.dcm", DIAGNOSED);
    drop("north/ZQMARK Jane/19470311.dcm", WRONG_PART);
    drop("ZQMARK-view.dcm", Marks.dicom(3).text(0x0018_5101, "CS", "ZQMARK").build());
    drop("ZQMARK-modality.dcm", Marks.dicom(4).text(0x0008_0060, "CS", "ZQMARK").build());
    drop("ZQMARK-frames.dcm", Marks.dicom(5).text(0x0028_0008, "IS", Marks.WORD).build());
    drop("ZQMARK-color.dcm", Marks.dicom(6).text(0x0028_0004, "CS", Marks.WORD).build());
    drop("ZQMARK-syntax.dcm", Marks.dicom(7).transferSyntax("1.2." + Marks.NUMBER).build());
    drop("ZQMARK\n1.jpg", Marks.jpeg());
    drop("ZQMARK2.png", Marks.png());
    drop("ZQMARK3.jpg", Marks.dyingJpeg());
    drop("ZQMARK.txt", "Dear ZQMARK, born 19470311, ".repeat(20).getBytes(StandardCharsets.UTF_8));
    Files.createSymbolicLink(folder.inbox().resolve("ZQMARK-link.dcm"), Path.of("/etc/ZQMARK"));

    // When
    await().atMost(PATIENCE).until(() -> count("diagnosis") == 3 && count("rejection") == 9);
    await().atMost(PATIENCE).until(() -> files(folder.inbox()).isEmpty());

    // Then
    assertThat(marksIn(originals())).as("the search finds what is there").isNotEmpty();
    assertNothingIsMarked();
    assertThat(rows("xray", "patient_pseudonym IS NOT NULL")).hasSize(1);
  }

  @Test
  @Order(2)
  void anErasureLeavesNothingAndNothingComesBack() throws Exception {
    // Given: the first says what it would do.
    List<ConsumerRecord<byte[], byte[]>> messages = records(Topics.XRAY_RECEIVED);
    assertThat(run("erase", "--patient", Marks.PATIENT_ID)).isZero();
    assertThat(count("xray")).isEqualTo(3);

    // When
    assertThat(run("erase", "--yes", "--patient", Marks.PATIENT_ID)).isZero();
    resend(messages);

    // Then
    drop("later.dcm", Marks.dicom(9).text(0x0010_0020, "LO", "another").build());
    await().atMost(PATIENCE).until(() -> count("diagnosis") == 3);
    await().atMost(PATIENCE).until(() -> pipelineHasRead(messages.size() * 2L + 1));
    assertThat(rows("xray", "sha256 = '" + sha256(DIAGNOSED) + "'")).isEmpty();
    assertThat(rows("rejection", "sha256 = '" + sha256(WRONG_PART) + "'")).isEmpty();
    assertThat(originals())
        .noneMatch(file -> contains(file, Marks.PATIENT_ID))
        .hasSizeGreaterThanOrEqualTo(4);
    assertThat(rows("erasure", "true")).singleElement().asString().contains("patient,1,1,0,6");
    assertThat(Files.readString(folder.accessLog())).contains("erase patient").contains("preview");
    assertNothingIsMarked();
  }

  private static void assertNothingIsMarked() throws Exception {
    assertThat(marksIn(written())).as("files").isEmpty();
    for (String topic : TOPICS) {
      for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
        assertThat(marks(text(record))).as("a record of " + topic).isEmpty();
      }
    }
    for (String table : tables()) {
      assertThat(rows(table, "true")).as(table).allSatisfy(row -> assertThat(marks(row)).isEmpty());
    }
    for (var process : pipeline.running().processes()) {
      assertThat(marks(get(process.monitoring() + "/metrics"))).as(process.name()).isEmpty();
      assertThat(marks(get(process.monitoring() + "/health/ready"))).isEmpty();
    }
  }

  private static void drop(String name, byte[] content) throws IOException {
    Path target = folder.inbox().resolve(name);
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(".part");
    Files.write(part, content);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(".thoraflow.lock"))
          .toList();
    }
  }

  private static List<Path> originals() throws IOException {
    return Stream.concat(files(folder.archive()).stream(), files(folder.rejected()).stream())
        .filter(file -> !file.toString().endsWith(".json"))
        .toList();
  }

  /** Everything else: logs, Kafka's segments, PostgreSQL's tables and log, sidecars. */
  private static List<Path> written() throws IOException {
    List<Path> written = new ArrayList<>(files(folder.root()));
    written.removeAll(originals());
    written.removeIf(PrivacyTest::isInnocentSidecar);
    assertThat(written).anyMatch(file -> file.toString().endsWith("ingest.log"));
    assertThat(written).anyMatch(file -> file.toString().contains("xray.received-0"));
    assertThat(written).anyMatch(file -> file.toString().contains("pg_wal"));
    return written;
  }

  /** A header's value that was not understood stands in the sidecar alone, for its owner alone. */
  private static boolean isInnocentSidecar(Path file) {
    try {
      return file.startsWith(folder.rejected())
          && file.toString().endsWith(".json")
          && Files.getPosixFilePermissions(file)
              .equals(PosixFilePermissions.fromString("rw-------"))
          && marks(
                  new String(
                      Rejection.fromJson(Files.readAllBytes(file)).toJson(),
                      StandardCharsets.UTF_8))
              .isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> marksIn(List<Path> files) {
    return files.stream()
        .filter(file -> Marks.ALL.stream().anyMatch(mark -> contains(file, mark)))
        .map(file -> folder.root().relativize(file).toString())
        .toList();
  }

  private static boolean contains(Path file, String mark) {
    try {
      String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return content.contains(mark) || file.toString().contains(mark);
    } catch (IOException e) {
      return false; // Deleted meanwhile, as servers do with their temporary files.
    }
  }

  private static List<String> marks(String text) {
    return Marks.ALL.stream().filter(text::contains).toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return TopicRecords.of(kafka(), topic);
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder text = new StringBuilder();
    record.headers().forEach(header -> text.append(header.key()).append(latin(header.value())));
    return text.append(latin(record.key())).append(latin(record.value())).toString();
  }

  private static String latin(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** As a replay would. */
  private static void resend(List<ConsumerRecord<byte[], byte[]>> messages) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka().with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ConsumerRecord<byte[], byte[]> message : messages) {
        producer
            .send(
                new ProducerRecord<>(
                    message.topic(), null, null, message.key(), message.value(), message.headers()))
            .get();
      }
    }
  }

  private static boolean pipelineHasRead(long messages) throws Exception {
    try (var admin = org.apache.kafka.clients.admin.Admin.create(kafka().with(Map.of()))) {
      return admin
              .listConsumerGroupOffsets("inference-worker")
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()
              .stream()
              .filter(entry -> entry.getKey().topic().equals(Topics.XRAY_RECEIVED))
              .filter(entry -> entry.getValue() != null)
              .mapToLong(entry -> entry.getValue().offset())
              .sum()
          == messages;
    }
  }

  private static KafkaConnection kafka() {
    return new Access(folder, Settings.of(Map.of())).kafka(KafkaRole.AUDITOR);
  }

  private static List<String> tables() throws SQLException {
    return query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'thoraflow'"
            + " AND table_type = 'BASE TABLE'");
  }

  private static List<String> rows(String table, String condition) throws SQLException {
    return query("SELECT t::text FROM %s t WHERE %s".formatted(table, condition));
  }

  private static long count(String table) throws SQLException {
    return rows(table, "true").size();
  }

  private static List<String> query(String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  private static String get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static int run(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--data", folder.root().toString()));
    return Thoraflow.commandLine().execute(line.toArray(String[]::new));
  }

  private static String sha256(byte[] content) {
    return Sha256.of(content);
  }
}
