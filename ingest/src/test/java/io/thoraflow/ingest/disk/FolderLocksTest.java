package io.thoraflow.ingest.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLocksTest {
  @TempDir private Path inbox;
  @TempDir private Path archive;
  @TempDir private Path other;

  @Test
  void aFolderIsHeldUntilItsHolderCloses() throws IOException {
    try (FolderLocks held = FolderLocks.take(folders(inbox, archive))) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> FolderLocks.take(folders(other, archive)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another ingest works on INGEST_ARCHIVE " + archive)
          .hasMessageContaining("stop it");
      assertThatThrownBy(() -> FolderLocks.take(folders(inbox, other)))
          .hasMessageContaining("INGEST_INBOX " + inbox);
    }

    FolderLocks.take(folders(inbox, other)).close();
  }

  /** To open it for writing would wait for a reader. */
  @Test
  void aPipeInTheLocksPlaceIsToldAndNotWaitedFor() throws Exception {
    Path pipe = inbox.resolve(PrivateNames.LOCK);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> FolderLocks.take(folders(other, inbox)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the lock file " + pipe + " of INGEST_ARCHIVE must be a file");
  }

  /** By another name, such as a link. */
  @Test
  void oneFolderUnderTwoNamesIsLockedOnce() throws IOException {
    Path link = Files.createSymbolicLink(other.resolve("link"), archive);

    FolderLocks.take(folders(archive, link)).close();
  }

  private static Map<String, Path> folders(Path first, Path second) {
    Map<String, Path> folders = new TreeMap<>();
    folders.put("INGEST_INBOX", first);
    folders.put("INGEST_ARCHIVE", second);
    return folders;
  }
}
