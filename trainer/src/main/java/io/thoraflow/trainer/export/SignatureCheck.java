package io.thoraflow.trainer.export;

import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Signature;
import org.tensorflow.Signature.TensorDescription;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Compares a SavedModel's signatures with those of a published model. */
final class SignatureCheck {
  private static final Shape IMAGE = Shape.of(-1, 224, 224, 1);

  private static final Map<String, Shape> SERVING = serving();
  private static final Map<String, Shape> EXPLAIN = explain();

  private SignatureCheck() {}

  /**
   * @throws InvalidModelException naming the signature, what was found and what is needed
   */
  static void verify(List<Signature> signatures) {
    verify(signatures, Signatures.SERVING, SERVING);
    verify(signatures, Signatures.EXPLAIN, EXPLAIN);
  }

  private static void verify(List<Signature> signatures, String key, Map<String, Shape> outputs) {
    Signature signature =
        signatures.stream()
            .filter(candidate -> candidate.key().equals(key))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidModelException(
                        "the SavedModel has the signatures %s, but needs %s"
                            .formatted(signatures.stream().map(Signature::key).toList(), key)));
    verify(key, "input", Signatures.IMAGE, signature.getInputs(), DataType.DT_UINT8, IMAGE);
    outputs.forEach(
        (name, shape) ->
            verify(key, "output", name, signature.getOutputs(), DataType.DT_FLOAT, shape));
  }

  private static void verify(
      String key,
      String role,
      String name,
      Map<String, TensorDescription> found,
      DataType type,
      Shape shape) {
    TensorDescription tensor = found.get(name);
    String needed = "%s %s %s%s".formatted(role, name, type, shape);
    if (tensor == null) {
      throw new InvalidModelException(
          "signature %s has the %ss %s, but needs %s".formatted(key, role, found.keySet(), needed));
    }
    if (tensor.dataType != type || !compatible(tensor.shape, shape)) {
      throw new InvalidModelException(
          "signature %s has %s %s %s%s, but needs %s"
              .formatted(key, role, name, tensor.dataType, tensor.shape, needed));
    }
  }

  /** An exporter may not know an output's extents; the trial prediction shows them. */
  private static boolean compatible(Shape found, Shape needed) {
    return found.isUnknown()
        || (found.numDimensions() == needed.numDimensions()
            && found.isCompatibleWith(needed)
            && found.get(0) == Shape.UNKNOWN_SIZE);
  }

  private static Map<String, Shape> serving() {
    Map<String, Shape> outputs = new LinkedHashMap<>();
    outputs.put(Signatures.LOGITS, Shape.of(-1, 2));
    outputs.put(Signatures.PROBABILITIES, Shape.of(-1, 2));
    outputs.put(Signatures.FAMILIARITY, Shape.of(-1));
    return outputs;
  }

  private static Map<String, Shape> explain() {
    Map<String, Shape> outputs = serving();
    outputs.put(Signatures.HEATMAP, Shape.of(-1, 7, 7));
    return outputs;
  }
}
