package io.thoraflow.trainer.fit;

import io.thoraflow.trainer.graph.Head;
import java.util.List;

/**
 * Fits a head on all images at once: for data sets of a few dozen images, whose features are few
 * and whose optimum is easily reached.
 *
 * @param steps updates
 * @param settings of the optimiser
 * @param weightDecay see {@link HeadTrainer}
 */
public record FullBatchFit(int steps, AdamSettings settings, float weightDecay) {

  /**
   * @param features one row for each image
   * @param labels 0 NORMAL, 1 PNEUMONIA
   */
  public Head fit(Head start, List<float[]> features, List<Integer> labels) {
    try (HeadTrainer trainer = new HeadTrainer(start, settings, weightDecay)) {
      for (int step = 0; step < steps; step++) {
        trainer.step(features, labels);
      }
      return trainer.trained();
    }
  }
}
