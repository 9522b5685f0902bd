package io.thoraflow.trainer.fit;

import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImageBatch;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.ResNet50Graph;
import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.graph.WeightVariables;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.ResNet50Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Passes images through the frozen backbone: the costly part of a training run, needed once for
 * each image.
 */
public final class FeatureExtractor implements AutoCloseable {
  /** Larger batches are no faster on a CPU. */
  private static final int BATCH_SIZE = 8;

  static {
    TensorFlowRuntime.prepare();
  }

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TUint8> image;
  private final Operand<TFloat32> features;
  private final FeatureView view;

  public FeatureExtractor(
      BackboneWeights weights, ImagePreprocessing preprocessing, FeatureView view) {
    this.view = view;
    Ops tf = Ops.create(graph);
    WeightVariables variables = new WeightVariables(tf);
    int size = ResNet50Layout.IMAGE_SIZE;
    image = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, size, size, 1)));
    features =
        view.of(tf, ResNet50Graph.build(tf, variables, weights, preprocessing.apply(tf, image)));
    session = new Session(graph);
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

  private List<float[]> extractBatch(List<byte[]> images) {
    try (TUint8 batch = ImageBatch.of(images);
        Result result = session.runner().feed(image, batch).fetch(features).run()) {
      return Arrays.asList(Tensors.toRows((TFloat32) result.get(0), view.length()));
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
