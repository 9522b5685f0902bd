package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.archive.ArchiveContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The inbox on another mount than the archive, as with Compose and Kubernetes, and a sender that
 * puts the next X-ray under the same name as soon as the archive has the one before.
 */
class OtherMountTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Path OTHER_MOUNT = Path.of("/dev/shm");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int FILES = 15;

  @TempDir private Path disk;
  private Path root;
  private Path inbox;

  @BeforeEach
  void putTheArchiveElsewhere() throws IOException {
    Assumptions.assumeThat(OTHER_MOUNT).as("a second file system").isDirectory().isWritable();
    Assumptions.assumeThat(Files.getFileStore(OTHER_MOUNT)).isNotEqualTo(Files.getFileStore(disk));
    root = Files.createTempDirectory(OTHER_MOUNT, "thoraflow");
    inbox = Files.createDirectory(root.resolve("inbox"));
    Files.createSymbolicLink(
        root.resolve("archive"), Files.createDirectory(disk.resolve("archive")));
  }

  @AfterEach
  void removeIt() throws IOException {
    if (root != null) {
      try (Stream<Path> entries = Files.walk(root)) {
        for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(entry);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyXrayThatComesUnderTheSameNameIsRead(ArchiveContent content) throws Exception {
    List<String> sent = new ArrayList<>();
    try (Ingest ingest =
            Ingest.start(
                new Workspace(root).config(kafka.connection(), content), new MutableClock());
        Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      Path archive = root.resolve("archive");
      for (int number = 0; number < FILES; number++) {
        byte[] xray = Xrays.jpeg(7000 + 100 * content.ordinal() + number);
        Path next = Files.write(inbox.resolve(".next"), xray);
        if (!sent.isEmpty()) {
          awaitBusily(archive.resolve(path(sent.get(sent.size() - 1))));
        }
        Files.move(next, inbox.resolve("same.jpg"), StandardCopyOption.ATOMIC_MOVE);
        sent.add(Workspace.sha256(xray));
      }

      await().atMost(LIMIT).until(() -> received.ids().containsAll(sent));
      await().atMost(LIMIT).until(() -> Workspace.entries(inbox).isEmpty());
      assertThat(sent).allSatisfy(sha256 -> assertThat(archive.resolve(path(sha256))).exists());
      assertThat(ingest.isReady()).isTrue();
    }
  }

  /** Without a pause, so that the next file comes within the window. */
  private static void awaitBusily(Path file) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!Files.exists(file) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(file).exists();
  }

  private static String path(String sha256) {
    return "%s/%s.jpg".formatted(sha256.substring(0, 2), sha256);
  }
}
