package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.embedded.testing.ProcessLog;
import io.thoraflow.ingest.archive.ArchiveContent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The disk of archive or rejected files goes away while files arrive: they wait, none is sent
 * twice, readiness and a line or two of the log say why, and all goes on once it is back.
 */
class MissingArchiveTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration UNTIL_RETRY = Duration.ofSeconds(11);
  private static final AtomicInteger NUMBER = new AtomicInteger(500);
  private static final int RETRIES = 5;
  private static final int FILES = 12;

  /** That the archive takes nothing, of which file that was noticed, and of how many more. */
  private static final int FEW_LINES = 3;

  @RegisterExtension final ProcessLog log = new ProcessLog();

  @TempDir private Path root;
  private Workspace workspace;
  private final MutableClock clock = new MutableClock();

  @BeforeEach
  void openWorkspace() {
    workspace = new Workspace(root);
  }

  /** What is left of a disk that is unmounted is the folder that it was mounted on. */
  @ParameterizedTest
  @EnumSource
  void anArchiveThatIsUnmounted(ArchiveContent content) throws Exception {
    Path mounted = root.resolve("mounted");
    filesArriveWhile(
        content,
        "is its disk mounted?",
        () -> {
          Files.move(workspace.archive(), mounted);
          Files.createDirectory(workspace.archive());
        },
        () -> {
          Files.delete(workspace.archive());
          Files.move(mounted, workspace.archive());
        });
  }

  @ParameterizedTest
  @EnumSource
  void anArchiveWhoseFolderIsGone(ArchiveContent content) throws Exception {
    Path elsewhere = root.resolve("elsewhere");
    filesArriveWhile(
        content,
        "is not there",
        () -> Files.move(workspace.archive(), elsewhere),
        () -> Files.move(elsewhere, workspace.archive()));
  }

  /** Mounted once more, as the lock that ingest holds does not let the first mount change. */
  @ParameterizedTest
  @EnumSource
  void anArchiveThatIsReadOnly(ArchiveContent content) throws Exception {
    Path archive = Files.createDirectories(workspace.archive());
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", archive),
        "a small file system can be mounted");
    try {
      filesArriveWhile(
          content,
          "the archive takes no files",
          () -> {
            assertThat(run("mount", "--bind", archive, archive)).isTrue();
            assertThat(run("mount", "-o", "remount,bind,ro", archive)).isTrue();
          },
          () -> assertThat(run("umount", archive)).isTrue());
    } finally {
      run("umount", archive);
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private void filesArriveWhile(ArchiveContent content, String problem, Step away, Step back)
      throws Exception {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection(), content), clock);
        Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      List<String> dropped = new ArrayList<>(List.of(drop()));
      awaitEmptyInbox();
      assertThat(ingest.isReady()).isTrue();

      // When
      away.run();
      for (int file = 0; file < FILES; file++) {
        dropped.add(drop());
      }

      // Then
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(readiness(ingest)).contains("stay in the inbox").contains(problem));
      passRetries();
      assertThat(workspace.waiting()).hasSize(FILES);
      assertThat(log.unusual()).hasSizeBetween(1, FEW_LINES);

      // When
      back.run();

      // Then
      awaitEmptyInbox();
      await().atMost(LIMIT).until(ingest::isReady);
      assertThat(dropped).allSatisfy(sha256 -> assertThat(kept(sha256)).exists());
      await().atMost(LIMIT).until(() -> received.ids().containsAll(dropped));
      assertThat(received.ids()).filteredOn(dropped::contains).containsOnlyOnceElementsOf(dropped);
      assertThat(log.unusual()).hasSizeBetween(1, FEW_LINES);
    }
  }

  @Test
  void aFolderOfRejectedFilesThatIsUnmounted() throws Exception {
    Path mounted = root.resolve("mounted");
    byte[] letter = "no image".repeat(30).getBytes(StandardCharsets.UTF_8);
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), clock);
        Topic rejected = new Topic(kafka.connection(), Topics.XRAY_REJECTED)) {
      Files.move(workspace.rejected(), mounted);
      Files.createDirectory(workspace.rejected());
      String sha256 = workspace.drop("letter.txt", letter);
      await().atMost(LIMIT).until(() -> readiness(ingest).contains("stay in the inbox"));
      passRetries();
      assertThat(workspace.waiting()).hasSize(1);

      Files.delete(workspace.rejected());
      Files.move(mounted, workspace.rejected());

      awaitEmptyInbox();
      await().atMost(LIMIT).until(ingest::isReady);
      assertThat(workspace.rejected().resolve(sha256 + ".txt")).hasBinaryContent(letter);
      rejected.awaitRejection(rejection -> rejection.id().equals(sha256));
      assertThat(rejected.rejections())
          .filteredOn(rejection -> rejection.id().equals(sha256))
          .hasSize(1);
      assertThat(log.unusual()).hasSizeBetween(1, FEW_LINES);
    }
  }

  /** One that no other test has sent. */
  private String drop() {
    int number = NUMBER.getAndIncrement();
    return workspace.drop("ward/%d.jpg".formatted(number), Xrays.jpeg(number));
  }

  private Path kept(String sha256) {
    return workspace.archive().resolve("%s/%s.jpg".formatted(sha256.substring(0, 2), sha256));
  }

  /** Looks at the inbox, each at a time when stuck files are due. */
  private void passRetries() {
    AtomicInteger rounds = new AtomicInteger();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              clock.advance(UNTIL_RETRY);
              return rounds.incrementAndGet() > RETRIES;
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

  private static String readiness(Ingest ingest) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d/health/ready".formatted(ingest.monitoringPort()));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static boolean run(Object... command) throws IOException, InterruptedException {
    List<String> texts = List.of(command).stream().map(Object::toString).toList();
    return new ProcessBuilder(texts).redirectErrorStream(true).start().waitFor() == 0;
  }
}
