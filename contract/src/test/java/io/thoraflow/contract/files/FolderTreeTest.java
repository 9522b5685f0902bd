package io.thoraflow.contract.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
  @TempDir private Path root;

  @Test
  void aFolderGoesWithAllThatIsInItButNotWhatItsLinksLeadTo() throws Exception {
    // Given
    Path outside = Files.writeString(root.resolve("outside"), "stays");
    Path folder = Files.createDirectory(root.resolve("folder"));
    Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("file"), "goes");
    Files.createSymbolicLink(folder.resolve("link"), outside);

    // When
    FolderTree.delete(folder);

    // Then
    assertThat(folder).doesNotExist();
    assertThat(outside).hasContent("stays");
  }

  @Test
  void anAbsentFolderIsAnError() {
    assertThatThrownBy(() -> FolderTree.delete(root.resolve("absent")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
