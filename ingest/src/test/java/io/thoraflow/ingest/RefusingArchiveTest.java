package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.testing.KafkaExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file whose record is acknowledged and that cannot be kept: it waits, and is not sent again. */
class RefusingArchiveTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration UNTIL_RETRY = Duration.ofSeconds(11);
  private static final int ROUNDS = 3;
  private static final int FILES = 30;
  private static final int FEW_INODES = 20;

  @TempDir Path root;
  private Workspace workspace;
  private final MutableClock clock = new MutableClock();

  @BeforeEach
  void openWorkspace() {
    workspace = new Workspace(root);
  }

  @Test
  void anXrayThatCannotBeArchivedIsSentOnceAndArchivedOnceItCan() throws Exception {
    byte[] content = Xrays.jpeg(1);
    String stuck = Workspace.sha256(content);
    Path inTheWay = workspace.archive().resolve(stuck.substring(0, 2));
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock);
        Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      Files.createFile(inTheWay);
      String unused = workspace.drop("stuck.jpg", content);
      received.awaitXray(stuck);
      for (int round = 0; round < ROUNDS; round++) {
        archiveAnother(round, stuck);
      }
      assertThat(workspace.waiting()).hasSize(1);

      Files.delete(inTheWay);

      awaitEmptyInbox();
      assertThat(inTheWay.resolve(stuck + ".jpg")).hasBinaryContent(content);
      assertThat(received.xrays(stuck)).hasSize(1);
      assertThat(ingest.metrics().counter("xray.received").count()).isEqualTo(1 + ROUNDS);
    }
  }

  /** Both files are taken in one look at the inbox. */
  private void archiveAnother(int round, String stuck) {
    byte[] content = Xrays.jpeg(10 + round);
    String sha256 = Workspace.sha256(content);
    assertThat(sha256.substring(0, 2)).isNotEqualTo(stuck.substring(0, 2));
    clock.advance(UNTIL_RETRY);
    String unused = workspace.drop("another-%d.jpg".formatted(round), content);
    await().atMost(LIMIT).until(() -> Files.exists(workspace.archive().resolve(path(sha256))));
  }

  @Test
  void aRejectionThatCannotBeKeptIsSentOnce() throws Exception {
    byte[] content = "no image".repeat(30).getBytes(StandardCharsets.UTF_8);
    String stuck = Workspace.sha256(content);
    Path inTheWay = Files.createDirectories(workspace.rejected().resolve(stuck + ".txt"));
    Files.createFile(inTheWay.resolve("full"));
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock);
        Topic rejected = new Topic(kafka.connection(), Topics.XRAY_REJECTED)) {
      assertThat(ingest.monitoringPort()).isPositive();
      String unused = workspace.drop("letter.txt", content);
      rejected.awaitRejection(rejection -> rejection.id().equals(stuck));
      for (int round = 0; round < ROUNDS; round++) {
        archiveAnother(round, stuck);
      }

      Files.delete(inTheWay.resolve("full"));
      Files.delete(inTheWay);

      awaitEmptyInbox();
      assertThat(inTheWay).hasBinaryContent(content);
      assertThat(rejected.rejections())
          .filteredOn(rejection -> rejection.id().equals(stuck))
          .hasSize(1);
    }
  }

  @Test
  void anArchiveWithoutInodesTakesNoFilesAndNoRecordIsSentTwice() throws Exception {
    Path archive = Files.createDirectories(workspace.archive());
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=16m,nr_inodes=" + FEW_INODES, "tmpfs", archive),
        "a small file system can be mounted");
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock);
        Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      List<String> dropped = new ArrayList<>();
      for (int number = 0; number < FILES; number++) {
        dropped.add(workspace.drop("scan-%d.jpg".formatted(number), Xrays.jpeg(100 + number)));
      }
      await().atMost(LIMIT).until(() -> !ingest.isReady());
      passRetries();
      assertThat(workspace.waiting()).isNotEmpty();

      Assumptions.assumeTrue(run("mount", "-o", "remount,nr_inodes=1000", archive));

      awaitEmptyInbox();
      await().atMost(LIMIT).until(ingest::isReady);
      assertThat(dropped).allSatisfy(sha256 -> assertThat(archive.resolve(path(sha256))).exists());
      assertThat(received.ids()).filteredOn(dropped::contains).containsOnlyOnceElementsOf(dropped);
    } finally {
      run("umount", archive);
    }
  }

  /** Many looks at the inbox, each at a time when stuck files are due. */
  private void passRetries() {
    AtomicInteger rounds = new AtomicInteger();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              clock.advance(UNTIL_RETRY);
              return rounds.incrementAndGet() > 2 * ROUNDS;
            });
  }

  private void awaitEmptyInbox() {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              clock.advance(UNTIL_RETRY);
              return workspace.waiting().isEmpty();
            });
  }

  private static String path(String sha256) {
    return "%s/%s.jpg".formatted(sha256.substring(0, 2), sha256);
  }

  private static boolean run(Object... command) throws IOException, InterruptedException {
    List<String> texts = List.of(command).stream().map(Object::toString).toList();
    return new ProcessBuilder(texts).redirectErrorStream(true).start().waitFor() == 0;
  }
}
