package io.thoraflow.trainer.safetensors;

import io.thoraflow.trainer.weights.WeightTensor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of a file in the safetensors format: named tensors and texts about them, nothing that
 * could be executed.
 *
 * <p>Eight bytes hold the header's length, little-endian; the header is a JSON object of each
 * tensor's type, shape and place, and of texts under {@code __metadata__}; the values follow
 * without gaps, row-major and little-endian.
 *
 * @param metadata texts by name
 * @param tensors by name
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public record Safetensors(Map<String, String> metadata, Map<String, WeightTensor> tensors) {
  static final String METADATA = "__metadata__";
  static final String FLOAT32 = "F32";
  static final String FLOAT16 = "F16";

  public Safetensors {
    // Sorted, so that the same content has the same bytes: Map.copyOf has any order.
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
  }

  /** With the tensors' own names. */
  public static Safetensors of(Map<String, String> metadata, Collection<WeightTensor> tensors) {
    Map<String, WeightTensor> byName = new LinkedHashMap<>();
    for (WeightTensor tensor : tensors) {
      if (byName.put(tensor.name(), tensor) != null) {
        throw new IllegalArgumentException("two tensors are named " + tensor.name());
      }
    }
    return new Safetensors(metadata, byName);
  }
}
