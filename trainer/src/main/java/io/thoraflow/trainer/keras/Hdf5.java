package io.thoraflow.trainer.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.lang.reflect.Array;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Reads what Keras writes into HDF5 files, and shapes what it reads from ours. */
final class Hdf5 {
  private Hdf5() {}

  /**
   * Opens a file, reads from it and closes it.
   *
   * @throws InvalidModelException if the file cannot be read as HDF5, for instance because it is
   *     truncated
   */
  static <T> T read(Path file, Function<HdfFile, T> reader) {
    try (HdfFile hdf5 = new HdfFile(file)) {
      return reader.apply(hdf5);
    } catch (HdfException | IndexOutOfBoundsException | IllegalArgumentException e) {
      // jhdf meets the end of a truncated file as a buffer or position that is out of bounds.
      throw new InvalidModelException(
          file.getFileName() + " cannot be read as HDF5: is it complete? " + e.getMessage(), e);
    }
  }

  /** A text attribute. */
  static String text(Node node, String attribute) {
    Attribute found = node.getAttribute(attribute);
    if (found == null || !(found.getData() instanceof String text)) {
      throw new InvalidModelException(
          "%s has no text attribute %s".formatted(node.getPath(), attribute));
    }
    return text;
  }

  /**
   * A list of texts; Keras splits one of more than 64 KiB into {@code name0}, {@code name1} and so
   * on. Empty where the attribute is absent or has no values.
   */
  static List<String> texts(Node node, String attribute) {
    Attribute whole = node.getAttribute(attribute);
    if (whole != null) {
      return whole.getData() instanceof String[] texts ? List.of(texts) : List.of();
    }
    List<String> texts = new ArrayList<>();
    for (int part = 0; node.getAttribute(attribute + part) != null; part++) {
      texts.addAll(Arrays.asList((String[]) node.getAttribute(attribute + part).getData()));
    }
    return texts;
  }

  /**
   * @param name what the tensor shall be called
   */
  static WeightTensor tensor(Group group, String path, String name) {
    Node node = node(group, path);
    if (!(node instanceof Dataset dataset)) {
      throw new InvalidModelException("weight %s is missing from the file".formatted(name));
    }
    if (!(dataset.getDataFlat() instanceof float[] values)) {
      throw new InvalidModelException(
          "weight %s has type %s, but must have float32".formatted(name, dataset.getJavaType()));
    }
    return new WeightTensor(name, Arrays.stream(dataset.getDimensions()).boxed().toList(), values);
  }

  /** The node at a path below a group, or null. */
  static Node node(Group group, String path) {
    Node node = group;
    for (String step : path.split("/", -1)) {
      node = node instanceof Group parent ? parent.getChild(step) : null;
    }
    return node;
  }

  /** The values as nested arrays of float, the form in which jhdf takes a dataset. */
  static Object nested(WeightTensor tensor) {
    int[] shape = tensor.shape().stream().mapToInt(Integer::intValue).toArray();
    return nested(tensor.values(), shape);
  }

  private static Object nested(FloatBuffer values, int[] shape) {
    if (shape.length == 1) {
      float[] row = new float[shape[0]];
      values.get(row);
      return row;
    }
    Object array = Array.newInstance(float.class, shape);
    int[] rest = Arrays.copyOfRange(shape, 1, shape.length);
    for (int index = 0; index < shape[0]; index++) {
      Array.set(array, index, nested(values, rest));
    }
    return array;
  }
}
