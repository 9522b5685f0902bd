package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model as the HDF5 file that the seed's Keras script saves: {@code
 * keras.models.load_model} of Keras 3.15 opens it; Keras 2, whose layout it has, was not tried.
 *
 * <p>Keras assigns weights by their position in {@code weight_names}, whatever they are called, so
 * their order is Keras's own.
 */
public final class KerasModelWriter {
  /** The release whose layout this is: before 2, Keras would transpose kernels. */
  private static final String KERAS_VERSION = "2.15.0";

  private static final String[] LAYERS = {
    SeedConfiguration.BACKBONE,
    SeedConfiguration.FLATTEN,
    SeedConfiguration.HIDDEN,
    SeedConfiguration.OUTPUT
  };

  private KerasModelWriter() {}

  /**
   * @param file is replaced where it exists
   * @throws io.jhdf.exceptions.HdfException if it cannot be written
   */
  public static void write(KerasModel model, Path file) {
    write(file, SeedConfiguration.json(), tensors(model), ":0");
  }

  /**
   * @param tensors in Keras's order
   * @param suffix of weight names: {@code :0} in files of Keras 2
   */
  static void write(
      Path file, JsonNode configuration, Collection<WeightTensor> tensors, String suffix) {
    try (WritableHdfFile hdf5 = HdfFile.write(file)) {
      hdf5.putAttribute("model_config", configuration.toString());
      describe(hdf5);
      WritableGroup root = hdf5.putGroup("model_weights");
      root.putAttribute("layer_names", LAYERS);
      describe(root);
      root.putGroup(SeedConfiguration.FLATTEN);
      for (Map.Entry<String, List<WeightTensor>> layer : byLayer(tensors).entrySet()) {
        write(root.putGroup(layer.getKey()), layer.getValue(), suffix);
      }
    }
  }

  /** All tensors of a model, in Keras's order. */
  static List<WeightTensor> tensors(KerasModel model) {
    Map<String, WeightTensor> backbone = new LinkedHashMap<>();
    model.backbone().tensors().forEach(tensor -> backbone.put(tensor.name(), tensor));
    List<WeightTensor> tensors = new ArrayList<>();
    for (ExpectedLayer layer : ExpectedBackbone.layers("")) {
      for (String parameter : LayerParameters.of(layer.className())) {
        tensors.add(backbone.get(layer.name() + "/" + parameter));
      }
    }
    SeedHeadWeights head = model.head();
    tensors.add(head.hiddenKernel().named(SeedConfiguration.HIDDEN + "/kernel"));
    tensors.add(head.hiddenBias().named(SeedConfiguration.HIDDEN + "/bias"));
    tensors.add(head.outputKernel().named(SeedConfiguration.OUTPUT + "/kernel"));
    tensors.add(head.outputBias().named(SeedConfiguration.OUTPUT + "/bias"));
    return tensors;
  }

  /** Without {@code keras_version} Keras 2 takes a file for one of Keras 1. */
  private static void describe(WritableNode node) {
    node.putAttribute("keras_version", KERAS_VERSION);
    node.putAttribute("backend", "tensorflow");
  }

  /** What is no dense layer's belongs to the backbone. */
  private static Map<String, List<WeightTensor>> byLayer(Collection<WeightTensor> tensors) {
    Map<String, List<WeightTensor>> layers = new LinkedHashMap<>();
    for (String layer :
        List.of(SeedConfiguration.BACKBONE, SeedConfiguration.HIDDEN, SeedConfiguration.OUTPUT)) {
      layers.put(layer, new ArrayList<>());
    }
    for (WeightTensor tensor : tensors) {
      String owner = tensor.name().split("/", -1)[0];
      layers.getOrDefault(owner, layers.get(SeedConfiguration.BACKBONE)).add(tensor);
    }
    return layers;
  }

  private static void write(WritableGroup group, List<WeightTensor> tensors, String suffix) {
    String[] names = tensors.stream().map(tensor -> tensor.name() + suffix).toArray(String[]::new);
    if (names.length > 0) { // jhdf cannot write an empty list of texts.
      group.putAttribute("weight_names", names);
    }
    Map<String, WritableGroup> groups = new LinkedHashMap<>();
    for (WeightTensor tensor : tensors) {
      String[] steps = tensor.name().split("/", -1);
      groups
          .computeIfAbsent(steps[0], group::putGroup)
          .putDataset(steps[1] + suffix, Hdf5.nested(tensor));
    }
  }
}
