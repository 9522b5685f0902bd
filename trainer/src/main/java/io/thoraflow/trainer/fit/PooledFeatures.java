package io.thoraflow.trainer.fit;

import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.PooledGaussian;
import io.thoraflow.trainer.weights.ResNet50Layout;
import java.util.Arrays;

/** Finds what a {@link PooledGaussian} reads in features that were extracted for a head. */
public final class PooledFeatures {
  private static final int CHANNELS = PooledGaussian.FEATURES;

  private PooledFeatures() {}

  /**
   * The last map's means over the image.
   *
   * @param row one image's features, {@link FeatureView#length} of them
   * @return {@code [2048]}
   */
  public static float[] of(FeatureView view, float[] row) {
    return switch (view) {
      case CONV5_MAP -> means(row);
      // The last two blocks are this map's means and maxima.
      case PYRAMID -> Arrays.copyOfRange(row, row.length - 2 * CHANNELS, row.length - CHANNELS);
    };
  }

  private static float[] means(float[] map) {
    int cells = ResNet50Layout.MAP_SIZE * ResNet50Layout.MAP_SIZE;
    float[] means = new float[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      double sum = 0;
      for (int cell = 0; cell < cells; cell++) {
        sum += map[cell * CHANNELS + channel];
      }
      means[channel] = (float) (sum / cells);
    }
    return means;
  }
}
