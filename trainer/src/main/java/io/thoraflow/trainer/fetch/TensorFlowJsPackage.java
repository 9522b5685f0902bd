package io.thoraflow.trainer.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a gzipped tar archive that holds ResNet-50 as a TensorFlow.js layers model: {@code
 * model.json} lists the tensors, which lie back to back, little-endian float32, across the shards.
 */
final class TensorFlowJsPackage {
  private static final String FOLDER = "package/ResNet50/";
  private static final String MODEL = "model.json";

  /** No file of the archive is larger; bounds what a wrong archive can make us allocate. */
  private static final long MAX_FILE_SIZE = 16L << 20;

  private TensorFlowJsPackage() {}

  /**
   * @throws InvalidModelException if a file or tensor is missing, or the archive is truncated
   */
  static BackboneWeights read(Path archive) throws IOException {
    Map<String, byte[]> files = files(archive);
    JsonNode manifest =
        new ObjectMapper().readTree(file(files, MODEL)).path("weightsManifest").path(0);
    List<byte[]> shards =
        stream(manifest.path("paths")).map(path -> file(files, path.asText())).toList();
    return BackboneWeights.of(tensors(manifest.path("weights"), joined(shards)));
  }

  private static Map<String, byte[]> files(Path archive) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      new TarReader(in)
          .forEachFile(
              (name, size, content) -> {
                if (name.startsWith(FOLDER) && size <= MAX_FILE_SIZE) {
                  files.put(name.substring(FOLDER.length()), content.readAllBytes());
                }
              });
    } catch (ZipException | EOFException e) {
      throw new InvalidModelException(
          "%s cannot be unpacked: is it complete? %s"
              .formatted(archive.getFileName(), e.getMessage()),
          e);
    }
    return files;
  }

  private static List<WeightTensor> tensors(JsonNode weights, FloatBuffer values) {
    List<WeightTensor> tensors = new ArrayList<>();
    for (JsonNode weight : weights) {
      List<Integer> shape = stream(weight.path("shape")).map(JsonNode::asInt).toList();
      int length = WeightTensor.elements(shape);
      if (length > values.remaining()) {
        throw new InvalidModelException(
            "the shards end within weight " + weight.path("name").asText());
      }
      tensors.add(
          new WeightTensor(
              LegacyNames.current(weight.path("name").asText()),
              shape,
              values.slice(values.position(), length)));
      values.position(values.position() + length);
    }
    return tensors;
  }

  private static FloatBuffer joined(List<byte[]> shards) {
    ByteBuffer joined = ByteBuffer.allocate(shards.stream().mapToInt(shard -> shard.length).sum());
    shards.forEach(joined::put);
    return joined.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private static byte[] file(Map<String, byte[]> files, String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new InvalidModelException("the archive holds no " + FOLDER + name);
    }
    return content;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
