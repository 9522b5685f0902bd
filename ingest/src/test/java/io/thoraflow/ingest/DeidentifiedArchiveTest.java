package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.deidentify.Seal;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.testing.MarkedFiles;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.archive.ArchiveContent;
import io.thoraflow.phantom.DicomHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An archive that keeps copies without the patient. */
class DeidentifiedArchiveTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  @TempDir Path root;
  private final MutableClock clock = new MutableClock();
  private Workspace workspace;
  private Topic received;

  @BeforeEach
  void readTopics() {
    workspace = new Workspace(root);
    received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED);
  }

  @AfterEach
  void closeReader() {
    received.close();
  }

  private static byte[] dicom(int shade) {
    int[] samples = MarkedFiles.samples(8);
    samples[0] = shade;
    return MarkedFiles.dicom(8, samples)
        .text(0x0008_0008, "CS", "ORIGINAL\\PRIMARY")
        .text(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.1.1")
        .text(0x0008_0068, "CS", "FOR PRESENTATION")
        .text(0x0020_0020, "CS", "L\\F")
        .text(0x0018_0015, "CS", "CHEST")
        .text(0x0018_5101, "CS", "PA")
        .build();
  }

  @Test
  void whatIsKeptSaysNothingOfThePatientAndTheMessageIsTheSame() throws IOException {
    // Given
    Map<String, byte[]> files =
        Map.of(
            "north/ZQMARK^Jane.dcm", dicom(1),
            "ZQMARK-19470311.jpg", MarkedFiles.withSegments(Xrays.jpeg(301)),
            "ZQMARK.png", MarkedFiles.withText(Xrays.png(302)));
    RadiographReader reader = new RadiographReader(RadiographPolicy.standard());
    try (Ingest ingest = start(ArchiveContent.DEIDENTIFIED)) {
      // When
      files.forEach(workspace::drop);

      // Then
      awaitEmptyInbox(ingest);
      for (byte[] original : files.values()) {
        String sha256 = Workspace.sha256(original);
        XrayMessage message = received.awaitXray(sha256);
        Path copy = workspace.archive().resolve(message.archivePath());
        assertThat(Seal.isOf(copy, sha256)).isTrue();
        assertThat(message.image()).isEqualTo(reader.read(original).image().content());
        assertThat(message.image())
            .isEqualTo(reader.read(Files.readAllBytes(copy)).image().content());
      }
      assertThat(Workspace.entries(workspace.archive()))
          .hasSize(files.size())
          .allSatisfy(file -> assertThat(text(file)).doesNotContain(MarkedFiles.MARKS))
          .allSatisfy(file -> assertThat(file.toString()).doesNotContain(MarkedFiles.MARKS.get(0)));
    }
  }

  @Test
  void aFileThatComesTwiceIsKeptOnceAndStaysAsItIs() throws IOException {
    try (Ingest ingest = start(ArchiveContent.DEIDENTIFIED)) {
      String sha256 = workspace.drop("first.dcm", dicom(2));
      awaitEmptyInbox(ingest);
      Path copy = Workspace.entries(workspace.archive()).get(0);
      Object before = Files.getAttribute(copy, "unix:ctime");

      workspace.drop("second.dcm", dicom(2));

      await().until(() -> received.xrays(sha256).size() == 2);
      awaitEmptyInbox(ingest);
      assertThat(Workspace.entries(workspace.archive())).containsExactly(copy);
      assertThat(Files.getAttribute(copy, "unix:ctime")).isEqualTo(before);
    }
  }

  @Test
  void anOriginalThatComesAgainGivesWayToItsCopy() throws IOException {
    byte[] original = dicom(3);
    String sha256;
    try (Ingest ingest = start(ArchiveContent.ORIGINAL)) {
      sha256 = workspace.drop("first.dcm", original);
      awaitEmptyInbox(ingest);
    }
    Path kept = Workspace.entries(workspace.archive()).get(0);
    assertThat(Files.readAllBytes(kept)).isEqualTo(original);

    try (Ingest ingest = start(ArchiveContent.DEIDENTIFIED)) {
      workspace.drop("second.dcm", original);
      awaitEmptyInbox(ingest);
    }

    assertThat(Workspace.entries(workspace.archive())).containsExactly(kept);
    assertThat(Seal.of(kept)).isPresent();
    assertThat(Seal.isOf(kept, sha256)).isTrue();
  }

  @Test
  void rejectedFilesStayAsTheyCame() throws IOException {
    byte[] lateral = Xrays.dicom(305, DicomHeader.chest("Doe").withViewPosition("LL"));
    try (Ingest ingest = start(ArchiveContent.DEIDENTIFIED)) {
      String sha256 = workspace.drop("lateral.dcm", lateral);

      awaitEmptyInbox(ingest);

      assertThat(Files.readAllBytes(workspace.rejected().resolve(sha256 + ".dcm")))
          .isEqualTo(lateral);
      assertThat(Workspace.entries(workspace.archive())).isEmpty();
    }
  }

  private Ingest start(ArchiveContent content) throws IOException {
    return Ingest.start(workspace.config(kafka.connection(), content), clock);
  }

  private void awaitEmptyInbox(Ingest ingest) {
    assertThat(ingest.monitoringPort()).isPositive();
    await().atMost(Duration.ofSeconds(30)).until(() -> workspace.waiting().isEmpty());
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
