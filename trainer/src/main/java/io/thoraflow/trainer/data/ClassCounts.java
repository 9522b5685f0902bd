package io.thoraflow.trainer.data;

import java.util.List;

/** How many X-rays of each class, and of how many patients. */
public record ClassCounts(int normal, int pneumonia, int patients) {

  static ClassCounts of(List<LabelledXray> xrays) {
    int pneumonia = xrays.stream().mapToInt(LabelledXray::label).sum();
    long patients = xrays.stream().map(LabelledXray::patient).distinct().count();
    return new ClassCounts(xrays.size() - pneumonia, pneumonia, (int) patients);
  }

  /**
   * @param label 0 NORMAL, 1 PNEUMONIA
   */
  int of(int label) {
    return label == 0 ? normal : pneumonia;
  }
}
