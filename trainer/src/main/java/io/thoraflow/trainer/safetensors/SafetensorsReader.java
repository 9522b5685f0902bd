package io.thoraflow.trainer.safetensors;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads safetensors files of finite float32 and float16 values; trusts nothing that the header
 * says.
 */
public final class SafetensorsReader {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SafetensorsReader() {}

  /**
   * @throws InvalidModelException naming what is wrong, what was found and what is needed
   */
  public static Safetensors read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    require(bytes.remaining() > Long.BYTES, "the file has %d bytes: too few", file.length);
    long length = bytes.getLong();
    require(
        length > 0 && length <= bytes.remaining(),
        "the header must have 1 to %d bytes, but is said to have %s",
        bytes.remaining(),
        Long.toUnsignedString(length));
    JsonNode header = header(file, (int) length);
    ByteBuffer values = bytes.slice(Long.BYTES + (int) length, bytes.remaining() - (int) length);
    return new Safetensors(metadata(header), tensors(header, values));
  }

  private static JsonNode header(byte[] file, int length) {
    try {
      JsonNode header = STRICT.readTree(file, Long.BYTES, length);
      require(header.isObject() && file[Long.BYTES] == '{', "the header must be a JSON object");
      return header;
    } catch (IOException e) {
      throw new InvalidModelException("the header is no JSON: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> metadata(JsonNode header) {
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> text : header.path(Safetensors.METADATA).properties()) {
      require(text.getValue().isTextual(), "metadata %s must be a text", text.getKey());
      metadata.put(text.getKey(), text.getValue().asText());
    }
    return metadata;
  }

  private static Map<String, WeightTensor> tensors(JsonNode header, ByteBuffer values) {
    List<TensorPlace> places =
        header.properties().stream()
            .filter(entry -> !entry.getKey().equals(Safetensors.METADATA))
            .map(entry -> TensorPlace.of(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(TensorPlace::begin))
            .toList();
    Map<String, WeightTensor> tensors = new TreeMap<>();
    long end = 0;
    for (TensorPlace place : places) {
      require(
          place.begin() == end,
          "tensor %s must begin at %d, but begins at %d",
          place.name(),
          end,
          place.begin());
      end = place.end();
      require(
          end <= values.capacity(),
          "tensor %s ends at %d, but the values at %d",
          place.name(),
          end,
          values.capacity());
      tensors.put(place.name(), place.read(values));
    }
    require(
        end == values.capacity(),
        "the tensors end at %d, but the values at %d",
        end,
        values.capacity());
    return tensors;
  }

  static void require(boolean right, String problem, Object... details) {
    if (!right) {
      throw new InvalidModelException(
          "not a usable safetensors file: " + problem.formatted(details));
    }
  }
}
