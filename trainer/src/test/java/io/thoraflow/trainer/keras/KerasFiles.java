package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.io.OutputStream;
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

/** The layout that {@link KerasModelWriter} does not write, and changes to configurations. */
final class KerasFiles {
  private KerasFiles() {}

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
          vars.putDataset(Integer.toString(index), Hdf5.nested(layer.getValue().get(index)));
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

  /** A layer's configuration with nothing but its name. */
  static ObjectNode layer(String className, String name) {
    ObjectNode layer = JsonNodeFactory.instance.objectNode().put("class_name", className);
    layer.putObject("config").put("name", name);
    return layer;
  }

  /** One layer of a configuration, to be changed in place. */
  static ObjectNode find(ObjectNode config, String name) {
    return Stream.of("/config/layers", "/config/layers/1/config/layers")
        .flatMap(path -> StreamSupport.stream(config.at(path).spliterator(), false))
        .filter(layer -> layer.at("/config/name").asText().equals(name))
        .map(ObjectNode.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, List<WeightTensor>> byLayer(Collection<WeightTensor> tensors) {
    Map<String, List<WeightTensor>> layers = new LinkedHashMap<>();
    for (WeightTensor tensor : tensors) {
      String layer = tensor.name().split("/", -1)[0];
      layers.computeIfAbsent(layer, name -> new ArrayList<>()).add(tensor);
    }
    return layers;
  }
}
