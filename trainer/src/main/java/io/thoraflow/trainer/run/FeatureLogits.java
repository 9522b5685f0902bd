package io.thoraflow.trainer.run;

import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.feature.Augmentation;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.fit.HeadScorer;
import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reads X-rays with a head, from features that are computed already. */
final class FeatureLogits {
  private FeatureLogits() {}

  static List<Prediction> of(Head head, FeatureSource source, List<LabelledXray> xrays) {
    float[] row = new float[source.length()];
    try (HeadScorer scorer = new HeadScorer(head)) {
      double[] margins =
          scorer.margins(
              index -> {
                source.read(xrays.get(index).sha256(), Augmentation.CLEAN, row);
                return row;
              },
              xrays.size());
      verify(margins);
      return IntStream.range(0, margins.length)
          .mapToObj(
              index ->
                  new Prediction(
                      xrays.get(index).sha256(),
                      xrays.get(index).patient(),
                      xrays.get(index).label(),
                      margins[index]))
          .toList();
    }
  }

  /**
   * @throws InvalidModelException if some are no numbers
   */
  static void verify(double[] margins) {
    long numbers = Arrays.stream(margins).filter(Double::isFinite).count();
    if (numbers < margins.length) {
      throw new InvalidModelException(
          "the trained head gives no number for %d of %d X-rays: its training went astray, and no version is made of it; try another --seed"
              .formatted(margins.length - numbers, margins.length));
    }
  }
}
