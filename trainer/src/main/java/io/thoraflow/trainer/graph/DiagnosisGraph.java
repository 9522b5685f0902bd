package io.thoraflow.trainer.graph;

import io.thoraflow.contract.tensorflow.SessionSettings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** A model's graph and a session that holds its weights. */
public final class DiagnosisGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TUint8> image;
  private final Outputs outputs;

  /**
   * What the graph computes.
   *
   * @param logits {@code [N, 2]}
   * @param probabilities {@code [N, 2]}, after the temperature
   * @param familiarity {@code [N]}
   * @param heatmap {@code [N, 7, 7]}
   */
  public record Outputs(
      Operand<TFloat32> logits,
      Operand<TFloat32> probabilities,
      Operand<TFloat32> familiarity,
      Operand<TFloat32> heatmap) {}

  public DiagnosisGraph(DiagnosisModel model) {
    Ops tf = Ops.create(graph);
    WeightVariables variables = new WeightVariables(tf);
    int size = ResNet50Layout.IMAGE_SIZE;
    image =
        tf.withName("image")
            .placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, size, size, 1)));
    outputs = outputs(graph, tf, variables, model, image);
    session = new Session(graph, SessionSettings.plain());
    variables.initialize(session);
  }

  private static Outputs outputs(
      Graph graph, Ops tf, WeightVariables variables, DiagnosisModel model, Operand<TUint8> image) {
    FeatureMaps maps =
        ResNet50Graph.build(
            tf, variables, model.backbone(), model.preprocessing().apply(tf, image));
    ExplainedLogits explained = model.head().explain(graph, tf, variables, maps);
    Operand<TFloat32> logits = tf.withName("logits").identity(explained.logits());
    return new Outputs(
        logits,
        tf.withName("probabilities")
            .nn
            .softmax(tf.math.div(logits, tf.constant(model.temperature()))),
        tf.withName("familiarity").identity(model.familiarity().score(tf, variables, maps)),
        tf.withName("heatmap").identity(GradCam.heatmap(tf, explained.importance(), maps.conv5())));
  }

  /** {@code [N, 224, 224, 1]}. */
  public Operand<TUint8> image() {
    return image;
  }

  public Outputs outputs() {
    return outputs;
  }

  public Session session() {
    return session;
  }

  /**
   * @param images gray levels, each {@code [224 * 224]}; at least one
   * @return {@code [N][2]}: NORMAL, PNEUMONIA
   */
  public float[][] probabilities(List<byte[]> images) {
    try (TUint8 batch = ImageBatch.of(images);
        Result result = session.runner().feed(image, batch).fetch(outputs.probabilities()).run()) {
      return Tensors.toRows((TFloat32) result.get(0), SeedHeadWeights.CLASSES);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  static {
    TensorFlowRuntime.prepare();
  }
}
