package io.thoraflow.contract.savedmodel;

import io.thoraflow.contract.model.ModelLoadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Sees to it that a SavedModel is data, never code: nothing that loading it or predicting with it
 * can run is an op outside of {@link AllowedOps}. A SavedModel can carry ops that write files or
 * call an interpreter, and whoever can place a model could run what they like.
 *
 * <p>To be asked before TensorFlow sees the folder. Needs no TensorFlow, so that trainer and worker
 * have the same rule. Ops that only saving would run may be there: nobody saves.
 */
public final class SavedModelCheck {
  static final String GRAPH = "saved_model.pb";

  /** Weights are variables, so a ResNet-50's graph has less than 1 MB. */
  private static final long MAX_GRAPH_BYTES = 256L << 20;

  private final GraphContent content;

  private SavedModelCheck(GraphContent content) {
    this.content = content;
  }

  /**
   * @param folder of a SavedModel
   * @throws ModelLoadException naming the first op that is not allowed, or what else is wrong
   */
  public static void verify(Path folder) {
    try {
      refuseOtherGraphs(folder);
      SavedModelCheck check = new SavedModelCheck(GraphContent.read(graph(folder)));
      check.verify("a signature", check.content.predicting(), AllowedOps.predicting());
      check.verify("loading", check.content.loading(), AllowedOps.loading());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** TensorFlow would read {@code saved_model.pbtxt} or {@code .cpb} where they are. */
  private static void refuseOtherGraphs(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.startsWith("saved_model") && !name.equals(GRAPH)) {
          throw new ModelLoadException(
              "a SavedModel must have its graph in %s alone, but there is %s"
                  .formatted(GRAPH, name));
        }
      }
    }
  }

  private static ByteBuffer graph(Path folder) throws IOException {
    Path file = folder.resolve(GRAPH);
    if (!Files.isRegularFile(file)) {
      throw new ModelLoadException("it is no SavedModel: it holds no " + GRAPH);
    }
    long size = Files.size(file);
    if (size > MAX_GRAPH_BYTES) {
      throw new ModelLoadException(
          "%s must have at most %d bytes, but has %d".formatted(GRAPH, MAX_GRAPH_BYTES, size));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
    }
  }

  private void verify(String from, Set<String> roots, Set<String> allowed) {
    Set<String> refused = new TreeSet<>();
    Set<String> seenFunctions = new HashSet<>();
    Deque<Node> bodies = new ArrayDeque<>();
    for (Node node : reachable(roots)) {
      look(node, allowed, refused, seenFunctions, bodies);
    }
    // Of a function that is called everything counts; its inputs are names of its own.
    while (!bodies.isEmpty()) {
      look(bodies.remove(), allowed, refused, seenFunctions, bodies);
    }
    if (!refused.isEmpty()) {
      throw new ModelLoadException(
          "%s reaches the op%s %s, which a model may not run; models are data, never code"
              .formatted(from, refused.size() == 1 ? "" : "s", String.join(", ", refused)));
    }
  }

  private List<Node> reachable(Set<String> roots) {
    List<Node> reachable = new ArrayList<>();
    Set<String> seen = new HashSet<>(roots);
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      for (Node node : content.nodes().getOrDefault(open.remove(), List.of())) {
        reachable.add(node);
        node.inputs().stream().filter(seen::add).forEach(open::add);
      }
    }
    return reachable;
  }

  private void look(
      Node node,
      Set<String> allowed,
      Set<String> refused,
      Set<String> seenFunctions,
      Deque<Node> bodies) {
    for (String op : node.ops()) {
      if (!allowed.contains(op) && !content.functions().containsKey(op)) {
        refused.add(op);
      }
    }
    Stream.concat(node.ops().stream(), node.functions().stream())
        .filter(seenFunctions::add)
        .forEach(name -> bodies.addAll(content.functions().getOrDefault(name, List.of())));
  }
}
