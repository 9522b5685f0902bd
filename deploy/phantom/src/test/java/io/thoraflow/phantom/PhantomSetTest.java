package io.thoraflow.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomSetTest {
  @TempDir Path directory;

  @Test
  void everyClassGetsItsFolderWithAllThreeFormats() throws IOException {
    List<Path> files = PhantomSet.write(directory, 3, 42);

    assertThat(files).hasSize(6).allMatch(Files::isRegularFile);
    for (Finding finding : Finding.values()) {
      assertThat(files)
          .filteredOn(file -> file.getParent().endsWith(finding.name()))
          .extracting(file -> file.getFileName().toString())
          .containsExactly("phantom-2a-0000.jpg", "phantom-2a-0001.png", "phantom-2a-0002.dcm");
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOtherOnes() throws IOException {
    Set<String> contents = new HashSet<>();
    for (long seed : new long[] {1, 1, 2}) {
      for (Path file : PhantomSet.write(directory.resolve("set"), 3, seed)) {
        contents.add(HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }

    assertThat(contents).hasSize(12);
  }
}
