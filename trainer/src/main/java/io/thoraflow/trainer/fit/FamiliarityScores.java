package io.thoraflow.trainer.fit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.tensorflow.SessionSettings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.graph.PooledGaussian;
import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.graph.WeightVariables;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * What a {@link PooledGaussian} says of X-rays whose features are known already.
 *
 * @param ascending one score for each X-ray
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record FamiliarityScores(float[] ascending) {
  private static final int BATCH = 256;
  private static final double[] QUANTILES = {0.01, 0.05, 0.5};

  static {
    TensorFlowRuntime.prepare();
  }

  /**
   * @param scores in any order, at least one; see {@link #compute}
   */
  public static FamiliarityScores of(float[] scores) {
    float[] ascending = scores.clone();
    Arrays.sort(ascending);
    return new FamiliarityScores(ascending);
  }

  /**
   * @param rows pooled features, each {@code [2048]}
   * @return the scores in the order of the rows
   * @throws InvalidModelException if one is not finite
   */
  public static float[] compute(PooledGaussian gaussian, List<float[]> rows) {
    float[] scores = new float[rows.size()];
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionSettings.plain())) {
      Ops tf = Ops.create(graph);
      WeightVariables variables = new WeightVariables(tf);
      Placeholder<TFloat32> pooled =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, PooledGaussian.FEATURES)));
      Operand<TFloat32> score = gaussian.score(tf, variables, pooled);
      variables.initialize(session);
      for (int start = 0; start < scores.length; start += BATCH) {
        List<float[]> batch = rows.subList(start, Math.min(start + BATCH, scores.length));
        try (TFloat32 features =
                TFloat32.tensorOf(StdArrays.ndCopyOf(batch.toArray(new float[0][])));
            Result result = session.runner().feed(pooled, features).fetch(score).run()) {
          float[] found = Tensors.toArray((TFloat32) result.get(0));
          System.arraycopy(found, 0, scores, start, found.length);
        }
      }
    }
    return finite(scores);
  }

  private static float[] finite(float[] scores) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        throw new InvalidModelException(
            "a familiarity of the training is %s, but must be finite".formatted(score));
      }
    }
    return scores;
  }

  /** The score below which a share of the X-rays lies, for instance 0.05. */
  public float quantile(double share) {
    return ascending[(int) Math.min(ascending.length - 1, Math.floor(share * ascending.length))];
  }

  /**
   * For the manifest's {@code training.familiarity}: scores lower than nearly all of the validation
   * X-rays' mark an image that is unlike the training X-rays.
   */
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("score", "log density for each pooled feature, in nats; higher is more familiar")
            .put("validationXrays", ascending.length);
    ObjectNode quantiles = json.putObject("validationQuantiles");
    for (double share : QUANTILES) {
      quantiles.put(Double.toString(share), quantile(share));
    }
    return json;
  }
}
