package io.thoraflow.trainer.keras;

import io.jhdf.api.Group;
import io.jhdf.api.Node;
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
  private ArchiveWeights() {}

  /** All tensors below a group, named {@code layer/parameter}. */
  static List<WeightTensor> read(Group root) {
    List<WeightTensor> tensors = new ArrayList<>();
    collect(root, tensors);
    return tensors;
  }

  private static void collect(Group group, List<WeightTensor> tensors) {
    for (Node child : group.getChildren().values()) {
      if (child instanceof Group childGroup) {
        if (child.getName().equals("vars")) {
          collectLayer(childGroup, tensors);
        } else {
          collect(childGroup, tensors);
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
    }
  }
}
