package io.thoraflow.ingest.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStateTest {
  @TempDir private Path folder;

  @Test
  void anEntryKeepsItsIdUntilItIsWrittenTo() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "four");
    UUID id = FileState.of(file).id();

    Path moved = Files.move(file, folder.resolve("b"));
    assertThat(FileState.of(moved).id()).isEqualTo(id);

    Files.setLastModifiedTime(moved, FileTime.fromMillis(4711));
    assertThat(FileState.of(moved).id()).isNotEqualTo(id);
  }

  @Test
  void twoEntriesHaveTwoIds() throws IOException {
    FileTime time = FileTime.fromMillis(4711);
    Path one = Files.writeString(folder.resolve("a"), "four");
    Path other = Files.writeString(folder.resolve("b"), "four");
    Files.setLastModifiedTime(one, time);
    Files.setLastModifiedTime(other, time);

    assertThat(FileState.of(one).id()).isNotEqualTo(FileState.of(other).id());
  }
}
