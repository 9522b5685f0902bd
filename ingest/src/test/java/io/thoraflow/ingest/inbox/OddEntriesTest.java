package io.thoraflow.ingest.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.MutableClock;
import io.thoraflow.ingest.disk.PrivateNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OddEntriesTest {
  private static final int LEFT = 200;

  private final MutableClock clock = new MutableClock();
  private final Patience patience = new Patience(clock);
  @TempDir private Path inbox;

  @Test
  void ofVeryManyLinksALookBringsSomeAndTheNextTheRest() throws IOException {
    for (int link = 0; link < OddEntries.MOST + LEFT; link++) {
      Files.createSymbolicLink(inbox.resolve("link-" + link), Path.of("nowhere"));
    }
    OddEntries entries = entries();

    List<InboxFile> first = entries.find();
    for (InboxFile taken : first) {
      Files.delete(taken.path());
    }

    assertThat(first).hasSize(OddEntries.MOST);
    assertThat(entries.find()).hasSize(LEFT);
  }

  @Test
  void whatAnEarlierProcessHasTakenIsPutBack() throws IOException {
    Path site = Files.createDirectories(inbox.resolve("ward"));
    Path scan = Files.writeString(site.resolve("scan.dcm"), "content");
    Path taken = Files.move(scan, PrivateNames.taken(scan, true));

    assertThat(entries().find()).isEmpty();

    assertThat(scan).hasContent("content");
    assertThat(taken).doesNotExist();
  }

  @Test
  void aFileBelowAFolderThatCamelPassesOverIsRenamedIntoItsSitesFolder() throws IOException {
    Path odd = Files.createDirectories(inbox.resolve("ward 7/old.camelLock"));
    Files.writeString(odd.resolve("scan.dcm"), "content");
    OddEntries entries = entries();

    for (InboxFile file : entries.find()) {
      entries.rename(file);
    }

    try (Stream<Path> files = Files.list(inbox.resolve("ward 7"))) {
      assertThat(files.filter(Files::isRegularFile)).singleElement().satisfies(this::isPlain);
    }
    assertThat(odd).isEmptyDirectory();
  }

  private void isPlain(Path file) {
    assertThat(file).hasContent("content");
    assertThat(new InboxNames(inbox).isPlain(file)).isTrue();
    assertThat(new Sites(inbox).of(file)).isEqualTo("ward 7");
  }

  private OddEntries entries() {
    InboxConfig config = config();
    return new OddEntries(config, new TakenFiles(new InboxNames(config)), patience, clock);
  }

  private InboxConfig config() {
    return new InboxConfig(
        inbox,
        Duration.ZERO,
        Duration.ofMinutes(1),
        Duration.ofMillis(50),
        1 << 20,
        Optional.empty(),
        false);
  }
}
