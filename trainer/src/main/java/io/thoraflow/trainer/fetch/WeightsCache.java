package io.thoraflow.trainer.fetch;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps verified backbone weights in a form that loads at once: all values back to back,
 * little-endian float32 in the order of {@link ResNet50Layout#TENSORS}, in a file named by their
 * fingerprint.
 */
final class WeightsCache {
  private static final Logger log = LoggerFactory.getLogger(WeightsCache.class);
  private static final Pattern NAME = Pattern.compile("resnet50-imagenet-([0-9a-f]{64})\\.f32");

  private final Path folder;

  WeightsCache(Path folder) {
    this.folder = folder;
  }

  /** The weights, mapped into memory; empty when there are none, or only damaged ones. */
  Optional<BackboneWeights> load() throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        Optional<BackboneWeights> weights =
            name.matches() ? load(file, name.group(1)) : Optional.empty();
        if (weights.isPresent()) {
          return weights;
        }
      }
    }
    return Optional.empty();
  }

  void store(BackboneWeights weights) throws IOException {
    Files.createDirectories(folder);
    AtomicFile.write(
        folder.resolve("resnet50-imagenet-%s.f32".formatted(weights.fingerprint())),
        unfinished -> write(weights, unfinished),
        AtomicFile.Option.SYNCED);
  }

  private static Optional<BackboneWeights> load(Path file, String fingerprint) throws IOException {
    String problem;
    try {
      BackboneWeights weights = map(file);
      String found = weights.fingerprint();
      if (found.equals(fingerprint)) {
        return Optional.of(weights);
      }
      problem = "its fingerprint is " + found;
    } catch (InvalidModelException e) {
      problem = e.getMessage();
    }
    log.warn("The cached weights in {} are damaged and not used: {}.", file, problem);
    return Optional.empty();
  }

  private static BackboneWeights map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FloatBuffer values =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      List<WeightTensor> tensors = new ArrayList<>();
      ResNet50Layout.TENSORS.forEach(
          (name, shape) -> {
            int length = Math.min(WeightTensor.elements(shape), values.remaining());
            tensors.add(new WeightTensor(name, shape, values.slice(values.position(), length)));
            values.position(values.position() + length);
          });
      return BackboneWeights.of(tensors);
    }
  }

  private static void write(BackboneWeights weights, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (WeightTensor tensor : weights.tensors()) {
        FloatBuffer values = tensor.values();
        ByteBuffer bytes =
            ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }
}
