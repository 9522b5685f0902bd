package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Map;

/**
 * A published model of the seed architecture, from the variables of its SavedModel.
 *
 * @param backbone every batch normalisation changes nothing, its effect is in the convolution
 * @param head as published, but for the temperature
 */
public record StoredSeedModel(BackboneWeights backbone, SeedHeadWeights head) {

  /**
   * @param variables by the names that {@link ResNet50Graph} and {@link SeedHead} give them
   * @param temperature goes into the last layer; 1 leaves that layer as it is, bit for bit
   * @throws InvalidModelException naming a weight that such a model would have, but this one lacks
   *     or has in another shape
   */
  public static StoredSeedModel of(Map<String, WeightTensor> variables, double temperature) {
    SeedHeadWeights head = SeedHead.stored(variables).layers();
    List<WeightTensor> backbone =
        ResNet50Layout.layers()
            .flatMap(layer -> FoldedConvolution.stored(variables, layer).unfolded(layer).stream())
            .toList();
    return new StoredSeedModel(
        BackboneWeights.of(backbone),
        new SeedHeadWeights(
            head.hiddenKernel(),
            head.hiddenBias(),
            divided(head.outputKernel(), temperature),
            divided(head.outputBias(), temperature)));
  }

  private static WeightTensor divided(WeightTensor tensor, double divisor) {
    float[] values = tensor.toArray();
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) (values[index] / divisor);
    }
    return new WeightTensor(tensor.name(), tensor.shape(), values);
  }
}
