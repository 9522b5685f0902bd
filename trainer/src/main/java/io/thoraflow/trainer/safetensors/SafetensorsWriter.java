package io.thoraflow.trainer.safetensors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.json.Json;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes safetensors files: every value as float32, the same bytes for the same content. */
public final class SafetensorsWriter {
  /** The values begin at a multiple of it, as readers that map the file like. */
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  public static byte[] toBytes(Safetensors content) {
    byte[] header = header(content);
    int values =
        content.tensors().values().stream()
            .mapToInt(tensor -> tensor.values().remaining())
            .reduce(0, Math::addExact);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(Long.BYTES + header.length, values * Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (WeightTensor tensor : content.tensors().values()) {
      for (float value : tensor.toArray()) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  /** Replaces the file at once: a reader sees the old or the new, never half of it. */
  public static void write(Safetensors content, Path file) throws IOException {
    AtomicFile.write(file, toBytes(content), AtomicFile.Option.SYNCED);
  }

  private static byte[] header(Safetensors content) {
    ObjectNode header = Json.MAPPER.createObjectNode();
    ObjectNode metadata = header.putObject(Safetensors.METADATA);
    content.metadata().forEach(metadata::put);
    int begin = 0;
    for (var entry : content.tensors().entrySet()) {
      WeightTensor tensor = entry.getValue();
      int end = Math.addExact(begin, tensor.values().remaining() * Float.BYTES);
      ObjectNode description = header.putObject(entry.getKey());
      description.put("dtype", Safetensors.FLOAT32);
      ArrayNode shape = description.putArray("shape");
      tensor.shape().forEach(shape::add);
      description.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    return padded(header.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] padded(byte[] json) {
    byte[] header = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(header, json.length, header.length, (byte) ' ');
    return header;
  }
}
