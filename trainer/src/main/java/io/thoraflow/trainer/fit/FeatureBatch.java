package io.thoraflow.trainer.fit;

import io.thoraflow.trainer.graph.FeatureView;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;

/** Puts features into the tensor that a head reads. */
final class FeatureBatch {
  private FeatureBatch() {}

  /** Copies each row straight into TensorFlow's memory; the caller closes the tensor. */
  static TFloat32 of(FeatureView view, IntFunction<float[]> rows, int count) {
    TFloat32 tensor = TFloat32.tensorOf(shape(view, count));
    FloatDataBuffer values = tensor.asRawTensor().data().asFloats();
    for (int row = 0; row < count; row++) {
      values.offset((long) row * view.length()).write(rows.apply(row));
    }
    return tensor;
  }

  /** Of any number of images. */
  static Shape shape(FeatureView view) {
    return shape(view, Shape.UNKNOWN_SIZE);
  }

  private static Shape shape(FeatureView view, long images) {
    return Shape.of(
        LongStream.concat(
                LongStream.of(images), view.shape().stream().mapToLong(Integer::longValue))
            .toArray());
  }
}
