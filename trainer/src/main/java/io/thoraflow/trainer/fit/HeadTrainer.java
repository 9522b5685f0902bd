package io.thoraflow.trainer.fit;

import io.thoraflow.contract.tensorflow.SessionSettings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.graph.WeightVariables;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Session.Runner;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Trains a head on features of the frozen backbone: categorical cross-entropy, averaged over the
 * batch, minimised by Adam.
 *
 * <p>The same start, batches and settings give the same weights, bit for bit, on the same machine.
 */
public final class HeadTrainer implements AutoCloseable {
  private static final int CLASSES = 2;

  static {
    TensorFlowRuntime.prepare();
  }

  private final Head head;
  private final Graph graph = new Graph();
  private final Session session;
  private final WeightVariables variables;
  private final Placeholder<TFloat32> features;
  private final Placeholder<TFloat32> targets;
  private final Operand<TFloat32> logits;
  private final Operand<TFloat32> probabilities;
  private final Operand<TFloat32> loss;
  private final Adam adam;

  /**
   * @param head with the weights to start from
   * @param weightDecay factor of half the sum of all squared kernel weights in the loss (L2); 0 for
   *     none
   */
  public HeadTrainer(Head head, AdamSettings settings, float weightDecay) {
    TensorFlowRuntime.requireChangingWeights();
    this.head = head;
    Ops tf = Ops.create(graph);
    variables = new WeightVariables(tf);
    features = tf.placeholder(TFloat32.class, Placeholder.shape(FeatureBatch.shape(head.view())));
    targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, CLASSES)));
    logits = head.logits(tf, variables, features);
    probabilities = tf.nn.softmax(logits);
    loss = loss(tf, weightDecay);
    List<Variable<TFloat32>> trained = List.copyOf(variables.variables().values());
    adam = new Adam(tf, settings, loss, trained, gradients(trained));
    session = new Session(graph, SessionSettings.plain());
    variables.initialize(session);
    adam.initialize(session);
  }

  /**
   * Makes one update.
   *
   * @param batch features, one row for each image
   * @param labels 0 NORMAL, 1 PNEUMONIA
   * @return the loss of the batch before the update
   */
  public float step(List<float[]> batch, List<Integer> labels) {
    return step(batch::get, labels);
  }

  /**
   * The same with rows that need not be in memory together.
   *
   * @param rows gives the features of each image of the batch; may use one array for all of them
   */
  public float step(IntFunction<float[]> rows, List<Integer> labels) {
    List<TFloat32> fed = new ArrayList<>();
    try (TFloat32 batch = FeatureBatch.of(head.view(), rows, labels.size());
        TFloat32 oneHot = oneHot(labels)) {
      Runner runner = session.runner().feed(features, batch).feed(targets, oneHot).fetch(loss);
      adam.addStep(runner, fed);
      try (Result result = runner.run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  /**
   * @return of each image its probabilities of NORMAL and PNEUMONIA, by the present weights
   */
  public List<float[]> predict(List<float[]> batch) {
    return fetch(probabilities, batch::get, batch.size());
  }

  /**
   * The logit of PNEUMONIA minus that of NORMAL: what the probabilities are made of, but never
   * saturated.
   *
   * @param rows gives the features of each image of the batch; may use one array for all of them
   * @param count images in the batch
   */
  public List<Double> margins(IntFunction<float[]> rows, int count) {
    List<Double> margins = new ArrayList<>();
    for (float[] pair : fetch(logits, rows, count)) {
      margins.add((double) pair[1] - pair[0]);
    }
    return margins;
  }

  /** The head with the present weights. */
  public Head trained() {
    return head.with(weights());
  }

  /** The present weights by name. */
  public Map<String, WeightTensor> weights() {
    return variables.read(session);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private List<float[]> fetch(Operand<TFloat32> output, IntFunction<float[]> rows, int count) {
    try (TFloat32 batch = FeatureBatch.of(head.view(), rows, count);
        Result result = session.runner().feed(features, batch).fetch(output).run()) {
      return List.of(Tensors.toRows((TFloat32) result.get(0), CLASSES));
    }
  }

  private Operand<TFloat32> loss(Ops tf, float weightDecay) {
    Operand<TFloat32> total =
        tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, targets).loss(), tf.constant(0));
    for (Map.Entry<String, Variable<TFloat32>> variable : variables.variables().entrySet()) {
      if (weightDecay > 0 && variable.getKey().endsWith("/kernel")) {
        total =
            tf.math.add(
                total, tf.math.mul(tf.constant(weightDecay), tf.nn.l2Loss(variable.getValue())));
      }
    }
    return total;
  }

  private List<Operand<TFloat32>> gradients(List<Variable<TFloat32>> trained) {
    Output<?>[] inputs = trained.stream().map(Variable::asOutput).toArray(Output<?>[]::new);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Output<?> gradient : graph.addGradients(loss.asOutput(), inputs)) {
      gradients.add(gradient.expect(TFloat32.class));
    }
    return gradients;
  }

  private static TFloat32 oneHot(List<Integer> labels) {
    float[] rows = new float[labels.size() * CLASSES];
    IntStream.range(0, labels.size()).forEach(row -> rows[row * CLASSES + labels.get(row)] = 1);
    return TFloat32.tensorOf(Shape.of(labels.size(), CLASSES), DataBuffers.of(rows));
  }
}
