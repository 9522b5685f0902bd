package io.thoraflow.trainer.data;

import io.thoraflow.contract.model.ModelManifest;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides X-rays as Keras's {@code ImageDataGenerator(validation_split=0.2)} and {@code
 * flow_from_directory} do: of each class the first fifth of the sorted files is for validation. It
 * knows of no patients and no copies.
 */
final class KerasSplit {
  private static final double VALIDATION_SPLIT = 0.2;

  private KerasSplit() {}

  /**
   * @param train in the order of {@link LabelledFolder}
   * @return sides in the same order
   */
  static Sides divide(List<LabelledXray> train, List<LabelledXray> test) {
    List<LabelledXray> training = new ArrayList<>();
    List<LabelledXray> validation = new ArrayList<>();
    for (int label = 0; label < ModelManifest.CLASSES.size(); label++) {
      List<LabelledXray> ofClass = ofClass(train, label);
      int end = (int) (VALIDATION_SPLIT * ofClass.size());
      validation.addAll(ofClass.subList(0, end));
      training.addAll(ofClass.subList(end, ofClass.size()));
    }
    return new Sides(training, validation, test, List.of());
  }

  private static List<LabelledXray> ofClass(List<LabelledXray> xrays, int label) {
    return xrays.stream().filter(xray -> xray.label() == label).toList();
  }
}
