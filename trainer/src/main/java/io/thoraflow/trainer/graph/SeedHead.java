package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The seed recipe's head: Flatten, Dense(128, relu), Dense(2, softmax). */
public record SeedHead(SeedHeadWeights layers) implements Head {
  private static final String HIDDEN_KERNEL = "head/hidden/kernel";
  private static final String HIDDEN_BIAS = "head/hidden/bias";
  private static final String OUTPUT_KERNEL = "head/output/kernel";
  private static final String OUTPUT_BIAS = "head/output/bias";

  @Override
  public FeatureView view() {
    return FeatureView.CONV5_MAP;
  }

  @Override
  public Operand<TFloat32> logits(Ops tf, WeightVariables variables, Operand<TFloat32> features) {
    Operand<TFloat32> flat =
        tf.reshape(features, tf.constant(new int[] {-1, SeedHeadWeights.INPUTS}));
    Operand<TFloat32> hidden =
        tf.nn.relu(
            tf.nn.biasAdd(
                tf.linalg.matMul(flat, variables.add(layers.hiddenKernel().named(HIDDEN_KERNEL))),
                variables.add(layers.hiddenBias().named(HIDDEN_BIAS))));
    return tf.nn.biasAdd(
        tf.linalg.matMul(hidden, variables.add(layers.outputKernel().named(OUTPUT_KERNEL))),
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
