package io.thoraflow.trainer.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
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
  /** The seed architecture has 146 MB. */
  private static final long MAX_BYTES = 512L << 20;

  /** The seed architecture has 322. */
  private static final int MAX_TENSORS = 2_000;

  private static final int MAX_TEXTS = 100_000;

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
    } catch (InvalidModelException e) {
      throw e;
    } catch (RuntimeException e) {
      // jhdf meets what is truncated or damaged as a buffer, a position or a cast that is wrong.
      throw new InvalidModelException(
          file.getFileName() + " cannot be read as HDF5: is it complete? " + e.getMessage(), e);
    } catch (StackOverflowError | OutOfMemoryError e) {
      // It points at itself, or claims a structure of gigabytes: nothing of it is kept.
      throw new InvalidModelException(
          file.getFileName() + " cannot be read as HDF5: it is damaged or not from Keras", e);
    }
  }

  /** A text attribute. */
  static String text(Node node, String attribute) {
    Attribute found = node.getAttribute(attribute);
    if (found == null || !(bounded(found).getData() instanceof String text)) {
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
      return bounded(whole).getData() instanceof String[] texts ? List.of(texts) : List.of();
    }
    List<String> texts = new ArrayList<>();
    for (int part = 0; node.getAttribute(attribute + part) != null; part++) {
      if (texts.size() <= MAX_TEXTS
          && bounded(node.getAttribute(attribute + part)).getData() instanceof String[] more) {
        texts.addAll(Arrays.asList(more));
      }
    }
    return texts;
  }

  private static Attribute bounded(Attribute attribute) {
    long values = attribute.isScalar() ? 1 : attribute.getSize();
    if (values > MAX_TEXTS) {
      throw new InvalidModelException(
          "attribute %s must have at most %d values, but has %d"
              .formatted(attribute.getName(), MAX_TEXTS, values));
    }
    return attribute;
  }

  /**
   * @param name what the tensor shall be called
   */
  static WeightTensor tensor(Group group, String path, String name) {
    Node node = node(group, path);
    if (!(node instanceof Dataset dataset)) {
      throw new InvalidModelException("weight %s is missing from the file".formatted(name));
    }
    boolean floats = dataset.getJavaType() == float.class;
    if (floats) {
      StoredTensor.verify(name, dataset);
    }
    if (!floats || !(dataset.getDataFlat() instanceof float[] values)) {
      throw new InvalidModelException(
          "weight %s has type %s, but must have float32".formatted(name, dataset.getJavaType()));
    }
    return new WeightTensor(name, Arrays.stream(dataset.getDimensions()).boxed().toList(), values);
  }

  /** So that one tensor under many names does not add up. */
  static void verifyTotal(List<WeightTensor> tensors) {
    long bytes =
        tensors.stream()
            .mapToLong(tensor -> (long) tensor.values().remaining() * Float.BYTES)
            .sum();
    if (bytes > MAX_BYTES || tensors.size() > MAX_TENSORS) {
      throw new InvalidModelException(
          "a model must have at most %d weights of together %d bytes, but has more"
              .formatted(MAX_TENSORS, MAX_BYTES));
    }
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
