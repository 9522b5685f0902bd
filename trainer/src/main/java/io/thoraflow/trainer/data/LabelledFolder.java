package io.thoraflow.trainer.data;

import io.thoraflow.contract.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lists the images of a folder laid out {@code DIR/{NORMAL,PNEUMONIA}/*}. */
public final class LabelledFolder {
  private LabelledFolder() {}

  /**
   * @return sorted by class and name
   * @throws IllegalArgumentException if a class has no folder, or its folder no files
   */
  public static List<LabelledFile> list(Path folder) throws IOException {
    List<LabelledFile> files = new ArrayList<>();
    for (int label = 0; label < ModelManifest.CLASSES.size(); label++) {
      Path classFolder = folder.resolve(ModelManifest.CLASSES.get(label));
      List<Path> found = files(classFolder);
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "%s must be a folder with at least one image".formatted(classFolder));
      }
      for (Path file : found) {
        files.add(new LabelledFile(file, label));
      }
    }
    return List.copyOf(files);
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }
}
