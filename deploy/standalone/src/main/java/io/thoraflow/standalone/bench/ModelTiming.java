package io.thoraflow.standalone.bench;

import java.util.List;

/**
 * How long one image takes at one batch size; the median of several calls.
 *
 * @param batch images in a call
 * @param cpuMillis CPU time of the whole process, divided by the images
 * @param wallMillis divided by the images
 */
record ModelTiming(int batch, double cpuMillis, double wallMillis) {

  /** Of several batch sizes. */
  record All(List<ModelTiming> timings) {
    ModelTiming of(int batch) {
      return timings.stream()
          .filter(timing -> timing.batch() == batch)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("nothing for batch " + batch));
    }
  }
}
