package io.thoraflow.trainer.export;

import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Looks for weights that are infinite or not a number in a loaded SavedModel.
 *
 * <p>What Keras exports also has handles of variables that its checkpoint does not fill, doubles of
 * those that it does. They have no values, and a prediction that reads one fails.
 */
final class FiniteWeights {
  /** Gives a variable's value in graphs of TensorFlow 1 style, and of TensorFlow 2. */
  private static final String VARIABLE = "VariableV2";

  private static final String READ = "ReadVariableOp";

  /** Read at a time: each run takes TensorFlow a look at the whole graph, each value memory. */
  private static final int TOGETHER = 64;

  private FiniteWeights() {}

  /**
   * @throws InvalidModelException naming the first variable that has such a value
   */
  static void verify(Graph graph, Session session) {
    List<Output<?>> values = values(graph, session);
    for (int from = 0; from < values.size(); from += TOGETHER) {
      verify(session, values.subList(from, Math.min(from + TOGETHER, values.size())));
    }
  }

  private static List<Output<?>> values(Graph graph, Session session) {
    List<Output<?>> values = new ArrayList<>();
    Map<String, GraphOperation> reads = new LinkedHashMap<>();
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      if (operation.type().equals(VARIABLE)) {
        values.add(operation.output(0));
      } else if (operation.type().equals(READ)) {
        reads.putIfAbsent(operation.input(0).op().name(), operation);
      }
    }
    values.addAll(filled(graph, session, reads.values()));
    return values;
  }

  /** Of those whose variable has a value. */
  private static List<Output<?>> filled(
      Graph graph, Session session, Collection<GraphOperation> reads) {
    if (reads.isEmpty()) {
      return List.of();
    }
    Ops ops = Ops.create(graph).withSubScope("filled");
    Session.Runner runner = session.runner();
    reads.forEach(read -> runner.fetch(ops.varIsInitializedOp(read.input(0))));
    List<Output<?>> filled = new ArrayList<>();
    try (Result result = runner.run()) {
      int index = 0;
      for (GraphOperation read : reads) {
        if (((TBool) result.get(index++)).getBoolean()) {
          filled.add(read.output(0));
        }
      }
    }
    return filled;
  }

  private static void verify(Session session, List<Output<?>> values) {
    Session.Runner runner = session.runner();
    values.forEach(runner::fetch);
    try (Result result = runner.run()) {
      for (int i = 0; i < values.size(); i++) {
        if (result.get(i) instanceof TFloat32 tensor) {
          verify(values.get(i).op().name(), Tensors.toArray(tensor));
        }
      }
    }
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
