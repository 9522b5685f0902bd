package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.ResNet50Layout;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What a head sees of the backbone's feature maps. */
public enum FeatureView {
  /** The last map itself, {@code [N, 7, 7, 2048]}. */
  CONV5_MAP(ResNet50Layout.MAP_SIZE, ResNet50Layout.MAP_CHANNELS) {
    @Override
    public Operand<TFloat32> of(Ops tf, FeatureMaps maps) {
      return maps.conv5();
    }
  },

  /**
   * Means and maxima over the image of the last three stacks' maps, {@code [N, 7168]}: what is
   * large and what is small, how much of it and how clear.
   */
  PYRAMID(1, 2 * (512 + 1024 + ResNet50Layout.MAP_CHANNELS)) {
    @Override
    public Operand<TFloat32> of(Ops tf, FeatureMaps maps) {
      Operand<TInt32> image = tf.constant(new int[] {1, 2});
      List<Operand<TFloat32>> pooled = new ArrayList<>();
      for (Operand<TFloat32> map : List.of(maps.conv3(), maps.conv4(), maps.conv5())) {
        pooled.add(tf.math.mean(map, image));
        pooled.add(tf.reduceMax(map, image));
      }
      return tf.concat(pooled, tf.constant(1));
    }
  };

  private final int extent;
  private final int channels;

  FeatureView(int extent, int channels) {
    this.extent = extent;
    this.channels = channels;
  }

  /** The features of a batch, {@code [N, shape...]}. */
  public abstract Operand<TFloat32> of(Ops tf, FeatureMaps maps);

  /** The shape of one image's features. */
  public List<Integer> shape() {
    return extent == 1 ? List.of(channels) : List.of(extent, extent, channels);
  }

  /** The number of one image's features. */
  public int length() {
    return extent * extent * channels;
  }
}
