package io.thoraflow.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnmovedTest {
  private final Unmoved unmoved = new Unmoved(2);
  @TempDir private Path inbox;

  @Test
  void aFileThatHasChangedIsAnotherOne() throws IOException {
    InboxFile file = file("a");
    assertThat(unmoved.remember(file, () -> {})).isTrue();
    assertThat(unmoved.of(file)).isPresent();

    Files.writeString(file.path(), "changed");

    assertThat(unmoved.of(look(file.path()))).isEmpty();
  }

  @Test
  void itIsBoundedAndWhatOthersHaveTakenAwayMakesRoom() throws IOException {
    InboxFile first = file("a");
    assertThat(unmoved.remember(first, () -> {})).isTrue();
    assertThat(unmoved.remember(file("b"), () -> {})).isTrue();
    InboxFile third = file("c");
    assertThat(unmoved.remember(third, () -> {})).isFalse();
    assertThat(unmoved.remember(first, () -> {})).as("again").isTrue();

    Files.delete(first.path());

    assertThat(unmoved.remember(third, () -> {})).isTrue();
    assertThat(unmoved.of(third)).isPresent();
  }

  private InboxFile file(String name) throws IOException {
    return look(Files.writeString(inbox.resolve(name), name));
  }

  private static InboxFile look(Path path) throws IOException {
    return new InboxFile(path, "default", FileState.of(path), Instant.EPOCH);
  }
}
