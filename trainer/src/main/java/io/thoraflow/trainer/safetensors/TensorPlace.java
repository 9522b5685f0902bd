package io.thoraflow.trainer.safetensors;

import static io.thoraflow.trainer.safetensors.SafetensorsReader.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.trainer.weights.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;

/**
 * What a header says of one tensor.
 *
 * @param begin of its bytes among the values
 * @param end behind its last byte
 */
record TensorPlace(String name, String type, List<Integer> shape, long begin, long end) {
  private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");
  private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_./-]{0,127}";

  static TensorPlace of(String name, JsonNode description) {
    require(name.matches(NAME), "a tensor's name must match %s", NAME);
    Set<String> fields = new TreeSet<>();
    description.fieldNames().forEachRemaining(fields::add);
    require(
        fields.equals(FIELDS), "tensor %s has the fields %s, but needs %s", name, fields, FIELDS);
    String type = description.path("dtype").asText();
    require(
        type.equals(Safetensors.FLOAT32) || type.equals(Safetensors.FLOAT16),
        "tensor %s has the type %s, but must have F32 or F16",
        name,
        type);
    List<Long> offsets = numbers(name, description.path("data_offsets"));
    require(offsets.size() == 2, "tensor %s must have two data_offsets", name);
    TensorPlace place =
        new TensorPlace(
            name, type, shape(name, description.path("shape")), offsets.get(0), offsets.get(1));
    place.verifyLength();
    return place;
  }

  private static List<Integer> shape(String name, JsonNode node) {
    List<Long> extents = numbers(name, node);
    require(
        extents.stream().allMatch(extent -> extent <= Integer.MAX_VALUE),
        "tensor %s is too large",
        name);
    return extents.stream().map(Long::intValue).toList();
  }

  private static List<Long> numbers(String name, JsonNode node) {
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : node) {
      require(
          number.canConvertToLong() && number.isIntegralNumber() && number.asLong() >= 0,
          "tensor %s has the number %s, but needs whole ones from 0",
          name,
          number);
      numbers.add(number.asLong());
    }
    require(node.isArray(), "tensor %s needs lists of numbers", name);
    return numbers;
  }

  private void verifyLength() {
    long elements = 1;
    for (int extent : shape) {
      elements *= extent;
      require(elements <= Integer.MAX_VALUE, "tensor %s is too large", name);
    }
    require(
        end - begin == elements * bytesOfOne(),
        "tensor %s of shape %s and type %s must have %d bytes, but has %d",
        name,
        shape,
        type,
        elements * bytesOfOne(),
        end - begin);
  }

  private int bytesOfOne() {
    return type.equals(Safetensors.FLOAT32) ? Float.BYTES : Short.BYTES;
  }

  /**
   * @param values all tensors' bytes; this one's are among them
   * @throws io.thoraflow.trainer.weights.InvalidModelException if a value is not finite
   */
  WeightTensor read(ByteBuffer values) {
    ByteBuffer own = values.slice((int) begin, (int) (end - begin)).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[own.remaining() / bytesOfOne()];
    if (type.equals(Safetensors.FLOAT32)) {
      own.asFloatBuffer().get(floats);
    } else {
      short[] halves = new short[floats.length];
      own.asShortBuffer().get(halves);
      DataLayouts.FLOAT16.applyTo(DataBuffers.of(halves)).read(floats);
    }
    return new WeightTensor(name, shape, floats).verified(shape);
  }
}
