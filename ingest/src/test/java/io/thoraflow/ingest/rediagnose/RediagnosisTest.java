package io.thoraflow.ingest.rediagnose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.WantedVersion;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.Topic;
import io.thoraflow.ingest.Xrays;
import io.thoraflow.phantom.DicomHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RediagnosisTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final RadiographReader READER =
      new RadiographReader(RadiographPolicy.permissive());
  private static final int OLD = 1;
  private static final int SERVING = 2;

  @TempDir private Path archive;

  private final List<String> leftOut = new ArrayList<>();
  private long lastDone;
  private Rediagnosis rediagnosis;

  @BeforeEach
  void open() throws Exception {
    kafka.emptyTopics();
    database.clear();
    version(OLD);
    version(SERVING);
    rediagnosis =
        new Rediagnosis(database.dataSource(Role.DASHBOARD), kafka.connection(), archive, READER);
  }

  @Test
  void anOriginalIsSentAsIngestSentIt() throws Exception {
    // Given
    byte[] file = Xrays.dicom(1, DicomHeader.chest("4711"));
    String sha256 = store(file, "dcm", "DICOM", NOON);

    // When
    Rediagnosis.Counts counts = run(Optional.empty(), 10);

    // Then
    assertThat(counts).isEqualTo(new Rediagnosis.Counts(1, Map.of()));
    XrayMessage xray = received(sha256);
    assertThat(xray.image()).isEqualTo(READER.read(file).image().content());
    assertThat(xray.dicom()).isEqualTo(READER.read(file).facts());
    assertThat(xray.site()).isEqualTo("ward-3");
    assertThat(xray.receivedAt()).isEqualTo(NOON);
    assertThat(xray.archivePath()).isEqualTo(sha256.substring(0, 2) + "/" + sha256 + ".dcm");
    assertThat(xray.pseudonyms())
        .as("under the secret of that time")
        .isEqualTo(
            new Pseudonyms(
                "former",
                Optional.of("ab".repeat(32)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void aDeidentifiedCopyIsSentAsItsOriginalWas() throws Exception {
    // Given
    byte[] file = Xrays.dicom(2, DicomHeader.chest("4711"));
    String sha256 = store(file, "dcm", "DICOM", NOON);
    Files.write(
        path(sha256, "dcm"),
        Xrays.copy(file, new Pseudonymizer("a secret of 32 characters, or so")));

    // When
    Rediagnosis.Counts counts = run(Optional.empty(), 10);

    // Then
    assertThat(counts).isEqualTo(new Rediagnosis.Counts(1, Map.of()));
    XrayMessage xray = received(sha256);
    assertThat(xray.image()).isEqualTo(READER.read(file).image().content());
    assertThat(xray.dicom()).isEqualTo(READER.read(file).facts());
    assertThat(xray.pseudonyms().keyId()).isEqualTo("former");
  }

  @Test
  void onlyWhatTheVersionHasNotReadIsSent() throws Exception {
    String unread = store(Xrays.jpeg(1), "jpg", "JPEG", NOON);
    String readByTheOldOne = store(Xrays.jpeg(2), "jpg", "JPEG", NOON.plusSeconds(1));
    String read = store(Xrays.jpeg(3), "jpg", "JPEG", NOON.plusSeconds(2));
    diagnose(readByTheOldOne, OLD);
    diagnose(read, OLD);
    diagnose(read, SERVING);

    run(Optional.empty(), 10);

    assertThat(sent(2)).containsExactlyInAnyOrder(unread, readByTheOldOne);
    try (Topic topic = new Topic(kafka.connection(), Topics.XRAY_REDIAGNOSE)) {
      assertThat(WantedVersion.of(topic.awaitRecord(unread).headers())).hasValue(SERVING);
    }
  }

  @Test
  void theNewestComeFirstDownToADateAndUpToALimit() throws Exception {
    List<String> byAge = new ArrayList<>();
    for (int day = 0; day < 6; day++) {
      byAge.add(store(Xrays.jpeg(10 + day), "jpg", "JPEG", NOON.minus(Duration.ofDays(day))));
    }

    run(Optional.of(NOON.minus(Duration.ofDays(3))), 2);
    assertThat(sent(2)).containsExactlyInAnyOrderElementsOf(byAge.subList(0, 2));
    kafka.emptyTopics();
    run(Optional.of(NOON.minus(Duration.ofDays(3))), 100);
    assertThat(sent(4)).containsExactlyInAnyOrderElementsOf(byAge.subList(0, 4));
    assertThat(lastDone).isEqualTo(4);
  }

  @Test
  void pagesMissNoneOfThoseReceivedInTheSameMoment() throws Exception {
    List<String> all = new ArrayList<>();
    for (int number = 0; number < 7; number++) {
      all.add(store(Xrays.jpeg(20 + number), "jpg", "JPEG", NOON));
    }

    UnreadXrays unread =
        new UnreadXrays(database.dataSource(Role.DASHBOARD), SERVING, Optional.empty(), 2);

    assertThat(unread.count()).isEqualTo(7);
    assertThat(unread)
        .extracting(ArchivedXray::sha256)
        .containsExactlyElementsOf(all.stream().sorted((a, b) -> b.compareTo(a)).toList());
  }

  @Test
  void whatCannotBeSentIsListedAndCountedAndStopsNothing() throws Exception {
    // Given
    String missing = store(Xrays.jpeg(30), "jpg", "JPEG", NOON);
    Files.delete(path(missing, "jpg"));
    String changed = store(Xrays.jpeg(31), "jpg", "JPEG", NOON.plusSeconds(1));
    Files.write(path(changed, "jpg"), Xrays.jpeg(32));
    String unusable = store("no image".getBytes(UTF_8), "jpg", "JPEG", NOON.plusSeconds(2));
    String good = store(Xrays.jpeg(33), "jpg", "JPEG", NOON.minusSeconds(9));

    // When
    Rediagnosis.Counts counts = run(Optional.empty(), 1);

    // Then
    assertThat(counts)
        .isEqualTo(
            new Rediagnosis.Counts(
                1,
                Map.of(
                    "missing from the archive", 1L,
                    "changed in the archive", 1L,
                    "rejected now: not_an_image", 1L)));
    assertThat(leftOut)
        .containsExactly(
            unusable + " rejected now: not_an_image",
            changed + " changed in the archive",
            missing + " missing from the archive");
    assertThat(sent(1)).containsExactly(good);
  }

  @Test
  void thoseThatWaitForAWorkerAreCounted() throws Exception {
    WaitingXrays waiting = new WaitingXrays(kafka.connection(), "workers");
    assertThat(waiting.count()).isZero();
    for (int number = 0; number < 5; number++) {
      store(Xrays.jpeg(40 + number), "jpg", "JPEG", NOON);
    }
    run(Optional.empty(), 100);

    assertThat(waiting.count()).isEqualTo(5);
    readAll(Topics.rediagnosisGroup("workers"), 5);
    assertThat(waiting.count()).isZero();
  }

  private Rediagnosis.Counts run(Optional<Instant> since, long limit) {
    return rediagnosis.run(
        SERVING,
        since,
        limit,
        new RediagnosisListener() {
          @Override
          public void progress(long done, long total) {
            assertThat(done).isLessThanOrEqualTo(total);
            lastDone = done;
          }

          @Override
          public void left(String sha256, String reason) {
            leftOut.add(sha256 + " " + reason);
          }
        });
  }

  private static List<String> sent(int count) {
    try (Topic topic = new Topic(kafka.connection(), Topics.XRAY_REDIAGNOSE)) {
      return await().atMost(Duration.ofSeconds(30)).until(topic::ids, ids -> ids.size() >= count);
    }
  }

  private static XrayMessage received(String sha256) {
    try (Topic topic = new Topic(kafka.connection(), Topics.XRAY_REDIAGNOSE)) {
      return topic.awaitXray(sha256);
    }
  }

  private static void readAll(String group, int count) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka
                .connection()
                .with(
                    Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topics.XRAY_REDIAGNOSE));
      int read = 0;
      while (read < count) {
        read += consumer.poll(Duration.ofSeconds(1)).count();
      }
      consumer.commitSync();
    }
  }

  private Path path(String sha256, String extension) {
    return archive.resolve(sha256.substring(0, 2)).resolve(sha256 + "." + extension);
  }

  private String store(byte[] file, String extension, String format, Instant receivedAt)
      throws Exception {
    String sha256 = Sha256.of(file);
    Files.createDirectories(path(sha256, extension).getParent());
    Files.write(path(sha256, extension), file);
    database.execute(
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id,
            patient_pseudonym)
        VALUES (?, 'ward-3', ?, ?, ?, 10, 10, 'former', ?)""",
        sha256,
        Timestamp.from(receivedAt),
        format,
        archive.relativize(path(sha256, extension)).toString(),
        "ab".repeat(32));
    return sha256;
  }

  private static void version(int version) throws SQLException {
    database.execute(
        """
        INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, created_at)
        VALUES (?, 'test', 'TRAINED', 'candidate', repeat('a', 64), '{}', now())""",
        version);
  }

  private static void diagnose(String xray, int version) throws SQLException {
    database.execute(
        """
        INSERT INTO diagnosis (xray, model_version, probability, label, threshold, preprocessing, demo,
            worker, device, batch_size, queue_ms, decode_ms, inference_ms)
        VALUES (?, ?, 0.75, 'PNEUMONIA', 0.5, 'p', false, 'w', 'cpu', 1, 0, 0, 0)""",
        xray,
        version);
  }
}
