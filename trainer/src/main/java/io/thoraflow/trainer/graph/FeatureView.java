package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.ResNet50Layout;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What a head sees of the backbone's feature maps. */
public enum FeatureView {
  /** The last map itself, {@code [N, 7, 7, 2048]}. */
  CONV5_MAP(ResNet50Layout.MAP_SIZE, ResNet50Layout.MAP_CHANNELS) {
    @Override
    public Operand<TFloat32> of(Ops tf, FeatureMaps maps) {
      return maps.conv5();
    }
  },

  /** The mean of the last map over the image, {@code [N, 2048]}. */
  CONV5_MEAN(1, ResNet50Layout.MAP_CHANNELS) {
    @Override
    public Operand<TFloat32> of(Ops tf, FeatureMaps maps) {
      return tf.math.mean(maps.conv5(), tf.constant(new int[] {1, 2}));
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
