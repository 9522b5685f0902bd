package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Softmax regression on pooled features: {@code logits = ((log1p(x) - centre) / spread) * kernel +
 * bias}.
 *
 * <p>The features are at least 0 and long-tailed; their logarithm, standardised, lets a regularised
 * linear model weigh them alike.
 *
 * @param view the pooled features
 * @param standardization of the training images
 * @param kernel {@code [features, 2]}
 * @param bias {@code [2]}
 */
public record StandardizedLinearHead(
    FeatureView view, Standardization standardization, WeightTensor kernel, WeightTensor bias)
    implements Head {
  private static final String KERNEL = "head/output/kernel";
  private static final String BIAS = "head/output/bias";
  private static final int CLASSES = 2;

  /** A head with all weights 0: the start of its (convex) fit. */
  public static StandardizedLinearHead untrained(
      FeatureView view, Standardization standardization) {
    int inputs = standardization.size();
    return new StandardizedLinearHead(
        view,
        standardization,
        new WeightTensor(KERNEL, List.of(inputs, CLASSES), new float[inputs * CLASSES]),
        new WeightTensor(BIAS, List.of(CLASSES), new float[CLASSES]));
  }

  /**
   * A head of stored weights.
   *
   * @param tensors by the names that {@link #weights} has
   * @throws io.thoraflow.trainer.weights.InvalidModelException if one is missing or misshapen
   */
  public static StandardizedLinearHead of(FeatureView view, Map<String, WeightTensor> tensors) {
    int inputs = view.length();
    return new StandardizedLinearHead(
        view,
        Standardization.of(inputs, tensors),
        WeightTensor.present(tensors, KERNEL).verified(List.of(inputs, CLASSES)),
        WeightTensor.present(tensors, BIAS).verified(List.of(CLASSES)));
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, WeightVariables variables, Operand<TFloat32> features) {
    Operand<TFloat32> standardized = standardization.apply(tf, tf.math.log1p(features));
    return tf.nn.biasAdd(
        tf.linalg.matMul(standardized, variables.add(kernel)), variables.add(bias));
  }

  @Override
  public List<WeightTensor> weights() {
    return List.of(standardization.centre(), standardization.spread(), kernel, bias);
  }

  @Override
  public StandardizedLinearHead with(Map<String, WeightTensor> trained) {
    return new StandardizedLinearHead(
        view, standardization, trained.get(KERNEL), trained.get(BIAS));
  }
}
