package io.thoraflow.trainer.data;

import io.thoraflow.contract.model.ModelManifest;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lists the images of a folder laid out {@code DIR/{NORMAL,PNEUMONIA}/**}. Dot files, dot folders
 * and what is no regular file are passed over; links are followed.
 */
public final class LabelledFolder {
  /** As Keras walks a class folder: folder by folder, each with its files by name. */
  private static final Comparator<Path> KERAS_ORDER =
      Comparator.comparing(Path::getParent).thenComparing(Path::getFileName);

  private static final String LABELS = String.join(" and ", ModelManifest.CLASSES);

  private LabelledFolder() {}

  /**
   * @return sorted by class and name
   * @throws InvalidDataSetException if a class has no folder, or its folder no files, or there is a
   *     folder of another name
   */
  public static List<LabelledFile> list(Path folder) throws IOException {
    return list(folder, 1);
  }

  /**
   * @param atLeast files of each class
   */
  static List<LabelledFile> list(Path folder, int atLeast) throws IOException {
    requireKnownClasses(folder);
    List<LabelledFile> files = new ArrayList<>();
    for (int label = 0; label < ModelManifest.CLASSES.size(); label++) {
      Path classFolder = folder.resolve(ModelManifest.CLASSES.get(label));
      List<Path> found = files(classFolder);
      if (found.size() < atLeast) {
        throw new InvalidDataSetException(
            classFolder,
            "a folder " + ModelManifest.CLASSES.get(label),
            "must be a folder with images, at least %d, but has %d"
                .formatted(atLeast, found.size()));
      }
      for (Path file : found) {
        files.add(new LabelledFile(file, label));
      }
    }
    return List.copyOf(files);
  }

  private static void requireKnownClasses(Path folder) throws IOException {
    for (String name : Folders.below(folder)) {
      if (!ModelManifest.CLASSES.contains(name)) {
        throw new InvalidDataSetException(
            folder,
            "a folder of labelled X-rays",
            "has the folder %s; the folders of labels must be %s".formatted(name, LABELS),
            "has a folder of an unknown label; the folders of labels must be " + LABELS);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(file -> !isHidden(folder.relativize(file)))
          .sorted(KERAS_ORDER)
          .toList();
    }
  }

  private static boolean isHidden(Path relative) {
    for (Path name : relative) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
