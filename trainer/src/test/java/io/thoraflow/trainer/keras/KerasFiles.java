package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes models of the seed architecture as Keras lays them out. */
final class KerasFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private KerasFiles() {}

  /** The configuration that Keras 2 would write, settings equal to defaults left out. */
  static ObjectNode config() {
    ObjectNode model = JSON.createObjectNode().put("class_name", "Sequential");
    ArrayNode layers = model.putObject("config").put("name", "sequential").putArray("layers");
    ObjectNode backbone = layer(layers, "resnet50", "Functional");
    ArrayNode inner = ((ObjectNode) backbone.get("config")).putArray("layers");
    ObjectNode input = layer(inner, "input_1", "InputLayer");
    ((ObjectNode) input.get("config"))
        .putArray("batch_input_shape")
        .addNull()
        .add(224)
        .add(224)
        .add(3);
    for (ExpectedLayer expected : ExpectedBackbone.layers("input_1")) {
      ObjectNode layer = layer(inner, expected.name(), expected.className());
      ArrayNode inbound = layer.putArray("inbound_nodes").addArray();
      expected.inputs().forEach(name -> inbound.addArray().add(name).add(0).add(0).addObject());
      for (LayerSetting setting : expected.settings()) {
        if (!setting.needed().equals(setting.keras())) {
          ((ObjectNode) layer.get("config")).set(setting.key(), setting.needed());
        }
      }
    }
    layer(layers, "flatten", "Flatten");
    dense(layers, "dense", 128, "relu");
    dense(layers, "dense_1", 2, "softmax");
    return model;
  }

  /**
   * Writes a whole-model HDF5 file.
   *
   * @param suffix of weight names: {@code :0} in files of Keras 2
   */
  static void writeHdf5(
      Path file, ObjectNode config, Collection<WeightTensor> tensors, String suffix) {
    try (WritableHdfFile hdf5 = HdfFile.write(file)) {
      hdf5.putAttribute("model_config", config.toString());
      hdf5.putAttribute("keras_version", "2.15.0");
      WritableGroup root = hdf5.putGroup("model_weights");
      root.putAttribute("layer_names", new String[] {"resnet50", "flatten", "dense", "dense_1"});
      root.putGroup("flatten");
      writeLayer(root.putGroup("resnet50"), select(tensors, "conv"), suffix);
      writeLayer(root.putGroup("dense"), select(tensors, "dense/"), suffix);
      writeLayer(root.putGroup("dense_1"), select(tensors, "dense_1/"), suffix);
    }
  }

  /** Writes a Keras 3 archive. */
  static void writeArchive(Path file, ObjectNode config, Collection<WeightTensor> tensors)
      throws IOException {
    Path weights = Files.createTempFile(file.getParent(), "model", ".weights.h5");
    try (WritableHdfFile hdf5 = HdfFile.write(weights)) {
      WritableGroup layers = hdf5.putGroup("layers");
      WritableGroup inner = layers.putGroup("functional").putGroup("layers");
      int number = 0;
      for (Map.Entry<String, List<WeightTensor>> layer : byLayer(tensors).entrySet()) {
        WritableGroup parent = layer.getKey().startsWith("dense") ? layers : inner;
        WritableGroup vars = parent.putGroup("layer_" + number++).putGroup("vars");
        vars.putAttribute("name", layer.getKey());
        for (int index = 0; index < layer.getValue().size(); index++) {
          vars.putDataset(Integer.toString(index), nested(layer.getValue().get(index)));
        }
      }
    }
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      zip.putNextEntry(new ZipEntry("config.json"));
      zip.write(config.toString().getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      Files.copy(weights, zip);
    }
  }

  static List<WeightTensor> tensors(KerasModel model) {
    List<WeightTensor> tensors = new ArrayList<>(model.backbone().tensors());
    SeedHeadWeights head = model.head();
    tensors.add(head.hiddenKernel().named("dense/kernel"));
    tensors.add(head.hiddenBias().named("dense/bias"));
    tensors.add(head.outputKernel().named("dense_1/kernel"));
    tensors.add(head.outputBias().named("dense_1/bias"));
    return tensors;
  }

  /** One layer of a configuration, to be changed in place. */
  static ObjectNode find(ObjectNode config, String name) {
    return Stream.of("/config/layers", "/config/layers/0/config/layers")
        .flatMap(path -> StreamSupport.stream(config.at(path).spliterator(), false))
        .filter(layer -> layer.at("/config/name").asText().equals(name))
        .map(ObjectNode.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static ObjectNode layer(ArrayNode layers, String name, String className) {
    ObjectNode layer = layers.addObject().put("class_name", className);
    layer.putObject("config").put("name", name);
    return layer;
  }

  private static void dense(ArrayNode layers, String name, int units, String activation) {
    ((ObjectNode) layer(layers, name, "Dense").get("config"))
        .put("units", units)
        .put("activation", activation);
  }

  private static void writeLayer(WritableGroup group, List<WeightTensor> tensors, String suffix) {
    String[] names = tensors.stream().map(tensor -> tensor.name() + suffix).toArray(String[]::new);
    if (names.length > 0) { // jhdf cannot write an empty list of texts.
      ((WritableNode) group).putAttribute("weight_names", names);
    }
    Map<String, WritableGroup> groups = new LinkedHashMap<>();
    for (WeightTensor tensor : tensors) {
      String[] steps = tensor.name().split("/", -1);
      groups
          .computeIfAbsent(steps[0], group::putGroup)
          .putDataset(steps[1] + suffix, nested(tensor));
    }
  }

  private static Map<String, List<WeightTensor>> byLayer(Collection<WeightTensor> tensors) {
    Map<String, List<WeightTensor>> layers = new LinkedHashMap<>();
    for (WeightTensor tensor : tensors) {
      String layer = tensor.name().split("/", -1)[0];
      layers.computeIfAbsent(layer, name -> new ArrayList<>()).add(tensor);
    }
    return layers;
  }

  private static List<WeightTensor> select(Collection<WeightTensor> tensors, String prefix) {
    return tensors.stream().filter(tensor -> tensor.name().startsWith(prefix)).toList();
  }

  private static Object nested(WeightTensor tensor) {
    int[] shape = tensor.shape().stream().mapToInt(Integer::intValue).toArray();
    return nested(tensor.values(), shape, 0);
  }

  private static Object nested(FloatBuffer values, int[] shape, int depth) {
    if (depth == shape.length - 1) {
      float[] row = new float[shape[depth]];
      values.get(row);
      return row;
    }
    int[] rest = new int[shape.length - depth];
    System.arraycopy(shape, depth, rest, 0, rest.length);
    Object array = Array.newInstance(float.class, rest);
    for (int index = 0; index < shape[depth]; index++) {
      Array.set(array, index, nested(values, shape, depth + 1));
    }
    return array;
  }
}
