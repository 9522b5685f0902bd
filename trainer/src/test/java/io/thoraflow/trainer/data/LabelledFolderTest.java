package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledFolderTest {
  @TempDir Path folder;

  @Test
  void filesAreSortedByClassAndName() throws Exception {
    Path pneumonia = file("PNEUMONIA/a.png");
    Path second = file("NORMAL/b.dcm");
    Path first = file("NORMAL/a.jpg");
    file("NORMAL/.DS_Store");

    assertThat(LabelledFolder.list(folder))
        .containsExactly(
            new LabelledFile(first, 0),
            new LabelledFile(second, 0),
            new LabelledFile(pneumonia, 1));
  }

  @Test
  void aClassWithoutImagesIsNamed() throws Exception {
    file("NORMAL/a.jpg");
    assertThatThrownBy(() -> LabelledFolder.list(folder))
        .isInstanceOf(InvalidDataSetException.class)
        .hasMessage(
            folder.resolve("PNEUMONIA") + " must be a folder with images, at least 1, but has 0");
  }

  private Path file(String name) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}
