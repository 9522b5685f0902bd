package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.phantom.DicomHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What cannot become a diagnosis ends beside its reason, and never stops the others. */
class RejectionTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final DicomHeader CHEST = DicomHeader.chest("Doe");

  @TempDir Path root;
  private final MutableClock clock = new MutableClock();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private Workspace workspace;
  private Topic received;
  private Topic rejected;

  @BeforeEach
  void readTopicsAndLog() {
    workspace = new Workspace(root);
    received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED);
    rejected = new Topic(kafka.connection(), Topics.XRAY_REJECTED);
    PrintStream captured = new PrintStream(log, true, StandardCharsets.UTF_8);
    System.setOut(captured);
    System.setErr(captured);
  }

  @AfterEach
  void closeReadersAndShowLog() {
    System.setOut(out);
    System.setErr(err);
    out.print(log.toString(StandardCharsets.UTF_8));
    received.close();
    rejected.close();
  }

  @Test
  void everyUnusableFileIsKeptBesideItsReasonAndAnnounced() throws IOException {
    Map<String, byte[]> files =
        Map.of(
            "not_an_image",
                "John Doe, born 1950: a letter, and no image at all"
                    .repeat(9)
                    .getBytes(StandardCharsets.UTF_8),
            "body_part", Xrays.dicom(20, CHEST.withBodyPart("ANKLE")),
            "view_position", Xrays.dicom(21, CHEST.withViewPosition("LL")),
            "modality", Xrays.dicom(22, CHEST.withModality("CT")));
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      files.forEach((reason, content) -> workspace.drop("Doe^John/" + reason + ".dcm", content));
      String good = workspace.drop("good.png", Xrays.png(23));

      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        String sha256 = Workspace.sha256(file.getValue());
        Rejection rejection = rejected.awaitRejection(answer -> answer.id().equals(sha256));
        assertThat(rejection.reason()).isEqualTo(file.getKey());
        assertThat(rejection.sha256()).contains(sha256);
        assertThat(rejection.sizeBytes()).isEqualTo(file.getValue().length);
        Path kept = workspace.rejected().resolve(rejection.rejectedPath());
        await().until(() -> Files.exists(kept));
        assertThat(kept).hasBinaryContent(file.getValue());
        assertThat(
                Rejection.fromJson(
                    Files.readAllBytes(workspace.rejected().resolve(sha256 + ".json"))))
            .isEqualTo(rejection);
        assertThat(counted(ingest, file.getKey())).isEqualTo(1);
      }
      received.awaitXray(good);
      await().until(() -> workspace.waiting().isEmpty());
    }
    assertNamelessLog("body_part");
  }

  @Test
  void aFileAboveTheSizeLimitIsRejectedUnread() throws IOException {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      workspace.drop("scan.dcm", new byte[(int) Workspace.MAX_FILE_BYTES + 1]);

      Rejection rejection = rejected.awaitRejection(answer -> answer.reason().equals("too_large"));

      assertThat(rejection.sha256()).isEmpty();
      assertThat(rejection.id()).hasSize(36);
      await().until(() -> workspace.waiting().isEmpty());
      assertThat(workspace.rejected().resolve(rejection.id() + ".dcm")).exists();
      assertThat(counted(ingest, "too_large")).isEqualTo(1);
    }
  }

  @Test
  void whatWasNotUnderstoodStandsInTheSidecarForItsOwnerAlone() throws IOException {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      DicomHeader header = DicomHeader.chest("Doe").withBodyPart("DOE^JANE");
      String sha256 = workspace.drop("odd.dcm", Xrays.dicom(35, header));

      Rejection rejection = rejected.awaitRejection(answer -> answer.id().equals(sha256));

      Path sidecar = workspace.rejected().resolve(sha256 + ".json");
      await().until(() -> workspace.waiting().isEmpty());
      assertThat(rejection.reason()).isEqualTo("body_part_not_understood");
      assertThat(rejection.toString()).doesNotContain("JANE");
      assertThat(Files.readString(sidecar))
          .contains(
              "\"found\":{\"place\":\"Body Part Examined (0018,0015)\",\"text\":\"DOE^JANE\"}");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sidecar)))
          .isEqualTo("rw-------");
      assertThat(Rejection.fromJson(Files.readAllBytes(sidecar))).isEqualTo(rejection);
      assertThat(counted(ingest, "body_part_not_understood")).isEqualTo(1);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("JANE");
  }

  @Test
  void anEmptyFileIsGivenTimeBeforeItIsRejected() throws IOException {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      String sha256 = workspace.drop("empty.jpg", new byte[0]);
      await().during(Duration.ofMillis(300)).until(() -> workspace.waiting().size() == 1);

      clock.advance(Duration.ofSeconds(61));

      assertThat(rejected.awaitRejection(answer -> answer.id().equals(sha256)).reason())
          .isEqualTo("empty_file");
      assertThat(ingest.isReady()).isTrue();
    }
  }

  @Test
  void linksAndPipesAreMovedAwayThemselvesAndNeverFollowed() throws Exception {
    Path outside = Files.createDirectories(root.resolve("outside"));
    Path secret = Files.write(outside.resolve("Doe.jpg"), Xrays.jpeg(24));
    Files.createDirectories(workspace.inbox());
    Files.createSymbolicLink(workspace.inbox().resolve("Doe-link.jpg"), secret);
    Files.createSymbolicLink(workspace.inbox().resolve("Doe-folder"), outside);
    run("mkfifo", workspace.inbox().resolve("Doe-pipe.jpg").toString());
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      String good = workspace.drop("good.jpg", Xrays.jpeg(25));
      received.awaitXray(good);

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> counted(ingest, "not_a_regular_file") == 3);

      await().until(() -> workspace.waiting().isEmpty());
      assertThat(secret).exists();
      assertThat(Workspace.entries(workspace.rejected()))
          .hasSize(6)
          .filteredOn(Files::isSymbolicLink)
          .hasSize(2);
      assertThat(received.xrays(Workspace.sha256(Xrays.jpeg(24)))).isEmpty();
    }
    assertNamelessLog("takes X-rays");
  }

  @Test
  void strangeNamesAreNoObstacle() throws Exception {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      String newline = workspace.drop("Doe\nJohn.jpg", Xrays.jpeg(26));
      String dots = workspace.drop("..Doe/....jpg", Xrays.jpeg(27));
      String dotsInside = workspace.drop("Doe..John/a..b.jpg", Xrays.jpeg(28));
      String backslash = workspace.drop("back\\slash\\Doe.jpg", Xrays.jpeg(29));
      String question = workspace.drop("Doe? 100% #1 ${x}&.jpg", Xrays.jpeg(30));
      String noText = Workspace.sha256(Xrays.jpeg(31));
      run(
          "sh",
          "-c",
          "mv \"$1\" \"$2/$(printf 'Doe\\377\\200.jpg')\"",
          "sh",
          Files.write(root.resolve("prepared"), Xrays.jpeg(31)).toString(),
          workspace.inbox().toString());

      assertThat(received.awaitXray(newline).site()).isEqualTo("default");
      assertThat(received.awaitXray(dotsInside).site()).isEqualTo("Doe..John");
      received.awaitXray(backslash);
      received.awaitXray(question);
      received.awaitXray(noText);
      assertThat(received.xrays(dots)).as("dot folders are hidden").isEmpty();
      await().until(() -> workspace.waiting().size() == 1);
      assertThat(ingest.isReady()).isTrue();
    }
    assertNamelessLog("takes X-rays");
  }

  @Test
  void aFileThatMayNotBeReadStaysAndTheOthersGoOn() throws IOException {
    Assumptions.assumeThat(System.getProperty("user.name"))
        .as("the superuser may read everything: nothing to test")
        .isNotEqualTo("root");
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      workspace.drop("Doe.jpg", Xrays.jpeg(32));
      Files.setPosixFilePermissions(workspace.inbox().resolve("Doe.jpg"), Set.of());

      received.awaitXray(workspace.drop("good.jpg", Xrays.jpeg(33)));

      assertThat(workspace.waiting()).hasSize(1);
      assertThat(ingest.isReady()).isTrue();
    }
    assertNamelessLog("takes X-rays");
  }

  @Test
  void filesThatVanishDoNotStopTheOthers() throws IOException {
    int files = 200;
    for (int seed = 0; seed < files; seed++) {
      workspace.drop("Doe-" + seed + ".jpg", Xrays.jpeg(2000 + seed));
    }
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock)) {
      await().until(() -> ingest.metrics().counter(Metrics.RECEIVED).count() > 5);
      for (Path file : workspace.waiting()) {
        Files.deleteIfExists(file);
      }

      received.awaitXray(workspace.drop("good.jpg", Xrays.jpeg(34)));

      await().until(() -> workspace.waiting().isEmpty());
    }
    assertNamelessLog("takes X-rays");
  }

  private void assertNamelessLog(String expected) {
    assertThat(log.toString(StandardCharsets.UTF_8)).contains(expected).doesNotContain("Doe");
  }

  private static double counted(Ingest ingest, String reason) {
    return ingest.metrics().counter(Metrics.REJECTED, "reason", reason).count();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
