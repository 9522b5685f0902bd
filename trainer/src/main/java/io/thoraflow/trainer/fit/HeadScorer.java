package io.thoraflow.trainer.fit;

import io.thoraflow.contract.tensorflow.SessionSettings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.graph.WeightVariables;
import java.util.List;
import java.util.function.IntFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Applies a trained head to features. */
public final class HeadScorer implements AutoCloseable {
  private static final int CLASSES = 2;
  private static final int BATCH_SIZE = 32;

  static {
    TensorFlowRuntime.prepare();
  }

  private final Head head;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> features;
  private final Operand<TFloat32> logits;

  public HeadScorer(Head head) {
    this.head = head;
    Ops tf = Ops.create(graph);
    WeightVariables variables = new WeightVariables(tf);
    features = tf.placeholder(TFloat32.class, Placeholder.shape(FeatureBatch.shape(head.view())));
    logits = head.logits(tf, variables, features);
    session = new Session(graph, SessionSettings.plain());
    variables.initialize(session);
  }

  /**
   * @param rows gives the features of each image; may use one array for all of them
   * @param count images
   * @return of each image the logit of PNEUMONIA minus that of NORMAL
   */
  public double[] margins(IntFunction<float[]> rows, int count) {
    double[] margins = new double[count];
    for (int start = 0; start < count; start += BATCH_SIZE) {
      int offset = start;
      List<float[]> batch =
          logits(row -> rows.apply(offset + row), Math.min(BATCH_SIZE, count - start));
      for (int row = 0; row < batch.size(); row++) {
        margins[start + row] = (double) batch.get(row)[1] - batch.get(row)[0];
      }
    }
    return margins;
  }

  private List<float[]> logits(IntFunction<float[]> rows, int count) {
    try (TFloat32 batch = FeatureBatch.of(head.view(), rows, count);
        Result result = session.runner().feed(features, batch).fetch(logits).run()) {
      return List.of(Tensors.toRows((TFloat32) result.get(0), CLASSES));
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
