package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.WeightTensor;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Assign;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The weights of a graph as TensorFlow variables, together with their first values.
 *
 * <p>Variables instead of constants keep the graph definition small: an export with constants holds
 * every weight once for each signature.
 */
public final class WeightVariables {
  private final Ops tf;
  private final Map<String, Variable<TFloat32>> variables = new LinkedHashMap<>();
  private final Map<String, WeightTensor> initialValues = new LinkedHashMap<>();

  public WeightVariables(Ops tf) {
    this.tf = tf;
  }

  /** A new variable of the tensor's name and shape. */
  public Variable<TFloat32> add(WeightTensor initial) {
    Variable<TFloat32> variable =
        tf.withName(operationName(initial.name())).variable(Tensors.shape(initial), TFloat32.class);
    variables.put(initial.name(), variable);
    initialValues.put(initial.name(), initial);
    return variable;
  }

  /** All variables by name, in the order in which they were added. */
  public Map<String, Variable<TFloat32>> variables() {
    return Collections.unmodifiableMap(variables);
  }

  /** Assigns the first values; forgets them, for they may be large. */
  public void initialize(Session session) {
    initialValues.forEach((name, initial) -> assign(session, variables.get(name), initial));
    initialValues.clear();
  }

  /** The values of all variables of a loaded graph, by the names that they were added with. */
  public static Map<String, WeightTensor> stored(Graph graph, Session session) {
    Map<String, WeightTensor> values = new LinkedHashMap<>();
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      if (operation.type().equals(Variable.OP_NAME)) {
        String name = operation.name().replace('.', '/');
        try (Result result = session.runner().fetch(operation.name()).run()) {
          if (result.get(0) instanceof TFloat32 tensor) {
            values.put(name, Tensors.weights(name, tensor));
          }
        }
      }
    }
    return values;
  }

  /** The values that the variables hold now. */
  public Map<String, WeightTensor> read(Session session) {
    Map<String, WeightTensor> values = new LinkedHashMap<>();
    for (Map.Entry<String, Variable<TFloat32>> entry : variables.entrySet()) {
      try (Result result = session.runner().fetch(entry.getValue()).run()) {
        values.put(entry.getKey(), Tensors.weights(entry.getKey(), (TFloat32) result.get(0)));
      }
    }
    return values;
  }

  private void assign(Session session, Variable<TFloat32> variable, WeightTensor value) {
    Ops init = tf.withSubScope("init");
    Placeholder<TFloat32> placeholder =
        init.placeholder(TFloat32.class, Placeholder.shape(Tensors.shape(value)));
    Assign<TFloat32> assign = init.assign(variable, placeholder);
    try (TFloat32 tensor = Tensors.of(value)) {
      session.runner().feed(placeholder, tensor).addTarget(assign).run().close();
    }
  }

  /** A slash would begin a name scope. */
  private static String operationName(String weightName) {
    return weightName.replace('/', '.');
  }
}
