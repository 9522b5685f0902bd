package io.thoraflow.ingest.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.ingest.disk.PrivateNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxWatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path inbox;

  @Test
  void whatIsLeftAloneForItsNameIsCountedBesideWhatWaits() throws IOException {
    for (String name :
        List.of(
            "scan.dcm",
            "scan.dcm.FilePart",
            "scan.crdownload",
            "scan.writing",
            ".DS_Store",
            "._scan.dcm",
            "Thumbs.db",
            "ward/@eaDir/scan.dcm",
            "ward/@eaDir/other.dcm",
            "lost+found/scan.dcm",
            ".thumbnails/scan.dcm",
            "scan.dcm.done",
            PrivateNames.LOCK)) {
      Path file = inbox.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    Files.createFile(PrivateNames.taken(inbox.resolve("taken.dcm"), true));
    InboxConfig config =
        new InboxConfig(
            inbox,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            1 << 20,
            Optional.of(".done"),
            false,
            List.of(".writing"));

    try (InboxWatch watch = InboxWatch.start(config, Clock.systemUTC(), Clock.systemUTC())) {
      await().atMost(LIMIT).until(() -> watch.files() > 0);
      assertThat(watch.files()).as("one, and one that is taken").isEqualTo(2);
      assertThat(watch.ignored()).as("six files and two folders").isEqualTo(8);
      assertThat(watch.unreadable()).isZero();
      assertThat(watch.problem()).isEmpty();
    }
  }

  @Test
  void aFolderThatMayNotBeReadIsTold() throws IOException {
    Path closed = Files.createDirectories(inbox.resolve("ward/Doe"));
    Path unused = Files.createDirectories(inbox.resolve("lost+found"));
    for (Path folder : List.of(closed, unused)) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("-wx--x--x"));
    }
    Assumptions.assumeThat(closed.toFile().canRead())
        .as("the superuser may read everything: see the test below")
        .isFalse();

    assertTold("AccessDeniedException");
  }

  /** Its path is longer than the system takes: nobody can read it, not even the superuser. */
  @Test
  void aFolderThatIsTooDeepToBeReadIsTold() throws IOException {
    String half = ("d".repeat(200) + "/").repeat(11);
    Path upper = Files.createDirectories(inbox.resolve("ward").resolve(half));
    Path lower = Files.createDirectories(inbox.resolve("lower"));
    Files.createDirectories(lower.resolve(half));
    Files.move(lower, upper.resolve("lower"));
    try {
      assertTold("File name too long");
    } finally {
      Files.move(upper.resolve("lower"), lower);
    }
  }

  private void assertTold(String reason) {
    InboxConfig config =
        new InboxConfig(
            inbox, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1 << 20, Optional.empty(), false);
    try (InboxWatch watch = InboxWatch.start(config, Clock.systemUTC(), Clock.systemUTC())) {
      await().atMost(LIMIT).until(() -> watch.problem().isPresent());
      assertThat(watch.unreadable()).isEqualTo(1);
      assertThat(watch.problem().orElseThrow())
          .contains("a folder of site ward", reason)
          .doesNotContain("Doe");
    }
  }
}
