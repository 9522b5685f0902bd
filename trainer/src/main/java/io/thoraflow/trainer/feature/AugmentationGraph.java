package io.thoraflow.trainer.feature;

import io.thoraflow.contract.tensorflow.SessionSettings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.feature.AugmentationRanges.Photometry;
import io.thoraflow.trainer.graph.ImageBatch;
import io.thoraflow.trainer.weights.ResNet50Layout;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.ImageProjectiveTransformV3;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Distorts gray images, before they become channels: first where the pixels are (bilinear, edges
 * repeated, as Keras's {@code ImageDataGenerator}), then blur, gamma, contrast and brightness.
 */
final class AugmentationGraph implements AutoCloseable {
  private static final int SIZE = ResNet50Layout.IMAGE_SIZE;
  private static final float WHITE = 255;
  private static final float MID_GRAY = WHITE / 2;

  /** Standard deviation of the Gaussian blur, in pixels, and where it is cut off. */
  private static final double BLUR_SIGMA = 1.5;

  private static final int BLUR_REACH = 4;

  /** Of one image: gamma, contrast, brightness, blur. */
  private static final int GRAY_SETTINGS = 4;

  static {
    TensorFlowRuntime.prepare();
  }

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TUint8> image;
  private final Placeholder<TFloat32> transforms;
  private final Placeholder<TFloat32> grays;
  private final Operand<TFloat32> pixels;

  AugmentationGraph(AugmentationRanges ranges) {
    Ops tf = Ops.create(graph);
    image = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, SIZE, SIZE, 1)));
    transforms =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, Affine.COEFFICIENTS)));
    grays = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(GRAY_SETTINGS, -1, 1, 1, 1)));
    Operand<TFloat32> moved = moved(tf, tf.dtypes.cast(image, TFloat32.class));
    pixels = ranges.photometry().equals(Photometry.NONE) ? moved : toned(tf, moved);
    session = new Session(graph, SessionSettings.plain());
  }

  /**
   * @param images gray levels, each {@code [224 * 224]}
   * @param distortions one for each
   * @return gray levels, {@code [N, 224, 224, 1]}; the caller closes it
   */
  TFloat32 apply(List<byte[]> images, List<Distortion> distortions) {
    try (TUint8 batch = ImageBatch.of(images);
        TFloat32 moves = moves(distortions);
        TFloat32 tones = tones(distortions)) {
      return (TFloat32)
          session
              .runner()
              .feed(image, batch)
              .feed(transforms, moves)
              .feed(grays, tones)
              .fetch(pixels)
              .run()
              .get(0);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private Operand<TFloat32> moved(Ops tf, Operand<TFloat32> gray) {
    return tf.image.imageProjectiveTransformV3(
        gray,
        transforms,
        tf.constant(new int[] {SIZE, SIZE}),
        tf.constant(0f),
        "BILINEAR",
        ImageProjectiveTransformV3.fillMode("NEAREST"));
  }

  private Operand<TFloat32> toned(Ops tf, Operand<TFloat32> gray) {
    Operand<TFloat32> gamma = tf.gather(grays, tf.constant(0), tf.constant(0));
    Operand<TFloat32> contrast = tf.gather(grays, tf.constant(1), tf.constant(0));
    Operand<TFloat32> brightness = tf.gather(grays, tf.constant(2), tf.constant(0));
    Operand<TFloat32> blur = tf.gather(grays, tf.constant(3), tf.constant(0));
    Operand<TFloat32> softened =
        tf.math.add(gray, tf.math.mul(blur, tf.math.sub(blurred(tf, gray), gray)));
    Operand<TFloat32> curved =
        tf.math.mul(
            tf.math.pow(tf.math.div(softened, tf.constant(WHITE)), gamma), tf.constant(WHITE));
    Operand<TFloat32> spread = tf.math.mul(tf.math.sub(curved, tf.constant(MID_GRAY)), contrast);
    return tf.clipByValue(
        tf.math.add(spread, tf.math.add(brightness, tf.constant(MID_GRAY))),
        tf.constant(0f),
        tf.constant(WHITE));
  }

  private static Operand<TFloat32> blurred(Ops tf, Operand<TFloat32> gray) {
    int[][] sides = {{0, 0}, {BLUR_REACH, BLUR_REACH}, {BLUR_REACH, BLUR_REACH}, {0, 0}};
    Operand<TFloat32> padded = tf.mirrorPad(gray, tf.constant(sides), "SYMMETRIC");
    float[] bell = bell();
    return convolved(
        tf,
        convolved(tf, padded, bell, Shape.of(1, bell.length, 1, 1)),
        bell,
        Shape.of(bell.length, 1, 1, 1));
  }

  private static Conv2d<TFloat32> convolved(
      Ops tf, Operand<TFloat32> gray, float[] kernel, Shape shape) {
    return tf.nn.conv2d(
        gray,
        tf.reshape(tf.constant(kernel), tf.constant(shape.asArray())),
        List.of(1L, 1L, 1L, 1L),
        "VALID");
  }

  private static float[] bell() {
    float[] bell = new float[2 * BLUR_REACH + 1];
    float sum = 0;
    for (int index = 0; index < bell.length; index++) {
      bell[index] = (float) Math.exp(-Math.pow((index - BLUR_REACH) / BLUR_SIGMA, 2) / 2);
      sum += bell[index];
    }
    for (int index = 0; index < bell.length; index++) {
      bell[index] /= sum;
    }
    return bell;
  }

  private static TFloat32 moves(List<Distortion> distortions) {
    float[] values = new float[distortions.size() * Affine.COEFFICIENTS];
    for (int row = 0; row < distortions.size(); row++) {
      System.arraycopy(
          distortions.get(row).affine().coefficients(),
          0,
          values,
          row * Affine.COEFFICIENTS,
          Affine.COEFFICIENTS);
    }
    return TFloat32.tensorOf(
        Shape.of(distortions.size(), Affine.COEFFICIENTS), DataBuffers.of(values));
  }

  private static TFloat32 tones(List<Distortion> distortions) {
    int count = distortions.size();
    float[] values = new float[GRAY_SETTINGS * count];
    for (int row = 0; row < count; row++) {
      Distortion distortion = distortions.get(row);
      values[row] = distortion.gamma();
      values[count + row] = distortion.contrast();
      values[2 * count + row] = distortion.brightness();
      values[3 * count + row] = distortion.blur();
    }
    return TFloat32.tensorOf(Shape.of(GRAY_SETTINGS, count, 1, 1, 1), DataBuffers.of(values));
  }
}
