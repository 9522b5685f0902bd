package io.thoraflow.trainer.feature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An X-ray with the variants whose features are not in a store.
 *
 * @param variants at least one
 */
record MissingFeatures(ModelInput input, List<Integer> variants) {

  /** Every X-ray once, even if the data set has it twice. */
  static List<MissingFeatures> of(
      FeatureStore store, List<ModelInput> inputs, List<Integer> variants) {
    Map<String, MissingFeatures> missing = new LinkedHashMap<>();
    for (ModelInput input : inputs) {
      List<Integer> absent =
          variants.stream().filter(variant -> !store.contains(input.sha256(), variant)).toList();
      if (!absent.isEmpty()) {
        missing.putIfAbsent(input.sha256(), new MissingFeatures(input, absent));
      }
    }
    return new ArrayList<>(missing.values());
  }

  int count() {
    return variants.size();
  }
}
