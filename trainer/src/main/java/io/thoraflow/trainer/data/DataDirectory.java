package io.thoraflow.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The labelled files of a data directory: {@code DIR/{train,val,test}/{NORMAL,PNEUMONIA}/**}, or
 * {@code DIR/{NORMAL,PNEUMONIA}/**}.
 *
 * @param root the directory; holds {@code patients.csv}, where there is one
 * @param train of the folder {@code train}, or all files where no such folder is
 * @param val Kaggle's 16 images that are too few to validate on: more training material
 * @param test of the folder {@code test}
 */
public record DataDirectory(
    Path root, List<LabelledFile> train, List<LabelledFile> val, List<LabelledFile> test) {
  /** Files of each class that training needs at least. */
  static final int FEWEST_OF_A_CLASS = 10;

  /** When an inode last changed; its modification time may be any that a copying tool sets. */
  private static final String CHANGED = "unix:ctime";

  /** What logs call it. */
  private static final String KIND = "the data directory (TRAINER_DATA, or train --data)";

  private static final String TRAIN = "train";
  private static final String VAL = "val";
  private static final String TEST = "test";
  private static final Set<String> PARTS = Set.of(TRAIN, VAL, TEST);

  /** Kaggle's archive of this data set holds a second copy of it, and what macOS left behind. */
  private static final Set<String> KAGGLE_CLUTTER = Set.of("__MACOSX", "chest_xray");

  public DataDirectory {
    train = List.copyOf(train);
    val = List.copyOf(val);
    test = List.copyOf(test);
  }

  /**
   * Lists a directory, and reads none of its files.
   *
   * @throws InvalidDataSetException if it has another layout, or too few files of a class
   */
  public static DataDirectory open(Path directory) throws IOException {
    Path root = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(root)) {
      throw new InvalidDataSetException(
          root,
          KIND,
          "must be a folder of labelled X-rays, but "
              + (Files.exists(root) ? "is none" : "does not exist"));
    }
    List<String> parts = Folders.below(root);
    if (parts.isEmpty()) {
      throw new InvalidDataSetException(
          root,
          KIND,
          "must hold the folders NORMAL and PNEUMONIA, or train with these, but holds no folder");
    }
    return parts.contains(TRAIN) ? inParts(root, parts) : whole(root);
  }

  /** No directory: all X-rays come from the archive. */
  public static DataDirectory none() {
    return new DataDirectory(Path.of(""), List.of(), List.of(), List.of());
  }

  private static DataDirectory whole(Path root) throws IOException {
    return new DataDirectory(
        root, LabelledFolder.list(root, FEWEST_OF_A_CLASS), List.of(), List.of());
  }

  private static DataDirectory inParts(Path root, List<String> parts) throws IOException {
    for (String part : parts) {
      if (!PARTS.contains(part) && !KAGGLE_CLUTTER.contains(part)) {
        throw new InvalidDataSetException(
            root,
            KIND,
            "has the folder %s; beside train there may be val and test".formatted(part),
            "has a folder of an unknown name; beside train there may be val and test");
      }
    }
    return new DataDirectory(
        root,
        LabelledFolder.list(root.resolve(TRAIN), FEWEST_OF_A_CLASS),
        parts.contains(VAL) ? LabelledFolder.list(root.resolve(VAL)) : List.of(),
        parts.contains(TEST) ? LabelledFolder.list(root.resolve(TEST)) : List.of());
  }

  /** What may be trained and validated on. */
  List<LabelledFile> material() {
    return Stream.concat(train.stream(), val.stream()).toList();
  }

  List<LabelledFile> all() {
    return Stream.concat(material().stream(), test.stream()).toList();
  }

  /**
   * How many files were put there, or changed, since a time, by the clock of their file system:
   * copying and renaming count, whatever time a file itself claims.
   */
  public int filesSince(Instant time) throws IOException {
    FileTime since = FileTime.from(time);
    int files = 0;
    for (LabelledFile labelled : all()) {
      FileTime changed = (FileTime) Files.getAttribute(labelled.file(), CHANGED);
      files += changed.compareTo(since) >= 0 ? 1 : 0;
    }
    return files;
  }
}
