package io.thoraflow.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondCopiesTest {
  @TempDir private Path archive;
  private Path first;
  private Path again;

  @BeforeEach
  void makePart() throws IOException {
    first = Files.createDirectories(archive.resolve("ab")).resolve("ab".repeat(32) + ".dcm");
    again = first.resolveSibling(first.getFileName() + ".again-" + UUID.randomUUID());
  }

  @Test
  void aSecondCopyGoes() throws IOException {
    Files.writeString(first, "content");
    Files.writeString(again, "content");

    SecondCopies.sweep(archive);

    assertThat(first).hasContent("content");
    assertThat(again).doesNotExist();
  }

  @Test
  void aSecondCopyWhoseFirstIsGoneTakesItsPlace() throws IOException {
    Files.writeString(again, "content");

    SecondCopies.sweep(archive);

    assertThat(first).hasContent("content");
    assertThat(again).doesNotExist();
  }

  /** Folders in the first ones' places; whichever order the pairs come in. */
  @Test
  void pairsThatCannotBeComparedDoNotStopTheOthers() throws IOException {
    Files.writeString(first, "content");
    Files.writeString(again, "content");
    for (int pair = 0; pair < 20; pair++) {
      Path folder = Files.createDirectory(first.resolveSibling("%064x.dcm".formatted(pair)));
      Files.writeString(
          folder.resolveSibling(folder.getFileName() + ".again-" + UUID.randomUUID()), "content");
    }

    SecondCopies.sweep(archive);

    assertThat(again).doesNotExist();
  }

  @Test
  void whatDiffersStays() throws IOException {
    Files.writeString(first, "content");
    Files.writeString(again, "other content");

    SecondCopies.sweep(archive);

    assertThat(first).hasContent("content");
    assertThat(again).hasContent("other content");
  }
}
