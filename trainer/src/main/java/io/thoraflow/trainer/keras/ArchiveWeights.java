package io.thoraflow.trainer.keras;

import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of a Keras 3 archive ({@code model.weights.h5}).
 *
 * <p>Each layer keeps its tensors, numbered, in a group {@code vars}, whose attribute {@code name}
 * is the layer's name; the path above it is made of class names and tells nothing.
 */
final class ArchiveWeights {
  /** Those of the seed architecture are six deep. */
  private static final int MOST_DEPTH = 32;

  private ArchiveWeights() {}

  /** All tensors below a group, named {@code layer/parameter}. */
  static List<WeightTensor> read(Group root) {
    List<WeightTensor> tensors = new ArrayList<>();
    for (Node child : root.getChildren().values()) {
      // What training goes on from is large, and no part of the model.
      if (child instanceof Group group && !child.getName().equals("optimizer")) {
        collect(group, tensors, 1);
      }
    }
    return tensors;
  }

  private static void collect(Group group, List<WeightTensor> tensors, int depth) {
    if (depth > MOST_DEPTH) {
      throw new InvalidModelException(
          "the weights must lie in groups at most %d deep".formatted(MOST_DEPTH));
    }
    for (Node child : group.getChildren().values()) {
      if (child instanceof Group childGroup) {
        if (child.getName().equals("vars")) {
          collectLayer(childGroup, tensors);
        } else {
          collect(childGroup, tensors, depth + 1);
        }
      }
    }
  }

  /** Convolution and dense layers have two tensors, batch normalisations four, others none. */
  private static void collectLayer(Group vars, List<WeightTensor> tensors) {
    List<String> parameters =
        switch (vars.getChildren().size()) {
          case 2 -> LayerParameters.LINEAR;
          case 4 -> LayerParameters.NORMALIZATION;
          default -> List.of();
        };
    for (int index = 0; index < parameters.size(); index++) {
      String name = Hdf5.text(vars, "name") + "/" + parameters.get(index);
      tensors.add(Hdf5.tensor(vars, Integer.toString(index), name));
      Hdf5.verifyTotal(tensors);
    }
  }
}
