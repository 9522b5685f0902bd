package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The seed recipe's head: Flatten, Dense(128, relu), Dense(2, softmax). */
public record SeedHead(SeedHeadWeights layers) implements Head {
  private static final String HIDDEN_KERNEL = "head/hidden/kernel";
  private static final String HIDDEN_BIAS = "head/hidden/bias";
  private static final String MEAN_HIDDEN_KERNEL = "head/hidden/mean_kernel";
  private static final String OUTPUT_KERNEL = "head/output/kernel";
  private static final String OUTPUT_BIAS = "head/output/bias";
  private static final int PNEUMONIA = 1;

  @Override
  public FeatureView view() {
    return FeatureView.CONV5_MAP;
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, WeightVariables variables, Operand<TFloat32> features) {
    return logits(tf, variables, hidden(tf, variables, features), outputKernel(variables));
  }

  /**
   * A mean over the map of a product with the hidden kernel is a product with the kernel's mean
   * over the map, which is 49 times smaller and, unlike the kernel itself, at hand for one X-ray.
   */
  @Override
  public ExplainedLogits explain(Graph graph, Ops tf, WeightVariables variables, FeatureMaps maps) {
    Operand<TFloat32> hidden = hidden(tf, variables, maps.conv5());
    Operand<TFloat32> outputKernel = outputKernel(variables);
    Operand<TFloat32> logits = logits(tf, variables, hidden, outputKernel);
    Ops scope = tf.withSubScope("gradcam");
    Operand<TFloat32> gradient =
        scope.math.mul(
            scope.dtypes.cast(scope.math.greater(hidden, scope.constant(0f)), TFloat32.class),
            scope.linalg.transpose(
                scope.slice(
                    outputKernel,
                    scope.constant(new int[] {0, PNEUMONIA}),
                    scope.constant(new int[] {SeedHeadWeights.HIDDEN_UNITS, 1})),
                scope.constant(new int[] {1, 0})));
    Operand<TFloat32> importance =
        scope.linalg.matMul(
            gradient, variables.add(layers.meanHiddenKernel().named(MEAN_HIDDEN_KERNEL)));
    return new ExplainedLogits(
        logits,
        scope.reshape(
            importance, scope.constant(new int[] {-1, 1, 1, ResNet50Layout.MAP_CHANNELS})));
  }

  private Operand<TFloat32> hidden(Ops tf, WeightVariables variables, Operand<TFloat32> features) {
    Operand<TFloat32> flat =
        tf.reshape(features, tf.constant(new int[] {-1, SeedHeadWeights.INPUTS}));
    return tf.nn.relu(
        tf.nn.biasAdd(
            tf.linalg.matMul(flat, variables.add(layers.hiddenKernel().named(HIDDEN_KERNEL))),
            variables.add(layers.hiddenBias().named(HIDDEN_BIAS))));
  }

  private Operand<TFloat32> outputKernel(WeightVariables variables) {
    return variables.add(layers.outputKernel().named(OUTPUT_KERNEL));
  }

  private Operand<TFloat32> logits(
      Ops tf, WeightVariables variables, Operand<TFloat32> hidden, Operand<TFloat32> outputKernel) {
    return tf.nn.biasAdd(
        tf.linalg.matMul(hidden, outputKernel),
        variables.add(layers.outputBias().named(OUTPUT_BIAS)));
  }

  @Override
  public List<WeightTensor> weights() {
    return List.of(
        layers.hiddenKernel(), layers.hiddenBias(), layers.outputKernel(), layers.outputBias());
  }

  @Override
  public SeedHead with(Map<String, WeightTensor> trained) {
    return stored(trained);
  }

  /**
   * The head whose weights a graph's variables hold.
   *
   * @throws io.thoraflow.trainer.weights.InvalidModelException if one is missing or misshapen
   */
  static SeedHead stored(Map<String, WeightTensor> variables) {
    return new SeedHead(
        new SeedHeadWeights(
            WeightTensor.present(variables, HIDDEN_KERNEL),
            WeightTensor.present(variables, HIDDEN_BIAS),
            WeightTensor.present(variables, OUTPUT_KERNEL),
            WeightTensor.present(variables, OUTPUT_BIAS)));
  }
}
