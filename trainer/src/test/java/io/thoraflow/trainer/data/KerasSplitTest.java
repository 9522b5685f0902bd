package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected sides: Keras 3.15, {@code flow_from_directory} with {@code validation_split=0.2}. */
class KerasSplitTest {
  @TempDir Path folder;

  @Test
  void theFirstFifthOfEachClassValidates() throws Exception {
    // Given
    for (int n = 0; n < 14; n++) {
      file("NORMAL/%d.png".formatted(n));
    }
    for (String name : List.of("b.png", "B.png", "a/z.png", "a-b/1.png", "a/b/2.png", "c.png")) {
      file("PNEUMONIA/" + name);
    }
    for (int n = 0; n < 4; n++) {
      file("PNEUMONIA/d%d.png".formatted(n));
    }
    List<LabelledXray> xrays =
        LabelledFolder.list(folder).stream().map(KerasSplitTest::xray).toList();

    // When
    Sides sides = KerasSplit.divide(xrays, List.of());

    // Then
    assertThat(names(sides.validation()))
        .containsExactly("NORMAL/0.png", "NORMAL/1.png", "PNEUMONIA/B.png", "PNEUMONIA/b.png");
    assertThat(names(sides.training()))
        .containsExactly(
            "NORMAL/10.png",
            "NORMAL/11.png",
            "NORMAL/12.png",
            "NORMAL/13.png",
            "NORMAL/2.png",
            "NORMAL/3.png",
            "NORMAL/4.png",
            "NORMAL/5.png",
            "NORMAL/6.png",
            "NORMAL/7.png",
            "NORMAL/8.png",
            "NORMAL/9.png",
            "PNEUMONIA/c.png",
            "PNEUMONIA/d0.png",
            "PNEUMONIA/d1.png",
            "PNEUMONIA/d2.png",
            "PNEUMONIA/d3.png",
            "PNEUMONIA/a/z.png",
            "PNEUMONIA/a-b/1.png",
            "PNEUMONIA/a/b/2.png");
  }

  private void file(String name) throws Exception {
    XrayFiles.write(folder.resolve(name), new byte[0]);
  }

  private List<String> names(List<LabelledXray> xrays) {
    return xrays.stream().map(xray -> folder.relativize(xray.file()).toString()).toList();
  }

  private static LabelledXray xray(LabelledFile file) {
    String path = file.file().toString();
    return new LabelledXray(path, file.file(), file.label(), Patient.unknown(path), path);
  }
}
