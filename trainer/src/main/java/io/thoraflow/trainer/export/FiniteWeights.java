package io.thoraflow.trainer.export;

import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** Looks for weights that are infinite or not a number in a loaded SavedModel. */
final class FiniteWeights {
  /** What gives a variable's value: in graphs of TensorFlow 1 style, and of TensorFlow 2. */
  private static final Set<String> READS = Set.of("VariableV2", "ReadVariableOp");

  private FiniteWeights() {}

  /**
   * @throws InvalidModelException naming the first variable that has such a value
   */
  static void verify(Graph graph, Session session) {
    for (String read : reads(graph)) {
      try (Result result = session.runner().fetch(read).run()) {
        if (result.get(0) instanceof TFloat32 tensor) {
          verify(read, Tensors.toArray(tensor));
        }
      }
    }
  }

  private static List<String> reads(Graph graph) {
    List<String> reads = new ArrayList<>();
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      if (READS.contains(operation.type())) {
        reads.add(operation.name());
      }
    }
    return reads;
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
