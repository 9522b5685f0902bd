package io.thoraflow.trainer.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** How gray levels become the three channels that ResNet-50 reads. */
public enum ImagePreprocessing {
  /** The seed script's: red = green = blue = gray / 255. */
  UNIT {
    @Override
    public Operand<TFloat32> channels(Ops tf, Operand<TFloat32> gray) {
      return tf.math.div(gray, tf.constant(new float[] {255, 255, 255}));
    }
  },

  /**
   * The one that the ImageNet weights were trained with: blue, green, red minus their ImageNet
   * means (Keras's {@code imagenet_utils.preprocess_input}, mode {@code caffe}).
   */
  CAFFE {
    @Override
    public Operand<TFloat32> channels(Ops tf, Operand<TFloat32> gray) {
      return tf.math.sub(gray, tf.constant(new float[] {103.939f, 116.779f, 123.68f}));
    }
  };

  /**
   * @param gray {@code [N, 224, 224, 1]}, 0 black and 255 white
   * @return {@code [N, 224, 224, 3]}
   */
  public abstract Operand<TFloat32> channels(Ops tf, Operand<TFloat32> gray);

  /**
   * @param image {@code [N, 224, 224, 1]}
   * @return {@code [N, 224, 224, 3]}
   */
  public Operand<TFloat32> apply(Ops tf, Operand<TUint8> image) {
    Ops scope = tf.withSubScope("preprocessing");
    return channels(scope, scope.dtypes.cast(image, TFloat32.class));
  }
}
