package io.thoraflow.worker.model;

import io.thoraflow.contract.model.ModelLoadException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a published model takes and gives.
 *
 * <ul>
 *   <li>{@code serving_default}: image, uint8 {@code [N, 224, 224, 1]}, to logits {@code [N, 2]},
 *       probabilities {@code [N, 2]} and familiarity {@code [N]}, all float32
 *   <li>{@code explain}: the same, and heatmap {@code [N, 7, 7]}
 * </ul>
 */
final class Signatures {
  static final String TAG = "serve";
  static final String EXPLAIN = "explain";
  static final String PROBABILITIES = "probabilities";
  static final String FAMILIARITY = "familiarity";
  static final String HEATMAP = "heatmap";

  private static final String SERVING = "serving_default";
  private static final String IMAGE = "image";
  private static final List<Long> IMAGE_SHAPE = List.of(-1L, 224L, 224L, 1L);
  private static final Map<String, List<Long>> SERVING_OUTPUTS =
      Map.of(
          "logits", List.of(-1L, 2L), PROBABILITIES, List.of(-1L, 2L), FAMILIARITY, List.of(-1L));
  private static final Map<String, List<Long>> EXPLAIN_OUTPUTS = withHeatmap();

  private Signatures() {}

  private static Map<String, List<Long>> withHeatmap() {
    Map<String, List<Long>> outputs = new LinkedHashMap<>(SERVING_OUTPUTS);
    outputs.put(HEATMAP, List.of(-1L, 7L, 7L));
    return outputs;
  }

  /**
   * @throws ModelLoadException naming the signature, what was found and what is needed
   */
  static void verify(MetaGraphDef graph) {
    verify(graph.getSignatureDefMap(), SERVING, SERVING_OUTPUTS);
    verify(graph.getSignatureDefMap(), EXPLAIN, EXPLAIN_OUTPUTS);
  }

  private static void verify(
      Map<String, SignatureDef> signatures, String key, Map<String, List<Long>> outputs) {
    SignatureDef signature = signatures.get(key);
    if (signature == null) {
      throw new ModelLoadException(
          "the SavedModel must have the signature %s, but has %s"
              .formatted(key, signatures.keySet().stream().sorted().toList()));
    }
    if (!signature.getInputsMap().keySet().equals(Map.of(IMAGE, 0).keySet())) {
      throw new ModelLoadException(
          "signature %s must have the one input %s, but has %s"
              .formatted(key, IMAGE, signature.getInputsMap().keySet().stream().sorted().toList()));
    }
    verify(key, IMAGE, signature.getInputsMap().get(IMAGE), DataType.DT_UINT8, IMAGE_SHAPE);
    outputs.forEach(
        (name, shape) ->
            verify(key, name, signature.getOutputsMap().get(name), DataType.DT_FLOAT, shape));
  }

  private static void verify(
      String key, String name, TensorInfo tensor, DataType type, List<Long> shape) {
    if (tensor == null) {
      throw new ModelLoadException(
          "signature %s must have %s %s%s, but has no %s".formatted(key, name, type, shape, name));
    }
    if (tensor.getDtype() != type || !compatible(tensor.getTensorShape(), shape)) {
      throw new ModelLoadException(
          "signature %s must have %s %s%s, but has %s%s"
              .formatted(
                  key, name, type, shape, tensor.getDtype(), extents(tensor.getTensorShape())));
    }
  }

  /** An exporter may leave an output's extents open; every prediction checks its own. */
  private static boolean compatible(TensorShapeProto found, List<Long> needed) {
    if (found.getUnknownRank()) {
      return true;
    }
    List<Long> extents = extents(found);
    if (extents.size() != needed.size() || extents.get(0) != -1) {
      return false;
    }
    for (int i = 1; i < extents.size(); i++) {
      if (extents.get(i) != -1 && !extents.get(i).equals(needed.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<Long> extents(TensorShapeProto shape) {
    return shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
  }
}
