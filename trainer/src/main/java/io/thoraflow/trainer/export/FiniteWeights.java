package io.thoraflow.trainer.export;

import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.types.TFloat32;

/**
 * Looks for weights that are infinite or not a number in a loaded SavedModel.
 *
 * <p>What Keras exports has three handles of each variable, one of which its checkpoint does not
 * fill and nothing uses: only those that something uses are read.
 */
final class FiniteWeights {
  /** A variable of TensorFlow 1, which is its own value. */
  private static final String VARIABLE = "VariableV2";

  private static final String READ = "ReadVariableOp";

  /** What stands beside each handle; anything else that takes one uses it. */
  private static final Set<String> BESIDE = Set.of(READ, "AssignVariableOp", "VarIsInitializedOp");

  /** Each run costs half a second on a graph of a thousand functions, and holds what it fetched. */
  private static final int AT_ONCE = 128;

  private FiniteWeights() {}

  /**
   * @throws InvalidModelException naming the first variable that has such a value
   */
  static void verify(Graph graph, Session session) {
    List<String> reads = List.copyOf(reads(graph).values());
    for (int start = 0; start < reads.size(); start += AT_ONCE) {
      verify(reads.subList(start, Math.min(start + AT_ONCE, reads.size())), session);
    }
  }

  private static void verify(List<String> reads, Session session) {
    Session.Runner runner = session.runner();
    reads.forEach(runner::fetch);
    try (Result result = runner.run()) {
      for (int i = 0; i < reads.size(); i++) {
        if (result.get(i) instanceof TFloat32 tensor) {
          verify(reads.get(i), Tensors.toArray(tensor));
        }
      }
    } catch (TFFailedPreconditionException e) {
      throw new InvalidModelException(
          "the SavedModel's checkpoint must fill every variable that is used: " + e.getMessage(),
          e);
    }
  }

  /** What gives a variable's value, by the variable. */
  private static Map<String, String> reads(Graph graph) {
    Set<String> used = used(graph);
    Map<String, String> reads = new LinkedHashMap<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (operation.type().equals(VARIABLE)) {
        reads.put(operation.name(), operation.name());
      } else if (operation.type().equals(READ)) {
        String handle = operation.input(0).op().name();
        if (used.contains(handle) || used.contains(operation.name())) {
          reads.putIfAbsent(handle, operation.name());
        }
      }
    }
    return reads;
  }

  private static Set<String> used(Graph graph) {
    Set<String> used = new HashSet<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (!BESIDE.contains(operation.type())) {
        operation.inputs().forEach(input -> used.add(input.asOutput().op().name()));
      }
    }
    return used;
  }

  private static void verify(String variable, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new InvalidModelException(
            "variable %s of the SavedModel must be finite, but holds %s"
                .formatted(variable, value));
      }
    }
  }
}
