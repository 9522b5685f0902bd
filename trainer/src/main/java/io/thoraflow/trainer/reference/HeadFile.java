package io.thoraflow.trainer.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.PooledGaussian;
import io.thoraflow.trainer.safetensors.Safetensors;
import io.thoraflow.trainer.safetensors.SafetensorsReader;
import io.thoraflow.trainer.safetensors.SafetensorsWriter;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link TrainedHead} as a small file: its tensors, and everything else as JSON among the
 * metadata of the {@link Safetensors} format.
 */
public final class HeadFile {
  /** Small enough for a source repository. */
  public static final int MAX_BYTES = 2 << 20;

  private static final String FORMAT = "thoraflow-head-1";

  private HeadFile() {}

  /** What the metadata hold under {@code thoraflow}. */
  private record Description(
      String form,
      FeatureView view,
      ImagePreprocessing channels,
      String preprocessing,
      float temperature,
      double threshold,
      String backbone,
      boolean familiarity,
      ObjectNode training) {}

  /**
   * Replaces the file at once.
   *
   * @throws InvalidModelException if the head is of a kind or size that no file takes
   */
  public static void write(TrainedHead head, Path file) throws IOException {
    Safetensors content = content(head);
    int bytes = SafetensorsWriter.toBytes(content).length;
    if (bytes > MAX_BYTES) {
      throw new InvalidModelException(
          "a head's file may have %d bytes, but this one takes %d".formatted(MAX_BYTES, bytes));
    }
    SafetensorsWriter.write(content, file);
  }

  /**
   * @throws InvalidModelException naming what is wrong with the content
   */
  public static TrainedHead read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new InvalidModelException(
          "a head's file may have %d bytes, but this one has %d"
              .formatted(MAX_BYTES, Files.size(file)));
    }
    return read(Files.readAllBytes(file));
  }

  static TrainedHead read(byte[] file) {
    Safetensors content = SafetensorsReader.read(file);
    String format = content.metadata().get("format");
    if (!FORMAT.equals(format)) {
      throw new InvalidModelException(
          "the file's format is %s, but must be %s".formatted(format, FORMAT));
    }
    Description description = description(content.metadata().get("thoraflow"));
    Map<String, WeightTensor> tensors = content.tensors();
    return new TrainedHead(
        HeadForm.named(description.form()).of(description.view(), tensors),
        description.familiarity() ? Optional.of(PooledGaussian.of(tensors)) : Optional.empty(),
        description.channels(),
        Preprocessing.named(description.preprocessing())
            .orElseThrow(() -> incomplete("preprocessing")),
        description.temperature(),
        description.threshold(),
        description.backbone(),
        description.training());
  }

  private static Safetensors content(TrainedHead head) {
    List<WeightTensor> tensors = new ArrayList<>(head.head().weights());
    head.familiarity().ifPresent(gaussian -> tensors.addAll(gaussian.weights()));
    Description description =
        new Description(
            HeadForm.of(head.head()).text(),
            head.head().view(),
            head.channels(),
            head.preprocessing().text(),
            head.temperature(),
            head.threshold(),
            head.backbone(),
            head.familiarity().isPresent(),
            head.training());
    return Safetensors.of(Map.of("format", FORMAT, "thoraflow", json(description)), tensors);
  }

  private static String json(Description description) {
    try {
      return Json.MAPPER.writeValueAsString(description);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Description description(String json) {
    if (json == null) {
      throw incomplete("thoraflow");
    }
    Description description;
    try {
      description = Json.MAPPER.readValue(json, Description.class);
    } catch (JsonProcessingException e) {
      throw new InvalidModelException(
          "the head's description is not of this form: " + e.getOriginalMessage(), e);
    }
    if (description == null
        || description.view() == null
        || description.channels() == null
        || description.backbone() == null
        || description.training() == null) {
      throw incomplete("view, channels, backbone or training");
    }
    return description;
  }

  private static InvalidModelException incomplete(String what) {
    return new InvalidModelException("the head's description lacks %s".formatted(what));
  }
}
