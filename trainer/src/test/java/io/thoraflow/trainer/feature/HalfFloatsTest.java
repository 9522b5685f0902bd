package io.thoraflow.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.graph.Tensors;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class HalfFloatsTest {
  private static final int COUNT = 1 << Short.SIZE;

  static {
    TensorFlowRuntime.prepare();
  }

  @Test
  void everyHalfHasTheValueThatTensorFlowGivesIt() {
    float[] expected = tensorFlowValues();
    for (int half = 0; half < COUNT; half++) {
      float found = HalfFloats.toFloat((short) half);
      if (Float.isNaN(expected[half])) {
        assertThat(found).as("half %x", half).isNaN();
      } else {
        assertThat(Float.floatToRawIntBits(found))
            .as("half %x", half)
            .isEqualTo(Float.floatToRawIntBits(expected[half]));
      }
    }
  }

  @Test
  void infinitiesAndNoNumbersAreRecognised() {
    for (int half = 0; half < COUNT; half++) {
      assertThat(HalfFloats.isFinite((short) half))
          .isEqualTo(Float.isFinite(HalfFloats.toFloat((short) half)));
    }
  }

  private static float[] tensorFlowValues() {
    int[] pairs = new int[COUNT / 2];
    for (int pair = 0; pair < pairs.length; pair++) {
      pairs[pair] = 2 * pair | (2 * pair + 1) << 16;
    }
    try (EagerSession session = EagerSession.create();
        TInt32 bits = TInt32.tensorOf(Shape.of(pairs.length), DataBuffers.of(pairs))) {
      Ops tf = Ops.create(session);
      var halves = tf.bitcast(tf.constantOf(bits), TFloat16.class);
      TFloat32 values = tf.dtypes.cast(halves, TFloat32.class).asTensor();
      return Tensors.toArray(values);
    }
  }
}
