package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.contract.time.MonotonicClock;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.archive.ErasureOrder;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.retention.RetentionPermit;
import io.thoraflow.phantom.DicomHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From a file in the inbox to a record of a real broker and a file in the archive. */
class IngestTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration STABLE_FOR = Duration.ofSeconds(2);

  @TempDir Path root;
  private final MutableClock clock = new MutableClock();
  private Workspace workspace;
  private Topic received;
  private Topic rejected;

  @BeforeEach
  void readTopics() {
    workspace = new Workspace(root);
    received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED);
    rejected = new Topic(kafka.connection(), Topics.XRAY_REJECTED);
  }

  @AfterEach
  void closeReaders() {
    received.close();
    rejected.close();
  }

  @Test
  void aJpegFilePassesThroughAndItsOriginalIsArchivedByContent() throws IOException {
    byte[] jpeg = Xrays.jpeg(1);
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      String sha256 = workspace.drop("scan.jpg", jpeg);

      XrayMessage message = received.awaitXray(sha256);

      assertThat(message.sourceFormat()).isEqualTo(SourceFormat.JPEG);
      assertThat(message.site()).isEqualTo("default");
      assertThat(message.width()).isEqualTo(192);
      assertThat(message.dicom()).isEmpty();
      assertThat(message.pseudonyms().patient()).isEmpty();
      assertThat(message.receivedAt()).isEqualTo(clock.instant());
      Path original = workspace.archive().resolve(message.archivePath());
      await().until(() -> Files.exists(original));
      assertThat(Files.readAllBytes(original)).isEqualTo(jpeg);
      assertThat(workspace.waiting()).isEmpty();
      assertThat(ingest.metrics().counter(Metrics.RECEIVED).count()).isEqualTo(1);
    }
  }

  @Test
  void aClockThatIsAheadDeletesNothingUntilAPersonConfirmsIt() throws IOException {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
    String sha256 = Workspace.sha256(Xrays.jpeg(1));
    Path original = workspace.archive().resolve(sha256.substring(0, 2)).resolve(sha256 + ".jpg");
    Files.createDirectories(original.getParent());
    Files.write(original, Xrays.jpeg(1));
    RetentionPermit.SWEEP.give(workspace.archive());

    try (Ingest ingest =
        Ingest.start(workspace.config(kafka.connection(), Duration.ofDays(365)), ahead)) {
      await().until(() -> !RetentionPermit.SWEEP.isGiven(workspace.archive()));
      await().until(() -> gauge(ingest, Metrics.CLOCK_SKEW, "elapsed") > 86_400);
      assertThat(original).exists();

      RetentionPermit.CLOCK.give(workspace.archive());
      await().until(() -> Files.notExists(original));
      await().until(() -> ingest.metrics().counter(Metrics.ORIGINAL_EXPIRED).count() == 1);
    }
  }

  @Test
  void aClockThatIsSetBackDelaysNoFile() throws Exception {
    MutableClock machine = new MutableClock();
    IngestConfig config =
        workspace.config(kafka.connection(), Duration.ofMillis(600), Optional.empty());
    try (Ingest ingest =
        Ingest.start(config, machine, MonotonicClock.start(), DiskSpace::freeBytesOfDisk)) {
      await().until(ingest::isReady);
      String first = workspace.drop("before.jpg", Xrays.jpeg(3));
      machine.advance(Duration.ofDays(-400));
      String second = workspace.drop("after.jpg", Xrays.jpeg(4));

      received.awaitRecord(first);
      received.awaitRecord(second);
    }
  }

  @Test
  void whatComesAfterItsErasureCountsThoughTheClockIsBehind() throws IOException {
    String sha256 = Workspace.sha256(Xrays.jpeg(5));
    Files.createDirectories(workspace.archive());
    Instant erasedAt =
        ErasureOrder.of(workspace.archive())
            .erase(List.of(sha256), clock.instant().plus(Duration.ofDays(1)));

    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      workspace.drop("scan.jpg", Xrays.jpeg(5));

      ConsumerRecord<String, byte[]> record = received.awaitRecord(sha256);
      assertThat(XrayMessageCodec.decode(record.headers(), record.value()).receivedAt())
          .isAfter(erasedAt);
      await().until(() -> workspace.waiting().isEmpty());
      assertThat(ingest.isReady()).isTrue();
    }
  }

  private static double gauge(Ingest ingest, String name, String against) {
    return ingest.metrics().get(name).tag("against", against).gauge().value();
  }

  @Test
  void aDicomFileTravelsUnderPseudonymsKeyedByItsStudy() throws IOException {
    byte[] dicom = Xrays.dicom(2, DicomHeader.chest("Doe"));
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      String sha256 = workspace.drop("ward/IM000001", dicom);

      ConsumerRecord<String, byte[]> record = received.awaitRecord(sha256);

      XrayMessage message = XrayMessageCodec.decode(record.headers(), record.value());
      assertThat(message.sourceFormat()).isEqualTo(SourceFormat.DICOM);
      assertThat(message.pseudonyms().patient())
          .contains(new Pseudonymizer(Workspace.SECRET).patientIdOnly("PHANTOM-Doe"));
      assertThat(record.key()).isEqualTo(message.pseudonyms().study().orElseThrow());
      assertThat(message.dicom().orElseThrow().modality()).contains("DX");
      assertThat(message.archivePath()).endsWith(".dcm");
      assertThat(record.headers())
          .noneMatch(header -> contains(header.value(), "Doe") || header.key().contains("File"));
      assertThat(ingest.monitoringPort()).isPositive();
    }
  }

  @Test
  void theFirstFolderBelowTheInboxNamesTheSite() throws IOException {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      String top = workspace.drop("a.png", Xrays.png(3));
      String below = workspace.drop("Zürich Süd/2026/11/b.png", Xrays.png(4));
      String odd = workspace.drop("ward: 7<x>/c.png", Xrays.png(5));

      assertThat(received.awaitXray(top).site()).isEqualTo("default");
      assertThat(received.awaitXray(below).site()).isEqualTo("Zürich Süd");
      assertThat(received.awaitXray(odd).site()).isEqualTo("ward_ 7_x_");
      awaitEmptyInbox(ingest);
    }
  }

  @Test
  void aFileIsLeftAloneUntilItHasNotChangedForAWhile() throws IOException {
    IngestConfig config = workspace.config(kafka.connection(), STABLE_FOR, Optional.empty());
    try (Ingest ingest = Ingest.start(config, clock)) {
      byte[] jpeg = Xrays.jpeg(6);
      Path file = workspace.inbox().resolve("growing.jpg");
      Files.write(file, Xrays.truncated(jpeg));
      staysInTheInbox(file);
      clock.advance(Duration.ofSeconds(1));
      Files.write(file, jpeg);
      staysInTheInbox(file);
      clock.advance(Duration.ofMillis(1999));
      staysInTheInbox(file);

      clock.advance(Duration.ofMillis(1));

      received.awaitXray(Workspace.sha256(jpeg));
      awaitEmptyInbox(ingest);
    }
  }

  @Test
  void unfinishedNamesAreIgnored() throws IOException {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      for (String name : List.of(".hidden.jpg", "upload.tmp", "upload.jpg.PART")) {
        Files.write(workspace.inbox().resolve(name), Xrays.jpeg(7));
      }

      received.awaitXray(workspace.drop("finished.jpg", Xrays.jpeg(8)));

      assertThat(ingest.metrics().counter(Metrics.RECEIVED).count()).isEqualTo(1);
      assertThat(workspace.waiting()).hasSize(3);
    }
  }

  @Test
  void whereDoneFilesAreUsedAFileWaitsForItsOwn() throws IOException {
    IngestConfig config = workspace.config(kafka.connection(), STABLE_FOR, Optional.of(".done"));
    try (Ingest ingest = Ingest.start(config, clock)) {
      String sha256 = workspace.drop("scan.jpg", Xrays.jpeg(9));
      clock.advance(Duration.ofMinutes(1));
      staysInTheInbox(workspace.inbox().resolve("scan.jpg"));

      Files.createFile(workspace.inbox().resolve("scan.jpg.done"));

      received.awaitXray(sha256);
      awaitEmptyInbox(ingest);
    }
  }

  @Test
  void incompleteContentWaitsAndIsThenRejectedAsTruncated() throws IOException {
    byte[] half = Xrays.truncated(Xrays.jpeg(10));
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      String sha256 = workspace.drop("half.jpg", half);
      Path file = workspace.inbox().resolve("half.jpg");
      staysInTheInbox(file);
      clock.advance(Duration.ofSeconds(59));
      staysInTheInbox(file);

      clock.advance(Duration.ofSeconds(2));

      Rejection rejection = rejected.awaitRejection(answer -> answer.id().equals(sha256));
      assertThat(rejection.reason()).isEqualTo("truncated");
      awaitEmptyInbox(ingest);
    }
  }

  @Test
  void incompleteContentThatIsCompletedInTimeIsTaken() throws IOException {
    byte[] jpeg = Xrays.jpeg(11);
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      workspace.drop("slow/scan.jpg", Xrays.truncated(jpeg));
      Path file = workspace.inbox().resolve("slow/scan.jpg");
      staysInTheInbox(file);

      clock.advance(Duration.ofSeconds(30));
      Files.write(file, jpeg);

      received.awaitXray(Workspace.sha256(jpeg));
      awaitEmptyInbox(ingest);
      assertThat(rejected.rejections()).noneMatch(answer -> answer.site().equals("slow"));
    }
  }

  @Test
  void theSameContentTwiceIsKeptOnce() throws IOException {
    byte[] jpeg = Xrays.jpeg(12);
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      String sha256 = workspace.drop("first.jpg", jpeg);
      received.awaitXray(sha256);
      awaitEmptyInbox(ingest);

      workspace.drop("again/second.jpg", jpeg);

      await().until(() -> received.xrays(sha256).size() == 2);
      awaitEmptyInbox(ingest);
      assertThat(Workspace.entries(workspace.archive())).hasSize(1);
    }
  }

  @Test
  void filesThatWaitBeforeTheStartAllArriveOnce() throws IOException {
    List<String> dropped =
        LongStream.range(1000, 1200)
            .mapToObj(seed -> workspace.drop(seed + ".jpg", Xrays.jpeg(seed)))
            .toList();
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      awaitEmptyInbox(ingest);
      await()
          .untilAsserted(
              () ->
                  assertThat(received.ids().stream().filter(dropped::contains))
                      .containsExactlyInAnyOrderElementsOf(dropped));
      assertThat(Workspace.entries(workspace.archive())).hasSize(dropped.size());
    }
  }

  private void awaitEmptyInbox(Ingest ingest) {
    assertThat(ingest.monitoringPort()).isPositive();
    await().atMost(Duration.ofSeconds(30)).until(() -> workspace.waiting().isEmpty());
  }

  private static void staysInTheInbox(Path file) {
    await().during(Duration.ofMillis(300)).until(() -> Files.exists(file));
  }

  private static boolean contains(byte[] value, String text) {
    return new String(value, StandardCharsets.UTF_8).contains(text);
  }
}
