package io.thoraflow.trainer.feature;

import io.thoraflow.contract.tensorflow.SessionSettings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImageBatch;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.ResNet50Graph;
import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.graph.WeightVariables;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.ResNet50Layout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Passes images through the frozen backbone: the costly part of a training run, needed once for
 * each variant of an image.
 */
public final class FeatureExtractor implements AutoCloseable {
  /** Larger batches are no faster on a CPU. */
  static final int BATCH_SIZE = 8;

  /**
   * Takes the declared shape of the images as given. Else TensorFlow does not know that a shortcut
   * and the convolution that it is added to have one shape, and cannot fuse the two.
   */
  private static final ConfigProto FUSE_SHORTCUTS =
      SessionSettings.with(
              SessionSettings.rewriters().setRemapping(RewriterConfig.Toggle.AGGRESSIVE))
          .build();

  static {
    TensorFlowRuntime.prepare();
  }

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TUint8> image;
  private final PlaceholderWithDefault<TFloat32> pixels;
  private final Operand<TFloat32> features;
  private final Operand<TFloat16> halves;
  private final FeatureView view;

  public FeatureExtractor(
      BackboneWeights weights, ImagePreprocessing preprocessing, FeatureView view) {
    this.view = view;
    Ops tf = Ops.create(graph);
    WeightVariables variables = new WeightVariables(tf);
    int size = ResNet50Layout.IMAGE_SIZE;
    Shape shape = Shape.of(-1, size, size, 1);
    image = tf.placeholder(TUint8.class, Placeholder.shape(shape));
    pixels = tf.placeholderWithDefault(tf.dtypes.cast(image, TFloat32.class), shape);
    features =
        view.of(
            tf, ResNet50Graph.build(tf, variables, weights, preprocessing.channels(tf, pixels)));
    halves = tf.dtypes.cast(features, TFloat16.class);
    session = new Session(graph, FUSE_SHORTCUTS);
    variables.initialize(session);
  }

  /**
   * @param images gray levels, each {@code [224 * 224]}
   * @param progress hears how many images are done
   * @return one row of {@link FeatureView#length} features for each image
   */
  public List<float[]> extract(List<byte[]> images, IntConsumer progress) {
    List<float[]> rows = new ArrayList<>();
    for (int start = 0; start < images.size(); start += BATCH_SIZE) {
      int end = Math.min(start + BATCH_SIZE, images.size());
      rows.addAll(extractBatch(images.subList(start, end)));
      progress.accept(end);
    }
    return rows;
  }

  /** The features of one batch in half precision: one row after the other, little-endian. */
  ByteBuffer halves(List<byte[]> images) {
    try (TUint8 batch = ImageBatch.of(images)) {
      return halves(image, batch);
    }
  }

  /**
   * The same for images that were changed.
   *
   * @param changed gray levels, {@code [N, 224, 224, 1]}
   */
  ByteBuffer halves(TFloat32 changed) {
    return halves(pixels, changed);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private ByteBuffer halves(Operand<?> input, Tensor batch) {
    try (Result result = session.runner().feed(input, batch).fetch(halves).run()) {
      byte[] bytes = new byte[Math.toIntExact(result.get(0).numBytes())];
      result.get(0).asRawTensor().data().read(bytes);
      return ByteBuffer.wrap(bytes);
    }
  }

  private List<float[]> extractBatch(List<byte[]> images) {
    try (TUint8 batch = ImageBatch.of(images);
        Result result = session.runner().feed(image, batch).fetch(features).run()) {
      return Arrays.asList(Tensors.toRows((TFloat32) result.get(0), view.length()));
    }
  }
}
