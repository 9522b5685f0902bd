package io.thoraflow.contract.savedmodel;

import io.thoraflow.contract.model.ModelLoadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.tensorflow.proto.SavedModel;

/**
 * Sees to it that a SavedModel is data, never code. A SavedModel can carry ops that write files or
 * call an interpreter, and whoever can place a model could run what they like. So every node of the
 * graph and of every function of its library, whether anything reaches it or not, must be an op of
 * {@link AllowedOps} with the attributes of {@link AllowedAttributes}: TensorFlow has several ways
 * to run another function than the one that a call names.
 *
 * <p>To be asked before TensorFlow sees the folder. Needs TensorFlow's message classes, but none of
 * its native code.
 */
public final class SavedModelCheck {
  private static final int MAX_MESSAGE = 1000;

  private SavedModelCheck() {}

  /**
   * @param folder of a SavedModel
   * @throws ModelLoadException naming the first thing that is not allowed
   */
  public static void verify(Path folder) {
    try {
      SavedModel model = GraphFile.read(folder);
      judged(() -> verified(model));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the graph of a SavedModel that was made elsewhere as it may be published: checked, and
   * without what its calls say of their sessions.
   *
   * @param source folder of the SavedModel
   * @param target folder that receives the graph alone
   * @throws ModelLoadException naming the first thing that is not allowed
   */
  public static void copyGraph(Path source, Path target) throws IOException {
    SavedModel model = GraphFile.read(source);
    Files.write(
        target.resolve(GraphFile.NAME),
        judged(() -> verified(CallSettings.cleared(model))).toByteArray());
  }

  private static SavedModel judged(Supplier<SavedModel> judgement) {
    try {
      return judgement.get();
    } catch (ModelLoadException e) {
      // It quotes names of somebody else's choice.
      throw new ModelLoadException(printable(e.getMessage()));
    }
  }

  private static String printable(String message) {
    String line = message.replaceAll("\\p{C}", "?");
    return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "...";
  }

  private static SavedModel verified(SavedModel model) {
    NamedGraph graph = NamedGraph.of(model);
    NodeRules rules = new NodeRules(graph.functions().keySet());
    graph.functions().values().forEach(rules::verify);
    rules.verify("the graph", graph.nodes().values());
    Uses.verify(graph);
    CheckpointPrefix.verify(graph);
    return model;
  }
}
