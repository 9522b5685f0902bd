package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path root;

  @Test
  void aFolderOfClassesIsTrainingMaterialAlone() throws Exception {
    classes(root, 10);

    DataDirectory directory = DataDirectory.open(root);

    assertThat(directory.train()).hasSize(20);
    assertThat(directory.material()).isEqualTo(directory.train());
    assertThat(directory.test()).isEmpty();
  }

  @Test
  void kagglesLayoutIsTakenAsItIs() throws Exception {
    // Given
    classes(root.resolve("train"), 10);
    classes(root.resolve("val"), 1);
    classes(root.resolve("test"), 2);
    file("chest_xray/train/NORMAL/a.jpeg");
    file("__MACOSX/._chest_xray");
    file("train/NORMAL/.ipynb_checkpoints/1-checkpoint.jpeg");
    file("train/.DS_Store");

    // When
    DataDirectory directory = DataDirectory.open(root);

    // Then
    assertThat(directory.train()).hasSize(20);
    assertThat(directory.val()).hasSize(2);
    assertThat(directory.material()).hasSize(22);
    assertThat(directory.test()).hasSize(4);
  }

  @Test
  void subFoldersAndLinksAreFollowed() throws Exception {
    // Given
    classes(root.resolve("data"), 9);
    file("data/NORMAL/hospital/more/a.dcm");
    Path elsewhere = file("elsewhere/b.dcm").getParent();
    Files.createSymbolicLink(root.resolve("data/PNEUMONIA/linked"), elsewhere);

    // When
    List<LabelledFile> files = DataDirectory.open(root.resolve("data")).train();

    // Then
    assertThat(files)
        .contains(
            new LabelledFile(root.resolve("data/NORMAL/hospital/more/a.dcm"), 0),
            new LabelledFile(root.resolve("data/PNEUMONIA/linked/b.dcm"), 1));
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    assertRefused(root.resolve("absent"), "/absent must be a folder", "does not exist");
  }

  @Test
  void anEmptyDirectoryIsToldWhatItShouldHold() {
    assertRefused(root, "must hold the folders NORMAL and PNEUMONIA, or train with these");
  }

  @Test
  void anUnknownLabelIsNamedWithThoseAllowed() throws Exception {
    classes(root, 10);
    file("COVID/a.jpg");

    assertRefused(root, "has the folder COVID; the folders of labels must be NORMAL and PNEUMONIA");
  }

  @Test
  void anUnknownPartIsNamedWithThoseAllowed() throws Exception {
    classes(root.resolve("train"), 10);
    classes(root.resolve("Test"), 10);

    assertRefused(root, "has the folder Test; beside train there may be val and test");
  }

  @Test
  void aClassWithTooFewFilesIsNamedWithTheLeastNumber() throws Exception {
    classes(root.resolve("train"), 10);
    Files.delete(root.resolve("train/PNEUMONIA/3.jpeg"));

    assertRefused(root, "train/PNEUMONIA must be a folder with images, at least 10, but has 9");
  }

  @Test
  void aTestFolderNeedsBothClasses() throws Exception {
    classes(root.resolve("train"), 10);
    file("test/NORMAL/a.jpg");

    assertRefused(root, "test/PNEUMONIA must be a folder with images, at least 1, but has 0");
  }

  private static void assertRefused(Path directory, String... parts) {
    assertThatThrownBy(() -> DataDirectory.open(directory))
        .isInstanceOf(InvalidDataSetException.class)
        .hasMessageContainingAll(parts);
  }

  private void classes(Path folder, int perClass) throws IOException {
    for (String name : List.of("NORMAL", "PNEUMONIA")) {
      for (int n = 1; n <= perClass; n++) {
        file(root.relativize(folder.resolve(name).resolve(n + ".jpeg")).toString());
      }
    }
  }

  private Path file(String name) throws IOException {
    return XrayFiles.write(root.resolve(name), new byte[0]);
  }
}
