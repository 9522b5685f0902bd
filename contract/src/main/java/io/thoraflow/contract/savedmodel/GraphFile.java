package io.thoraflow.contract.savedmodel;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.thoraflow.contract.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.tensorflow.proto.SavedModel;

/**
 * The file that holds a SavedModel's graph, read by the classes that TensorFlow's own schema
 * generates: what they do not know, TensorFlow of the same version does not know either.
 */
final class GraphFile {
  static final String NAME = "saved_model.pb";

  /** Weights are variables, so a ResNet-50's graph has less than 1 MB. */
  private static final long MAX_BYTES = 256L << 20;

  private GraphFile() {}

  /**
   * @param folder of a SavedModel
   * @return its graph, without fields that this version of TensorFlow does not know
   * @throws ModelLoadException if there is none, more than one, or it cannot be read
   */
  static SavedModel read(Path folder) throws IOException {
    refuseOtherGraphs(folder);
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new ModelLoadException("it is no SavedModel: it holds no " + NAME);
    }
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new ModelLoadException(
          "%s must have at most %d bytes, but has %d".formatted(NAME, MAX_BYTES, size));
    }
    try {
      // The array is never changed, so that constants need not be copied out of it.
      CodedInputStream in =
          UnsafeByteOperations.unsafeWrap(Files.readAllBytes(file)).newCodedInput();
      return DiscardUnknownFieldsParser.wrap(SavedModel.parser()).parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelLoadException(NAME + " is no SavedModel: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      // Millions of empty messages take 30 times their file's size; nothing of them is kept.
      throw new ModelLoadException(NAME + " takes more memory to read than there is", e);
    }
  }

  /** TensorFlow would read {@code saved_model.pbtxt} or {@code .cpb} where they are. */
  private static void refuseOtherGraphs(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.startsWith("saved_model") && !name.equals(NAME)) {
          throw new ModelLoadException(
              "a SavedModel must have its graph in %s alone, but there is %s"
                  .formatted(NAME, name.replaceAll("\\p{C}", "?")));
        }
      }
    }
  }
}
