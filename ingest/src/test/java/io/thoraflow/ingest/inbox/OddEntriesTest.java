package io.thoraflow.ingest.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    OddEntries entries = new OddEntries(config(), patience, clock);

    List<InboxFile> first = entries.find();
    for (InboxFile taken : first) {
      Files.delete(taken.path());
    }

    assertThat(first).hasSize(OddEntries.MOST);
    assertThat(entries.find()).hasSize(LEFT);
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
