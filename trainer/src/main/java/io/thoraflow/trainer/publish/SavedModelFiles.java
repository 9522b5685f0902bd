package io.thoraflow.trainer.publish;

import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.savedmodel.SavedModelCheck;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files that make up a TensorFlow SavedModel: nothing else of a folder is published. */
final class SavedModelFiles {
  private static final String GRAPH = "saved_model.pb";

  private SavedModelFiles() {}

  /** SHA-256 by relative path, sorted. */
  static Map<String, String> hashes(Path folder) throws IOException {
    refuseLinksOut(folder);
    Map<String, String> hashes = new TreeMap<>(ModelRepository.hashes(folder));
    hashes.keySet().removeIf(name -> !isPart(name));
    if (!hashes.containsKey(GRAPH)) {
      throw new InvalidModelException(
          "%s is no SavedModel: it holds no %s".formatted(folder, GRAPH));
    }
    return hashes;
  }

  /**
   * Copies them, the graph as it may be published.
   *
   * @throws InvalidModelException if the graph is not data alone
   */
  static void copy(Path source, Path target) throws IOException {
    try {
      SavedModelCheck.copyGraph(source, target);
    } catch (ModelLoadException e) {
      throw new InvalidModelException(e.getMessage(), e);
    }
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = source.relativize(file);
        if (isPart(name.toString()) && !name.toString().equals(GRAPH)) {
          Path copy = target.resolve(name.toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }

  /** What a link leads to is published with the rest, so it must be a part of the model. */
  private static void refuseLinksOut(Path folder) throws IOException {
    Path root = folder.toRealPath();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isSymbolicLink).toList()) {
        if (!Files.exists(file) || !file.toRealPath().startsWith(root)) {
          throw new InvalidModelException(
              "%s must lie in the model's folder, but is a link out of it"
                  .formatted(folder.relativize(file)));
        }
      }
    }
  }

  private static boolean isPart(String name) {
    return name.equals(GRAPH) || name.startsWith("variables/") || name.startsWith("assets/");
  }
}
