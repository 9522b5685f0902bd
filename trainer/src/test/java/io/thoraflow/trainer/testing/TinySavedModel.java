package io.thoraflow.trainer.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.publish.ModelDraft;
import io.thoraflow.trainer.publish.ModelPublisher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** SavedModels with the signatures of a published model that cost next to nothing. */
public final class TinySavedModel {
  static {
    TensorFlowRuntime.prepare();
  }

  private TinySavedModel() {}

  /** A right one: the probability of PNEUMONIA grows with the image's brightness. */
  public static void write(Path folder) throws IOException {
    write(folder, 1, explain -> explain);
  }

  /**
   * Publishes a right one as the next version.
   *
   * @return the version
   */
  public static int publish(ModelPublisher publisher) throws IOException {
    ModelDraft draft =
        new ModelDraft(
            "stand-in",
            Origin.DEMO,
            Preprocessing.AREA_224,
            0.5,
            1,
            false,
            "ab".repeat(32),
            JsonNodeFactory.instance.objectNode(),
            List.of());
    return publisher.publish(draft, TinySavedModel::write, "test");
  }

  /**
   * @param weight of the brightness
   * @param explain changes the signature {@code explain}
   */
  public static void write(Path folder, float weight, UnaryOperator<Signature.Builder> explain)
      throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TUint8> image =
          tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, 224, 224, 1)));
      Variable<TFloat32> factor = tf.variable(Shape.of(2), TFloat32.class);
      session.run(tf.assign(factor, tf.constant(new float[] {0, weight})));

      Operand<TFloat32> gray =
          tf.math.div(tf.dtypes.cast(image, TFloat32.class), tf.constant(255f));
      Operand<TFloat32> level =
          tf.reshape(
              tf.math.mean(gray, tf.constant(new int[] {1, 2, 3})), tf.constant(new int[] {-1, 1}));
      Operand<TFloat32> logits = tf.math.mul(level, factor);
      Operand<TFloat32> heatmap =
          tf.squeeze(
              tf.nn.avgPool(gray, List.of(1L, 32L, 32L, 1L), List.of(1L, 32L, 32L, 1L), "VALID"),
              Squeeze.axis(List.of(3L)));
      Operand<TFloat32> familiarity = tf.squeeze(level, Squeeze.axis(List.of(1L)));

      SavedModelBundle.exporter(folder.toString())
          .withTags("serve")
          .withSession(session)
          .withSignatures(
              signature("serving_default", tf, image, logits, familiarity).build(),
              explain
                  .apply(
                      signature("explain", tf, image, logits, familiarity)
                          .output("heatmap", heatmap))
                  .build())
          .export();
    }
  }

  /** One whose image is float32, as Keras's own export would have it. */
  public static void writeWithFloatImages(Path folder) throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> image =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 224, 224, 1)));
      Signature.Builder serving =
          Signature.builder("serving_default").input("image", image).output("logits", image);
      Signature.Builder explain =
          Signature.builder("explain").input("image", image).output("logits", image);
      SavedModelBundle.exporter(folder.toString())
          .withTags("serve")
          .withSession(session)
          .withSignatures(serving.build(), explain.build())
          .export();
    }
  }

  private static Signature.Builder signature(
      String key,
      Ops tf,
      Operand<TUint8> image,
      Operand<TFloat32> logits,
      Operand<TFloat32> familiarity) {
    return Signature.builder(key)
        .input("image", image)
        .output("logits", logits)
        .output("probabilities", tf.nn.softmax(logits))
        .output("familiarity", familiarity);
  }
}
