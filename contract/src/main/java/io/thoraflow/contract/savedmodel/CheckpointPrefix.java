package io.thoraflow.contract.savedmodel;

import io.thoraflow.contract.model.ModelLoadException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * From where a graph's checkpoint ops have the name of their checkpoint: from the saver's file name
 * tensor, into which TensorFlow feeds the model's own {@code variables/variables}. Any other name
 * would let a model read other files, or connect to wherever {@code gs://} and its like lead.
 */
final class CheckpointPrefix {
  /** Ops of one output, into which a file name may be fed. */
  private static final Set<String> FED = Set.of("Const", "Placeholder", "PlaceholderWithDefault");

  /** Ops whose first input is a checkpoint's name, or more of them. */
  private static final Map<String, Integer> PREFIXES =
      Map.of("RestoreV2", 1, "SaveV2", 1, "ShardedFilename", 1, "MergeV2Checkpoints", 2);

  /** What saving makes a part's name of: by these names nothing is restored. */
  private static final Set<String> PARTS = Set.of("StringJoin", "ShardedFilename");

  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  private final Scope top;
  private final String fileName;
  private final Map<String, Scope> scopes = new HashMap<>();
  private final Map<String, List<Call>> calls = new HashMap<>();
  private final Set<Argument> seen = new HashSet<>();
  private final Deque<Argument> open = new ArrayDeque<>();

  private record Scope(
      String function, Map<String, NodeDef> nodes, Map<String, Integer> arguments) {

    boolean isTop() {
      return function.isEmpty();
    }
  }

  private record Call(Scope from, NodeDef node) {}

  /** An argument that must be the file name, or one that is made of it. */
  private record Argument(String function, int index, boolean part) {}

  private CheckpointPrefix(NamedGraph graph) {
    this.top = new Scope("", graph.nodes(), Map.of());
    this.fileName = fileName(graph);
    graph.functions().forEach((name, function) -> scopes.put(name, scope(name, function)));
  }

  private static Scope scope(String name, FunctionDef function) {
    Map<String, Integer> arguments = new HashMap<>();
    for (OpDef.ArgDef argument : function.getSignature().getInputArgList()) {
      arguments.put(argument.getName(), arguments.size());
    }
    return new Scope(name, NamedGraph.nodesOf(function), arguments);
  }

  /** The node that the file name is fed into; none has an empty name. */
  private static String fileName(NamedGraph graph) {
    String tensor = graph.meta().getSaverDef().getFilenameTensorName();
    NodeDef node = graph.nodes().get(NamedGraph.node(tensor));
    return node != null && FED.contains(node.getOp()) && isFirstOutput(tensor)
        ? node.getName()
        : "";
  }

  private static boolean isFirstOutput(String tensor) {
    return tensor.indexOf(':') < 0 || tensor.endsWith(":0");
  }

  /**
   * @throws ModelLoadException naming the op whose checkpoint has another name
   */
  static void verify(NamedGraph graph) {
    CheckpointPrefix prefix = new CheckpointPrefix(graph);
    prefix.collectCalls(prefix.top);
    prefix.scopes.values().forEach(prefix::collectCalls);
    prefix.verifyOps(prefix.top);
    prefix.scopes.values().forEach(prefix::verifyOps);
    while (!prefix.open.isEmpty()) {
      prefix.verifyCalls(prefix.open.remove());
    }
  }

  private void collectCalls(Scope scope) {
    for (NodeDef node : scope.nodes().values()) {
      NodeRules.calledBy(node)
          .forEach(
              called ->
                  calls
                      .computeIfAbsent(called, key -> new ArrayList<>())
                      .add(new Call(scope, node)));
    }
  }

  private void verifyOps(Scope scope) {
    for (NodeDef node : scope.nodes().values()) {
      for (int input = 0; input < PREFIXES.getOrDefault(node.getOp(), 0); input++) {
        trace(scope, node, input, !node.getOp().equals("RestoreV2"));
      }
    }
  }

  private void verifyCalls(Argument argument) {
    for (Call call : calls.getOrDefault(argument.function(), List.of())) {
      if (!CALLS.contains(call.node().getOp())) {
        throw refusal(call.from(), call.node());
      }
      trace(call.from(), call.node(), argument.index(), argument.part());
    }
  }

  /** Follows one input back to the file name tensor, or to an argument to look at in turn. */
  private void trace(Scope scope, NodeDef first, int firstInput, boolean part) {
    Deque<Map.Entry<NodeDef, Integer>> inputs = new ArrayDeque<>();
    Set<String> passed = new HashSet<>();
    inputs.add(Map.entry(first, firstInput));
    while (!inputs.isEmpty()) {
      Map.Entry<NodeDef, Integer> next = inputs.remove();
      if (next.getValue() >= next.getKey().getInputCount()) {
        throw refusal(scope, first);
      }
      String input = next.getKey().getInput(next.getValue());
      NodeDef source = scope.nodes().get(NamedGraph.node(input));
      if (scope.arguments().containsKey(input)) {
        demand(new Argument(scope.function(), scope.arguments().get(input), part));
      } else if (source == null || input.startsWith("^") || !isFirstOutput(input)) {
        throw refusal(scope, first);
      } else if (!scope.isTop() || !source.getName().equals(fileName)) {
        int followed = followed(source, part);
        if (followed == 0) {
          throw refusal(scope, first);
        }
        if (passed.add(source.getName())) {
          for (int i = 0; i < followed; i++) {
            inputs.add(Map.entry(source, i));
          }
        }
      }
    }
  }

  /** How many inputs an op's output is made of, where it is a checkpoint's name if they are. */
  private static int followed(NodeDef node, boolean part) {
    if (node.getOp().equals("Identity") || (part && PARTS.contains(node.getOp()))) {
      return 1;
    }
    return part && node.getOp().equals("Pack")
        ? (int) node.getInputList().stream().filter(input -> !input.startsWith("^")).count()
        : 0;
  }

  private void demand(Argument argument) {
    if (seen.add(argument)) {
      open.add(argument);
    }
  }

  private ModelLoadException refusal(Scope scope, NodeDef node) {
    return new ModelLoadException(
        "node %s (%s)%s must have the checkpoint's name from the saver's file name tensor alone (%s)"
            .formatted(
                node.getName(),
                node.getOp(),
                scope.isTop() ? "" : " of function " + scope.function(),
                fileName.isEmpty() ? "the saver names none" : fileName));
  }
}
