package io.thoraflow.trainer.fit;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Session.Runner;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Adam, as operations of a graph: one update of every variable for each step.
 *
 * <p>An update writes the variable that the forward and backward passes read, and TensorFlow orders
 * only what depends on each other. Every update therefore waits for the loss and for all gradients.
 */
final class Adam {
  private final AdamSettings settings;
  private final Placeholder<TFloat32> beta1Power;
  private final Placeholder<TFloat32> beta2Power;
  private final List<Op> initializers = new ArrayList<>();
  private final List<Op> updates = new ArrayList<>();
  private int steps;

  /**
   * @param gradients of the loss, one for each variable
   */
  Adam(
      Ops graph,
      AdamSettings settings,
      Operand<TFloat32> loss,
      List<Variable<TFloat32>> variables,
      List<Operand<TFloat32>> gradients) {
    this.settings = settings;
    Ops tf = graph.withSubScope("adam");
    beta1Power = tf.placeholder(TFloat32.class);
    beta2Power = tf.placeholder(TFloat32.class);
    List<Op> gate = new ArrayList<>(List.of(loss));
    gradients.forEach(gradient -> gate.add(tf.identity(gradient)));
    Ops gated = tf.withControlDependencies(gate);
    for (int index = 0; index < variables.size(); index++) {
      updates.add(update(tf, gated, variables.get(index), gradients.get(index)));
    }
  }

  /** Sets the moments to 0. */
  void initialize(Session session) {
    Runner runner = session.runner();
    initializers.forEach(runner::addTarget);
    runner.run().close();
  }

  /** Adds one update to a run that feeds and fetches whatever else it wants. */
  void addStep(Runner runner, List<TFloat32> fed) {
    steps++;
    feed(runner, fed, beta1Power, Math.pow(settings.beta1(), steps));
    feed(runner, fed, beta2Power, Math.pow(settings.beta2(), steps));
    updates.forEach(runner::addTarget);
  }

  private Op update(Ops tf, Ops gated, Variable<TFloat32> variable, Operand<TFloat32> gradient) {
    return gated.train.applyAdam(
        variable,
        moment(tf, variable),
        moment(tf, variable),
        beta1Power,
        beta2Power,
        tf.constant(settings.learningRate()),
        tf.constant(settings.beta1()),
        tf.constant(settings.beta2()),
        tf.constant(settings.epsilon()),
        gradient);
  }

  private Variable<TFloat32> moment(Ops tf, Variable<TFloat32> variable) {
    Variable<TFloat32> moment = tf.variable(variable.asOutput().shape(), TFloat32.class);
    initializers.add(
        tf.assign(moment, tf.zeros(tf.constant(variable.asOutput().shape()), TFloat32.class)));
    return moment;
  }

  private static void feed(
      Runner runner, List<TFloat32> fed, Placeholder<TFloat32> placeholder, double value) {
    TFloat32 scalar = TFloat32.scalarOf((float) value);
    fed.add(scalar);
    runner.feed(placeholder, scalar);
  }
}
