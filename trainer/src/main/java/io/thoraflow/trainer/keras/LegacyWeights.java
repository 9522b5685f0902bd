package io.thoraflow.trainer.keras;

import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of Keras's whole-model and weights-only HDF5 files ({@code .h5}), as written by Keras
 * 2 and by Keras 3.
 *
 * <p>A group holds one sub-group for each layer named in its attribute {@code layer_names}; that
 * sub-group's {@code weight_names} are the paths of its tensors. Keras 2 ends them in {@code :0}.
 */
final class LegacyWeights {
  private LegacyWeights() {}

  /**
   * All tensors of a group, named {@code layer/parameter} by the last two steps of their paths.
   *
   * @param group {@code model_weights} of a whole model, or the root of a weights file
   */
  static List<WeightTensor> read(Group group) {
    List<WeightTensor> tensors = new ArrayList<>();
    for (String layer : Hdf5.texts(group, "layer_names")) {
      Node node = group.getChild(layer);
      if (!(node instanceof Group layerGroup)) {
        throw new InvalidModelException(
            "layer %s has no group in %s".formatted(layer, group.getPath()));
      }
      for (String path : Hdf5.texts(layerGroup, "weight_names")) {
        if (!isState(path)) {
          tensors.add(Hdf5.tensor(layerGroup, path, name(path)));
        }
        Hdf5.verifyTotal(tensors);
      }
    }
    return tensors;
  }

  /** Of a random number generator, which layers have that work in training alone. */
  private static boolean isState(String path) {
    return path.replaceFirst(":0$", "").endsWith("StateVar")
        || path.contains("seed_generator_state");
  }

  /** {@code sequential_3/dense_2/kernel:0} is called {@code dense_2/kernel}. */
  private static String name(String path) {
    String[] steps = path.replaceFirst(":0$", "").split("/", -1);
    return steps.length < 2 ? steps[0] : steps[steps.length - 2] + "/" + steps[steps.length - 1];
  }
}
